#include "record/splice.h"

#include "base/ascii.h"
#include "record/json.h"

static struct record_splice *add_splice(struct record *record, size_t at, size_t len)
{
	struct record_splice *splice = arena_zalloc(record->arena, 1, sizeof(*splice));
	struct record_splice **link = &record->splices;

	if (!splice) {
		record->out_of_memory = true;
		return NULL;
	}
	ASSERT(at <= record->line.len && len <= record->line.len - at);
	while (*link && (*link)->at <= at)
		link = &(*link)->next;
	*splice = (struct record_splice){.next = *link, .at = at, .len = len, .field = -1};
	*link = splice;
	return splice;
}

/* How many objects must be made before the field's value has one to be in. */
static unsigned new_objects(const struct record *record, enum field field)
{
	const struct record_slot *slot = &record->slot[field];

	return record->schema->path[field].depth - slot->found - (slot->in_line ? 0 : 1);
}

void record_splice_field(struct record *record, enum field field, struct slice json)
{
	struct record_slot *slot = &record->slot[field];
	size_t at = slot->in_line ? (size_t)(slot->raw.data - record->line.data) : slot->insert_at;

	ASSERT(field < FIELD_COUNT && slot->found <= record->schema->path[field].depth);
	if (!slot->splice)
		slot->splice = add_splice(record, at, slot->in_line ? slot->raw.len : 0);
	if (!slot->splice)
		return;
	slot->splice->field = (int)field;
	slot->splice->json = json;
	/* Other fields may belong into the new objects: let them find these in the line. */
	if (new_objects(record, field) > 0)
		record_fold(record);
}

static void write_key(struct buf *out, struct slice key)
{
	json_write_string(out, key);
	buf_push(out, ':');
}

static void write_field(const struct record *record, const struct record_splice *splice,
			struct buf *out)
{
	enum field field = (enum field)splice->field;
	const struct schema_path *path = &record->schema->path[field];
	const struct record_slot *slot = &record->slot[field];
	unsigned level = slot->found, objects = new_objects(record, field);
	char scratch[SCHEMA_MAX_KEY];

	if (!slot->in_line)
		write_key(out, schema_key(path, level++, scratch));
	while (level < path->depth) {
		buf_push(out, '{');
		write_key(out, schema_key(path, level++, scratch));
	}
	if (splice->json.data)
		buf_append(out, splice->json);
	else
		json_write_string(out, slot->value);
	while (objects-- > 0)
		buf_push(out, '}');
}

static void write_splice(const struct record *record, const struct record_splice *splice,
			 struct buf *out)
{
	bool insertion = splice->len == 0;

	if (splice->removal)
		return;
	/* An insertion is after another member's value, or first in its object. */
	if (insertion && out->len > 0 && out->data[out->len - 1] != '{')
		buf_push(out, ',');
	if (splice->field >= 0) {
		write_field(record, splice, out);
		return;
	}
	if (insertion)
		write_key(out, splice->name);
	buf_append(out, splice->json);
}

static void write_line(const struct record *record, struct buf *out)
{
	struct slice line = record->line;
	size_t at = 0;

	buf_reserve(out, line.len + 1);
	for (const struct record_splice *s = record->splices; s; s = s->next) {
		ASSERT(s->at >= at && s->at + s->len <= line.len);
		buf_append(out, slice_sub(line, at, s->at));
		write_splice(record, s, out);
		at = s->at + s->len;
	}
	buf_append(out, slice_from(line, at));
}

void record_write(struct record *record, struct buf *out)
{
	write_line(record, out);
	buf_push(out, '\n');
}

void record_fold(struct record *record)
{
	struct record_slot before[FIELD_COUNT];
	struct buf out = {0};

	if (!record->splices)
		return;
	write_line(record, &out);
	if (buf_failed(&out) || !arena_copy(record->arena, buf_slice(&out), &record->line)) {
		record->out_of_memory = true;
		buf_free(&out);
		return;
	}
	buf_free(&out);
	memcpy(before, record->slot, sizeof(before));
	memset(record->slot, 0, sizeof(record->slot));
	record->splices = NULL;
	if (record_scan(record) != REJECT_NONE)
		record->out_of_memory = true;
	for (unsigned i = 0; i < FIELD_COUNT; i++) {
		record->slot[i].value = before[i].value;
		record->slot[i].as_read = before[i].as_read;
		record->slot[i].cursor = before[i].cursor;
		record->slot[i].decoded = before[i].decoded;
	}
}

