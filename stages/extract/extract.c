/* extract: the content out of an HTML page.
 *
 * page.h cuts the page into blocks of text, features.h says what is known of each, boosted
 * tables (article/trees/tables.h, data/extract.model) score it, write.h writes down what stays. */
#include <stdio.h>

#include "engine/stage.h"
#include "classify.h"
#include "metadata.h"
#include "record/json.h"
#include "second_chance.h"
#include "write.h"

struct extract {
	struct form form;
	bool captions;
	bool keep_html;
	bool text_mode;
	const char *model;
	bool features;
	uint64_t max_depth, max_nodes;
	struct arena arena;
	struct languages *languages;
	struct dateline_words words;
	struct phrases phrases;
	struct page_config config;
	struct classifier classifier;
};

struct extract_scratch {
	struct page page;
	struct block_decisions decisions;
	struct buf out;
};

static const char *const favor_names[] = {"neither", "precision", "recall", NULL};

/* clang-format off */
static const struct option_spec options[] = {
	OPTION_FLAG(struct extract, form.markdown, "markdown",
		    "keep headings, lists, quotes, tables and code as Markdown"),
	OPTION_FLAG(struct extract, form.links, "links", "keep links, as Markdown writes them"),
	OPTION_FLAG(struct extract, captions, "captions", "keep the captions of pictures"),
	OPTION_FLAG(struct extract, classifier.keep_repeats, "keep-repeats",
		    "keep text that kept text before it has too"),
	OPTION_CHOICE(struct extract, classifier.favor, "favor", favor_names, "neither",
		      "keep less in doubt (precision), or more (recall)"),
	OPTION_FLAG(struct extract, keep_html, "keep-html", "leave html in the record"),
	OPTION_COUNT(struct extract, max_depth, "max-depth", "N", "1000",
		     "reject pages with more elements inside one another"),
	OPTION_COUNT(struct extract, max_nodes, "max-nodes", "N", "2000000",
		     "reject pages with more elements and texts"),
	OPTION_FILE(struct extract, model, "model", "FILE",
		"classify blocks by this model, not the built-in one"),
	OPTION_FLAG(struct extract, features, "features",
		    "add what the model would be asked, to train another"),
	OPTION_END,
};
/* clang-format on */

static bool setup(void *opaque, const struct stage_env *env, struct err *err)
{
	struct extract *state = opaque;

	if (state->max_depth > UINT16_MAX || state->max_nodes > UINT32_MAX / 2)
		return err_set(err, ERR_USAGE,
			       "--max-depth goes up to 65535, --max-nodes up to 2147483647.");
	state->text_mode = env->text_mode;
	state->languages = languages_open(err);
	if (!state->languages || !phrases_load(&state->phrases, err) ||
	    !dateline_words_open(&state->words, err))
		return false;
	state->config = (struct page_config){
		.hints = class_id_hints_load(&state->arena, "extract/class_id_hints.txt",
					     hint_names, HINT_COUNT, err),
		.kind_hints = class_id_hints_load(&state->arena, "extract/kind_hints.txt",
						  kind_hint_names, KIND_HINT_COUNT, err),
		.author_hints = class_id_hints_load(&state->arena, "extract/author_hints.txt",
						    author_hint_names, AUTHOR_HINT_COUNT, err),
		.phrases = &state->phrases,
		.languages = state->languages,
		.limits = {(uint32_t)state->max_depth, (uint32_t)state->max_nodes, env->explain},
	};
	if (!state->config.hints || !state->config.kind_hints || !state->config.author_hints)
		return false;
	return classifier_open(&state->classifier, state->model, &state->arena, err);
}

static void teardown(void *opaque)
{
	struct extract *state = opaque;

	classifier_close(&state->classifier);
	phrases_free(&state->phrases);
	dateline_words_free(&state->words);
	languages_close(state->languages);
	arena_free(&state->arena);
}

static void scratch_close(void *opaque)
{
	struct extract_scratch *scratch = opaque;

	if (!scratch)
		return;
	page_close(&scratch->page);
	block_decisions_free(&scratch->decisions);
	buf_free(&scratch->out);
	free(scratch);
}

static void *scratch_open(const void *opaque, struct err *err)
{
	const struct extract *state = opaque;
	struct extract_scratch *scratch = calloc(1, sizeof(*scratch));

	if (!scratch) {
		err_no_memory(err);
		return NULL;
	}
	if (page_open(&scratch->page, &state->config, err))
		return scratch;
	scratch_close(scratch);
	return NULL;
}

static bool set_slice(struct record *record, enum field field, struct slice value)
{
	struct slice copy;

	if (!arena_copy(record->arena, value, &copy))
		return false;
	record_set(record, field, copy);
	return true;
}

/* The members "feature_names" and "blocks": what scripts/extract-train.py learns from. */
static bool set_features(const struct extract *state, struct record *record,
			 struct extract_scratch *scratch)
{
	struct buf *out = &scratch->out;
	struct slice url = record_get(record, FIELD_URL), names, blocks, signals;

