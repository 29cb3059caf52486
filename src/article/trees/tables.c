#include "article/trees/tables_ask.h"
#include "article/trees/tables_columns.h"

#include <stdlib.h>

#include "article/model/model_text.h"
#include "base/arena.h"
#include "base/simd.h"

enum {
	BLOCKS =
		TABLES_ROWS / TABLES_LANES, /* that are asked together, one table after the other */
	LEAF_MOST = INT16_MAX,
	BASE_MOST = 1 << 24,
};

struct tables {
	struct arena arena;
	int32_t base;
	size_t count;
	struct table *items;
	struct columns columns; /* none: rows are bytes */
	bool shallow;           /* all of them */
	enum tables_way way;
};

struct reading {
	struct tables *tables;
	struct model_text text;
};

static bool read_questions(struct reading *reading, struct slice *line, struct table *table)
{
	for (;;) {
		struct question *question = &table->questions[table->depth];
		struct slice word;
		int32_t least;
		uint32_t feature;

		if (!model_next_word(line, &word))
			return model_refuse(&reading->text, "a table without leaves");
		if (slice_equal(word, SLICE("=")))
			return true;
		if (table->depth == TABLES_DEPTH)
			return model_refuse(&reading->text, "a table with too many questions");
		if (!model_find_feature(&reading->text, word, &feature))
			return false;
		if (!model_next_number(line, 0, UINT8_MAX, &least))
			return model_refuse(&reading->text, "a question without a threshold");
		question->feature = (uint16_t)feature;
		question->least = (uint8_t)least;
		table->depth++;
	}
}

/* Fills in what shallow tables are asked by. */
static void make_shallow(struct table *table, enum tables_way way)
{
	unsigned filled = TABLES_SHALLOW - table->depth;
	size_t count = (size_t)1 << table->depth, from = ((size_t)1 << TABLES_SHALLOW) - count;

	for (unsigned i = 0; i < table->depth; i++) {
		table->shallow[filled + i].feature = table->questions[i].feature;
		table->shallow[filled + i].least = table->questions[i].least * UINT32_C(0x01010101);
	}
	for (size_t i = 0; i < count; i++) {
		unsigned leaf = (uint16_t)table->leaves[i];
		size_t round = (from + i) / TABLES_LANES, lane = (from + i) % TABLES_LANES;

		table->low[round][lane] = (uint8_t)leaf;
		table->high[round][lane] = (uint8_t)(leaf >> 8);
	}
	for (size_t round = TABLES_ROUNDS - 1; way == TABLES_AVX2 && round > 0; round--) {
		for (size_t lane = 0; lane < TABLES_LANES; lane++) {
			table->low[round][lane] ^= table->low[round - 1][lane];
			table->high[round][lane] ^= table->high[round - 1][lane];
		}
	}
}

/* The greatest size of a leaf. */
static int32_t most_of(const struct table *table)
{
	int32_t most = 0;

	for (size_t i = 0; i < (size_t)1 << table->depth; i++) {
		int32_t size = table->leaves[i] < 0 ? -table->leaves[i] : table->leaves[i];

		most = size > most ? size : most;
	}
	return most;
}

void tables_go(struct tables *tables, enum tables_way way)
{
	int32_t sum = 0;

	tables->way = tables->shallow ? way : TABLES_PLAIN;
	for (size_t i = 0; tables->way != TABLES_PLAIN && i < tables->count; i++) {
		struct table *table = &tables->items[i];
		int32_t most = most_of(table);

		make_shallow(table, way);
		table->full = sum + most > INT16_MAX;
		sum = table->full ? most : sum + most;
	}
}

static bool read_table(struct reading *reading, struct slice line, struct table *table)
{
	size_t count;
	int16_t *leaves;

	if (!read_questions(reading, &line, table))
		return false;
	count = (size_t)1 << table->depth;
	leaves = arena_zalloc(&reading->tables->arena, count, sizeof(*leaves));
	if (!leaves)
		return err_no_memory(reading->text.err);
	for (size_t i = 0; i < count; i++) {
		int32_t leaf;

		if (!model_next_number(&line, -LEAF_MOST, LEAF_MOST, &leaf))
			return model_refuse(&reading->text,
					    "a table with a leaf out of range, or too few");
		leaves[i] = (int16_t)leaf;
	}
	table->leaves = leaves;
	return slice_trim(line).len == 0 ||
	       model_refuse(&reading->text, "a table with too many leaves");
}

