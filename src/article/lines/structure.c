#include "article/lines/structure.h"

#include "base/ascii.h"

enum {
	FORM_BYTES = 400,  /* a longer line has no form */
	RUN = 3,           /* rows of one form, one after the other, that make a run */
	DATA_RUN = 4,      /* of figures more: dates stand over each other in archives too */
	GAP_LINES = 2,     /* one blank line may be between two of them */
	LEAD_IN_WORDS = 3, /* of a line that ends in a colon and leads to a list */
	EMOJI_ROWS = 6,    /* of so many different rows that begin with a pictograph, */
	EMOJI_SHARE = 10,  /* and at least one in so many of all, it is a bullet */
	AROUND = 3,        /* rows before and after a row, of which */
	AROUND_OWN = 4, /* so many that no rule is about, and none of prose, make it an item's, */
	ITEMS = 3,      /* when the same rule is about so many of them */
	SOME_OVERLAP = 20, /* percent of a paragraph's words in the rest of the prose, and */
	OWN_OVERLAP = 45,  /* where a sure rule is about it: more is the article's own matter */
	FENCE = 3,         /* characters of a code fence */
	KIND_SHIFT = 24,
};

/* Kinds of forms. A form is a kind and what else must agree; 0 is none. */
enum form_kind {
	KIND_NONE,
	KIND_TABLE,   /* cells between bars */
	KIND_COLUMNS, /* cells between tabs */
	KIND_DATA,    /* mostly figures, with the same signs between them */
	KIND_ITEM,    /* an item of a list, with the same mark */
	KIND_CODE,
};

struct counts {
	uint32_t bars, tabs, digits, numbers, letters, pattern;
};

static enum form_kind kind_of(uint32_t form)
{
	return (enum form_kind)(form >> KIND_SHIFT);
}

static uint32_t form_make(enum form_kind kind, uint32_t rest)
{
	return (uint32_t)kind << KIND_SHIFT | (rest & ((UINT32_C(1) << KIND_SHIFT) - 1));
}

/* What a byte is to a pattern: figures and letters are alike, and each run of them is one. */
static unsigned char folded(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
		return 'a';
	return c >= 0x80 ? 'a' : c;
}

static struct counts count_bytes(struct slice text)
{
	struct counts counts = {.pattern = 1};
	unsigned char before = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = folded((unsigned char)text.data[i]);

		counts.bars += c == '|';
		counts.tabs += c == '\t';
		counts.digits += c == '0';
		counts.letters += c == 'a';
		counts.numbers += c == '0' && before != '0';
		/* Signs of a change and blanks differ from row to row. */
		if (c != before && c != ' ' && c != '-' && c != '+')
			counts.pattern = counts.pattern * 31 + c;
		before = c;
	}
	return counts;
}

static uint32_t item_mark(struct slice text)
{
	unsigned char first = (unsigned char)text.data[0];

	return first >= '0' && first <= '9' ? '0' : first;
}

/* "12. " or "3) " */
static bool begins_with_number(struct slice text)
{
	size_t digits = 0;

	while (digits < text.len && ascii_is_digit(text.data[digits]))
		digits++;
	return digits >= 1 && digits <= 2 && digits + 2 < text.len &&
	       (text.data[digits] == '.' || text.data[digits] == ')') &&
	       text.data[digits + 1] == ' ';
}

static uint32_t form_of(const struct row *row)
{
	struct slice text = row->text;
	struct counts counts;

	if (text.len > FORM_BYTES)
		return 0;
	if (row->shapes & SHAPE(BULLET) || begins_with_number(text))
		return form_make(KIND_ITEM, item_mark(text));
	counts = count_bytes(text);
	if (counts.bars >= 2)
		return form_make(KIND_TABLE, text.data[0] == '|' ? 0 : counts.bars);
	if (counts.tabs >= 1)
		return form_make(KIND_COLUMNS, counts.tabs);
	if (counts.numbers >= 2 && counts.digits >= counts.letters)
		return form_make(KIND_DATA, counts.pattern);
	return row->shapes & SHAPE(CODE) && !row->ended ? form_make(KIND_CODE, 0) : 0;
}

