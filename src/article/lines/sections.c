#include "article/lines/sections.h"

/* Thousandths where topics are meant. The constants were measured on labelled articles. */
enum {
	SENTENCES_BEFORE = 3, /* an article must have begun before a block can follow it */
	WORDS_BEFORE = 120,
	LONG_WORDS = 25,     /* a row this long is a paragraph */
	SENTENCE_WORDS = 14, /* or this long, when it ends a sentence */
	FOREIGN_WORDS = 60,  /* a pasted article in one paragraph is longer than this */
	TITLE_WORDS = 30,
	HEAD_WORDS = 8,  /* of a heading that no rule knows */
	PREFIX_MIN = 12, /* bytes of a title that a paragraph begins with */
	PREFIX_MAX = 30,
	FOREIGN_TOPIC = 300,
	FOREIGN_FLOOR = 120,
	FOREIGN_OF_MEDIAN = 62, /* percent */
	OWN_TOPIC = 500,
	LOOSE_ROWS = 14,      /* a block without doubled titles is not longer than this */
	LOOSE_TAIL_ROWS = 40, /* unless it runs to the end */
};

struct block {
	struct labels *labels;
	const struct label_config *config;
	const struct evidence *evidence;
	size_t head;      /* the heading's row */
	bool sure;        /* the heading is one that can head nothing else */
	bool compared;    /* the prose before it was taken in: */
	uint32_t foreign; /* less in common with that than this, and a paragraph is foreign */
};

static bool same_text(const struct labels *labels, size_t a, size_t b)
{
	return labels->active[a].same == labels->active[b].same;
}

/* Whether row `long_row` begins with the title in row `title`. */
static bool begins_with(const struct labels *labels, size_t long_row, size_t title, size_t least)
{
	struct slice text = labels->active[long_row].text, stem = labels->active[title].text;

	if (stem.len < least || stem.len + 20 > text.len)
		return false;
	return slice_starts(text,
			    slice_sub(stem, 0, stem.len < PREFIX_MAX ? stem.len : PREFIX_MAX));
}

/* Whether one of the three rows before begins the paragraph in row i; no row up to `after` counts.
 */
static bool titled_by(const struct labels *labels, size_t i, size_t after, size_t least)
{
	for (size_t back = 1; back <= 3 && i > after + back; back++)
		if (begins_with(labels, i, i - back, least))
			return true;
	return false;
}

static bool doubled_before(const struct labels *labels, size_t i, size_t after)
{
	for (size_t back = 1; back <= 3 && i > after + back + 1; back++)
		if (same_text(labels, i - back, i - back - 1))
			return true;
	return false;
}

/* Takes the prose before the block in. That is dear, and few blocks need it. */
static void compare(struct block *block)
{
	struct labels *labels = block->labels;

	if (block->compared)
		return;
	topic_advance(&labels->topic, block->evidence, block->config->evidence.languages,
		      labels->active[block->head].line);
	block->foreign = topic_median(&labels->topic, FOREIGN_TOPIC) * FOREIGN_OF_MEDIAN / 100;
	if (block->foreign < FOREIGN_FLOOR)
		block->foreign = FOREIGN_FLOOR;
	block->compared = true;
}

static uint32_t share_of(struct block *block, size_t row)
{
	compare(block);
	return topic_share(&block->labels->topic, block->config->evidence.languages,
			   block->evidence->languages, block->labels->active[row].text);
}

static bool is_paragraph(const struct row *row)
{
	return row->words >= LONG_WORDS ||
	       (row->ended && row->words >= SENTENCE_WORDS && row->rule < 0);
}

/* Whether noise such as a share button or a date stands right after row i. */
static bool tail_marked(const struct labels *labels, size_t i)
{
	for (size_t j = i + 1; j < labels->active_count && j <= i + 2; j++)
		if (labels->active[j].words <= 10 &&
		    (labels->active[j].rule >= 0 || labels->active[j].shapes & SHAPE(DATE)))
			return true;
	return false;
}

/* Whether the paragraph in row i belongs to the block rather than to the article. */
static bool is_foreign(struct block *block, size_t i, bool *proved)
{
	const struct labels *labels = block->labels;
	const struct row *row = &labels->active[i];
	bool titled, marked;
	uint32_t share;

	if (titled_by(labels, i, block->head, 2) || doubled_before(labels, i, block->head)) {
		*proved = true;
		return true;
	}
	if (row->shapes & SHAPE(TEASER))
		return true;
	titled = i > block->head + 1 && labels->active[i - 1].words <= LONG_WORDS &&
		 !labels->active[i - 1].ended;
	marked = tail_marked(labels, i);
	if (!titled && !marked)
		return false;
	share = share_of(block, i);
	return share < block->foreign || (titled && marked && row->words >= FOREIGN_WORDS);
}

/* The row after the block that begins at its head. */
static size_t block_end(struct block *block)
{
	const struct labels *labels = block->labels;
	size_t i = block->head + 1;
	bool proved = false;
	size_t loose;

	for (; i < labels->active_count; i++) {
		if (labels->active[i].kept)
			break;
		if (is_paragraph(&labels->active[i]) && !is_foreign(block, i, &proved))
			break;
		proved |= i > block->head + 1 && same_text(labels, i, i - 1);
		if (!proved && i - block->head > LOOSE_TAIL_ROWS)
			break;
	}
	loose = i == labels->active_count ? LOOSE_TAIL_ROWS : block->sure ? LOOSE_ROWS : 0;
	if (!proved && i - block->head > loose)
		return block->head + 1;
	/* A heading of the article's own next part is not the block's last title. */
	if (i < labels->active_count && i > block->head + 2 && labels->active[i - 1].rule < 0 &&
	    !labels->active[i - 1].ended && share_of(block, i - 1) >= OWN_TOPIC)
		i--;
	return i;
}

