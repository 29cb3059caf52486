/* boilerplate: the article, and nothing else.
 *
 * Takes out related blocks, share bars, calls to action, disclaimers, doubled teasers and their
 * kin. What noise looks like is data: data/ *.rules here, and the user's own files. What may never
 * go, and how blocks end, is src/article. */
#include "article/lines/credits.h"
#include "article/lines/frame.h"
#include "article/lines/headline.h"
#include "article/lines/labels.h"
#include "article/model/page.h"
#include "base/asset.h"
#include "dump.h"
#include "engine/notices.h"
#include "engine/stage.h"
#include "engine/stats.h"
#include "io/reader.h"
#include "link_list.h"
#include "text/words/wrapped.h"

struct boilerplate {
	unsigned level;
	struct option_list rule_files;
	const char *model_file;
	bool keep_title, features;
	unsigned most, most_guessed;
	struct languages *languages;
	struct dateline_words dates;
	struct rules rules;
	struct label_config config;
	struct page_model model;
	struct class_set frame; /* the class of labels of a page's frame */
};

struct boilerplate_scratch {
	struct evidence evidence;
	struct labels labels;
	struct page page;
	struct link_list links; /* of the text, if `has_links` */
	bool has_links;
	size_t explained; /* row of the page that was explained last */
};

static const char *const levels[] = {"safe", "standard", "aggressive", NULL};

/* clang-format off */
static const struct option_spec options[] = {
	OPTION_CHOICE(struct boilerplate, level, "level", levels, "standard",
		      "how much may go: safe, standard or aggressive"),
	OPTION_INPUTS(struct boilerplate, rule_files, "rules",
		    "rules of your own, see wirewash-rules(5); may be given again"),
	OPTION_FLAG(struct boilerplate, keep_title, "keep-title",
		    "leave a headline that became the title in the text too"),
	OPTION_FILE(struct boilerplate, model_file, "model", "FILE",
		    "a model of pages of your own, in place of the one built in"),
	OPTION_FLAG(struct boilerplate, features, "features",
		    "leave the text alone and add the features of its lines, to train a model with"),
	OPTION_PERMILLE(struct boilerplate, most, "warn-above", "SHARE", "0.5",
			"count a record as large-cut when more of its prose than this went"),
	OPTION_PERMILLE(struct boilerplate, most_guessed, "guess-limit", "SHARE", "0.25",
			"the share of a text's words that may go by guesses; beyond it none goes"),
	OPTION_END,
};
/* clang-format on */

/* The built-in rule files, in the order in which they are read. */
static const char *const built_in[] = {"boilerplate/classes.rules", "boilerplate/labels.rules",
				       "boilerplate/lines.rules", "boilerplate/off-topic.rules",
				       NULL};

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

static bool open_model(struct boilerplate *state, struct err *err)
{
	static const char name[] = "boilerplate/page.model";
	struct buf content = {0};
	struct slice data;
	bool read;

	if (!state->model_file)
		return !asset_find(name, &data) || page_model_read(&state->model, data, name, err);
	read = read_whole_file(state->model_file, MAX_RULE_FILE, &content, err) &&
	       page_model_read(&state->model, buf_slice(&content), state->model_file, err);
	buf_free(&content);
	return read;
}

static void find_frame_class(struct boilerplate *state)
{
	int frame = rules_class(&state->rules, SLICE("frame"));

	if (frame >= 0)
		class_set_add(&state->frame, (unsigned)frame);
}

static bool setup(void *opaque, const struct stage_env *env, struct err *err)
{
	struct boilerplate *state = opaque;

	(void)env;
	state->languages = languages_open(err);
	if (!state->languages || !dateline_words_open(&state->dates, err))
		return false;
	state->rules.languages = state->languages;
	if (!add_rules(state, err) || !rules_prepare(&state->rules, err) || !open_model(state, err))
		return false;
	find_frame_class(state);
	state->config = (struct label_config){
		.evidence = {state->languages, &state->rules.lexicon, &state->dates,
			     state->rules.views},
		.rules = &state->rules,
		.level = (enum label_level)state->level,
		.most_guessed = state->most_guessed,
	};
	return true;
}

static void teardown(void *opaque)
{
	struct boilerplate *state = opaque;

	page_model_free(&state->model);
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
	page_free(&scratch->page);
	free(scratch);
}

/* The line with its end, as it is in the text. */
static struct slice whole_line(struct slice text, const struct line *line)
{
	size_t from = (size_t)(line->raw.data - text.data);
	size_t to = from + line->raw.len;

	return slice_sub(text, from, to < text.len ? to + 1 : to);
}

