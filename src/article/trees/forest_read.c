/* Forests as text: see forest.h. */
#include "article/trees/forest_trees.h"

#include <stdlib.h>
#include <string.h>

#include "article/model/model_text.h"

enum { TABLE_MAX = 1 << 15 }; /* values that a column's table holds, at most */

/* A file that is being read. */
struct reading {
	struct forest *forest;
	struct model_text text;
};

static bool read_head(struct reading *reading, struct slice line)
{
	struct forest *forest = reading->forest;
	int32_t columns, trees;

	if (!model_next_number(&line, 1, FOREST_MAX_COLUMNS, &columns) ||
	    !model_next_number(&line, 0, FOREST_MAX_TREES, &trees) ||
	    !model_next_number(&line, -FOREST_MAX_LEAF, FOREST_MAX_LEAF, &forest->base) ||
	    slice_trim(line).len > 0)
		return model_refuse(&reading->text, "no head of a forest");
	forest->columns = arena_zalloc(&forest->arena, (size_t)columns, sizeof(*forest->columns));
	forest->trees = arena_zalloc(&forest->arena, (size_t)trees + 1, sizeof(*forest->trees));
	if (!forest->columns || !forest->trees)
		return err_no_memory(reading->text.err);
	forest->column_count = (uint32_t)columns;
	forest->tree_count = (uint32_t)trees;
	return true;
}

/* Where the thresholds are near one another, a table has the byte of each value. */
static bool fill_table(struct arena *arena, struct forest_column *column)
{
	int64_t least = (int64_t)column->thresholds[0] - 1;
	int64_t size = column->thresholds[column->count - 1] - least + 1;
	uint8_t *table, reached = 0;

	if (least < INT32_MIN || size > TABLE_MAX)
		return true;
	column->table = table = arena_alloc(arena, (size_t)size);
	if (!table)
		return false;
	for (int64_t i = 0; i < size; i++) {
		reached = (uint8_t)(reached + (column->thresholds[reached] == least + i));
		table[i] = reached;
	}
	return true;
}

static bool read_column(struct reading *reading, struct slice line, struct forest_column *column)
{
	struct arena *arena = &reading->forest->arena;
	int32_t thresholds[FOREST_MAX_THRESHOLDS], *copy;
	struct slice word;

	if (!model_next_word(&line, &word))
		return model_refuse(&reading->text, "a column without a name");
	if (!model_find_feature(&reading->text, word, &column->feature))
		return false;
	for (; model_next_word(&line, &word); column->count++) {
		int64_t least =
			column->count ? (int64_t)thresholds[column->count - 1] + 1 : INT32_MIN;

		if (column->count == FOREST_MAX_THRESHOLDS ||
		    !model_read_number(word, least, INT32_MAX, &thresholds[column->count]))
			return model_refuse(
				&reading->text,
				"thresholds that are no ascending numbers, or too many");
	}
	if (column->count == 0)
		return model_refuse(&reading->text, "a column without thresholds");
	copy = arena_alloc(arena, column->count * sizeof(*copy));
	if (!copy)
		return err_no_memory(reading->text.err);
	memcpy(copy, thresholds, column->count * sizeof(*copy));
	column->thresholds = copy;
	return fill_table(arena, column) || err_no_memory(reading->text.err);
}

/* A tree while it is read: the steps that are done, and those from the root down that lack a
 * subtree. */
struct sprout {
	struct forest_step steps[FOREST_LEAVES];
	uint8_t depths[FOREST_LEAVES]; /* of the steps */
	int32_t leaves[FOREST_LEAVES];
	uint32_t step_count, leaf_count;
	struct open_step {
		struct forest_step step;
		bool half; /* its lower subtree is read */
	} open[FOREST_MAX_DEPTH];
	unsigned depth; /* steps that are open */
};

/* A subtree is read that comes to this slot; it may be the second of some steps. */
static void close_steps(struct sprout *sprout, uint32_t slot)
{
	while (sprout->depth > 0 && sprout->open[sprout->depth - 1].half) {
		struct forest_step *step = &sprout->open[--sprout->depth].step;

		step->upper = (uint16_t)slot;
		slot = (FOREST_LEAVES + sprout->step_count) * FOREST_ROWS;
		sprout->depths[sprout->step_count] = (uint8_t)sprout->depth;
		sprout->steps[sprout->step_count++] = *step;
	}
	if (sprout->depth > 0) {
		sprout->open[sprout->depth - 1].half = true;
		sprout->open[sprout->depth - 1].step.lower = (uint16_t)slot;
	}
}

static bool read_leaf(struct reading *reading, struct slice word, struct sprout *sprout)
{
	if (!model_read_number(slice_from(word, 1), -FOREST_MAX_LEAF, FOREST_MAX_LEAF,
			       &sprout->leaves[sprout->leaf_count]))
		return model_refuse(&reading->text, "a leaf out of range");
	close_steps(sprout, sprout->leaf_count++ * FOREST_ROWS);
	return true;
}

