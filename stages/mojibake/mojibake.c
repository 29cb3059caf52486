/*
 * mojibake: text that was decoded with the wrong charset becomes what it was. "donâ€™t" is don’t:
 * the UTF-8 of ’ was taken for windows-1252. Never touches anything else; where it cannot be sure,
 * it leaves the text alone.
 *
 * charsets.h and model.h hold what is known of charsets and languages; readings.h says what some
 * characters may have been, path.h finds the likeliest reading of a text, edits.h doubts it,
 * repair.h peels off one layer after the other, settle.h takes back what is unsound, and scan.h
 * spares clean text all that.
 */
#include "engine/stage.h"

#include "base/utf8.h"
#include "repair.h"
#include "scan.h"

/* Bytes searched at once; what is longer is cut. Bounds memory. */
enum { PIECE = 128 * 1024 };

struct state {
	struct arena arena;
	struct tables *tables;
};

static const enum field fields[] = {FIELD_TITLE, FIELD_AUTHOR, FIELD_TEXT};

struct scratch {
	struct repair repair;
	struct buf out;
	struct buf rule;
};

static bool setup(void *state_, const struct stage_env *env, struct err *err)
{
	struct state *state = state_;

	(void)env;
	state->tables = arena_alloc(&state->arena, sizeof(*state->tables));
	if (!state->tables)
		return err_no_memory(err);
	return tables_load(state->tables, &state->arena, err);
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
	return scratch;
}