/* What spoke against a line that the model left out; empty for any other. */
static bool find_evidence(const struct boilerplate *state, struct boilerplate_scratch *scratch,
			  struct record *record, const struct row *row, struct slice *evidence)
{
	const struct features *features = &scratch->page.features;
	char reason[PAGE_REASON_MAX];

	*evidence = slice_make(NULL, 0);
	if (!record->explain || !slice_equal(row->reason, SLICE("page-model")))
		return true;
	while (scratch->explained < features->count &&
	       features->line[scratch->explained] < row->line)
		scratch->explained++;
	return arena_copy(record->arena,
			  slice_make(reason, page_explain(&scratch->page, &state->model,
							  scratch->explained, reason)),
			  evidence);
}

static bool report(const struct boilerplate *state, struct boilerplate_scratch *scratch,
		   struct record *record, struct slice text)
{
	const struct evidence *evidence = &scratch->evidence;

	scratch->explained = 0;
	for (size_t i = 0; i < scratch->labels.count; i++) {
		const struct row *row = &scratch->labels.rows[i];
		struct slice why, removed;

		if (row->reason.len == 0)
			continue;
		if (!find_evidence(state, scratch, record, row, &why))
			return false;
		record_count(record, row->reason, 1);
		removed = row->dropped ? whole_line(text, &evidence->lines.items[row->line])
				       : row->text;
		if (scratch->has_links)
			removed = link_list_original(&scratch->links, removed);
		record_note_evidence(record, row->reason, removed, row->shorter, why);
	}
	return true;
}

/*
 * Writes the lines that stay. Where lines went, no more blank lines are left than was on one
 * side, and none at either end of the text.
 */