static bool follows(const struct labels *labels, size_t i)
{
	return labels->active[i].line - labels->active[i - 1].line <= GAP_LINES;
}

static bool is_hit(const struct row *row)
{
	return row->rule >= 0 && !row->kept;
}

static bool is_sure(const struct label_config *config, const struct row *row)
{
	return config->rules->rules[row->rule].grade == RULE_SURE;
}

/*
 * Of items and lines of code most are the article's when no rule is about most of them: then also
 * those between two of these, and unless they are noise for sure those at an end.
 */
static void mark_like_most(struct labels *labels, const struct label_config *config, size_t from,
			   size_t to)
{
	struct row *rows = labels->active;
	size_t hits = 0;

	for (size_t i = from; i < to; i++)
		hits += is_hit(&rows[i]);
	if (hits * 2 >= to - from)
		return;
	for (size_t i = from; i < to; i++) {
		bool between =
			i > from && i + 1 < to && !is_hit(&rows[i - 1]) && !is_hit(&rows[i + 1]);

		if (is_hit(&rows[i]) && (between || (i + 1 < to && !is_sure(config, &rows[i]))))
			rows[i].structured = true;
	}
}

/* The number that an item begins with; 0: none, or too large for a step. */
static unsigned item_number(struct slice text)
{
	unsigned number = 0;

	for (size_t i = 0; i < text.len && i < 3 && ascii_is_digit(text.data[i]); i++)
		number = number * 10 + (unsigned)(text.data[i] - '0');
	return number;
}

/* Whether the rows are steps: numbered from one on. Calls to a reader are not. */
static bool are_steps(const struct labels *labels, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (item_number(labels->active[i].text) != i - from + 1)
			return false;
	return true;
}

/* Whether a line of the article's own, which ends in a colon, leads to the rows. */
static bool has_lead_in(const struct labels *labels, size_t from)
{
	const struct row *row = from ? &labels->active[from - 1] : NULL;

	return row && follows(labels, from) && !is_hit(row) && row->words >= LEAD_IN_WORDS &&
	       slice_ends(row->text, SLICE(":"));
}

static void mark_list(struct labels *labels, const struct label_config *config, size_t from,
		      size_t to)
{
	bool steps = to - from >= RUN && are_steps(labels, from, to);

	if (!steps && !has_lead_in(labels, from)) {
		if (to - from >= RUN)
			mark_like_most(labels, config, from, to);
		return;
	}
	for (size_t i = from; i < to; i++) {
		struct row *row = &labels->active[i];

		if (is_hit(row) && (steps || !is_sure(config, row)))
			row->structured = true;
	}
}

static void mark_run(struct labels *labels, const struct label_config *config, uint32_t form,
		     size_t from, size_t to)
{
	size_t count = to - from;

	switch (kind_of(form)) {
	case KIND_NONE:
		return;
	case KIND_ITEM:
		mark_list(labels, config, from, to);
		return;
	case KIND_CODE:
		if (count >= RUN)
			mark_like_most(labels, config, from, to);
		return;
	case KIND_DATA:
	case KIND_TABLE:
	case KIND_COLUMNS:
		if (count < (kind_of(form) == KIND_DATA ? DATA_RUN : RUN))
			return;
		for (size_t i = from; i < to; i++)
			labels->active[i].structured = true;
	}
}

static bool is_fence(const struct row *row)
{
	return slice_starts(row->text, SLICE("```")) || slice_starts(row->text, SLICE("~~~"));
}

/* Marks a block of fenced code, fences and all. Returns the row after it, or `i`. */
static size_t mark_fenced(struct labels *labels, size_t i)
{
	struct row *rows = labels->active;
	size_t end = i + 1;

	if (!is_fence(&rows[i]))
		return i;
	while (end < labels->active_count &&
	       !(is_fence(&rows[end]) && rows[end].text.len == FENCE &&
		 rows[end].text.data[0] == rows[i].text.data[0]))
		end++;
	if (end == labels->active_count)
		return i;
	for (size_t k = i; k <= end; k++)
		rows[k].structured = true;
	return end + 1;
}

