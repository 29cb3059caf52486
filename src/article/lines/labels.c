#include "article/lines/labels.h"

#include <stdlib.h>
#include <string.h>

#include "article/lines/guesses.h"
#include "article/lines/near_noise.h"
#include "article/rules/line_rules.h"
#include "article/lines/repeats.h"
#include "article/lines/sections.h"
#include "article/lines/structure.h"
#include "base/compiler.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "text/unicode/letters.h"

enum {
	BETWEEN_WORDS = 14,  /* a lead-in this short goes when both its neighbours go */
	PARAGRAPH_ROWS = 12, /* drop-paragraph takes no more rows than this */
	WRAPPED_BYTES = 40,  /* a wrapped line is at least this long */
	OWN_POINTERS = 2,    /* pointers to the text's own matter that make it a guide */
	END_BYTES = 24,      /* of a text, a multiple of 8 */
	PASSES = 8,          /* in practice the second or third changes nothing more */
};

void labels_free(struct labels *labels)
{
	free(labels->rows);
	free(labels->active);
	map_free(&labels->seen);
	topic_free(&labels->topic);
	vocabulary_free(&labels->vocabulary);
	pattern_room_close(labels->room);
	free(labels->line_cache);
	*labels = (struct labels){0};
}

void label_drop(struct row *row, struct slice reason)
{
	if (row->kept || row->structured || row->dropped)
		return;
	row->dropped = true;
	row->guessed = false;
	row->reason = reason;
}

void label_drop_guess(struct row *row, struct slice reason)
{
	if (row->dropped)
		return;
	label_drop(row, reason);
	row->guessed = row->dropped;
}

void label_drop_by(const struct label_config *config, struct row *row, int number)
{
	const struct rule *rule = &config->rules->rules[number];

	if (rule->grade <= RULE_GUESS)
		label_drop_guess(row, rule->id);
	else
		label_drop(row, rule->id);
}

static enum rule_grade least_grade(enum label_level level)
{
	return level == LEVEL_SAFE ? RULE_SURE : level == LEVEL_STANDARD ? RULE_GUESS : RULE_HINT;
}

bool label_asks(const struct label_config *config, const struct row *row, enum rule_action action)
{
	const struct rule *rule;

	if (row->rule < 0)
		return false;
	rule = &config->rules->rules[row->rule];
	return rule->action == action && rule->grade >= least_grade(config->level) &&
	       !row->suppressed;
}

static bool grow_rows(struct row **rows, size_t cap)
{
	struct row *grown = realloc(*rows, cap * sizeof(**rows));

	if (grown)
		*rows = grown;
	return grown != NULL;
}

static bool reserve_rows(struct labels *labels, size_t count)
{
	size_t cap = labels->cap ? labels->cap : 128;

	if (count <= labels->cap)
		return true;
	while (cap < count)
		cap *= 2;
	if (!grow_rows(&labels->rows, cap) || !grow_rows(&labels->active, cap))
		return false;
	labels->cap = cap;
	return true;
}

/* A hash of a text's ends and its length, which tells most texts apart. */
static uint64_t hash_of_ends(struct slice text)
{
	uint64_t ends[2 * END_BYTES / sizeof(uint64_t) + 1];

	if (text.len <= 2 * END_BYTES)
		return hash64(text);
	memcpy(ends, text.data, END_BYTES);
	memcpy((char *)ends + END_BYTES, text.data + text.len - END_BYTES, END_BYTES);
	ends[COUNT_OF(ends) - 1] = text.len;
	return hash64(slice_make((const char *)ends, sizeof(ends)));
}

/*
 * Finds the first row with the text that row i has now, by its ends; where another text has the
 * same ones, by all of it.
 */