	buf_clear(out);
	classifier_write_names(&state->classifier, out);
	if (buf_failed(out) || !arena_copy(record->arena, buf_slice(out), &names))
		return false;
	buf_clear(out);
	if (!classifier_write_signals(&state->classifier, &scratch->page, url, out) ||
	    !arena_copy(record->arena, buf_slice(out), &signals))
		return false;
	buf_clear(out);
	if (!classifier_write_rows(&state->classifier, &scratch->page, url, &scratch->decisions,
				   out) ||
	    !arena_copy(record->arena, buf_slice(out), &blocks))
		return false;
	record_set_member(record, SLICE("signals"), signals);
	record_set_member(record, SLICE("feature_names"), names);
	record_set_member(record, SLICE("blocks"), blocks);
	return true;
}

/* Sets a member, as JSON, that the record does not have yet. */
static bool add_member(struct record *record, const char *name, struct slice json)
{
	struct slice copy;

	if (record_has_member(record, slice_of(name)))
		return true;
	if (!arena_copy(record->arena, json, &copy))
		return false;
	record_set_member(record, slice_of(name), copy);
	return true;
}

static bool add_string(struct record *record, const char *name, struct slice value, struct buf *out)
{
	if (value.len == 0)
		return true;
	buf_clear(out);
	json_write_string(out, value);
	return !buf_failed(out) && add_member(record, name, buf_slice(out));
}

/* What is known of the page beyond the record's own fields. */
static bool add_members(struct extract_scratch *scratch, const struct metadata *metadata,
			struct record *record)
{
	const struct {
		const char *name;
		struct slice value;
		/* clang-format off */
	} strings[] = {
		{"site", metadata->site},       {"modified", metadata->modified},
		{"description", metadata->description},
		{"section", metadata->section}, {"image", metadata->image},
	};
	/* clang-format on */
	struct buf *out = &scratch->out;

	for (size_t i = 0; i < COUNT_OF(strings); i++)
		if (!add_string(record, strings[i].name, strings[i].value, out))
			return false;
	if (metadata->tags.len == 0)
		return true;
	buf_clear(out);
	buf_push(out, '[');
	for (struct slice rest = metadata->tags, line; slice_next_line(&rest, &line);) {
		if (out->len > 1)
			buf_push(out, ',');
		json_write_string(out, line);
	}
	buf_push(out, ']');
	return !buf_failed(out) && add_member(record, "tags", buf_slice(out));
}

/* The page's kind, how sure it is that the text is its content, and where that is from. */
static bool add_kind(struct extract_scratch *scratch, enum text_source source,
		     struct record *record)
{
	uint32_t certainty = scratch->page.count ? scratch->decisions.certainty : 0;
	const char *from = text_source_name(source);
	char number[16];
	int len = snprintf(number, sizeof(number), "%u", certainty);

	return add_string(record, "kind", slice_of(kind_name_of(&scratch->page)), &scratch->out) &&
	       add_member(record, "certainty", slice_make(number, (size_t)len)) &&
	       (!from || add_string(record, "text_from", slice_of(from), &scratch->out));
}

/* Sets what the record does not say yet. */
static bool set_metadata(const struct extract *state, struct extract_scratch *scratch,
			 struct record *record)
{
	struct metadata metadata;

	if (!metadata_read(&scratch->page, scratch->decisions.context, &state->words,
			   record_get(record, FIELD_TEXT), record_get(record, FIELD_URL),
			   record->arena, &metadata))
		return false;
	const struct {
		enum field field;
		struct slice value;
		/* clang-format off */
	} values[] = {
		{FIELD_TITLE, metadata.title},   {FIELD_DATE, metadata.date},
		{FIELD_AUTHOR, metadata.author}, {FIELD_LANG, metadata.language},
		{FIELD_URL, metadata.url},
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(values); i++)
		if (values[i].value.len && record_kind(record, values[i].field) <= MEMBER_NULL &&
		    !set_slice(record, values[i].field, values[i].value))
			return false;
	return add_members(scratch, &metadata, record);
}

/* A caption between two blocks that stay, stays too. */
static void keep_captions(const struct page *page, bool *kept)
{
	uint32_t first = page->count, last = 0;

	for (uint32_t i = 0; i < page->count; i++) {
		first = kept[i] && first > i ? i : first;
		last = kept[i] ? i : last;
	}
	for (uint32_t i = first; i < last; i++)
		if (page->places[page->blocks[i].element].tag[NEAR_FIGCAPTION] < DIST_MAX)
			kept[i] = true;
}

