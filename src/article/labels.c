#include "article/labels.h"

#include <stdlib.h>

#include "article/repeats.h"
#include "article/sections.h"
#include "article/shapes.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "text/letters.h"

enum {
	BETWEEN_WORDS = 14,  /* a lead-in this short goes when both its neighbours go */
	PARAGRAPH_ROWS = 12, /* drop-paragraph takes no more rows than this */
	WRAPPED_BYTES = 40,  /* a wrapped line is at least this long */
};

void labels_free(struct labels *labels)
{
	free(labels->rows);
	map_free(&labels->seen);
	topic_free(&labels->topic);
	pattern_room_close(labels->room);
	*labels = (struct labels){0};
}

void label_drop(struct row *row, struct slice reason)
{
	if (row->kept || row->dropped)
		return;
	row->dropped = true;
	row->reason = reason;
}

static enum rule_grade least_grade(enum label_level level)
{
	return level == LEVEL_SAFE ? RULE_SURE : level == LEVEL_STANDARD ? RULE_LIKELY : RULE_HINT;
}

bool label_asks(const struct label_means *means, const struct row *row, enum rule_action action)
{
	const struct rule *rule;

	if (row->rule < 0)
		return false;
	rule = &means->rules->rules[row->rule];
	return rule->action == action && rule->grade >= least_grade(means->level);
}

static bool reserve_rows(struct labels *labels, size_t count)
{
	struct row *rows;
	size_t cap = labels->cap ? labels->cap : 128;

	if (count <= labels->cap)
		return true;
	while (cap < count)
		cap *= 2;
	rows = realloc(labels->rows, cap * sizeof(*rows));
	if (!rows)
		return false;
	labels->rows = rows;
	labels->cap = cap;
	return true;
}

/* Asks the rules about one line, and notes what they say and what the line looks like. */
static bool add_row(struct labels *labels, const struct label_means *means,
		    const struct evidence *evidence, size_t i, struct line_evidence *line)
{
	struct row *row = &labels->rows[labels->count];
	const struct line_note *note = &evidence->notes[i];
	uint32_t *seen;

	*row = (struct row){.line = (uint32_t)i, .words = note->words, .rule = -1,
			    .ended = note->ended, .text = evidence->lines.items[i].text,
			    .same = (uint32_t)labels->count};
	if (note->glanced) {
		row->shapes = shapes_of_ends(row->text);
	} else if (note->words < EVIDENCE_WORDS) {
		struct rule_finding finding;

		evidence_line(evidence, &means->evidence, i, line);
		rules_judge(means->rules, evidence->languages, line, labels->room, &finding);
		row->rule = finding.rule;
		row->shapes = line->shapes;
		labels->skipped += finding.skipped;
	}
	row->kept = row->rule >= 0 && means->rules->rules[row->rule].action == RULE_KEEP_LINE;
	seen = map_put(&labels->seen, hash64(row->text) | 1);
	if (!seen)
		return false;
	if (*seen == 0)
		*seen = (uint32_t)labels->count + 1;
	else if (slice_equal(labels->rows[*seen - 1].text, row->text))
		row->same = *seen - 1;
	labels->count++;
	return true;
}

static bool add_rows(struct labels *labels, const struct label_means *means,
		     const struct evidence *evidence)
{
	struct line_evidence line;

	labels->count = 0;
	map_clear(&labels->seen, evidence->lines.count);
	if (!reserve_rows(labels, evidence->lines.count))
		return false;
	for (size_t i = 0; i < evidence->lines.count; i++)
		if (evidence->lines.items[i].text.len > 0 &&
		    !add_row(labels, means, evidence, i, &line))
			return false;
	return true;
}

static bool starts_small(struct slice text)
{
	uint32_t c;

	utf8_next(text, 0, &c);
	return letter_kind(c) == LETTER_DIGIT || (c >= 'a' && c <= 'z') || (c >= 0xDF && c < 0x530 && letter_kind(c) == LETTER_ALPHA && letter_lower(c) == c);
}

/* Whether the paragraph in row i runs on in the next row, as in text that was wrapped. */
static bool runs_on(const struct labels *labels, const struct evidence *evidence, size_t i)
{
	const struct line *lines = evidence->lines.items;
	const struct row *row = &labels->rows[i];

	return i + 1 < labels->count && !row->ended && row->text.len >= WRAPPED_BYTES &&
	       lines[row->line].paragraph == lines[labels->rows[i + 1].line].paragraph &&
	       starts_small(labels->rows[i + 1].text);
}

/* The other lines of the paragraph in which row i stands, when it was wrapped. */
static void drop_paragraph(struct labels *labels, const struct evidence *evidence, size_t i,
			   struct slice reason)
{
	size_t from = i, to = i;

	while (from > 0 && i - from < PARAGRAPH_ROWS && runs_on(labels, evidence, from - 1))
		from--;
	while (to - from < PARAGRAPH_ROWS && runs_on(labels, evidence, to))
		to++;
	for (; from <= to; from++)
		label_drop(&labels->rows[from], reason);
}

