/* boilerplate: the article, and nothing else.
 *
 * Takes out related blocks, share bars, calls to action, disclaimers, doubled teasers and their kin.
 * What noise looks like is data: data/ *.rules here, and the user's own files. What may never go,
 * and how blocks end, is src/article. */
#include "article/headline.h"
#include "article/labels.h"
#include "base/asset.h"
#include "engine/notices.h"
#include "engine/stage.h"
#include "engine/stats.h"
#include "io/reader.h"

struct boilerplate {
	unsigned level;
	struct option_list rule_files;
	bool keep_title;
	unsigned most;
	struct languages *languages;
	struct dateline_words dates;
	struct rules rules;
	struct label_means means;
};

struct boilerplate_scratch {
	struct evidence evidence;
	struct labels labels;
};

static const char *const levels[] = {"safe", "standard", "aggressive", NULL};

static const struct option_spec options[] = {
	OPTION_CHOICE(struct boilerplate, level, "level", levels, "standard",
		      "how much may go: safe, standard or aggressive"),
	OPTION_INPUTS(struct boilerplate, rule_files, "rules",
		    "rules of your own, see wirewash-rules(5); may be given again"),
	OPTION_FLAG(struct boilerplate, keep_title, "keep-title",
		    "leave a headline that became the title in the text too"),
	OPTION_PERMILLE(struct boilerplate, most, "warn-above", "SHARE", "0.5",
			"count a record as cut-deep when more of its prose than this went"),
	OPTION_END,
};

/* The built-in rule files, in the order in which they are read. */
static const char *const built_in[] = {"boilerplate/classes.rules", "boilerplate/labels.rules",
				       "boilerplate/lines.rules", NULL};

enum { MAX_RULE_FILE = 16 * 1024 * 1024 };

static bool add_file(struct rules *rules, const char *path, struct err *err)
{
	struct buf content = {0};
	bool added = read_whole_file(path, MAX_RULE_FILE, &content, err) &&
		     rules_add(rules, buf_slice(&content), path, err);

	if (!added && err->code != ERR_MEMORY)
		err->code = ERR_USAGE;
	buf_free(&content);
	return added;
}

static bool add_rules(struct boilerplate *state, struct err *err)
{
	struct slice text;

	for (size_t i = 0; built_in[i]; i++)
		if (asset_find(built_in[i], &text) &&
		    !rules_add(&state->rules, text, built_in[i], err))
			return false;
	for (size_t i = 0; i < state->rule_files.count; i++)
		if (!add_file(&state->rules, state->rule_files.items[i], err))
			return false;
	return true;
}

static bool setup(void *opaque, const struct stage_env *env, struct err *err)
{
	struct boilerplate *state = opaque;

	(void)env;
	state->languages = languages_open(err);
	if (!state->languages || !dateline_words_open(&state->dates, err))
		return false;
	state->rules.languages = state->languages;
	if (!add_rules(state, err))
		return false;
	state->means = (struct label_means){
		.evidence = {state->languages, &state->rules.lexicon, &state->dates,
			     rules_glance(&state->rules)},
		.rules = &state->rules,
		.level = (enum label_level)state->level,
	};
	return true;
}

static void teardown(void *opaque)
{
	struct boilerplate *state = opaque;

	rules_free(&state->rules);
	dateline_words_free(&state->dates);
	languages_close(state->languages);
}

static void *scratch_open(const void *state, struct err *err)
{
	struct boilerplate_scratch *scratch = calloc(1, sizeof(*scratch));

	(void)state;
	if (!scratch)
		err_no_memory(err);
	return scratch;
}

static void scratch_close(void *opaque)
{
	struct boilerplate_scratch *scratch = opaque;

	if (!scratch)
		return;
	evidence_free(&scratch->evidence);
	labels_free(&scratch->labels);
	free(scratch);
}

/* The line with its end, as it stands in the text. */
static struct slice whole_line(struct slice text, const struct line *line)
{
	size_t from = (size_t)(line->raw.data - text.data);
	size_t to = from + line->raw.len;

	return slice_sub(text, from, to < text.len ? to + 1 : to);
}

static void report(struct record *record, struct slice text, const struct evidence *evidence,
		   const struct labels *labels)
{
	for (size_t i = 0; i < labels->count; i++) {
		const struct row *row = &labels->rows[i];

		if (row->reason.len == 0)
			continue;
		record_count(record, row->reason, 1);
		record_note_edit(record, row->reason,
				 row->dropped ? whole_line(text, &evidence->lines.items[row->line])
					      : row->text,
				 row->shorter);
	}
}

/*
 * Writes the lines that stay. Where lines went, no more blank lines are left than stood on one side, and none
 * at either end of the text.
 */
