/*
 * mojibake: text that was decoded with the wrong charset becomes what it was. "donâ€™t" is don’t:
 * the UTF-8 of ’ was taken for windows-1252. Never touches anything else; where it cannot be sure,
 * it leaves the text alone.
 *
 * charsets.h and model.h hold what is known of charsets and languages; readings.h says what some
 * characters may have been, path.h finds the likeliest reading of a text, edits.h doubts it,
 * legacy.h reads multi-byte charsets, reread.h single-byte ones read as others, straight.h and
 * plain.h the plain cases, words.h and mend.h settle damage; repair.h peels off one layer after the
 * other, settle.h takes back what is unsound, and scan.h spares clean text all that. rewriting.h
 * gives the record its new values.
 */
#include "engine/stage.h"

#include "base/utf8.h"
#include "legacy.h"
#include "path.h"
#include "repair.h"
#include "reread.h"
#include "rewriting.h"
#include "scan.h"
#include "straight.h"

/* Bytes searched at once; what is longer is cut. Bounds memory. */
enum { PIECE = 128 * 1024 };

struct state {
	bool with_entities; /* --entities */
	unsigned lost;      /* --lost: LOST_KEEP or LOST_REPLACE */
	struct arena arena;
	struct tables *tables;
	struct reread_tables *reread;
	struct entities entities;
};

enum { LOST_KEEP, LOST_REPLACE };

static const char *const lost_names[] = {"keep", "replace", NULL};

/* clang-format off */
static const struct option_spec options[] = {
	OPTION_CHOICE(struct state, lost, "lost", lost_names, "keep",
		      "a letter that lost a byte: keep the rest of it, or replace it"),
	OPTION_FLAG(struct state, with_entities, "entities",
		    "decode HTML character references such as &eacute; first"),
	OPTION_END,
};
/* clang-format on */

static const enum field fields[] = {FIELD_TITLE, FIELD_AUTHOR, FIELD_TEXT};

struct scratch {
	struct repair repair;
	struct source sources[COUNT_OF(fields)];
	struct straight straight[COUNT_OF(fields)];
	struct legacy legacy;
	struct buf out;
	struct buf rule;
};

static bool setup(void *state_, const struct stage_env *env, struct err *err)
{
	struct state *state = state_;

	(void)env;
	state->tables = arena_alloc(&state->arena, sizeof(*state->tables));
	state->reread = arena_alloc(&state->arena, sizeof(*state->reread));
	if (!state->tables || !state->reread)
		return err_no_memory(err);
	if (!tables_load(state->tables, &state->arena, err) ||
	    (state->with_entities && !entities_load(&state->entities, &state->arena, err)))
		return false;
	reread_tables_make(state->reread, &state->tables->charsets);
	return true;
}

static void teardown(void *state_)
{
	struct state *state = state_;

	arena_free(&state->arena);
}

static void *scratch_open(const void *state_, struct err *err)
{
	const struct state *state = state_;
	struct scratch *scratch = calloc(1, sizeof(*scratch));

	if (!scratch) {
		err_no_memory(err);
		return NULL;
	}
	scratch->repair.finder.tables = state->tables;
	scratch->repair.replace_lost = state->lost == LOST_REPLACE;
	return scratch;
}

static void scratch_close(void *scratch_)
{
	struct scratch *scratch = scratch_;

	if (!scratch)
		return;
	repair_free(&scratch->repair);
	legacy_free(&scratch->legacy);
	for (size_t f = 0; f < COUNT_OF(fields); f++)
		straight_free(&scratch->straight[f]);
	for (size_t f = 0; f < COUNT_OF(fields); f++)
		source_free(&scratch->sources[f]);
	buf_free(&scratch->out);
	buf_free(&scratch->rule);
	free(scratch);
}

