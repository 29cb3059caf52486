/*
 * The record codec against an independent parser (jansson), and against itself: what is written
 * unchanged is the line; going on with a record equals writing it and reading it anew.
 *
 * The input is: a byte of choices, a byte that says how many bytes of steps follow, these, a line.
 */
#include <assert.h>
#include <jansson.h>
#include <stdint.h>

#include "base/utf8.h"
#include "record/json.h"
#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes that are used up one by one; 0 behind the last. */
struct steps {
	const uint8_t *at, *end;
};

static unsigned take(struct steps *steps)
{
	return steps->at < steps->end ? *steps->at++ : 0;
}

struct world {
	struct schema schema;
	struct arena arena;
	struct record record;
	struct buf line; /* what the record was parsed from, when it was written and read anew */
	bool explain;
};

static void choose_schema(struct schema *schema, unsigned choice)
{
	static const char *const deep[FIELD_COUNT] = {
		[FIELD_ID] = "a.b.c",
		[FIELD_URL] = "a.b.d",
		[FIELD_TITLE] = "a.e",
		[FIELD_DATE] = "q\\.r.\\\\",
	};
	struct err err;

	schema_default(schema);
	if (choice % 3 == 1)
		assert(schema_preset(schema, "dolma", &err));
	for (unsigned i = 0; choice % 3 == 2 && i < FIELD_COUNT; i++) {
		if (deep[i])
			assert(schema_set(schema, (enum field)i, deep[i], &err));
	}
}

/* Known differences between jansson and RFC 8259, undone in the text before jansson sees it. */