static void scratch_close(void *scratch_)
{
	struct scratch *scratch = scratch_;

	if (!scratch)
		return;
	repair_free(&scratch->repair);
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

/*
 * The charsets of a repaired span, as a rule's name, the last one it was read in first:
 * "windows-1252", "macintosh x2", "windows-1252+macintosh".
 */
static struct slice name_rule(const struct charsets *charsets, struct buf *rule, uint32_t layers)
{
	unsigned count = 0;
	bool same = true;

	buf_clear(rule);
	for (uint32_t left = layers; left; left >>= 8, count++)
		same = same && (left & 0xFF) == (layers & 0xFF);
	for (unsigned i = 0; i < (same ? 1 : count); i++) {
		unsigned layer = layers >> 8 * (count - 1 - i) & 0xFF;
		struct slice name = layer == LAYER_CONTROLS ? SLICE("c1 controls")
							    : charsets->charset[layer - 1].name;

		buf_printf(rule, "%s%.*s", i ? "+" : "", (int)name.len, name.data);
	}
	if (same && count > 1)
		buf_printf(rule, " x%u", count);
	return buf_slice(rule);
}

/* A field while its new value is written. */
struct rewriting {
	struct record *record;
	const struct charsets *charsets;
	struct scratch *scratch;
	struct slice value; /* as it was */
	size_t at;          /* in it: bytes looked at so far */
	size_t copied;      /* bytes that the output stands for */
	uint32_t sign;      /* the same in signs of the document */
	bool changed;
};

static void skip_to(struct rewriting *writing, uint32_t sign)
{
	for (; writing->sign < sign; writing->sign++)
		writing->at += utf8_length(writing->value.data[writing->at]);
}

static bool note(struct rewriting *writing, struct slice removed, size_t added_at, uint32_t layers)
{
	struct record *record = writing->record;
	struct buf *out = &writing->scratch->out;
	struct slice rule, added = slice_from(buf_slice(out), added_at);

	writing->changed = true;
	if (!record->explain)
		return true;
	rule = name_rule(writing->charsets, &writing->scratch->rule, layers);
	if (buf_failed(&writing->scratch->rule) || !arena_copy(record->arena, rule, &rule) ||
	    !arena_copy(record->arena, added, &added))
		return false;
	record_note_edit(record, rule, removed, added);
	return true;
}

static void put(struct buf *out, uint32_t code_point)
{
	char bytes[4];

	buf_append(out, slice_make(bytes, utf8_encode(code_point, bytes)));
}

/* Appends the repaired signs [first, end) of one field; adjacent ones of one kind are one edit. */
static bool rewrite(struct rewriting *writing, struct text text, size_t first, size_t end)
{
	struct buf *out = &writing->scratch->out;

	for (size_t i = first; i < end;) {
		size_t from = writing->at, added_at;
		uint32_t layers = text.signs[i].layers;

		if (!layers) {
			while (i < end && !text.signs[i].layers)
				i++;
			skip_to(writing, text.signs[i].from);
			continue;
		}
		buf_append(out, slice_sub(writing->value, writing->copied, from));
		added_at = out->len;
		for (; i < end && text.signs[i].layers == layers; i++)
			put(out, text.signs[i].code_point);
		skip_to(writing, text.signs[i].from);
		writing->copied = writing->at;
		if (!note(writing, slice_sub(writing->value, from, writing->at), added_at, layers))
			return false;
	}
	return !buf_failed(out);
}

static bool finish_field(struct rewriting *writing, enum field field)
{
	struct slice copy;

	if (!writing->changed)
		return true;
	if (!buf_append(&writing->scratch->out, slice_from(writing->value, writing->copied)))
		return false;
	if (!arena_copy(writing->record->arena, buf_slice(&writing->scratch->out), &copy))
		return false;
	record_set(writing->record, field, copy);
	return true;
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
		add_signs(&text, record_get(record, fields[f]));
	if (!repair_document(&scratch->repair, &text))
		return false;
	for (size_t f = 0; f < COUNT_OF(fields); f++) {
		struct rewriting writing = {
			.record = record,
			.charsets = &state->tables->charsets,
			.scratch = scratch,
			.value = record_get(record, fields[f]),
			.sign = sign,
		};
		size_t end = first;

		sign += (uint32_t)utf8_count(writing.value);
		while (text.signs[end].from < sign)
			end++;
		buf_clear(&scratch->out);
		if (!rewrite(&writing, text, first, end) || !finish_field(&writing, fields[f]))
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

	if (!scan_suspects(state->tables, piece)) {
		writing->at += piece.len;
		return true;
	}
	if (!reserve(scratch, &text, piece.len + 1))
		return false;
	add_signs(&text, piece);
	writing->sign = 0;
	if (!repair_document(&scratch->repair, &text) ||
	    !rewrite(writing, text, 0, text.count - 1))
		return false;
	arena_reset(&scratch->repair.arena);
	return true;
}

/* What is too long to be searched at once: each field by itself, piece by piece. */
static bool repair_apart(const struct state *state, struct scratch *scratch, struct record *record)
{
	for (size_t f = 0; f < COUNT_OF(fields); f++) {
		struct slice value = record_get(record, fields[f]);
		struct rewriting writing = {
			.record = record,
			.charsets = &state->tables->charsets,
			.scratch = scratch,
			.value = value,
		};

		buf_clear(&scratch->out);
		for (size_t at = 0, end; at < value.len; at = end) {
			end = piece_end(value, at);
			if (!repair_piece(state, scratch, &writing, slice_sub(value, at, end)))
				return false;
		}
		if (!finish_field(&writing, fields[f]))
			return false;
	}
	return true;
}

static enum verdict apply(const void *state_, void *scratch_, struct record *record, struct err *err)
{
	const struct state *state = state_;
	struct scratch *scratch = scratch_;
	bool suspect = false, done;
	size_t size = 0;

	for (size_t f = 0; f < COUNT_OF(fields); f++)
		size += record_get(record, fields[f]).len;
	for (size_t f = 0; f < COUNT_OF(fields) && !suspect && size <= PIECE; f++)
		suspect = scan_suspects(state->tables, record_get(record, fields[f]));
	if (size <= PIECE && !suspect)
		return KEEP;
	done = size <= PIECE ? repair_together(state, scratch, record, size)
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
	.state_size = sizeof(struct state),
	.setup = setup,
	.teardown = teardown,
	.scratch_open = scratch_open,
	.scratch_close = scratch_close,
	.apply = apply,
};