/* Appends the field's characters and a newline. `from` is the place of each in the document. */
static void add_signs(struct text *text, struct slice value)
{
	for (size_t at = 0; at < value.len; text->count++) {
		struct sign *sign = &text->signs[text->count];

		*sign = (struct sign){.from = (uint32_t)text->count};
		at = utf8_next(value, at, &sign->code_point);
	}
	text->signs[text->count] = (struct sign){.code_point = '\n', .from = (uint32_t)text->count};
	text->count++;
}

static bool reserve(struct scratch *scratch, struct text *text, size_t count)
{
	*text = (struct text){arena_alloc(&scratch->repair.arena, count * sizeof(struct sign)), 0};
	return text->signs != NULL;
}

/* All fields as one document of several lines: each is evidence for the others. */
static bool repair_together(const struct state *state, struct scratch *scratch,
			    struct record *record, size_t size)
{
	struct text text;
	uint32_t sign = 0;
	size_t first = 0;

	if (!reserve(scratch, &text, size + COUNT_OF(fields)))
		return false;
	for (size_t f = 0; f < COUNT_OF(fields); f++)
		add_signs(&text, scratch->sources[f].value);
	if (!repair_document(&scratch->repair, &text))
		return false;
	for (size_t f = 0; f < COUNT_OF(fields); f++) {
		struct rewriting writing = {
			.record = record,
			.charsets = &state->tables->charsets,
			.source = &scratch->sources[f],
			.out = &scratch->out,
			.rule = &scratch->rule,
			.sign = sign,
		};
		size_t end = first;

		sign += (uint32_t)utf8_count(scratch->sources[f].value);
		while (text.signs[end].from < sign)
			end++;
		buf_clear(&scratch->out);
		if (!rewriting_add(&writing, text, first, end) || !rewriting_finish(&writing))
			return false;
		sign++;
		first = end + 1;
	}
	return true;
}

/* Where a piece that begins at `at` ends: behind a line, a word, or at least a character. */
static size_t piece_end(struct slice value, size_t at)
{
	size_t end = at + PIECE, cut;

	if (value.len - at <= PIECE)
		return value.len;
	for (cut = end; cut > at + PIECE / 2; cut--)
		if (value.data[cut - 1] == '\n')
			return cut;
	for (cut = end; cut > at + PIECE / 2; cut--)
		if (value.data[cut - 1] == ' ')
			return cut;
	while (((unsigned char)value.data[end] & 0xC0) == 0x80)
		end--;
	return end;
}

static bool repair_piece(const struct state *state, struct scratch *scratch,
			 struct rewriting *writing, struct slice piece)
{
	struct text text;
	size_t where;

	if (!scan_finds(state->tables, piece, PATH_ENTER, &where)) {
		rewriting_pass(writing, piece.len);
		return true;
	}
	if (!reserve(scratch, &text, piece.len + 1))
		return false;
	add_signs(&text, piece);
	writing->sign = 0;
	if (!repair_document(&scratch->repair, &text) ||
	    !rewriting_add(writing, text, 0, text.count - 1))
		return false;
	arena_reset(&scratch->repair.arena);
	return true;
}

/* What is too long to be searched at once: each field by itself, piece by piece. */
static bool repair_apart(const struct state *state, struct scratch *scratch, struct record *record)
{
	for (size_t f = 0; f < COUNT_OF(fields); f++) {
		struct slice value = scratch->sources[f].value;
		struct rewriting writing = {
			.record = record,
			.charsets = &state->tables->charsets,
			.source = &scratch->sources[f],
			.out = &scratch->out,
			.rule = &scratch->rule,
		};

		buf_clear(&scratch->out);
		for (size_t at = 0, end; at < value.len; at = end) {
			end = piece_end(value, at);
			if (!repair_piece(state, scratch, &writing, slice_sub(value, at, end)))
				return false;
		}
		if (!rewriting_finish(&writing))
			return false;
	}
	return true;
}

enum {
	STRAIGHT_HITS = 8, /* fewer are weighed by the search */
	TRIES = 3,         /* charsets tried */
};