static void drop_lines(struct labels *labels, const struct label_means *means,
		       const struct evidence *evidence)
{
	for (size_t i = 0; i < labels->count; i++) {
		struct row *row = &labels->rows[i];
		bool paragraph = label_asks(means, row, RULE_DROP_PARAGRAPH);

		/* The heading of a block goes also where no block could be made out behind it. */
		if (!paragraph && !label_asks(means, row, RULE_DROP_LINE) &&
		    !label_asks(means, row, RULE_CUT_SECTION))
			continue;
		label_drop(row, means->rules->rules[row->rule].id);
		if (paragraph && means->level > LEVEL_SAFE)
			drop_paragraph(labels, evidence, i, row->reason);
	}
}

/* What a hint needs to count: noise right beside it, or a hint beside it outside of the prose. */
static bool hint_counts(const struct labels *labels, size_t i)
{
	const struct row *rows = labels->rows;
	bool outside = (rows[i].shapes & (SHAPE(TOP) | SHAPE(TAIL))) != 0;

	if (i > 0 && (rows[i - 1].dropped || (outside && rows[i - 1].rule >= 0)))
		return true;
	return i + 1 < labels->count &&
	       (rows[i + 1].dropped || (outside && rows[i + 1].rule >= 0));
}

static void drop_hint(struct labels *labels, const struct label_means *means, size_t i)
{
	struct row *row = &labels->rows[i];
	const struct rule *rule;

	if (row->dropped || row->rule < 0)
		return;
	rule = &means->rules->rules[row->rule];
	if (hint_counts(labels, i) &&
	    (rule->action == RULE_CUT_LIST ||
	     (rule->grade == RULE_HINT && rule->action <= RULE_DROP_PARAGRAPH)))
		label_drop(row, rule->id);
}

/* Hints spread along runs of noise, so one sweep each way. */
static void drop_hints(struct labels *labels, const struct label_means *means)
{
	for (size_t i = 0; i < labels->count; i++)
		drop_hint(labels, means, i);
	for (size_t i = labels->count; i-- > 0;)
		drop_hint(labels, means, i);
}

/* A short lead-in between two dropped rows goes with them. */
static void drop_between(struct labels *labels)
{
	for (size_t i = 1; i + 1 < labels->count; i++) {
		struct row *row = &labels->rows[i];

		if (row->shapes & SHAPE(COLON) && row->words <= BETWEEN_WORDS &&
		    labels->rows[i - 1].dropped && labels->rows[i + 1].dropped)
			label_drop(row, SLICE("between"));
	}
}

/* A separator that no longer separates anything: dropped text on both sides, or an end of the text. */
static void drop_separators(struct labels *labels)
{
	bool parted = true, any = false; /* since the last separator kept: nothing; something was dropped */

	for (size_t i = 0; i < labels->count; i++) {
		struct row *row = &labels->rows[i];

		if (row->dropped) {
			any = true;
			continue;
		}
		if (!(row->shapes & SHAPE(RULE))) {
			parted = any = false;
			continue;
		}
		if ((parted && any) ||
		    (i > 0 && labels->rows[i - 1].dropped &&
		     (i + 1 == labels->count || labels->rows[i + 1].dropped)))
			label_drop(row, SLICE("separator"));
		parted = true;
		any = false;
	}
}

static void count_prose(struct labels *labels)
{
	labels->prose = labels->prose_dropped = 0;
	for (size_t i = 0; i < labels->count; i++) {
		if (!labels->rows[i].ended || labels->rows[i].words < PROSE_WORDS)
			continue;
		labels->prose++;
		labels->prose_dropped += labels->rows[i].dropped;
	}
}

static bool nothing_left(const struct labels *labels)
{
	for (size_t i = 0; i < labels->count; i++)
		if (!labels->rows[i].dropped && labels->rows[i].words > 0)
			return false;
	return true;
}

static void keep_all(struct labels *labels)
{
	for (size_t i = 0; i < labels->count; i++) {
		labels->rows[i].dropped = false;
		labels->rows[i].shorter = labels->rows[i].reason = slice_make(NULL, 0);
	}
}

bool labels_decide(struct labels *labels, const struct label_means *means,
		   const struct evidence *evidence, struct err *err)
{
	labels->skipped = 0;
	if (!labels->room) {
		labels->room = pattern_room_open(err);
		if (!labels->room)
			return false;
	}
	if (!add_rows(labels, means, evidence))
		return err_no_memory(err);
	topic_clear(&labels->topic);
	sections_drop(labels, means, evidence);
	if (!repeats_drop(labels, means, err))
		return false;
	drop_lines(labels, means, evidence);
	if (means->level > LEVEL_SAFE) {
		drop_hints(labels, means);
		drop_between(labels);
	}
	drop_separators(labels);
	if (labels->topic.failed)
		return err_no_memory(err);
	if (nothing_left(labels))
		keep_all(labels);
	count_prose(labels);
	return true;
}