/* The head, and the columns, which the tables then ask of in place of the features. */
static bool read_head(struct reading *reading)
{
	struct tables *tables = reading->tables;
	struct slice line;
	int32_t count, columns = 0;

	if (!model_next_item(&reading->text, "tables", &line))
		return false;
	if (!model_next_number(&line, 0, TABLES_MOST, &count) ||
	    !model_next_number(&line, -BASE_MOST, BASE_MOST, &tables->base) ||
	    (slice_trim(line).len > 0 && !model_next_number(&line, 1, TABLES_COLUMNS, &columns)) ||
	    slice_trim(line).len > 0)
		return model_refuse(&reading->text, "no head of tables");
	tables->count = (size_t)count;
	if (columns == 0)
		return true;
	if (!columns_read(&tables->columns, &reading->text, (size_t)columns, &tables->arena))
		return false;
	reading->text.features = tables->columns.names;
	reading->text.feature_count = (size_t)columns;
	reading->text.placed = false;
	memset(reading->text.places, 0, sizeof(reading->text.places));
	return true;
}

static bool read_tables(struct reading *reading)
{
	struct tables *tables = reading->tables;
	struct slice line;

	if (!read_head(reading))
		return false;
	tables->items = arena_zalloc(&tables->arena, tables->count + 1, sizeof(*tables->items));
	if (!tables->items)
		return err_no_memory(reading->text.err);
	tables->shallow = true;
	for (size_t i = 0; i < tables->count; i++) {
		if (!model_next_item(&reading->text, "table", &line) ||
		    !read_table(reading, line, &tables->items[i]))
			return false;
		tables->shallow &= tables->items[i].depth <= TABLES_SHALLOW;
	}
	tables_go(tables, tables_best_way());
	return model_ends(&reading->text);
}

struct tables *tables_open(struct slice data, const char *name, const char *const *features,
			   size_t feature_count, struct err *err)
{
	struct tables *tables = calloc(1, sizeof(*tables));
	struct reading reading = {tables,
				  {.rest = data,
				   .name = name,
				   .features = features,
				   .feature_count = feature_count,
				   .err = err}};

	if (!tables) {
		err_no_memory(err);
		return NULL;
	}
	if (read_tables(&reading))
		return tables;
	tables_close(tables);
	return NULL;
}

void tables_close(struct tables *tables)
{
	if (!tables)
		return;
	arena_free(&tables->arena);
	free(tables);
}

/* Adds what one table says about TABLES_LANES rows, the first of which is `row`. */
static void ask(const struct table *table, const uint8_t *const *columns, size_t row, int32_t *sums)
{
	bytes16 index = simd_fill(0);
	uint8_t lanes[TABLES_LANES];

	for (unsigned i = 0; i < table->depth; i++) {
		const struct question *question = &table->questions[i];
		bytes16 value = simd_load((const char *)columns[question->feature] + row);

		index = index + index - (bytes16)(value >= simd_fill(question->least));
	}
	simd_store((char *)lanes, index);
	for (unsigned lane = 0; lane < TABLES_LANES; lane++)
		sums[lane] += table->leaves[lanes[lane]];
}

static bool is_clear(const int32_t *sums, int32_t clear)
{
	for (unsigned lane = 0; lane < TABLES_LANES; lane++)
		if (sums[lane] >= -clear && sums[lane] <= clear)
			return false;
	return true;
}

/* Blocks of rows that are asked together. */
struct blocks {
	int32_t sums[BLOCKS][TABLES_LANES];
	size_t row;
	bool done[BLOCKS];
};