/* What a removed block was taken for: by what it says, where it is, or its links. */
static const char *taken_for(const struct page *page, const struct block *block, int32_t score)
{
	/* clang-format off */
	static const unsigned char hints[] = {
		HINT_NAV, HINT_RELATED, HINT_COMMENT, HINT_NEWSLETTER, HINT_POPUP,
		HINT_SHARE, HINT_AUTHOR, HINT_FOOTER, HINT_SIDEBAR, HINT_PROMO,
		HINT_CAPTION, HINT_HEADER, HINT_META, HINT_TAGS,
	};
	/* clang-format on */
	const struct place *place = &page->places[block->element];
	unsigned nearest = 6;
	const char *name = NULL;

	if (score >= 0) /* it would have been kept */
		return "copy";
	for (unsigned i = 0; i < TOPIC_COUNT; i++)
		if (block->topics.by[i] == TOPIC_WHOLE)
			return topic_names[i];
	for (unsigned i = 0; i < COUNT_OF(hints); i++) {
		if (place->hint[hints[i]] < nearest) {
			nearest = place->hint[hints[i]];
			name = hint_names[hints[i]];
		}
	}
	if (name)
		return name;
	return 2 * block->link_bytes > block->len ? "links" : "other";
}

/*
 * Where a block begins in the page: at the tag of its element, or, when that is before `least`,
 * at the last tag that opens before it. So no block begins before the one before it.
 */
static uint32_t place_of(const struct page *page, const struct block *block, uint32_t least)
{
	const struct html_node *nodes = page->html->nodes;
	uint32_t at = block->first;

	if (nodes[block->element].at > least)
		return nodes[block->element].at;
	while (nodes[at].tag == HTML_TEXT && at > 0)
		at--;
	return nodes[at].at > least ? nodes[at].at : least;
}

/* Notes for each block what it was taken for, and why. */
static bool explain(const struct extract *state, struct extract_scratch *scratch,
		    struct record *record)
{
	struct page *page = &scratch->page;
	const struct block_decisions *decisions = &scratch->decisions;
	struct slice html = record_get(record, FIELD_HTML);
	struct page_context *context = page_context_make(page);
	uint32_t at = 0;

	for (uint32_t i = 0; context && i < page->count; i++) {
		const struct block *block = &page->blocks[i];
		struct slice text, evidence;

		at = place_of(page, block, at);
		buf_clear(&scratch->out);
		classifier_explain(&state->classifier, page, context, i,
				   decisions->kept[i] || decisions->scores[i] >= 0,
				   &scratch->decisions, &scratch->out);
		if (buf_failed(&scratch->out) ||
		    !arena_copy(record->arena, buf_slice(&scratch->out), &evidence) ||
		    !arena_copy(record->arena, block_text(page, block), &text))
			return false;
		record_note_evidence(
			record,
			slice_of(decisions->kept[i] ? "article"
						    : taken_for(page, block, decisions->scores[i])),
			slice_sub(html, at, at), text, evidence);
	}
	return context != NULL;
}

static bool extract(const struct extract *state, struct extract_scratch *scratch,
		    struct record *record)
{
	struct page *page = &scratch->page;
	enum text_source source;
	uint64_t words = 0;

	if (!classify_blocks(&state->classifier, page, record_get(record, FIELD_URL),
			     &scratch->decisions))
		return false;
	if (state->captions)
		keep_captions(page, scratch->decisions.kept);
	if (record->explain && !explain(state, scratch, record))
		return false;
	buf_clear(&scratch->out);
	if (!write_article(page, scratch->decisions.kept, &state->form, &scratch->out))
		return false;
	for (uint32_t i = 0; i < page->count; i++)
		words += scratch->decisions.kept[i] ? page->blocks[i].words : 0;
	source = second_chance(page, words, &scratch->out);
	if (buf_failed(&scratch->out))
		return false;
	if (!state->keep_html)
		record_remove(record, FIELD_HTML);
	if (!set_slice(record, FIELD_TEXT, buf_slice(&scratch->out)) ||
	    !set_metadata(state, scratch, record) || !add_kind(scratch, source, record))
		return false;
	return !state->features || set_features(state, record, scratch);
}

/* Whether the record has a page. Without JSON around it, what would be text may be one. */
static bool find_page(const struct extract *state, struct record *record, enum field *field)
{
	*field = FIELD_HTML;
	if (record_kind(record, FIELD_HTML) == MEMBER_STRING)
		return true;
	*field = FIELD_TEXT;
	return state->text_mode && html_begins_page(record_text(record));
}

static enum verdict apply(const void *opaque, void *memory, struct record *record, struct err *err)
{
	const struct extract *state = opaque;
	struct extract_scratch *scratch = memory;
	enum html_result result;
	struct slice html;
	enum field field;

	if (!find_page(state, record, &field))
		return KEEP;
	html = record_get(record, field);
	result = record_failed(record) ? HTML_NO_MEMORY : page_read(&scratch->page, html);
	if (result == HTML_LIMIT)
		return record_reject(record, REJECT_LIMIT);
	if (field != FIELD_HTML)
		record_set(record, FIELD_HTML, html);
	if (result == HTML_NO_MEMORY || !extract(state, scratch, record)) {
		err_no_memory(err);
		return FAIL;
	}
	return KEEP;
}

const struct stage extract_stage = {
	.name = "extract",
	.summary = "the content out of an HTML page",
	.options = options,
	.state_size = sizeof(struct extract),
	.takes_html = true,
	.setup = setup,
	.teardown = teardown,
	.scratch_open = scratch_open,
	.scratch_close = scratch_close,
	.apply = apply,
};