/* Whether nothing but short lines stands from row i to the end, and not many. */
static bool only_titles(const struct labels *labels, size_t i)
{
	if (labels->active_count - i > LOOSE_TAIL_ROWS)
		return false;
	for (; i < labels->active_count; i++)
		if (is_paragraph(&labels->active[i]))
			return false;
	return true;
}

/* A heading that no rule knows, by what is after it: a doubled title, or a title that a
 * paragraph begins with. */
static bool looks_like_head(const struct labels *labels, size_t i)
{
	const struct row *row = &labels->active[i], *title;

	if (row->words > HEAD_WORDS || row->ended || row->words == 0 ||
	    i + 2 >= labels->active_count)
		return false;
	title = &labels->active[i + 1];
	if (same_text(labels, i, i + 1))
		return false;
	if (same_text(labels, i + 1, i + 2) && title->words >= 3 && title->words <= TITLE_WORDS)
		return only_titles(labels, i + 1) || (i + 3 < labels->active_count &&
						      labels->active[i + 3].words >= FOREIGN_WORDS);
	return labels->active[i + 2].words >= FOREIGN_WORDS &&
	       begins_with(labels, i + 2, i + 1, PREFIX_MIN);
}

/* What the first long row after a heading without a rule has in common with the article; 0 without
 * one. */
static uint32_t topic_after(struct block *block)
{
	const struct labels *labels = block->labels;
	size_t i = block->head + 1;

	while (i < labels->active_count && i < block->head + 5 &&
	       labels->active[i].words < FOREIGN_WORDS)
		i++;
	return i < labels->active_count && i < block->head + 5 ? share_of(block, i) : 0;
}

static bool opens(struct block *block)
{
	struct labels *labels = block->labels;
	const struct row *row = &labels->active[block->head];
	bool cuts = label_asks(block->config, row, RULE_CUT_SECTION);
	bool noise = row->rule >= 0 && !row->kept;
	bool known = cuts || (noise && looks_like_head(labels, block->head));

	if (row->dropped || row->kept || (!known && !looks_like_head(labels, block->head)))
		return false;
	block->sure = cuts && block->config->rules->rules[row->rule].grade == RULE_SURE;
	return known || topic_after(block) < FOREIGN_TOPIC;
}

/* A list of links under a heading: the rows that are items, links or lead-ins. */
static size_t list_end(const struct labels *labels, size_t head)
{
	size_t i = head + 1;
	unsigned lead_ins = 0;
	bool items = false;

	for (; i < labels->active_count; i++) {
		const struct row *row = &labels->active[i];
		bool item = row->shapes & (SHAPE(BULLET) | SHAPE(LINK)) &&
			    !(row->shapes & SHAPE(HEADING));
		bool lead_in = row->shapes & SHAPE(COLON) && row->words <= LONG_WORDS;

		if (row->kept || !(item || lead_in) || (lead_in && !items && ++lead_ins > 2))
			break;
		items |= (row->shapes & SHAPE(LINK)) != 0;
	}
	return items ? i : head;
}

static size_t drop_list(struct labels *labels, const struct label_config *config, size_t head)
{
	const struct row *row = &labels->active[head];
	size_t end;

	if (row->dropped || !label_asks(config, row, RULE_CUT_LIST))
		return head;
	end = list_end(labels, head);
	for (size_t i = head; i < end; i++)
		label_drop_by(config, &labels->active[i], row->rule);
	return end;
}

static size_t drop_block(struct block *block)
{
	struct labels *labels = block->labels;
	const struct row *row = &labels->active[block->head];
	struct slice reason =
		row->rule >= 0 && block->config->rules->rules[row->rule].action == RULE_CUT_SECTION
			? block->config->rules->rules[row->rule].id
			: SLICE("section.structure");
	size_t end = block_end(block);

	/* Of a heading alone the rules decide. */
	for (size_t i = block->head; i < end && end > block->head + 1; i++)
		label_drop(&labels->active[i], reason);
	if (end < labels->active_count)
		topic_skip(&labels->topic, labels->active[block->head].line,
			   labels->active[end].line);
	return end;
}

void sections_drop(struct labels *labels, const struct label_config *config,
		   const struct evidence *evidence)
{
	uint64_t words = 0, sentences = 0;
	size_t i = 0;

	while (i < labels->active_count) {
		struct block block = {
			.labels = labels, .config = config, .evidence = evidence, .head = i};
		const struct row *row = &labels->active[i];
		size_t end;

		if ((sentences >= SENTENCES_BEFORE || words >= WORDS_BEFORE) && opens(&block)) {
			i = drop_block(&block);
			continue;
		}
		end = drop_list(labels, config, i);
		if (end > i) {
			i = end;
			continue;
		}
		if (!row->dropped && row->rule < 0) {
			words += row->words;
			sentences += row->ended && row->words >= 6;
		}
		i++;
	}
}
