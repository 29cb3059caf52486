/*
 * markup: what wraps an article is removed, its words stay. Front matter becomes members, template
 * tags are cut out, Markdown is kept, or becomes plain text when asked.
 *
 * Cutting one tag may make another of what was around it, so the stage looks again until nothing
 * is left to cut: what it gives out it would leave as it is.
 */
#include "engine/stage.h"

#include <stdlib.h>

#include "base/asset.h"
#include "engine/stats.h"
#include "front_matter.h"
#include "members.h"
#include "shortcode.h"
#include "text/markup/markdown.h"

/* No honest text takes more rounds; one that does is left alone. */
enum { MAX_ROUNDS = 8 };

struct markup {
	bool plain;
	bool keep_front_matter;
	const char *front_matter_member;
	struct arena arena;
	struct keys keys;
	struct markup_names names;
};

struct markup_scratch {
	struct shortcode_finder finder;
	struct markup_pieces cuts;  /* of the text as read */
	struct markup_pieces found; /* in one round */
	struct markdown markdown;
};

/* clang-format off */
static const struct option_spec options[] = {
	OPTION_FLAG(struct markup, plain, "plain", "turn Markdown into plain text"),
	OPTION_FLAG(struct markup, keep_front_matter, "keep-front-matter",
		    "leave front matter in the text; members are set all the same"),
	OPTION_STRING(struct markup, front_matter_member, "front-matter-member", "NAME", "",
		      "put all of the front matter into this member, as a JSON object"),
	OPTION_END,
};
/* clang-format on */

static bool load(const char *name, struct slice *data, struct err *err)
{
	return asset_find(name, data) || err_set(err, ERR_USAGE, "%s is not built in", name);
}

static bool setup(void *state, const struct stage_env *env, struct err *err)
{
	struct markup *markup = state;
	struct slice data;

	(void)env;
	return load("markup/front-matter-keys", &data, err) &&
	       keys_load(&markup->keys, data, &markup->arena, err) &&
	       load("markup/shortcodes", &data, err) &&
	       names_load(&markup->names, data, &markup->arena, err);
}

static void teardown(void *state)
{
	struct markup *markup = state;

	arena_free(&markup->arena);
}

static void *scratch_open(const void *state, struct err *err)
{
	const struct markup *markup = state;
	struct markup_scratch *scratch = calloc(1, sizeof(*scratch));

	if (!scratch)
		err_no_memory(err);
	else
		scratch->finder.names = &markup->names;
	return scratch;
}

static void scratch_close(void *memory)
{
	struct markup_scratch *scratch = memory;

	shortcode_finder_free(&scratch->finder);
	pieces_free(&scratch->cuts);
	pieces_free(&scratch->found);
	markdown_free(&scratch->markdown);
	free(scratch);
}

/* Front matter at the start of the text: its members are set; *length is what it takes. */
static bool read_front_matter(const struct markup *markup, struct record *record, struct slice text,
			      size_t *length, struct err *err)
{
	struct front_matter front;

	*length = 0;
	if (!front_matter_likely(text))
		return true;
	if (!front_matter_find(text, &markup->keys, record->arena, &front, err))
		return false;
	*length = front.end;
	return !front.root || members_set(record, front.root, &markup->keys,
					  slice_of(markup->front_matter_member), err);
}

/* One look at the text: what is to be cut is listed in scratch->found. */
static bool look(const struct markup *markup, struct markup_scratch *scratch, struct record *record,
		 struct slice text, struct err *err)
{
	struct markup_pieces *found = &scratch->found;
	struct slice body;
	size_t head;

	pieces_clear(found);
	if (!read_front_matter(markup, record, text, &head, err))
		return false;
	body = slice_from(text, head);
	if (shortcode_likely(body) && !shortcode_find(&scratch->finder, body, found)) {
		if (scratch->finder.failed)
			return err_no_memory(err);
		record_count(record, SLICE("shortcodes-skipped"), 1);
	}
	pieces_shift(found, head);
	if (head && !markup->keep_front_matter)
		pieces_prepend(found, 0, head, PIECE_FRONT_MATTER);
	return found->failed ? err_no_memory(err) : true;
}

/* Looks again until there is nothing left to cut. What is left becomes *rest. */
static bool cut_all(const struct markup *markup, struct markup_scratch *scratch,
		    struct record *record, struct slice text, struct slice *rest, struct err *err)
{
	pieces_clear(&scratch->cuts);
	*rest = text;
	for (int round = 0; round < MAX_ROUNDS; round++) {
		if (!look(markup, scratch, record, *rest, err))
			return false;
		if (scratch->found.count == 0)
			return true;
		pieces_compose(&scratch->cuts, &scratch->found);
		if (scratch->cuts.failed || !pieces_cut(&scratch->cuts, text, record->arena, rest))
			return err_no_memory(err);
	}
	pieces_clear(&scratch->cuts);
	*rest = text;
	record_count(record, SLICE("shortcodes-skipped"), 1);
	return true;
}

static void explain(struct record *record, struct slice text, const struct markup_pieces *cuts)
{
	for (size_t i = 0; i < cuts->count; i++) {
		const struct piece *piece = &cuts->items[i];

		record_note_edit(record,
				 piece->rule == PIECE_FRONT_MATTER ? SLICE("front-matter")
								   : SLICE("shortcode"),
				 slice_sub(text, piece->from, piece->to), SLICE(""));
	}
}

/* Text that is beyond the renderer's limits stays as it is, and is counted. */
static bool make_plain(struct markup_scratch *scratch, struct record *record, struct slice *text,
		       struct err *err)
{
	struct slice plain;

	switch (markdown_to_plain(&scratch->markdown, *text, record->arena, &plain, err)) {
	case MARKDOWN_SKIPPED:
		record_count(record, SLICE("plain-skipped"), 1);
		break;
	case MARKDOWN_DONE:
		*text = plain;
		break;
	case MARKDOWN_FAILED:
		return false;
	}
	return true;
}

static enum verdict apply(const void *state, void *memory, struct record *record, struct err *err)
{
	const struct markup *markup = state;
	struct markup_scratch *scratch = memory;
	struct slice text = record_text(record), rest, plain;

	if (!cut_all(markup, scratch, record, text, &rest, err))
		return FAIL;
	plain = rest;
	if (markup->plain && !make_plain(scratch, record, &plain, err))
		return FAIL;
	if (!slice_equal(plain, rest))
		record_note_edit(record, SLICE("plain"), text, plain);
	if (record->explain)
		explain(record, text, &scratch->cuts);
	record_set_text(record, plain);
	return KEEP;
}

/* clang-format off */
const struct stage markup_stage = {
	.name = "markup",
	.summary = "front matter to members, template tags out, Markdown kept or made plain",
	.state_size = sizeof(struct markup),
	.options = options,
	.setup = setup,
	.teardown = teardown,
	.scratch_open = scratch_open,
	.scratch_close = scratch_close,
	.apply = apply,
};
/* clang-format on */
