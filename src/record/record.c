#include "record/record.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "record/json.h"
#include "record/splice.h"

/* Fields are handled in sets: bit n is field n. */
typedef unsigned fields;

struct member_walk {
	struct json_scan scan;
	struct record *record;
};

static size_t offset(const struct member_walk *walk)
{
	return (size_t)(walk->scan.at - walk->record->line.data);
}

static enum field first_of(fields set)
{
	ASSERT(set != 0);
	return (enum field)__builtin_ctz(set);
}

/* Those of the set whose path has this name at this level. */
static fields match_key(const struct schema *schema, fields set, unsigned level, struct slice raw,
			bool escaped)
{
	char scratch[SCHEMA_MAX_KEY];
	fields matched = 0;

	if (!escaped)
		set &= schema->bucket[level][schema_bucket(raw)];
	for (; set; set &= set - 1) {
		const struct schema_path *path = &schema->path[first_of(set)];
		struct slice key = schema_key(path, level, scratch);

		if (escaped ? json_string_is(raw, key) : slice_equal(raw, key))
			matched |= 1u << first_of(set);
	}
	return matched;
}

/* Those of the set whose path continues below this many levels. */
static fields below(const struct schema *schema, fields set, unsigned levels)
{
	fields deeper = 0;

	for (; set; set &= set - 1) {
		if (schema->path[first_of(set)].depth > levels)
			deeper |= 1u << first_of(set);
	}
	return deeper;
}

static enum member_kind kind_of(char first)
{
	switch (first) {
	case '"':
		return MEMBER_STRING;
	case 'n':
		return MEMBER_NULL;
	case '{':
	case '[':
	case 't':
	case 'f':
		return MEMBER_OTHER;
	default:
		return MEMBER_NUMBER;
	}
}

static void note_standing(struct member_walk *walk, fields set, unsigned level, const char *start)
{
	for (; set; set &= set - 1) {
		struct record_slot *slot = &walk->record->slot[first_of(set)];
		bool whole = walk->record->schema->path[first_of(set)].depth == level + 1;

		slot->raw = slice_make(start, (size_t)(walk->scan.at - start));
		slot->in_line = true;
		slot->found = level + 1;
		slot->kind = (unsigned char)(whole ? kind_of(*start) : MEMBER_ABSENT);
	}
}

static bool walk_object(struct member_walk *walk, unsigned level, fields set);

static bool walk_value(struct member_walk *walk, unsigned level, fields set)
{
	const char *start = walk->scan.at;
	fields deeper = below(walk->record->schema, set, level + 1);

	if (deeper && start < walk->scan.end && *start == '{') {
		if (!walk_object(walk, level + 1, deeper))
			return false;
		set &= ~deeper;
	} else if (!json_skip_value(&walk->scan, level + 1)) {
		return false;
	}
	note_standing(walk, set, level, start);
	return true;
}

/* At a '{'. Its recursion ends with the schema's longest path. */
static bool walk_object(struct member_walk *walk, unsigned level, fields set)
{
	struct json_scan *scan = &walk->scan;
	fields missing = set, matched;
	struct slice key;
	size_t end;

	ASSERT(level < SCHEMA_MAX_DEPTH && *scan->at == '{');
	scan->at++;
	end = offset(walk);
	json_skip_space(scan);
	if (!json_take(scan, '}')) {
		do {
			if (!json_skip_key(scan, &key))
				return false;
			matched = match_key(walk->record->schema, set, level, key, scan->escaped);
			if (matched & ~missing)
				return json_refuse(scan, REJECT_DUPLICATE_KEY);
			missing &= ~matched;
			if (!walk_value(walk, level, matched))
				return false;
			end = offset(walk);
			json_skip_space(scan);
		} while (json_take(scan, ','));
		if (!json_take(scan, '}'))
			return json_refuse(scan, REJECT_NOT_JSON);
	}
	for (; missing; missing &= missing - 1) {
		walk->record->slot[first_of(missing)].insert_at = end;
		walk->record->slot[first_of(missing)].found = level;
	}
	if (level == 0)
		walk->record->members_end = end;
	return true;
}

enum reject_reason record_scan(struct record *record)
{
	struct member_walk walk = {json_scan_start(record->line), record};
	struct json_scan *scan = &walk.scan;
	bool object;