/* Where the search has nothing to weigh. */
static enum straight_outcome repair_straight(const struct state *state, struct scratch *scratch,
					     struct record *record, unsigned k, unsigned *better)
{
	struct slice evidence;
	size_t hits = 0;

	for (size_t f = 0; f < COUNT_OF(fields); f++) {
		size_t more;
		enum straight_outcome outcome =
			straight_read(&scratch->straight[f], state->tables,
				      scratch->sources[f].value, k, &more, better);

		if (outcome != STRAIGHT_DONE)
			return outcome;
		hits += more;
	}
	if (hits < STRAIGHT_HITS)
		return STRAIGHT_NOT;
	if (!tell_count(record, hits, &evidence))
		return STRAIGHT_FAILED;
	for (size_t f = 0; f < COUNT_OF(fields); f++) {
		const struct straight *straight = &scratch->straight[f];
		struct source *source = &scratch->sources[f];
		struct slice out = buf_slice(&straight->out);

		if (!straight->edit_count) {
			if (!source_keep(source, record))
				return STRAIGHT_FAILED;
			continue;
		}
		if (!arena_copy(record->arena, out, &out))
			return STRAIGHT_FAILED;
		for (size_t i = 0; i < straight->edit_count; i++) {
			const struct straight_edit *edit = &straight->edits[i];

			source_note(source, record, edit->from, edit->end,
				    state->tables->charsets.charset[k].name,
				    slice_sub(out, edit->out_from, edit->out_end), evidence);
		}
		source_set(source, record, out);
	}
	return STRAIGHT_DONE;
}

/* Reads the fields. Their size, or SIZE_MAX when memory is short. */
static size_t read_sources(const struct state *state, struct scratch *scratch,
			   struct record *record)
{
	const struct entities *entities = state->with_entities ? &state->entities : NULL;
	size_t size = 0;

	for (size_t f = 0; f < COUNT_OF(fields); f++) {
		struct source *source = &scratch->sources[f];

		if (!source_read(source, record, fields[f], entities, &state->tables->charsets))
			return SIZE_MAX;
		size += source->value.len;
	}
	return size;
}

static bool keep_all_decoded(struct scratch *scratch, struct record *record)
{
	for (size_t f = 0; f < COUNT_OF(fields); f++)
		if (!source_keep(&scratch->sources[f], record))
			return false;
	return true;
}

/* Lines in a multi-byte charset. Sets *found where there are any and nothing else is to be done. */
static bool repair_legacy(const struct state *state, struct scratch *scratch, struct record *record,
			  bool *found)
{
	struct legacy *legacy = &scratch->legacy;
	size_t where;

	*found = false;
	for (size_t f = 0; f < COUNT_OF(fields); f++) {
		struct source *source = &scratch->sources[f];
		struct slice out;

		if (!legacy_read(legacy, state->tables, source->value))
			return false;
		if (!legacy->line_count ||
		    scan_finds(state->tables, buf_slice(&legacy->out), PATH_ENTER, &where)) {
			if (!source_keep(source, record))
				return false;
			continue;
		}
		*found = true;
		if (!arena_copy(record->arena, buf_slice(&legacy->out), &out))
			return false;
		for (size_t i = 0; i < legacy->line_count; i++) {
			const struct legacy_line *line = &legacy->lines[i];

			source_note(source, record, line->from, line->end, slice_of(line->charset),
				    slice_sub(out, line->out_from, line->out_end),
				    SLICE("all of the line"));
		}
		source_set(source, record, out);
	}
	return true;
}

/*
 * The charset that the first suspicious lines tell. A title is too short for that, but its text may
 * do. False when no field is suspicious.
 */
static bool first_charset(const struct state *state, struct scratch *scratch, unsigned *k)
{
	bool suspect = false;

	*k = CHARSETS_MAX;
	for (size_t f = 0; f < COUNT_OF(fields); f++) {
		struct source *source = &scratch->sources[f];

		source->next = source->value.len;
		if (*k < CHARSETS_MAX ||
		    !scan_finds(state->tables, source->value, PATH_ENTER, &source->next))
			continue;
		suspect = true;
		*k = straight_charset(state->tables, source->value, &source->next);
	}
	return suspect;
}

