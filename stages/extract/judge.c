#include "judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/asset.h"
#include "echoes.h"
#include "io/reader.h"
#include "record/json.h"
#include "threshold.h"

enum {
	ROWS = 64,        /* blocks whose features are made at once */
	REASONS = 4,      /* that are told of a decision */
	TABLE_LEVELS = 8, /* a cell's block is no farther from its table */
	TABLE_WORDS = 25, /* mean of a cell, at most */
	MODEL_MAX = 64 * 1024 * 1024,
	NEAR_BEST = FOREST_ONE / 2, /* as good as the best block, where none is good */
};

bool judge_open(struct judge *judge, const char *model, struct arena *arena, struct err *err)
{
	struct buf file = {0};
	struct slice data;

	judge->names = block_feature_names(arena);
	if (!judge->names)
		return err_no_memory(err);
	if (!model && !asset_find("extract/forest.txt", &data))
		return err_set(err, ERR_USAGE, "forest.txt is not built in");
	if (model && read_whole_file(model, MODEL_MAX, &file, err))
		data = buf_slice(&file);
	else if (model)
		return false;
	judge->forest =
		forest_open(data, model ? model : "forest.txt", judge->names, FEATURE_COUNT, err);
	buf_free(&file);
	return judge->forest != NULL;
}

void judge_close(struct judge *judge)
{
	forest_close(judge->forest);
}

static void free_blocks(struct verdicts *verdicts)
{
	free(verdicts->scores);
	free(verdicts->kept);
}

void verdicts_free(struct verdicts *verdicts)
{
	free_blocks(verdicts);
	map_free(&verdicts->grams);
}

static bool reserve(struct verdicts *verdicts, uint32_t count)
{
	if (count <= verdicts->cap)
		return true;
	free_blocks(verdicts);
	verdicts->cap = 0;
	verdicts->scores = calloc(count, sizeof(*verdicts->scores));
	verdicts->kept = calloc(count, sizeof(*verdicts->kept));
	if (!verdicts->scores || !verdicts->kept)
		return false;
	verdicts->cap = count;
	return true;
}

/* What is kept when the forest would keep nothing: what it would drop the least. */
static void keep_best(const struct page *page, struct verdicts *verdicts)
{
	int32_t best = INT32_MIN / 2;

	for (uint32_t i = 0; i < page->count; i++)
		if (page->blocks[i].words && verdicts->scores[i] > best)
			best = verdicts->scores[i];
	for (uint32_t i = 0; i < page->count; i++)
		verdicts->kept[i] = verdicts->scores[i] >= best - NEAR_BEST;
}

/*
 * The table that a block is a cell of, 0 for none. What holds other tables, or long texts, is not a
 * table but a page's layout.
 */
static uint32_t table_of(const struct page *page, const struct block *block)
{
	const struct html_node *nodes = page->html->nodes;
	const struct place *place = &page->places[block->element];
	uint32_t at = block->element;

	if (place->tag[NEAR_TABLE] >= TABLE_LEVELS)
		return 0;
	while (nodes[at].tag != HTML_TABLE)
		at = nodes[at].parent;
	place = &page->places[at];
	return place->words <= TABLE_WORDS * place->blocks ? at : 0;
}

/* Whether the blocks [from, end) are in the midst of kept prose, which `holder` holds too. */
static bool is_amid_prose(const struct page *page, const struct verdicts *verdicts, uint32_t from,
			  uint32_t end, uint32_t holder)
{
	const struct block *blocks = page->blocks;

	return from > 0 && end < page->count && verdicts->kept[from - 1] && verdicts->kept[end] &&
	       blocks[from - 1].prose && blocks[end].prose &&
	       html_holds(page->html, holder, blocks[from - 1].element) &&
	       html_holds(page->html, holder, blocks[end].element);
}

/* Where most words of a table stay, or all words around it, all of it does. */
static void join_tables(const struct page *page, struct verdicts *verdicts)
{
	for (uint32_t i = 0, end; i < page->count; i = end) {
		uint32_t table = table_of(page, &page->blocks[i]);
		uint64_t words = 0, kept = 0;

		for (end = i; end < page->count && (end == i || table) &&
			      html_holds(page->html, table, page->blocks[end].element);
		     end++) {
			words += page->blocks[end].words;
			kept += verdicts->kept[end] ? page->blocks[end].words : 0;
		}
		if (table && (2 * kept > words || is_amid_prose(page, verdicts, i, end,
								page->html->nodes[table].parent)))
			memset(verdicts->kept + i, true, end - i);
	}
}

bool judge_blocks(const struct judge *judge, struct page *page, struct verdicts *verdicts)
{
	struct surroundings *around = surroundings_make(page);
	int32_t rows[ROWS * FEATURE_COUNT];
	uint32_t least;
	bool any = false;

	if (!around || !reserve(verdicts, page->count))
		return false;
	for (uint32_t i = 0; i < page->count; i += ROWS) {
		uint32_t count = page->count - i < ROWS ? page->count - i : ROWS;

		block_features_write(page, around, i, count, rows);
		forest_score(judge->forest, rows, count, verdicts->scores + i);
	}
	least = threshold_of(page->blocks, verdicts->scores, page->count);
	for (uint32_t i = 0; i < page->count; i++)
		verdicts->kept[i] = likelihood(verdicts->scores[i]) >= least;
	join_tables(page, verdicts);
	for (uint32_t i = 0; i < page->count; i++)
		any |= verdicts->kept[i];
	if (!any)
		keep_best(page, verdicts);
	return echoes_drop(page, &verdicts->grams, verdicts->kept);
}

void judge_explain(const struct judge *judge, const struct page *page,
		   const struct surroundings *around, uint32_t i, bool kept, struct buf *out)
{
	int32_t row[FEATURE_COUNT], shares[FEATURE_COUNT] = {0};

	block_features_write(page, around, i, 1, row);
	forest_explain(judge->forest, row, shares);
	for (unsigned n = 0; n < REASONS; n++) {
		unsigned best = 0;
		int32_t tenths;

		for (unsigned f = 1; f < FEATURE_COUNT; f++)
			best = (kept ? shares[f] > shares[best] : shares[f] < shares[best]) ? f
											    : best;
		tenths = (kept ? shares[best] : -shares[best]) * 10 / FOREST_ONE;
		if (tenths <= 0)
			return;
		buf_printf(out, "%s%s=%d %c%d.%d", n ? ", " : "", judge->names[best], row[best],
			   kept ? '+' : '-', tenths / 10, tenths % 10);
		shares[best] = 0;
	}
}

void judge_write_names(const struct judge *judge, struct buf *out)
{
	for (unsigned i = 0; i < FEATURE_COUNT; i++) {
		buf_push(out, i ? ',' : '[');
		json_write_string(out, slice_of(judge->names[i]));
	}
	buf_push(out, ']');
}

bool judge_write_rows(struct page *page, struct buf *out)
{
	struct surroundings *around = surroundings_make(page);
	int32_t row[FEATURE_COUNT];

	if (!around)
		return false;
	buf_push(out, '[');
	for (uint32_t i = 0; i < page->count; i++) {
		block_features_write(page, around, i, 1, row);
		buf_printf(out, "%s{\"text\":", i ? "," : "");
		json_write_string(out, block_text(page, &page->blocks[i]));
		for (unsigned n = 0; n < FEATURE_COUNT; n++)
			buf_printf(out, "%s%d", n ? "," : ",\"features\":[", row[n]);
		buf_append(out, SLICE("]}"));
	}
	return buf_push(out, ']');
}