static struct slice write_kept(struct slice text, const struct evidence *evidence,
			       const struct labels *labels, char *out)
{
	size_t len = 0, row = 0, blank_from = 0;
	bool gap = false, blank = true; /* a row was dropped since the last one kept; after a blank line */

	for (size_t i = 0; i < evidence->lines.count; i++) {
		const struct line *line = &evidence->lines.items[i];
		struct slice whole = whole_line(text, line);
		bool is_blank = line->text.len == 0;

		if (!is_blank) {
			const struct row *label = &labels->rows[row++];

			if (label->dropped) {
				gap = true;
				continue;
			}
			if (label->shorter.len > 0) {
				memcpy(out + len, label->shorter.data, label->shorter.len);
				len += label->shorter.len;
				whole = slice_from(whole, whole.len - (whole.len > line->raw.len));
			}
			gap = false;
		} else if (gap && blank) {
			continue;
		}
		if (is_blank && !blank)
			blank_from = len;
		blank = is_blank;
		memcpy(out + len, whole.data, whole.len);
		len += whole.len;
	}
	if (gap && blank && len > 0)
		len = blank_from;
	if (gap && len > 0 && out[len - 1] == '\n' && text.data[text.len - 1] != '\n')
		len--;
	return slice_make(out, len);
}

static int language_of(const struct boilerplate *state, struct record *record)
{
	if (record_kind(record, FIELD_LANG) != MEMBER_STRING)
		return LANGUAGE_NONE;
	return language_find(state->languages, record_get(record, FIELD_LANG));
}

static bool copy_into(struct record *record, enum field field, struct slice value)
{
	struct slice copy;

	if (!arena_copy(record->arena, value, &copy))
		return false;
	record_set(record, field, copy);
	return true;
}

/* Moves a headline and a dateline from the top of the text into members that the record lacks. */
static bool take_headline(const struct boilerplate *state, struct record *record,
			  struct labels *labels, bool *taken)
{
	struct headline headline;

	*taken = false;
	if (record_kind(record, FIELD_DATE) > MEMBER_NULL)
		return true;
	headline_find(labels, &state->dates, &headline);
	if (headline.date < 0)
		return true;
	if (!copy_into(record, FIELD_DATE, slice_make(headline.iso, headline.iso_len)))
		return false;
	label_drop(&labels->rows[headline.date], SLICE("headline.date"));
	*taken = true;
	if (headline.title < 0 || record_kind(record, FIELD_TITLE) > MEMBER_NULL)
		return true;
	if (!copy_into(record, FIELD_TITLE, labels->rows[headline.title].text))
		return false;
	if (!state->keep_title)
		label_drop(&labels->rows[headline.title], SLICE("headline.title"));
	return true;
}

static bool changed(const struct labels *labels)
{
	for (size_t i = 0; i < labels->count; i++)
		if (labels->rows[i].reason.len > 0)
			return true;
	return false;
}

static enum verdict apply(const void *opaque, void *memory, struct record *record, struct err *err)
{
	const struct boilerplate *state = opaque;
	struct boilerplate_scratch *scratch = memory;
	struct slice text = record_text(record);
	bool taken;
	char *out;

	if (text.len == 0)
		return KEEP;
	if (!evidence_read(&scratch->evidence, &state->means.evidence, text,
			   language_of(state, record), err) ||
	    !labels_decide(&scratch->labels, &state->means, &scratch->evidence, err))
		return FAIL;
	if (scratch->labels.skipped > 0)
		record_count(record, SLICE("rule-skipped"), scratch->labels.skipped);
	if (!take_headline(state, record, &scratch->labels, &taken)) {
		err_no_memory(err);
		return FAIL;
	}
	if (taken && !labels_decide_on(&scratch->labels, &state->means, &scratch->evidence, err))
		return FAIL;
	if (!changed(&scratch->labels))
		return KEEP;
	if (scratch->labels.prose_dropped * 1000 > scratch->labels.prose * state->most)
		record_count(record, SLICE("cut-deep"), 1);
	report(record, text, &scratch->evidence, &scratch->labels);
	out = arena_bytes(record->arena, text.len);
	if (!out) {
		err_no_memory(err);
		return FAIL;
	}
	record_set_text(record, write_kept(text, &scratch->evidence, &scratch->labels, out));
	return KEEP;
}

const struct stage boilerplate_stage = {
	.name = "boilerplate",
	.summary = "the article, and nothing else",
	.options = options,
	.state_size = sizeof(struct boilerplate),
	.setup = setup,
	.teardown = teardown,
	.scratch_open = scratch_open,
	.scratch_close = scratch_close,
	.apply = apply,
};