/* jansson has no keys with a NUL: \u0000 becomes \u0001, wherever it is an escape. */
static void replace_nul_escapes(struct buf *text)
{
	for (size_t i = 0; i + 6 <= text->len; i++) {
		if (text->data[i] != '\\')
			continue;
		if (memcmp(text->data + i, "\\u0000", 6) == 0)
			text->data[i + 5] = '1';
		i++;
	}
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * jansson refuses numbers that no double holds. Makes the number that ends at or around `at`
 * small, with the same grammar: its exponent all zeros, its whole part cut to two digits.
 */
static void shrink_number(struct buf *text, size_t at)
{
	size_t from = at < text->len ? at : text->len, to, digits = 0;

	while (from > 0 && strchr("+-.eE0123456789", text->data[from - 1]) && text->data[from - 1])
		from--;
	for (to = from; to < text->len && strchr("-", text->data[to]) && text->data[to]; to++)
		;
	while (to + digits < text->len && is_digit(text->data[to + digits]))
		digits++;
	if (digits > 2) {
		memmove(text->data + to + 2, text->data + to + digits, text->len - to - digits);
		text->len -= digits - 2;
	}
	while (to < text->len && (is_digit(text->data[to]) || text->data[to] == '.'))
		to++;
	if (to == text->len || (text->data[to] != 'e' && text->data[to] != 'E'))
		return;
	for (to++; to < text->len && (is_digit(text->data[to]) || strchr("+-", text->data[to]));
	     to++) {
		if (is_digit(text->data[to]))
			text->data[to] = '0';
	}
}

static json_t *load(struct slice line, size_t flags, json_error_t *error)
{
	struct buf text = {0};
	json_t *root = NULL;

	buf_append(&text, line);
	replace_nul_escapes(&text);
	for (size_t tries = 0; !root && tries <= line.len; tries++) {
		root = json_loadb(
			text.data ? text.data : "", text.len,
			flags | JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, error);
		if (!root && json_error_code(error) == json_error_numeric_overflow)
			shrink_number(&text, (size_t)error->position);
		else
			break;
	}
	buf_free(&text);
	return root;
}

/* The deepest nesting of brackets that stand outside strings. */
static unsigned depth_of(struct slice line)
{
	unsigned depth = 0, deepest = 0;
	bool quoted = false;

	for (size_t i = 0; i < line.len; i++) {
		char c = line.data[i];

		if (quoted && c == '\\') {
			i++;
		} else if (c == '"') {
			quoted = !quoted;
		} else if (!quoted && (c == '{' || c == '[')) {
			depth++;
			deepest = depth > deepest ? depth : deepest;
		} else if (!quoted && (c == '}' || c == ']')) {
			depth -= depth > 0;
		}
	}
	return deepest;
}

static json_t *find(json_t *root, const struct schema_path *path)
{
	char scratch[SCHEMA_MAX_KEY];

	for (unsigned i = 0; i < path->depth && root; i++) {
		struct slice key = schema_key(path, i, scratch);

		root = json_object_getn(root, key.data, key.len);
	}
	return root;
}

static void compare_field(struct record *record, enum field field, json_t *root)
{
	json_t *value = find(root, &record->schema->path[field]);
	struct slice got = record_get(record, field);
	struct buf text = {0};

	switch (record_kind(record, field)) {
	case MEMBER_ABSENT:
		assert(!value);
		break;
	case MEMBER_NULL:
		assert(json_is_null(value));
		break;
	case MEMBER_NUMBER:
		assert(json_is_number(value));
		break;
	case MEMBER_OTHER:
		assert(value && !json_is_null(value) && !json_is_number(value) &&
		       !json_is_string(value));
		break;
	case MEMBER_STRING:
		assert(json_is_string(value));
		/* Where jansson was shown U+0001 for U+0000, compare with the same change. */
		buf_append(&text, got);
		assert(text.len == json_string_length(value));
		for (size_t i = 0; i < text.len; i++)
			assert(text.data[i] == json_string_value(value)[i] ||
			       (text.data[i] == 0 && json_string_value(value)[i] == 1));
		break;
	}
	buf_free(&text);
}

static void compare_reason(struct slice line, struct record *record, enum reject_reason reason)
{
	json_error_t error;
	json_t *root, *strict = NULL;

	/* JSON has no place for a NUL byte. jansson loses one that follows a number or a word. */
	if (slice_find_byte(line, 0, '\0') < line.len) {
		assert(reason != REJECT_NONE && reason != REJECT_NOT_OBJECT);
		return;
	}
	root = load(line, 0, &error);
	switch (reason) {
	case REJECT_NONE:
		assert(json_is_object(root));
		assert(depth_of(line) <= JSON_MAX_DEPTH);
		for (unsigned i = 0; i < FIELD_COUNT; i++)
			compare_field(record, (enum field)i, root);
		break;
	case REJECT_NOT_OBJECT:
		assert(root && !json_is_object(root));
		break;
	case REJECT_TOO_DEEP:
		assert(depth_of(line) > JSON_MAX_DEPTH);
		break;
	case REJECT_DUPLICATE_KEY:
		strict = load(line, JSON_REJECT_DUPLICATES, &error);
		assert(!strict);
		break;
	case REJECT_NOT_JSON:
	case REJECT_BAD_UTF8:
	case REJECT_LONE_SURROGATE:
		assert(!root);
		break;
	default:
		assert(false);
	}
	json_decref(root);
}

static void write_record(struct world *world, struct buf *out)
{
	buf_clear(out);
	record_write(&world->record, out);
	assert(!buf_failed(out) && !record_failed(&world->record));
}

static void parse(struct world *world, struct slice line)
{
	arena_reset(&world->arena);
	assert(record_parse(&world->record, &world->schema, line, &world->arena) == REJECT_NONE);
	world->record.explain = world->explain;
}

/* Writes the record and reads what was written. */
static void renew(struct world *world)
{
	struct buf out = {0};

	write_record(world, &out);
	buf_free(&world->line);
	world->line = out;
	parse(world, slice_make(out.data, out.len - 1));
}

/* A slice of `value` that the steps choose, of whole characters. */
static struct slice choose_part(struct slice value, struct steps *steps)
{
	size_t from = 0, to, n = take(steps) % 16;
	uint32_t c;

	while (n-- > 0 && from < value.len)
		from = utf8_next(value, from, &c);
	for (to = from, n = take(steps) % 4; n > 0 && to < value.len; n--)
		to = utf8_next(value, to, &c);
	return slice_sub(value, from, to);
}

static const struct {
	struct slice name, json;
} members[] = {
	{SLICE_INIT("tags"), SLICE_INIT("[\"a\",{\"b\":[]}]")},
	{SLICE_INIT("tags"), SLICE_INIT("0")},
	{SLICE_INIT("a"), SLICE_INIT("{}")},
	{SLICE_INIT("x\"\\\n"), SLICE_INIT("null")},
	{SLICE_INIT("description"), SLICE_INIT("\"\\u00e4\"")},
	{SLICE_INIT("_wirewash"), SLICE_INIT("7")},
	{SLICE_INIT(""), SLICE_INIT("{\"text\":1}")},
	{SLICE_INIT("q.r"), SLICE_INIT("true")},
};

static const struct slice values[] = {
	SLICE_INIT(""),
	SLICE_INIT("a"),
	SLICE_INIT("\"\\\b\t\n\x1f\x7f"),
	SLICE_INIT("\xc2\x85\xc2\xa0\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa"),
	SLICE_INIT("12"),
	SLICE_INIT("x\0y"),
	SLICE_INIT("0123456789abcdef0123456789abcdef0123456789abcdef\n0123456789abcdef"),
	SLICE_INIT("\xf0\x9f\x98\x80 \xd0\x96"),
};

/* What the stage read when its turn began. */
static struct slice as_read[2][FIELD_COUNT];

static void begin_stage(struct world *world, unsigned which)
{
	world->record.stage = "fuzz";
	for (unsigned i = 0; i < FIELD_COUNT; i++)
		as_read[which][i] = record_get(&world->record, (enum field)i);
}

static void step(struct world *world, unsigned which, unsigned kind, struct steps *steps)
{
	enum field field = (enum field)(take(steps) % FIELD_EDITS);
	unsigned choice = take(steps);

	switch (kind) {
	case 0:
	case 1:
		record_set(&world->record, field, values[choice % COUNT_OF(values)]);
		break;
	case 2:
		record_set(&world->record, field, choose_part(record_text(&world->record), steps));
		break;
	case 3:
		record_set_member(&world->record, members[choice % COUNT_OF(members)].name,
				  members[choice % COUNT_OF(members)].json);
		break;
	case 4:
		record_note_edit(&world->record, SLICE("a rule"),
				 choose_part(as_read[which][field], steps),
				 values[choice % COUNT_OF(values)]);
		break;
	case 5:
		record_ensure_id(&world->record);
		break;
	default:
		break;
	}
}

static void assert_same(struct world *a, struct world *b)
{
	struct buf one = {0}, other = {0};

	for (unsigned i = 0; i < FIELD_COUNT; i++) {
		enum field field = (enum field)i;

		assert(record_kind(&a->record, field) == record_kind(&b->record, field));
		assert(slice_equal(record_get(&a->record, field), record_get(&b->record, field)));
	}
	for (size_t i = 0; i < COUNT_OF(members); i++)
		assert(record_has_member(&a->record, members[i].name) ==
		       record_has_member(&b->record, members[i].name));
	write_record(a, &one);
	write_record(b, &other);
	assert(slice_equal(buf_slice(&one), buf_slice(&other)));
	buf_free(&one);
	buf_free(&other);
}

static void end_stage(struct world *kept, struct world *renewed)
{
	record_end_stage(&kept->record);
	record_end_stage(&renewed->record);
	renew(renewed);
	assert_same(kept, renewed);
	begin_stage(kept, 0);
	begin_stage(renewed, 1);
}

static void run_stages(struct world *kept, struct world *renewed, struct steps steps)
{
	begin_stage(kept, 0);
	begin_stage(renewed, 1);
	while (steps.at < steps.end) {
		unsigned kind = take(&steps) % 8;
		struct steps again = steps;

		if (kind > 5) {
			end_stage(kept, renewed);
			continue;
		}
		step(kept, 0, kind, &steps);
		step(renewed, 1, kind, &again);
		/* Every change is made at once, so that it may be a stage of its own. */
		if (!kept->explain) {
			record_end_stage(&renewed->record);
			renew(renewed);
			begin_stage(renewed, 1);
		}
	}
	end_stage(kept, renewed);
}

/* What was written is JSON for others too. */
static void check_written(struct world *world)
{
	struct buf out = {0};
	json_error_t error;
	json_t *root;

	write_record(world, &out);
	root = load(buf_slice(&out), 0, &error);
	assert(json_is_object(root));
	json_decref(root);
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world kept = {0}, renewed = {0};
	enum reject_reason reason;
	struct buf out = {0};
	struct steps steps;
	struct slice line;
	size_t count;

	if (size < 2)
		return 0;
	count = data[1] < size - 2 ? data[1] : size - 2;
	steps = (struct steps){data + 2, data + 2 + count};
	line = slice_make((const char *)data + 2 + count, size - 2 - count);
	choose_schema(&kept.schema, data[0] & 15);
	choose_schema(&renewed.schema, data[0] & 15);
	kept.explain = renewed.explain = data[0] >> 7;

	reason = record_parse(&kept.record, &kept.schema, line, &kept.arena);
	compare_reason(line, &kept.record, reason);
	if (reason == REJECT_NONE) {
		write_record(&kept, &out);
		assert(out.len == line.len + 1 && memcmp(out.data, line.data, line.len) == 0);
		parse(&kept, line);
		parse(&renewed, line);
		run_stages(&kept, &renewed, steps);
		check_written(&kept);
	}
	buf_free(&out);
	buf_free(&renewed.line);
	arena_free(&kept.arena);
	arena_free(&renewed.arena);
	return 0;
}
