#include "article/trees/forest_trees.h"

#include <string.h>

/* No branch depends on the value: none could be foreseen. */
static uint32_t search(const struct forest_column *column, int32_t value)
{
	uint32_t from = 0;

	for (uint32_t left = column->count; left > 1;) {
		uint32_t half = left / 2;

		from += half & -(uint32_t)(column->thresholds[from + half - 1] <= value);
		left -= half;
	}
	return from + (column->thresholds[from] <= value);
}

/* The bytes of `count` rows, which begin `width` values after one another. */
static void read_column(const struct forest_column *column, const int32_t *values, size_t width,
			size_t count, uint8_t *bytes)
{
	const uint8_t *table = column->table;
	int32_t least, most;

	if (!table) {
		for (size_t row = 0; row < count; row++)
			bytes[row] = (uint8_t)search(column, values[row * width]);
		return;
	}
	least = column->thresholds[0] - 1;
	most = column->thresholds[column->count - 1];
#pragma GCC unroll 4
	for (size_t row = 0; row < count; row++, values += width) {
		int32_t value = *values < least ? least : *values;

		bytes[row] = table[(value > most ? most : value) - least];
	}
}

/* One row alone takes only the steps on its way. */
static int32_t score_one(const struct forest *forest, const int32_t *row)
{
	uint8_t bytes[FOREST_MAX_COLUMNS];
	int32_t score = forest->base;

	for (uint32_t i = 0; i < forest->column_count; i++)
		read_column(&forest->columns[i], row + forest->columns[i].feature, 0, 1, &bytes[i]);
	for (uint32_t t = 0; t < forest->tree_count; t++) {
		const struct forest_tree *tree = &forest->trees[t];
		uint32_t at = forest_root(tree) / FOREST_ROWS;

		while (at >= FOREST_LEAVES) {
			const struct forest_step *step = &tree->steps[at - FOREST_LEAVES];
			bool yes = bytes[step->column / FOREST_ROWS] >= step->least;

			at = (yes ? step->upper : step->lower) / FOREST_ROWS;
		}
		score += tree->leaves[at];
	}
	return score;
}

void forest_score(const struct forest *forest, const int32_t *values, size_t count, int32_t *scores)
{
	_Alignas(FOREST_ROWS) uint8_t bytes[FOREST_MAX_COLUMNS * FOREST_ROWS];
	bool avx2 = forest_sweep_avx2_supported();

	if (count == 1) {
		*scores = score_one(forest, values);
		return;
	}
	memset(bytes, 0, (size_t)forest->column_count * FOREST_ROWS);
	for (size_t done = 0, some; done < count; done += some) {
		int32_t sums[FOREST_ROWS];

		some = count - done < FOREST_ROWS ? count - done : FOREST_ROWS;
		for (uint32_t i = 0; i < forest->column_count; i++)
			read_column(&forest->columns[i],
				    values + done * forest->features + forest->columns[i].feature,
				    forest->features, some, bytes + (size_t)i * FOREST_ROWS);
		for (unsigned row = 0; row < FOREST_ROWS; row++)
			sums[row] = forest->base;
		if (avx2)
			forest_sweep_avx2(forest, bytes, some, sums);
		else
			forest_sweep(forest, bytes, some, sums);
		memcpy(scores + done, sums, some * sizeof(*sums));
	}
}

/* The mean of the leaves below a slot. */
static int32_t mean_of(const struct forest_tree *tree, uint32_t slot)
{
	return slot < FOREST_LEAVES ? tree->leaves[slot] : tree->means[slot - FOREST_LEAVES];
}

void forest_explain(const struct forest *forest, const int32_t *row, int32_t *shares)
{
	for (uint32_t t = 0; t < forest->tree_count; t++) {
		const struct forest_tree *tree = &forest->trees[t];
		uint32_t at = forest_root(tree) / FOREST_ROWS;

		while (at >= FOREST_LEAVES) {
			const struct forest_step *step = &tree->steps[at - FOREST_LEAVES];
			const struct forest_column *column =
				&forest->columns[step->column / FOREST_ROWS];
			bool yes = search(column, row[column->feature]) >= step->least;
			uint32_t next = (yes ? step->upper : step->lower) / FOREST_ROWS;

			shares[column->feature] += mean_of(tree, next) - mean_of(tree, at);
			at = next;
		}
	}
}