/* Whether a path of the schema starts with this name, and which of them are in the record. */
static bool is_known(const struct record *record, struct slice name, bool *there)
{
	char scratch[SCHEMA_MAX_KEY];
	bool known = false;

	*there = false;
	for (unsigned i = 0; i < FIELD_COUNT; i++) {
		const struct schema_path *path = &record->schema->path[i];
		const struct record_slot *slot = &record->slot[i];

		if (path->depth == 0 || !slice_equal(schema_key(path, 0, scratch), name))
			continue;
		known = true;
		*there |= slot->found > 0 || slot->splice;
	}
	return known;
}

/* The value of the last outermost member of this name in the line. */
static bool find_member(const struct record *record, struct slice name, struct slice *value)
{
	struct json_scan scan = json_scan_start(record->line);
	bool found = false;
	struct slice key;

	json_skip_space(&scan);
	json_take(&scan, '{');
	while (json_skip_key(&scan, &key)) {
		const char *start = scan.at;

		if (!json_skip_value(&scan, 1))
			break;
		if (json_string_is(key, name)) {
			*value = slice_make(start, (size_t)(scan.at - start));
			found = true;
		}
		json_skip_space(&scan);
		if (!json_take(&scan, ','))
			break;
	}
	return found;
}

static struct record_splice *find_splice(const struct record *record, struct slice name)
{
	struct record_splice *s = record->splices;

	while (s && (s->field >= 0 || s->removal || !slice_equal(s->name, name)))
		s = s->next;
	return s;
}

bool record_has_member(struct record *record, struct slice name)
{
	const struct record_splice *splice = find_splice(record, name);
	struct slice value;
	bool there;

	if (is_known(record, name, &there))
		return there;
	if (splice)
		value = slice_trim(splice->json);
	else if (!find_member(record, name, &value))
		return false;
	return !slice_equal(value, SLICE("null"));
}

void record_set_member(struct record *record, struct slice name, struct slice json)
{
	struct record_splice *splice = find_splice(record, name);
	struct slice value;
	bool there;

	ASSERT(json.len > 0);
	if (is_known(record, name, &there))
		return;
	if (!splice && find_member(record, name, &value))
		splice = add_splice(record, (size_t)(value.data - record->line.data), value.len);
	else if (!splice)
		splice = add_splice(record, record->members_end, 0);
	if (!splice)
		return;
	splice->name = name;
	splice->json = json;
}

/* Where the member of this value begins: at its name's quote. */
static size_t member_start(struct slice line, size_t value)
{
	size_t at = value, quote;

	/* Past white space and the colon to the quote that ends the name, then to the one that
	 * opens it. */
	while (line.data[--at] != '"')
		;
	for (;;) {
		while (line.data[--at] != '"')
			;
		quote = at;
		while (line.data[at - 1] == '\\')
			at--;
		if ((quote - at) % 2 == 0)
			return quote;
	}
}

/* Splices the member away, with the comma after it, or else the one before it. */
static void remove_from_line(struct record *record, struct record_slot *slot)
{
	struct slice line = record->line;
	size_t value = (size_t)(slot->raw.data - line.data), to = value + slot->raw.len, comma = to;
	size_t from = member_start(line, value), before = from;
	struct record_splice *splice = slot->splice;

	ASSERT(from < value && to <= line.len);
	while (ascii_is_json_space(line.data[comma]))
		comma++;
	while (ascii_is_json_space(line.data[before - 1]))
		before--;
	if (line.data[comma] == ',')
		to = comma + 1;
	else if (line.data[before - 1] == ',')
		from = before - 1;
	if (!splice)
		splice = add_splice(record, from, to - from);
	if (!splice)
		return;
	splice->at = from;
	splice->len = to - from;
	splice->field = -1;
	splice->removal = true;
}

void record_remove(struct record *record, enum field field)
{
	struct record_slot *slot = &record->slot[field];
	struct record_splice **link = &record->splices;

	ASSERT(field < FIELD_COUNT);
	if (record_kind(record, field) == MEMBER_ABSENT)
		return;
	if (slot->in_line) {
		remove_from_line(record, slot);
	} else {
		while (*link != slot->splice)
			link = &(*link)->next;
		*link = slot->splice->next;
	}
	*slot = (struct record_slot){.insert_at = slot->insert_at, .found = slot->found};
	record_fold(record);
}