/* The charset that further lines tell. */
static unsigned next_charset(const struct state *state, const struct scratch *scratch)
{
	unsigned k = CHARSETS_MAX;

	for (size_t f = 0; f < COUNT_OF(fields) && k == CHARSETS_MAX; f++)
		k = straight_charset_from(state->tables, scratch->sources[f].value,
					  scratch->sources[f].next);
	return k;
}

/* A text in one single-byte charset that was read as another. Sets *found where it is such. */
static bool reread_all(const struct state *state, struct scratch *scratch, struct record *record,
		       bool *found)
{
	struct reread_pair pair;
	struct slice text = scratch->sources[COUNT_OF(fields) - 1].value;
	size_t where;

	_Static_assert(COUNT_OF(fields) == 3, "the text is the last of the fields");
	/* What is garbled UTF-8 when read again is a case for the search, not for this. */
	*found = reread_finds(state->tables, state->reread, text, &pair) &&
		 reread_text(state->tables, state->reread, text, pair, &scratch->out) &&
		 !scan_finds(state->tables, buf_slice(&scratch->out), PATH_ENTER, &where);
	if (buf_failed(&scratch->out))
		return false;
	for (size_t f = 0; f < COUNT_OF(fields) && *found; f++) {
		struct source *source = &scratch->sources[f];
		struct slice out;

		if (!reread_text(state->tables, state->reread, source->value, pair,
				 &scratch->out)) {
			if (buf_failed(&scratch->out) || !source_keep(source, record))
				return false;
			continue;
		}
		if (!arena_copy(record->arena, buf_slice(&scratch->out), &out))
			return false;
		source_note(source, record, 0, source->value.len,
			    state->tables->charsets.charset[pair.meant].name, out,
			    SLICE("all of the text"));
		source_set(source, record, out);
	}
	return true;
}

/* Repairs what can be searched at once. */
static bool repair_whole(const struct state *state, struct scratch *scratch, struct record *record,
			 size_t size)
{
	bool suspect, found;
	unsigned k;

	suspect = first_charset(state, scratch, &k);
	if (k == CHARSETS_MAX) {
		if (!reread_all(state, scratch, record, &found))
			return false;
		if (found)
			return true;
	}
	if (!suspect)
		return keep_all_decoded(scratch, record);
	if (k == CHARSETS_MAX) {
		if (!repair_legacy(state, scratch, record, &found))
			return false;
		if (found)
			return true;
		k = next_charset(state, scratch);
	}
	for (int tries = 0; k < CHARSETS_MAX && tries < TRIES; tries++) {
		enum straight_outcome outcome = repair_straight(state, scratch, record, k, &k);

		if (outcome != STRAIGHT_NOT)
			return outcome == STRAIGHT_DONE;
	}
	return repair_together(state, scratch, record, size);
}

static enum verdict apply(const void *state_, void *scratch_, struct record *record,
			  struct err *err)
{
	const struct state *state = state_;
	struct scratch *scratch = scratch_;
	size_t size = read_sources(state, scratch, record);
	bool done = size != SIZE_MAX;

	if (done)
		done = size <= PIECE ? repair_whole(state, scratch, record, size)
				     : repair_apart(state, scratch, record);
	arena_reset(&scratch->repair.arena);
	if (done)
		return KEEP;
	err_no_memory(err);
	return FAIL;
}

const struct stage mojibake_stage = {
	.name = "mojibake",
	.summary = "what was decoded with the wrong charset, as it was",
	.options = options,
	.state_size = sizeof(struct state),
	.setup = setup,
	.teardown = teardown,
	.scratch_open = scratch_open,
	.scratch_close = scratch_close,
	.apply = apply,
};