/* Pictographs that begin many rows are the author's bullets, and call for nothing. */
static void mark_pictographs(struct labels *labels)
{
	size_t count = 0;

	for (size_t i = 0; i < labels->active_count; i++)
		count += labels->active[i].shapes & SHAPE(EMOJI) && labels->active[i].same == i;
	if (count < EMOJI_ROWS || count * EMOJI_SHARE < labels->active_count)
		return;
	for (size_t i = 0; i < labels->active_count; i++)
		if (labels->active[i].shapes & SHAPE(EMOJI))
			labels->active[i].structured = true;
}

static bool heads_block(const struct label_config *config, const struct row *row)
{
	enum rule_action action = config->rules->rules[row->rule].action;

	return action == RULE_CUT_SECTION || action == RULE_CUT_LIST;
}

/* Whether a row that a rule is about is among others that are no prose, and are no noise. */
static bool is_among_items(const struct labels *labels, const struct label_config *config, size_t i)
{
	const struct row *rows = labels->active;
	size_t own = 0;

	if (!is_hit(&rows[i]) || heads_block(config, &rows[i]) || i < AROUND ||
	    i + AROUND >= labels->active_count)
		return false;
	for (size_t k = i - AROUND; k <= i + AROUND; k++) {
		if (rows[k].ended && rows[k].words >= PROSE_WORDS)
			return false;
		own += rows[k].rule < 0;
	}
	return own >= AROUND_OWN;
}

/*
 * In a listing (products, offers, threads) the same line is in many of the items: "Learn more", "2
 * days ago". It is part of them.
 */
static void mark_items(struct labels *labels, const struct label_config *config)
{
	for (size_t i = 0; i < labels->active_count; i++) {
		const struct row *row = &labels->active[i];
		size_t count = 0;

		if (row->structured || !is_among_items(labels, config, i))
			continue;
		for (size_t k = i; k < labels->active_count && count < ITEMS; k++)
			count += labels->active[k].rule == row->rule &&
				 is_among_items(labels, config, k);
		for (size_t k = i; k < labels->active_count && count == ITEMS; k++)
			if (labels->active[k].rule == row->rule &&
			    is_among_items(labels, config, k))
				labels->active[k].structured = true;
	}
}

/*
 * Prose within the prose that speaks of the same matter is the article's, whatever rule is about
 * it; for a sure rule it must have more of its words in common.
 */
static void mark_prose(struct labels *labels, const struct label_config *config,
		       const struct evidence *evidence)
{
	for (size_t i = 0; i < labels->active_count; i++) {
		struct row *row = &labels->active[i];
		unsigned overlap;

		if (!is_hit(row) || !row->ended || row->words < PROSE_WORDS ||
		    row->shapes & (SHAPE(TOP) | SHAPE(TAIL)))
			continue;
		overlap = vocabulary_overlap(&labels->vocabulary, evidence, &config->evidence,
					     row->line);
		if (overlap > (is_sure(config, row) ? OWN_OVERLAP : SOME_OVERLAP))
			row->structured = true;
	}
}

void structure_mark(struct labels *labels, const struct label_config *config,
		    const struct evidence *evidence)
{
	size_t next;

	for (size_t i = 0; i < labels->active_count; i++)
		labels->active[i].structured = false;
	for (size_t i = 0; i < labels->active_count; i = next) {
		uint32_t form;

		next = mark_fenced(labels, i);
		if (next > i)
			continue;
		form = form_of(&labels->active[i]);
		for (next = i + 1; form != 0 && next < labels->active_count &&
				   follows(labels, next) && form_of(&labels->active[next]) == form;)
			next++;
		mark_run(labels, config, form, i, next);
	}
	mark_pictographs(labels);
	mark_items(labels, config);
	mark_prose(labels, config, evidence);
}