/* Asks shallow tables [from, to). What they say about blocks that are done is not taken. */
static void ask_many(const struct tables *tables, size_t from, size_t to,
		     const uint8_t *const *columns, struct blocks *blocks)
{
	int32_t sums[BLOCKS][TABLES_LANES] = {0};
	bool first = !blocks->done[0] || !blocks->done[1],
	     second = !blocks->done[2] || !blocks->done[3];
	size_t block = first ? 0 : 2;

	if (!first && !second)
		return;
	if (tables->way == TABLES_AVX512)
		tables_ask_avx512(tables->items + from, to - from, columns, blocks->row, sums[0]);
	else
		tables_ask_avx2(tables->items + from, to - from, columns,
				blocks->row + block * TABLES_LANES,
				first && second ? TABLES_ROWS : TABLES_HALF, sums[block]);
	for (size_t b = 0; b < BLOCKS; b++)
		for (unsigned lane = 0; !blocks->done[b] && lane < TABLES_LANES; lane++)
			blocks->sums[b][lane] += sums[b][lane];
}

/* Asks tables [from, to). */
static void ask_blocks(const struct tables *tables, size_t from, size_t to,
		       const uint8_t *const *columns, struct blocks *blocks)
{
	if (tables->way != TABLES_PLAIN) {
		ask_many(tables, from, to, columns, blocks);
		return;
	}
	for (size_t i = from; i < to; i++)
		for (size_t b = 0; b < BLOCKS; b++)
			if (!blocks->done[b])
				ask(&tables->items[i], columns, blocks->row + b * TABLES_LANES,
				    blocks->sums[b]);
}

void tables_score(const struct tables *tables, const uint8_t *const *columns, size_t count,
		  size_t first, int32_t clear, int32_t *scores)
{
	if (first > tables->count)
		first = tables->count;
	for (size_t done = 0; done < count; done += TABLES_ROWS) {
		struct blocks blocks = {.row = done};
		size_t left = count - done < TABLES_ROWS ? count - done : TABLES_ROWS;

		for (size_t b = 0; b < BLOCKS; b++) {
			blocks.done[b] = b * TABLES_LANES >= left;
			for (unsigned lane = 0; lane < TABLES_LANES; lane++)
				blocks.sums[b][lane] = tables->base;
		}
		ask_blocks(tables, 0, first, columns, &blocks);
		for (size_t b = 0; b < BLOCKS; b++)
			blocks.done[b] = blocks.done[b] || is_clear(blocks.sums[b], clear);
		ask_blocks(tables, first, tables->count, columns, &blocks);
		memcpy(scores + done, blocks.sums, left * sizeof(*scores));
	}
}

static int32_t mean(const int16_t *leaves, size_t count)
{
	int32_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += leaves[i];
	return sum / (int32_t)count;
}

void tables_explain(const struct tables *tables, const uint8_t *const *columns, size_t row,
		    int32_t *shares)
{
	for (size_t i = 0; i < tables->count; i++) {
		const struct table *table = &tables->items[i];
		const int16_t *leaves = table->leaves;
		size_t count = (size_t)1 << table->depth;
		int32_t before = mean(leaves, count);

		for (unsigned k = 0; k < table->depth; k++) {
			const struct question *question = &table->questions[k];
			int32_t after;

			count /= 2;
			if (columns[question->feature][row] >= question->least)
				leaves += count;
			after = mean(leaves, count);
			shares[question->feature] += after - before;
			before = after;
		}
	}
}

void tables_score_rows(const struct tables *tables, const int32_t *values, size_t width,
		       size_t count, struct tables_rows *rows, int32_t *scores)
{
	columns_fill(&tables->columns, values, width, count, rows);
	tables_score(tables, rows->columns, count, tables->count, 0, scores);
}

void tables_explain_row(const struct tables *tables, const int32_t *values,
			struct tables_rows *rows, int32_t *shares)
{
	int32_t by_column[TABLES_COLUMNS] = {0};

	columns_fill(&tables->columns, values, 0, 1, rows);
	tables_explain(tables, rows->columns, 0, by_column);
	for (size_t i = 0; i < tables->columns.count; i++)
		shares[tables->columns.items[i].feature] += by_column[i];
}