	ASSERT(record->schema && record->arena);
	json_skip_space(scan);
	object = scan->at < scan->end && *scan->at == '{';
	if (object ? !walk_object(&walk, 0, below(record->schema, (1u << FIELD_COUNT) - 1, 0))
		   : !json_skip_value(scan, 0))
		return scan->why;
	json_skip_space(scan);
	if (scan->at < scan->end)
		return REJECT_NOT_JSON;
	return object ? REJECT_NONE : REJECT_NOT_OBJECT;
}

enum reject_reason record_parse(struct record *record, const struct schema *schema,
				struct slice line, struct arena *arena)
{
	ASSERT(schema && arena);
	*record = (struct record){.arena = arena, .schema = schema, .line = line};
	if (!utf8_valid(line))
		return REJECT_BAD_UTF8;
	return record_scan(record);
}

void record_create(struct record *record, const struct schema *schema, struct arena *arena)
{
	ASSERT(schema && arena);
	*record = (struct record){.arena = arena, .schema = schema, .line = SLICE("{}")};
	record->members_end = 1;
	for (unsigned i = 0; i < FIELD_COUNT; i++)
		record->slot[i].insert_at = 1;
}

enum member_kind record_kind(const struct record *record, enum field field)
{
	ASSERT(field < FIELD_COUNT);
	return (enum member_kind)record->slot[field].kind;
}

/* Whether record_get has something to give. */
static bool is_text(const struct record *record, enum field field)
{
	enum member_kind kind = record_kind(record, field);

	return kind == MEMBER_STRING || (field == FIELD_ID && kind == MEMBER_NUMBER);
}

struct slice record_get(struct record *record, enum field field)
{
	struct record_slot *slot = &record->slot[field];

	ASSERT(field < FIELD_COUNT);
	if (slot->decoded)
		return slot->value;
	if (!is_text(record, field))
		return slice_make(NULL, 0);
	if (slot->kind == MEMBER_NUMBER) {
		slot->value = slot->raw;
	} else if (!json_decode_string(slice_sub(slot->raw, 1, slot->raw.len - 1), record->arena,
				       &slot->value)) {
		record->out_of_memory = true;
		return slice_make(NULL, 0);
	}
	slot->decoded = true;
	slot->as_read = slot->value;
	return slot->value;
}

void record_set(struct record *record, enum field field, struct slice value)
{
	struct record_slot *slot = &record->slot[field];

	ASSERT(field < FIELD_COUNT && utf8_valid(value));
	if (record->schema->path[field].depth == 0)
		return;
	if (is_text(record, field) && slice_equal(record_get(record, field), value))
		return;
	slot->value = value;
	slot->decoded = true;
	slot->kind = MEMBER_STRING;
	record_splice_field(record, field, slice_make(NULL, 0));
}

void record_ensure_id(struct record *record)
{
	enum member_kind kind = record_kind(record, FIELD_ID);
	struct slice parts[3] = {[1] = slice_make("", 1)};
	char *hex;

	if (kind != MEMBER_ABSENT && kind != MEMBER_NULL)
		return;
	parts[0] = record_get(record, is_text(record, FIELD_URL) ? FIELD_URL : FIELD_SOURCE);
	parts[2] = record_get(record, is_text(record, FIELD_TEXT) ? FIELD_TEXT : FIELD_HTML);
	hex = arena_bytes(record->arena, HASH128_HEX);
	if (!hex) {
		record->out_of_memory = true;
		return;
	}
	hash128_hex(hash128_joined(parts, COUNT_OF(parts)), hex);
	record_set(record, FIELD_ID, slice_make(hex, HASH128_HEX));
}

void record_list_keys(const struct record *record, struct buf *out, size_t limit)
{
	struct json_scan scan = json_scan_start(record->line);
	size_t start = out->len;
	struct slice key;

	json_skip_space(&scan);
	if (!json_take(&scan, '{'))
		return;
	while (json_skip_key(&scan, &key)) {
		bool first = out->len == start;

		if (out->len - start + key.len + (first ? 0 : 2) > limit)
			return;
		if (!first)
			buf_append(out, SLICE(", "));
		buf_append(out, key);
		if (!json_skip_value(&scan, 1))
			return;
		json_skip_space(&scan);
		if (!json_take(&scan, ','))
			return;
	}
}