static bool find_same(struct labels *labels, size_t i, struct slice text)
{
	uint64_t key = hash_of_ends(text);

	labels->rows[i].same = (uint32_t)i;
	for (unsigned look = 0; look < 2; look++) {
		uint32_t *seen = map_put(&labels->seen, key | 1);

		if (!seen)
			return false;
		if (*seen == 0) {
			*seen = (uint32_t)i + 1;
			break;
		}
		if (slice_equal(labels->rows[*seen - 1].text, text)) {
			labels->rows[i].same = *seen - 1;
			break;
		}
		key = hash64(text);
	}
	return true;
}

/* The row of a line that was left out before anyone else was asked. */
static void mark_dropped(struct row *row, const struct line_note *note, uint32_t i)
{
	row->words = note->words;
	row->ended = note->ended;
	row->rule = -1;
	row->same = i;
	row->dropped = row->removed_before = true;
	row->reason = note->copy ? SLICE("repeat.article") : SLICE("page-model");
}

static bool add_row(struct labels *labels, const struct label_config *config,
		    const struct evidence *evidence, size_t line)
{
	size_t i = labels->count++;
	struct row *row = &labels->rows[i];

	*row = (struct row){.line = (uint32_t)line, .text = evidence->lines.items[line].text};
	if (evidence->notes[line].removed) {
		mark_dropped(row, &evidence->notes[line], (uint32_t)i);
		return true;
	}
	line_rules_ask(labels, config, evidence, row);
	return find_same(labels, i, row->text);
}

static bool add_rows(struct labels *labels, const struct label_config *config,
		     const struct evidence *evidence)
{
	labels->count = 0;
	map_clear(&labels->seen, evidence->lines.count);
	if (!reserve_rows(labels, evidence->lines.count))
		return false;
	for (size_t i = 0; i < evidence->lines.count; i++)
		if (evidence->lines.items[i].text.len > 0 && !add_row(labels, config, evidence, i))
			return false;
	return true;
}

static bool starts_small(struct slice text)
{
	uint32_t c;

	utf8_next(text, 0, &c);
	return letter_kind(c) == LETTER_DIGIT || (c >= 'a' && c <= 'z') ||
	       (c >= 0xDF && c < 0x530 && letter_kind(c) == LETTER_ALPHA && letter_lower(c) == c);
}

/* Whether the paragraph in row i runs on in the next row, as in text that was wrapped. */
static bool runs_on(const struct labels *labels, const struct evidence *evidence, size_t i)
{
	const struct line *lines = evidence->lines.items;
	const struct row *row = &labels->active[i];

	return i + 1 < labels->active_count && !row->ended && row->text.len >= WRAPPED_BYTES &&
	       lines[row->line].paragraph == lines[labels->active[i + 1].line].paragraph &&
	       starts_small(labels->active[i + 1].text);
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
		label_drop(&labels->active[from], reason);
}

static bool is_pointer(const struct label_config *config, const struct row *row)
{
	return row->rule >= 0 && !row->suppressed &&
	       config->rules->rules[row->rule].action == RULE_DROP_POINTER;
}

/*
 * Pointers to other articles go, but not where the text has several that speak of its own matter:
 * then it is a guide that goes on elsewhere, and they are part of it.
 */
static void drop_pointers(struct labels *labels, const struct label_config *config,
			  const struct evidence *evidence)
{
	size_t own = 0;

	for (size_t i = 0; i < labels->active_count; i++) {
		struct row *row = &labels->active[i];

		if (!is_pointer(config, row) || row->dropped)
			continue;
		if (vocabulary_low_overlap(&labels->vocabulary, evidence, &config->evidence,
					   row->line))
			label_drop_by(config, row, row->rule);
		else
			own++;
	}
	for (size_t i = 0; i < labels->active_count && own > 0 && own < OWN_POINTERS; i++)
		if (is_pointer(config, &labels->active[i]))
			label_drop(&labels->active[i],
				   config->rules->rules[labels->active[i].rule].id);
}

/*
 * The heading of a block goes also where no block could be made out after it; inside the prose not
 * by a guess, for it may head the author's own list.
 */
