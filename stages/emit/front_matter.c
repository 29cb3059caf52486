#include "front_matter.h"

#include "base/utf8.h"
#include "record/json.h"

/*
 * A YAML key must end within 1,024 characters of its line, and a byte may take six of them. Longer
 * names are none that anyone would look for.
 */
enum { NAME_LIMIT = 128 };

void front_matter_free(struct front_matter *memory)
{
	buf_free(&memory->line);
	tally_free(&memory->names);
}

/* YAML's escapes are JSON's but for the pairs of surrogates; raw is only what YAML prints. */
static bool is_printed(uint32_t c)
{
	return c >= 0x20 && c != '"' && c != '\\' && !(c >= 0x7F && c <= 0x9F) && c != 0x2028 &&
	       c != 0x2029 && c != 0xFEFF && c != 0xFFFE && c != 0xFFFF;
}

static void write_escape(struct buf *out, uint32_t c)
{
	if (c == '"' || c == '\\')
		buf_printf(out, "\\%c", (int)c);
	else if (c == '\n')
		buf_append(out, SLICE("\\n"));
	else if (c == '\t')
		buf_append(out, SLICE("\\t"));
	else
		buf_printf(out, "\\u%04X", (unsigned)c);
}

static void write_string(struct buf *out, struct slice value)
{
	size_t from = 0;
	uint32_t c;

	buf_push(out, '"');
	for (size_t at = 0, next; at < value.len; at = next) {
		next = utf8_next(value, at, &c);
		if (is_printed(c))
			continue;
		buf_append(out, slice_sub(value, from, at));
		write_escape(out, c);
		from = next;
	}
	buf_append(out, slice_from(value, from));
	buf_push(out, '"');
}

static bool is_plain_name(struct slice name)
{
	/* What YAML 1.1 or 1.2 takes for something else than a string. */
	static const char *const taken[] = {"y",   "n",    "yes",   "no",  "on",
					    "off", "true", "false", "null"};
	char lower[8] = {0};

	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i], small = (char)(c | 0x20);
		bool letter = small >= 'a' && small <= 'z';

		if (!letter && !(i > 0 && ((c >= '0' && c <= '9') || c == '_' || c == '-')))
			return false;
		if (i < sizeof(lower) - 1)
			lower[i] = small;
	}
	for (size_t i = 0; i < COUNT_OF(taken); i++) {
		if (name.len < sizeof(lower) && strcmp(lower, taken[i]) == 0)
			return false;
	}
	return name.len > 0;
}

/* Opens a member; false when one of that name was written already. */
static bool write_name(struct front_matter *memory, struct slice name, struct buf *out)
{
	size_t count = memory->names.count;

	tally_add(&memory->names, name, 1);
	if (memory->names.count == count)
		return false;
	if (is_plain_name(name))
		buf_append(out, name);
	else
		write_string(out, name);
	return buf_append(out, SLICE(": "));
}

/* YAML 1.1 knows 1e5 only as 1.0e+5. */
static void write_number(struct buf *out, struct slice number)
{
	size_t exponent = slice_find_byte(number, 0, 'e');

	if (exponent == number.len)
		exponent = slice_find_byte(number, 0, 'E');
	buf_append(out, slice_sub(number, 0, exponent));
	if (exponent == number.len)
		return;
	if (slice_find_byte(number, 0, '.') == number.len)
		buf_append(out, SLICE(".0"));
	buf_push(out, 'e');
	if (number.data[exponent + 1] != '-' && number.data[exponent + 1] != '+')
		buf_push(out, '+');
	buf_append(out, slice_from(number, exponent + 1));
}

static bool write_simple(struct buf *out, struct slice json, struct arena *arena)
{
	struct slice value;

	if (json.data[0] == '{' || json.data[0] == '[')
		return false;
	if (json.data[0] == '"') {
		if (!json_decode_string(slice_sub(json, 1, json.len - 1), arena, &value))
			out->failed = true;
		else
			write_string(out, value);
	} else if (json.data[0] == '-' || (json.data[0] >= '0' && json.data[0] <= '9')) {
		write_number(out, json);
	} else {
		buf_append(out, json);
	}
	return true;
}