static bool read_step(struct reading *reading, struct slice word, struct sprout *sprout)
{
	const struct forest *forest = reading->forest;
	size_t colon = slice_find_byte(word, 0, ':');
	int32_t column, least;

	if (colon == word.len ||
	    !model_read_number(slice_sub(word, 0, colon), 0, (int64_t)forest->column_count - 1,
			       &column) ||
	    !model_read_number(slice_from(word, colon + 1), 1, forest->columns[column].count,
			       &least))
		return model_refuse(&reading->text, "a node that asks for what there is not");
	if (sprout->depth == FOREST_MAX_DEPTH)
		return model_refuse(&reading->text, "a tree that is too deep");
	sprout->open[sprout->depth++] = (struct open_step){
		.step = {.column = (uint16_t)(column * FOREST_ROWS), .least = (uint8_t)least},
	};
	return true;
}

/*
 * Copies the steps, the deepest first: so they come after what they need, but not right after
 * it, and a processor can take several at once.
 */
static void sort_steps(const struct sprout *sprout, struct forest_step *steps)
{
	uint16_t slots[FOREST_SLOTS];
	uint32_t count = 0;

	for (uint32_t leaf = 0; leaf < sprout->leaf_count; leaf++)
		slots[leaf] = (uint16_t)(leaf * FOREST_ROWS);
	for (unsigned depth = FOREST_MAX_DEPTH; depth-- > 0;) {
		for (uint32_t i = 0; i < sprout->step_count; i++) {
			struct forest_step step = sprout->steps[i];

			if (sprout->depths[i] != depth)
				continue;
			step.lower = slots[step.lower / FOREST_ROWS];
			step.upper = slots[step.upper / FOREST_ROWS];
			slots[FOREST_LEAVES + i] =
				(uint16_t)((FOREST_LEAVES + count) * FOREST_ROWS);
			steps[count++] = step;
		}
	}
}

/* Without fractions until the end, as no leaf is deeper than FOREST_MAX_DEPTH. */
static void find_means(const struct forest_step *steps, uint32_t count, const int32_t *leaves,
		       int32_t *means)
{
	int64_t sums[FOREST_SLOTS]; /* of FOREST_LEAVES leaves */

	for (uint32_t i = 0; i <= count; i++)
		sums[i] = (int64_t)leaves[i] * FOREST_LEAVES;
	for (uint32_t i = 0; i < count; i++) {
		int64_t sum =
			(sums[steps[i].lower / FOREST_ROWS] + sums[steps[i].upper / FOREST_ROWS]) /
			2;

		sums[FOREST_LEAVES + i] = sum;
		means[i] = (int32_t)(sum / FOREST_LEAVES);
	}
}

static bool read_tree(struct reading *reading, struct slice line, struct forest_tree *tree)
{
	struct arena *arena = &reading->forest->arena;
	struct sprout sprout = {.depth = 0};
	struct forest_step *steps;
	int32_t *leaves, *means;
	struct slice word;

	do {
		if (!model_next_word(&line, &word))
			return model_refuse(&reading->text, "a tree that is cut short");
		if (word.data[0] == '=' ? !read_leaf(reading, word, &sprout)
					: !read_step(reading, word, &sprout))
			return false;
	} while (sprout.depth > 0);
	if (slice_trim(line).len > 0)
		return model_refuse(&reading->text, "a tree with too many nodes");
	steps = arena_zalloc(arena, sprout.leaf_count, sizeof(*steps));
	leaves = arena_zalloc(arena, sprout.leaf_count, sizeof(*leaves));
	means = arena_zalloc(arena, sprout.leaf_count, sizeof(*means));
	if (!steps || !leaves || !means)
		return err_no_memory(reading->text.err);
	sort_steps(&sprout, steps);
	memcpy(leaves, sprout.leaves, sprout.leaf_count * sizeof(*leaves));
	find_means(steps, sprout.step_count, leaves, means);
	*tree = (struct forest_tree){steps, leaves, means, sprout.step_count, sprout.leaf_count};
	if (sprout.leaf_count > reading->forest->most_leaves)
		reading->forest->most_leaves = sprout.leaf_count;
	return true;
}

static bool read_forest(struct reading *reading)
{
	struct forest *forest = reading->forest;
	struct model_text *text = &reading->text;
	struct slice item;

	if (!model_next_item(text, "forest", &item) || !read_head(reading, item))
		return false;
	for (uint32_t i = 0; i < forest->column_count; i++)
		if (!model_next_item(text, "column", &item) ||
		    !read_column(reading, item, &forest->columns[i]))
			return false;
	for (uint32_t i = 0; i < forest->tree_count; i++)
		if (!model_next_item(text, "tree", &item) ||
		    !read_tree(reading, item, &forest->trees[i]))
			return false;
	return model_ends(text);
}

struct forest *forest_open(struct slice data, const char *name, const char *const *features,
			   size_t feature_count, struct err *err)
{
	struct forest *forest = calloc(1, sizeof(*forest));
	struct reading reading = {forest,
				  {.rest = data,
				   .name = name,
				   .features = features,
				   .feature_count = feature_count,
				   .err = err}};

	if (!forest) {
		err_no_memory(err);
		return NULL;
	}
	forest->features = feature_count;
	if (read_forest(&reading))
		return forest;
	forest_close(forest);
	return NULL;
}

void forest_close(struct forest *forest)
{
	if (!forest)
		return;
	arena_free(&forest->arena);
	free(forest);
}