static struct slice write_kept(struct slice text, const struct evidence *evidence,
			       const struct labels *labels, char *out)
{
	size_t len = 0, row = 0, blank_from = 0;
	bool gap = false,
	     blank = true; /* a row was dropped since the last one kept; after a blank line */

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

static bool copy_date(struct record *record, struct slice date)
{
	struct slice copy;

	if (!arena_copy(record->arena, date, &copy))
		return false;
	record_set(record, FIELD_DATE, copy);
	return true;
}

/* A title that was broken at a margin goes on one line. */
static bool copy_title(struct record *record, struct slice title)
{
	char *out = arena_bytes(record->arena, title.len);
	size_t len = 0;

	if (!out)
		return false;
	for (size_t i = 0; i < title.len; i++) {
		bool blank = title.data[i] == '\n' || title.data[i] == ' ' || title.data[i] == '\t';

		if (!blank || (len > 0 && out[len - 1] != ' '))
			out[len++] = blank ? ' ' : title.data[i];
	}
	record_set(record, FIELD_TITLE, slice_make(out, len));
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
	if (!copy_date(record, slice_make(headline.iso, headline.iso_len)))
		return false;
	label_drop(&labels->rows[headline.date], SLICE("headline.date"));
	*taken = true;
	if (headline.title < 0 || record_kind(record, FIELD_TITLE) > MEMBER_NULL)
		return true;
	if (!copy_title(record, labels->rows[headline.title].text))
		return false;
	if (!state->keep_title)
		label_drop(&labels->rows[headline.title], SLICE("headline.title"));
	return true;
}

static bool copy_if_missing(struct record *record, enum field field, struct slice value)
{
	struct slice copy;

	if (value.len == 0 || record_kind(record, field) > MEMBER_NULL)
		return true;
	if (!arena_copy(record->arena, value, &copy))
		return false;
	record_set(record, field, copy);
	return true;
}

/* What a byline that goes and a first heading say becomes members that the record lacks. */
static bool take_credits(struct record *record, const struct labels *labels)
{
	return copy_if_missing(record, FIELD_AUTHOR, credits_author(labels)) &&
	       copy_if_missing(record, FIELD_TITLE, credits_title(labels));
}

static bool changed(const struct labels *labels)
{
	for (size_t i = 0; i < labels->count; i++)
		if (labels->rows[i].reason.len > 0)
			return true;
	return false;
}

static enum verdict add_features(const struct boilerplate *state,
				 struct boilerplate_scratch *scratch, struct record *record,
				 struct err *err)
{
	struct text_lines *lines = &scratch->evidence.lines;

	if (!text_split(lines, record_text(record), err))
		return FAIL;
	text_join_wrapped(lines);
	if (!page_score(&scratch->page, &state->model, lines, err) ||
	    !features_dump(record, &scratch->page, lines, err))
		return FAIL;
	return KEEP;
}

/* Different labels of a page's frame without which a text is no page: of the pages of 1,000 hosts
 * 96 % have as many, of the articles in them 0.5 %. */
enum { FRAME_LABELS = 3 };

/* By level: what a line of a page must score more than usual to stay. */
static const int32_t raised_bar[] = {-FOREST_ONE, 0, FOREST_ONE / 2};

static bool may_be_page(const struct boilerplate *state, const struct text_lines *lines)
{
	return page_may_be(&state->model, lines) &&
	       frame_count(lines, &state->rules.lexicon, &state->frame, FRAME_LABELS) ==
		       FRAME_LABELS;
}

/* So many marked links are those of a whole page. */
enum { DUMP_MARKS = 5 };

static bool is_dump(const struct boilerplate_scratch *scratch)
{
	return scratch->has_links && scratch->links.mark_count >= DUMP_MARKS;
}

/*
 * Reads the text; of a page only those lines that the model thinks may be the article's. A text
 * with a list of its many links is a page for certain.
 */
static bool read_text(const struct boilerplate *state, struct boilerplate_scratch *scratch,
		      struct record *record, struct slice text, struct err *err)
{
	struct evidence *evidence = &scratch->evidence;

	if (!evidence_split(evidence, text, err))
		return false;
	if (is_dump(scratch))
		text_join_blocks(&evidence->lines);
	if (is_dump(scratch) || may_be_page(state, &evidence->lines)) {
		if (!page_score(&scratch->page, &state->model, &evidence->lines, err))
			return false;
		if ((is_dump(scratch) ||
		     page_is_one(&scratch->page, &state->model, &evidence->lines)) &&
		    !page_remove(&scratch->page, raised_bar[state->level], evidence, err))
			return false;
	}
	return evidence_read_rest(evidence, &state->config.evidence, language_of(state, record),
				  err);
}

/* Counts and notes what link_list_cut took out of the text, but for marks in lines that go. */
static void report_links(struct record *record, const struct link_list *links)
{
	record_count(record, SLICE("link-list"), 1);
	record_note_edit(record, SLICE("link-list"), links->list, slice_make(NULL, 0));
}

static enum verdict finish_text(const struct boilerplate *state,
				struct boilerplate_scratch *scratch, struct record *record,
				struct slice text, struct err *err)
{
	char *out;

	if (scratch->labels.prose_dropped * 1000 > scratch->labels.prose * state->most)
		record_count(record, SLICE("large-cut"), 1);
	out = arena_bytes(record->arena, text.len);
	if (!report(state, scratch, record, text) || !out) {
		err_no_memory(err);
		return FAIL;
	}
	if (scratch->has_links)
		report_links(record, &scratch->links);
	record_set_text(record, write_kept(text, &scratch->evidence, &scratch->labels, out));
	return KEEP;
}

/* The text that is to be read: without the marks and the list of its links. */
static bool take_links(struct boilerplate_scratch *scratch, struct record *record,
		       struct slice *text, struct err *err)
{
	if (!link_list_cut(record->arena, *text, &scratch->links, &scratch->has_links))
		return err_no_memory(err);
	if (scratch->has_links)
		*text = scratch->links.after;
	scratch->labels.noisy = scratch->has_links;
	return true;
}

static enum verdict apply(const void *opaque, void *memory, struct record *record, struct err *err)
{
	const struct boilerplate *state = opaque;
	struct boilerplate_scratch *scratch = memory;
	struct slice text = record_text(record);
	bool taken;

	if (text.len == 0)
		return KEEP;
	if (state->features)
		return add_features(state, scratch, record, err);
	if (!take_links(scratch, record, &text, err) ||
	    !read_text(state, scratch, record, text, err) ||
	    !labels_decide(&scratch->labels, &state->config, &scratch->evidence, err))
		return FAIL;
	if (scratch->labels.skipped > 0)
		record_count(record, SLICE("rule-skipped"), scratch->labels.skipped);
	if (scratch->labels.no_guesses)
		record_count(record, SLICE("guess-limit"), 1);
	if (!take_headline(state, record, &scratch->labels, &taken) ||
	    !take_credits(record, &scratch->labels)) {
		err_no_memory(err);
		return FAIL;
	}
	if (scratch->labels.clean)
		return KEEP;
	if (taken && !labels_decide_on(&scratch->labels, &state->config, &scratch->evidence, err))
		return FAIL;
	if (!changed(&scratch->labels) && !scratch->has_links)
		return KEEP;
	return finish_text(state, scratch, record, text, err);
}

const struct stage boilerplate_stage = {
	.name = "boilerplate",
	.summary = "the article, and nothing else",
	.counts_rules = true,
	.options = options,
	.state_size = sizeof(struct boilerplate),
	.setup = setup,
	.teardown = teardown,
	.scratch_open = scratch_open,
	.scratch_close = scratch_close,
	.apply = apply,
};