/* Moves over one value; true with its bytes. */
static bool take_value(struct json_scan *scan, struct slice *json)
{
	json_skip_space(scan);
	json->data = scan->at;
	if (!json_skip_value(scan, 1))
		return false;
	json->len = (size_t)(scan->at - json->data);
	json_skip_space(scan);
	return true;
}

/* A flow sequence; false when one of its items is not simple. */
static bool write_array(struct buf *out, struct slice json, struct arena *arena)
{
	struct json_scan scan = json_scan_start(json);
	struct slice item;
	bool first = true;

	json_take(&scan, '[');
	json_skip_space(&scan);
	buf_push(out, '[');
	while (!json_take(&scan, ']')) {
		if (!first)
			buf_append(out, SLICE(", "));
		first = false;
		if (!take_value(&scan, &item) || !write_simple(out, item, arena))
			return false;
		json_take(&scan, ',');
	}
	return buf_push(out, ']');
}

/* Whether a member of the outermost object is written elsewhere, or nowhere. */
static bool is_spoken_for(const struct record *record, struct slice name)
{
	char scratch[SCHEMA_MAX_KEY];

	for (int field = 0; field < FIELD_COUNT; field++) {
		const struct schema_path *path = &record->schema->path[field];
		bool body = field == FIELD_TEXT || field == FIELD_HTML || field == FIELD_EDITS;

		if (path->depth != 1 || !slice_equal(schema_key(path, 0, scratch), name))
			continue;
		return body || record_kind(record, (enum field)field) == MEMBER_STRING;
	}
	return false;
}

static void write_member(struct front_matter *memory, struct record *record, struct slice name,
			 struct slice json, struct buf *out)
{
	size_t start = out->len;
	bool written;

	if (name.len > NAME_LIMIT || is_spoken_for(record, name) || json.data[0] == '{')
		return;
	written = write_name(memory, name, out) &&
		  (json.data[0] == '[' ? write_array(out, json, record->arena)
				       : write_simple(out, json, record->arena));
	if (written)
		buf_push(out, '\n');
	else
		out->len = start;
}

static void write_known(struct front_matter *memory, struct record *record, struct buf *out)
{
	static const enum field order[] = {FIELD_TITLE, FIELD_DATE, FIELD_FETCHED, FIELD_AUTHOR,
					   FIELD_URL,   FIELD_LANG, FIELD_SOURCE,  FIELD_ID};

	for (size_t i = 0; i < COUNT_OF(order); i++) {
		if (record_kind(record, order[i]) != MEMBER_STRING)
			continue;
		write_name(memory, slice_of(field_name(order[i])), out);
		write_string(out, record_get(record, order[i]));
		buf_push(out, '\n');
	}
}

/* The members are read from the line as it would be written, with all that stages have added. */
static bool write_others(struct front_matter *memory, struct record *record, struct buf *out)
{
	struct json_scan scan;
	struct slice raw, name, json;

	buf_clear(&memory->line);
	record_write(record, &memory->line);
	if (buf_failed(&memory->line))
		return false;
	scan = json_scan_start(buf_slice(&memory->line));
	json_skip_space(&scan);
	json_take(&scan, '{');
	for (;;) {
		json_skip_space(&scan);
		if (json_take(&scan, '}') || !json_skip_key(&scan, &raw) ||
		    !take_value(&scan, &json))
			break;
		if (!json_decode_string(raw, record->arena, &name))
			return false;
		write_member(memory, record, name, json, out);
		json_take(&scan, ',');
	}
	return true;
}

bool front_matter_write(struct front_matter *memory, struct record *record, struct buf *out)
{
	tally_clear(&memory->names);
	buf_append(out, SLICE("---\n"));
	write_known(memory, record, out);
	if (!write_others(memory, record, out) || memory->names.failed)
		return false;
	return buf_append(out, SLICE("---\n"));
}