static bool heads_nothing(const struct label_config *config, const struct row *row)
{
	return label_asks(config, row, RULE_CUT_SECTION) &&
	       (row->shapes & (SHAPE(TOP) | SHAPE(TAIL)) || config->level > LEVEL_STANDARD ||
		config->rules->rules[row->rule].grade > RULE_GUESS);
}

static void drop_lines(struct labels *labels, const struct label_config *config,
		       const struct evidence *evidence)
{
	for (size_t i = 0; i < labels->active_count; i++) {
		struct row *row = &labels->active[i];
		bool paragraph = label_asks(config, row, RULE_DROP_PARAGRAPH);

		if (!paragraph && !label_asks(config, row, RULE_DROP_LINE) &&
		    !heads_nothing(config, row))
			continue;
		label_drop_by(config, row, row->rule);
		if (paragraph && config->level > LEVEL_SAFE)
			drop_paragraph(labels, evidence, i, row->reason);
	}
}

/* What a hint needs to count: noise right beside it, or a hint beside it outside of the prose. */
static bool hint_counts(const struct labels *labels, size_t i)
{
	const struct row *rows = labels->active;
	bool outside = (rows[i].shapes & (SHAPE(TOP) | SHAPE(TAIL))) != 0;

	if (i > 0 && (rows[i - 1].dropped || (outside && rows[i - 1].rule >= 0)))
		return true;
	return i + 1 < labels->active_count &&
	       (rows[i + 1].dropped || (outside && rows[i + 1].rule >= 0));
}

static void drop_hint(struct labels *labels, const struct label_config *config, size_t i)
{
	struct row *row = &labels->active[i];
	const struct rule *rule;

	if (row->dropped || row->rule < 0)
		return;
	rule = &config->rules->rules[row->rule];
	if (hint_counts(labels, i) &&
	    (rule->action == RULE_CUT_LIST ||
	     (rule->grade <= RULE_GUESS && rule->action <= RULE_CUT_SECTION)))
		label_drop_guess(row, rule->id);
}

/* Hints spread along runs of noise, so one sweep each way. */
static void drop_hints(struct labels *labels, const struct label_config *config)
{
	for (size_t i = 0; i < labels->active_count; i++)
		drop_hint(labels, config, i);
	for (size_t i = labels->active_count; i-- > 0;)
		drop_hint(labels, config, i);
}

/* A short lead-in between two dropped rows goes with them. */
static void drop_between(struct labels *labels)
{
	for (size_t i = 1; i + 1 < labels->active_count; i++) {
		struct row *row = &labels->active[i];

		if (row->shapes & SHAPE(COLON) && row->words <= BETWEEN_WORDS &&
		    labels->active[i - 1].dropped && labels->active[i + 1].dropped)
			label_drop_guess(row, SLICE("lead-in"));
	}
}

/* A thematic break; not the underline of a heading, and not the line between a table's head and
 * body. */
static bool is_break(const struct labels *labels, const struct evidence *evidence, size_t i)
{
	const struct line *lines = evidence->lines.items;
	const struct row *row = &labels->active[i], *above = row - 1;

	if (!(row->shapes & SHAPE(RULE)) || slice_find_byte(row->text, 0, '|') < row->text.len)
		return false;
	return i == 0 || above->dropped || above->ended || above->shapes & SHAPE(RULE) ||
	       lines[above->line].paragraph != lines[row->line].paragraph;
}

/*
 * Breaks that part nothing: at either end of the text, after another break, or within what was
 * dropped. One between two parts that stay is the author's.
 */
