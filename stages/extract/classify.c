#include "classify.h"

#include <stdlib.h>
#include <string.h>

#include "article/model/model_text.h"
#include "base/asset.h"
#include "duplicate_blocks.h"
#include "io/reader.h"
#include "record/json.h"
#include "threshold.h"

enum {
	GROUP_LEAST = 3,    /* blocks that make a group */
	GROUP_SHARE = 30,   /* hundredths of a score that are its group's */
	COMMENT_LEVELS = 6, /* as far up as what is named for comments makes them */
	REST_PROSE = 15,    /* words of prose that an article has without its comments */
	HIDDEN_REST = 300,  /* hundredths of what is hidden that the rest must be */
	REASONS = 4,        /* that are named for a decision */
	TABLE_LEVELS = 8,   /* a cell's block is no farther from its table */
	TABLE_WORDS = 25,   /* mean of a cell, at most */
	MODEL_MAX = 64 * 1024 * 1024,
	NEAR_BEST = TABLES_ONE / 2, /* as good as the best block, where none is good */
};

bool classifier_open(struct classifier *classifier, const char *model, struct arena *arena,
		     struct err *err)
{
	struct buf file = {0};
	struct slice data = {0}, section;
	const char *name = model ? model : "extract.model";
	bool good;

	classifier->names = block_feature_names(arena);
	if (!classifier->names)
		return err_no_memory(err);
	if (!model && !asset_find("extract/extract.model", &data))
		return err_set(err, ERR_USAGE, "extract.model is not built in");
	if (model && read_whole_file(model, MODEL_MAX, &file, err))
		data = buf_slice(&file);
	else if (model)
		return false;
	good = kind_model_open(&classifier->kinds, &data, name, arena, err);
	if (good && !model_next_section(&data, SLICE("blocks"), &section))
		good = err_set(err, ERR_USAGE, "%s: no section [blocks]", name);
	if (good)
		classifier->blocks =
			tables_open(section, name, classifier->names, FEATURE_COUNT, err);
	buf_free(&file);
	return good && classifier->blocks;
}

void classifier_close(struct classifier *classifier)
{
	kind_model_close(&classifier->kinds);
	tables_close(classifier->blocks);
}

static void free_blocks(struct block_decisions *decisions)
{
	free(decisions->scores);
	free(decisions->kept);
}

void block_decisions_free(struct block_decisions *decisions)
{
	free_blocks(decisions);
	map_free(&decisions->grams);
}

static bool reserve(struct block_decisions *decisions, uint32_t count)
{
	if (count <= decisions->cap)
		return true;
	free_blocks(decisions);
	decisions->cap = 0;
	decisions->scores = calloc(count, sizeof(*decisions->scores));
	decisions->kept = calloc(count, sizeof(*decisions->kept));
	if (!decisions->scores || !decisions->kept)
		return false;
	decisions->cap = count;
	return true;
}