static void drop_breaks(struct labels *labels, const struct evidence *evidence)
{
	bool parted = true; /* nothing was kept since the last break, or since the beginning */
	size_t last = SIZE_MAX;

	for (size_t i = 0; i < labels->active_count; i++) {
		struct row *row = &labels->active[i];

		if (row->dropped)
			continue;
		if (!is_break(labels, evidence, i)) {
			parted = false;
			last = SIZE_MAX;
			continue;
		}
		if (parted || (i > 0 && labels->active[i - 1].dropped &&
			       i + 1 < labels->active_count && labels->active[i + 1].dropped))
			label_drop(row, SLICE("separator"));
		else
			last = i;
		parted = true;
	}
	/* At the very end it is the author's, who signs off so. */
	if (last != SIZE_MAX && labels->active[last].all_index + 1 < labels->count)
		label_drop(&labels->active[last], SLICE("separator"));
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

/* Whether anything but separators stays of the live rows. */
static bool nothing_remains(const struct labels *labels)
{
	for (size_t i = 0; i < labels->active_count; i++)
		if (!labels->active[i].dropped && labels->active[i].words > 0)
			return false;
	return true;
}

/* Takes the lines of dropped rows out of the evidence, and gives shortened ones their new text. */
static bool remove_dropped(struct labels *labels, const struct label_config *config,
			   struct evidence *evidence)
{
	bool any = false, other;

	for (size_t i = 0; i < labels->count; i++) {
		struct row *row = &labels->rows[i];
		struct slice now = evidence->lines.items[row->line].text;

		row->active_index = 0;
		if (row->dropped) {
			any |= !evidence->notes[row->line].removed;
			evidence_remove(evidence, row->line);
		} else if (row->shorter.len > 0 && row->shorter.len < now.len) {
			if (!evidence_shorten(evidence, &config->evidence, row->line,
					      row->shorter) ||
			    !find_same(labels, i, row->shorter))
				return false;
			row->dirty = any = true;
		}
	}
	if (!any)
		return true;
	vocabulary_forget(&labels->vocabulary);
	for (size_t i = 0; i < labels->count; i++)
		labels->rows[i].dirty |= labels->rows[i].compared;
	evidence_find_prose(evidence);
	other = evidence_find_language(evidence, &config->evidence);
	for (size_t i = 0; i < labels->count && other; i++)
		labels->rows[i].dirty = true;
	return true;
}

/* The row as the next pass is to see it: of what surrounds it, dropped rows are no part any more.
 */
static void activate(struct labels *labels, const struct label_config *config,
		     const struct evidence *evidence, size_t i)
{
	struct row *row = &labels->rows[i], *first = &labels->rows[row->same];
	struct row *active = &labels->active[labels->active_count];
	bool moved;

	*active = *row;
	active->all_index = (uint32_t)i;
	active->text = evidence->lines.items[row->line].text;
	active->shorter = active->reason = slice_make(NULL, 0);
	if (first->active_index == 0)
		first->active_index = (uint32_t)++labels->active_count;
	else
		labels->active_count++;
	active->same = first->active_index - 1;
	moved = row->rules_asked && (row->shapes & (SHAPE(TOP) | SHAPE(TAIL))) !=
					    evidence_position(evidence, row->line);
	if (row->dirty || moved)
		line_rules_ask(labels, config, evidence, active);
}

/* Whether memory was short in what was asked of the rows: then the answers count for nothing. */
static bool ran_short(const struct labels *labels)
{
	return labels->topic.failed || labels->vocabulary.failed ||
	       pattern_room_failed(labels->room);
}

static bool decide_once(struct labels *labels, const struct label_config *config,
			const struct evidence *evidence, struct err *err)
{
	structure_mark(labels, config, evidence);
	guesses_suppress(labels, config);
	topic_clear(&labels->topic);
	sections_drop(labels, config, evidence);
	if (!repeats_drop(labels, config, err))
		return false;
	drop_lines(labels, config, evidence);
	if (config->level > LEVEL_SAFE)
		drop_pointers(labels, config, evidence);
	if (config->level > LEVEL_SAFE && !labels->no_guesses) {
		drop_hints(labels, config);
		drop_between(labels);
		near_noise_drop(labels, config, evidence);
	}
	drop_breaks(labels, evidence);
	return !ran_short(labels) || err_no_memory(err);
}

/* Enters what a pass decided; whether that was anything. */
static bool commit_pass(struct labels *labels)
{
	bool any = false;

	for (size_t i = 0; i < labels->active_count; i++) {
		const struct row *active = &labels->active[i];
		struct row *row = &labels->rows[active->all_index];

		row->rule = active->rule;
		row->shapes = active->shapes;
		row->kept = active->kept;
		row->guessed = active->guessed;
		row->rules_asked = active->rules_asked;
		row->compared = active->compared;
		row->dirty = false;
		if (active->reason.len == 0)
			continue;
		row->dropped = active->dropped;
		row->reason = active->reason;
		if (active->shorter.len > 0)
			row->shorter = active->shorter;
		any = true;
	}
	return any;
}

static void activate_all(struct labels *labels, const struct label_config *config,
			 const struct evidence *evidence)
{
	labels->active_count = 0;
	for (size_t i = 0; i < labels->count; i++)
		if (!labels->rows[i].dropped)
			activate(labels, config, evidence, i);
}

bool labels_decide_on(struct labels *labels, const struct label_config *config,
		      struct evidence *evidence, struct err *err)
{
	for (unsigned pass = 0; pass < PASSES; pass++) {
		if (!remove_dropped(labels, config, evidence))
			return err_no_memory(err);
		activate_all(labels, config, evidence);
		if (!decide_once(labels, config, evidence, err))
			return false;
		if (nothing_remains(labels) || !commit_pass(labels))
			break;
	}
	count_prose(labels);
	return true;
}

/* The first question: whether the text shows any sure sign of noise. */
static bool find_sign(struct labels *labels, const struct label_config *config,
		      struct evidence *evidence, struct err *err)
{
	if (!remove_dropped(labels, config, evidence))
		return err_no_memory(err);
	activate_all(labels, config, evidence);
	labels->clean = config->level == LEVEL_STANDARD && !labels->noisy;
	if (labels->clean && guesses_have_sign(labels, config)) {
		structure_mark(labels, config, evidence);
		labels->clean = !guesses_have_sign(labels, config);
	}
	if (!labels->clean)
		return true;
	if (!repeats_drop(labels, config, err))
		return false;
	for (size_t i = 0; i < labels->active_count && labels->clean; i++)
		labels->clean = labels->active[i].reason.len == 0;
	return true;
}

/* Takes back all that was decided, but for the lines that were removed before. */
static bool start_again(struct labels *labels, const struct label_config *config,
			struct evidence *evidence)
{
	for (size_t i = 0; i < labels->count; i++) {
		const struct row *row = &labels->rows[i];

		if (row->removed_before)
			continue;
		evidence->notes[row->line].removed = false;
		if (row->shorter.len > 0 &&
		    !evidence_shorten(evidence, &config->evidence, row->line, row->text))
			return false;
	}
	evidence_find_prose(evidence);
	evidence_find_language(evidence, &config->evidence);
	vocabulary_forget(&labels->vocabulary);
	return add_rows(labels, config, evidence);
}

static bool open_memory(struct labels *labels, struct err *err)
{
	if (!labels->room) {
		labels->room = pattern_room_open(err);
		if (!labels->room)
			return false;
	}
	if (!labels->line_cache)
		labels->line_cache = calloc(1, sizeof(*labels->line_cache));
	return labels->line_cache || err_no_memory(err);
}

bool labels_decide(struct labels *labels, const struct label_config *config,
		   struct evidence *evidence, struct err *err)
{
	labels->skipped = 0;
	labels->no_guesses = false;
	vocabulary_forget(&labels->vocabulary);
	if (!open_memory(labels, err))
		return false;
	if (!add_rows(labels, config, evidence))
		return err_no_memory(err);
	if (!find_sign(labels, config, evidence, err))
		return false;
	if (labels->clean)
		return !ran_short(labels) || err_no_memory(err);
	if (!labels_decide_on(labels, config, evidence, err))
		return false;
	if (config->level != LEVEL_STANDARD || !guesses_exceed(labels, config->most_guessed))
		return true;
	labels->no_guesses = true;
	if (!start_again(labels, config, evidence))
		return err_no_memory(err);
	return labels_decide_on(labels, config, evidence, err);
}