/* What is kept when the model would keep nothing: what it would drop the least. */
static void keep_best(const struct page *page, struct block_decisions *decisions)
{
	int32_t best = INT32_MIN / 2;

	for (uint32_t i = 0; i < page->count; i++)
		if (page->blocks[i].words && decisions->scores[i] > best)
			best = decisions->scores[i];
	for (uint32_t i = 0; i < page->count; i++)
		decisions->kept[i] = decisions->scores[i] >= best - NEAR_BEST;
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

/* Whether the blocks [from, end) are inside kept prose, which `holder` holds too. */
static bool is_within_prose(const struct page *page, const struct block_decisions *decisions,
			    uint32_t from, uint32_t end, uint32_t holder)
{
	const struct block *blocks = page->blocks;

	return from > 0 && end < page->count && decisions->kept[from - 1] && decisions->kept[end] &&
	       blocks[from - 1].prose && blocks[end].prose &&
	       html_holds(page->html, holder, blocks[from - 1].element) &&
	       html_holds(page->html, holder, blocks[end].element);
}

/* Where most words of a table stay, or all words around it, all of it does. */
static void join_tables(const struct page *page, struct block_decisions *decisions)
{
	for (uint32_t i = 0, end; i < page->count; i = end) {
		uint32_t table = table_of(page, &page->blocks[i]);
		uint64_t words = 0, kept = 0;

		for (end = i; end < page->count && (end == i || table) &&
			      html_holds(page->html, table, page->blocks[end].element);
		     end++) {
			words += page->blocks[end].words;
			kept += decisions->kept[end] ? page->blocks[end].words : 0;
		}
		if (table && (2 * kept > words || is_within_prose(page, decisions, i, end,
								  page->html->nodes[table].parent)))
			memset(decisions->kept + i, true, end - i);
	}
}

/* Moves the score of each block towards the mean of those of the same place and class: cards of a
 * list, posts of a thread are right together or not at all. */
static void smooth_groups(struct page *page, const struct page_context *context, int32_t *scores)
{
	for (uint32_t i = 0; i < page->count; i++) {
		struct group *group = &context->groups[context->group[i]];

		group->score += (int64_t)scores[i] * page->blocks[i].words;
	}
	for (uint32_t i = 0; i < page->count; i++) {
		const struct group *group = &context->groups[context->group[i]];
		int64_t mean = group->words ? group->score / (int64_t)group->words : 0;

		if (group->count >= GROUP_LEAST && group->words)
			scores[i] += (int32_t)((mean - scores[i]) * GROUP_SHARE / 100);
	}
}

/* What the page's blocks have around them, and its kind. */
static struct page_context *find_context(const struct classifier *classifier, struct page *page,
					 struct slice url, struct block_decisions *decisions)
{
	struct page_context *context = page_context_make(page);

	decisions->context = context;
	if (context)
		kind_find(&classifier->kinds, page, context, url, &decisions->rows);
	return context;
}

/* Whether a block is in comments: what is named for them is at least as near as what is named for
 * an article's body, and does not hold the headline. */
static bool is_comment(const struct page *page, const struct page_context *context,
		       const struct block *block)
{
	const struct place *place = &page->places[block->element];
	uint32_t at = block->element;

	if (place->hint[HINT_COMMENT] > COMMENT_LEVELS ||
	    place->hint[HINT_ARTBODY] < place->hint[HINT_COMMENT])
		return false;
	for (unsigned level = place->hint[HINT_COMMENT]; level > 0; level--)
		at = page->html->nodes[at].parent;
	if (context->title != NO_BLOCK &&
	    html_holds(page->html, at, page->blocks[context->title].element))
		return false;
	/* "comment-body" is named for both. */
	return place->hint[HINT_ARTBODY] > place->hint[HINT_COMMENT] ||
	       slice_starts(html_get(page->html, &page->html->nodes[at], HTML_AT_CLASS),
			    SLICE("comment"));
}

/* Whether a block is not shown, at least not at first. */
static bool is_hidden(const struct page *page, const struct page_context *context,
		      const struct block *block)
{
	(void)context;
	return page->places[block->element].hidden;
}

typedef bool aside_test(const struct page *, const struct page_context *, const struct block *);

/* Takes back what is in comments, or is hidden, if enough of the article is left without it;
 * `at_end`: and if most of that comes first. */
static void drop_if(const struct page *page, struct block_decisions *decisions,
		    aside_test *is_aside, bool at_end, uint64_t least_share)
{
	uint64_t aside = 0, rest = 0, before = 0; /* before: of the rest, what comes first */

	for (uint32_t i = 0; i < page->count; i++) {
		const struct block *block = &page->blocks[i];

		if (decisions->kept[i] && is_aside(page, decisions->context, block))
			aside += block->words;
		else if (decisions->kept[i])
			rest += block->prose;
		before = aside ? before : rest;
	}
	if (aside == 0 || rest < REST_PROSE || rest * 100 < aside * least_share ||
	    (at_end && before * 2 < rest))
		return;
	for (uint32_t i = 0; i < page->count; i++)
		decisions->kept[i] &= !is_aside(page, decisions->context, &page->blocks[i]);
}

static void drop_asides(const struct page *page, struct block_decisions *decisions)
{
	/* Posts of a thread are its content. */
	if (page->kind[KIND_forum] < KIND_ONE / 10)
		drop_if(page, decisions, is_comment, true, 0);
	drop_if(page, decisions, is_hidden, false, HIDDEN_REST);
}

bool classify_blocks(const struct classifier *classifier, struct page *page, struct slice url,
		     struct block_decisions *decisions)
{
	struct page_context *context = find_context(classifier, page, url, decisions);
	int32_t rows[TABLES_READ * FEATURE_COUNT];
	uint32_t least;
	bool any = false, is_article;

	if (!context || !reserve(decisions, page->count))
		return false;
	for (uint32_t i = 0; i < page->count; i += TABLES_READ) {
		uint32_t count = page->count - i < TABLES_READ ? page->count - i : TABLES_READ;

		block_features_write(page, context, i, count, rows);
		tables_score_rows(classifier->blocks, rows, FEATURE_COUNT, count, &decisions->rows,
				  decisions->scores + i);
	}
	is_article = page->kind[KIND_article] >= KIND_ONE / 2;
	smooth_groups(page, context, decisions->scores);
	least = threshold_of(page->blocks, decisions->scores, page->count, is_article,
			     (enum favor)classifier->favor, &decisions->certainty);
	for (uint32_t i = 0; i < page->count; i++)
		decisions->kept[i] = likelihood(decisions->scores[i]) >= least;
	join_tables(page, decisions);
	if (is_article)
		drop_asides(page, decisions);
	for (uint32_t i = 0; i < page->count; i++)
		any |= decisions->kept[i];
	if (!any)
		keep_best(page, decisions);
	return classifier->keep_repeats ||
	       duplicate_blocks_drop(page, &decisions->grams, decisions->kept);
}

void classifier_explain(const struct classifier *classifier, const struct page *page,
			const struct page_context *context, uint32_t i, bool kept,
			struct block_decisions *decisions, struct buf *out)
{
	int32_t row[FEATURE_COUNT], shares[FEATURE_COUNT] = {0};

	block_features_write(page, context, i, 1, row);
	tables_explain_row(classifier->blocks, row, &decisions->rows, shares);
	for (unsigned n = 0; n < REASONS; n++) {
		unsigned best = 0;
		int32_t tenths;

		for (unsigned f = 1; f < FEATURE_COUNT; f++)
			best = (kept ? shares[f] > shares[best] : shares[f] < shares[best]) ? f
											    : best;
		tenths = (kept ? shares[best] : -shares[best]) * 10 / TABLES_ONE;
		if (tenths <= 0)
			return;
		buf_printf(out, "%s%s=%d %c%d.%d", n ? ", " : "", classifier->names[best],
			   row[best], kept ? '+' : '-', tenths / 10, tenths % 10);
		shares[best] = 0;
	}
}

static void write_list(const char *const *names, unsigned count, struct buf *out)
{
	for (unsigned i = 0; i < count; i++) {
		buf_push(out, i ? ',' : '[');
		json_write_string(out, slice_of(names[i]));
	}
	buf_push(out, ']');
}

static void write_row(const int32_t *row, unsigned count, struct buf *out)
{
	for (unsigned i = 0; i < count; i++)
		buf_printf(out, "%c%d", i ? ',' : '[', row[i]);
	buf_push(out, ']');
}

bool classifier_write_signals(const struct classifier *classifier, struct page *page,
			      struct slice url, struct buf *out)
{
	struct page_context *context = page_context_make(page);
	int32_t row[SIGNAL_COUNT];

	if (!context)
		return false;
	page_signals_write(page, context, url, row);
	buf_append(out, SLICE("{\"names\":"));
	write_list(classifier->kinds.names, SIGNAL_COUNT, out);
	buf_append(out, SLICE(",\"values\":"));
	write_row(row, SIGNAL_COUNT, out);
	return buf_push(out, '}');
}

void classifier_write_names(const struct classifier *classifier, struct buf *out)
{
	write_list(classifier->names, FEATURE_COUNT, out);
}

bool classifier_write_rows(const struct classifier *classifier, struct page *page, struct slice url,
			   struct block_decisions *decisions, struct buf *out)
{
	struct page_context *context = find_context(classifier, page, url, decisions);
	int32_t row[FEATURE_COUNT];

	if (!context)
		return false;
	buf_push(out, '[');
	for (uint32_t i = 0; i < page->count; i++) {
		block_features_write(page, context, i, 1, row);
		buf_printf(out, "%s{\"text\":", i ? "," : "");
		json_write_string(out, block_text(page, &page->blocks[i]));
		buf_append(out, SLICE(",\"features\":"));
		write_row(row, FEATURE_COUNT, out);
		buf_push(out, '}');
	}
	return buf_push(out, ']');
}
