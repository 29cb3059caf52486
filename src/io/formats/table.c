#include "io/formats/table.h"

#include "base/compiler.h"

/* Moves behind a field that begins with a quote at `at`. */
static enum table_row skip_quoted(struct slice bytes, char delimiter, bool at_end, size_t *at)
{
	for (;;) {
		char next;

		*at = slice_find_byte(bytes, *at + 1, '"');
		if (*at == bytes.len)
			return at_end ? ROW_BROKEN : ROW_OPEN;
		++*at;
		if (*at == bytes.len)
			return at_end ? ROW_WHOLE : ROW_OPEN;
		next = bytes.data[*at];
		if (next == delimiter || next == '\n')
			return ROW_WHOLE;
		if (next == '\r' && *at + 1 == bytes.len)
			return at_end ? ROW_WHOLE : ROW_OPEN;
		if (next == '\r' && bytes.data[*at + 1] == '\n')
			return ROW_WHOLE;
		if (next != '"')
			return ROW_BROKEN;
	}
}

enum table_row table_row(struct slice bytes, char delimiter, bool at_end, size_t *size,
			 size_t *fields)
{
	size_t at = 0;

	*fields = 1;
	for (;;) {
		enum table_row row = ROW_WHOLE;

		if (at < bytes.len && bytes.data[at] == '"')
			row = skip_quoted(bytes, delimiter, at_end, &at);
		while (at < bytes.len && bytes.data[at] != delimiter && bytes.data[at] != '\n')
			at++;
		*size = at;
		if (row != ROW_WHOLE)
			return row;
		if (at == bytes.len)
			return at_end ? ROW_WHOLE : ROW_OPEN;
		*size = ++at;
		if (bytes.data[at - 1] == '\n')
			return ROW_WHOLE;
		++*fields;
	}
}

enum table_row table_header(struct slice bytes, bool at_end, struct table_header *header)
{
	static const char delimiters[] = {',', '\t', ';', '|'};
	bool is_open = false;

	*header = (struct table_header){0};
	for (size_t i = 0; i < COUNT_OF(delimiters); i++) {
		struct table_header found = {.delimiter = delimiters[i]};
		enum table_row row =
			table_row(bytes, found.delimiter, at_end, &found.size, &found.fields);

		is_open = is_open || row == ROW_OPEN;
		if (row == ROW_WHOLE && found.fields > header->fields)
			*header = found;
	}
	if (is_open)
		return ROW_OPEN;
	return header->fields ? ROW_WHOLE : ROW_BROKEN;
}

size_t table_prologue(struct slice bytes)
{
	struct slice rest = bytes, line, after;

	if (slice_starts(rest, SLICE("\xEF\xBB\xBF")))
		rest = slice_from(rest, 3);
	after = rest;
	while (slice_find_byte(after, 0, '\n') < after.len && slice_next_line(&after, &line)) {
		line = slice_trim(line);
		if (!slice_starts(line, SLICE("#")) &&
		    (line.len != 5 || !slice_starts(line, SLICE("sep="))))
			break;
		rest = after;
	}
	return bytes.len - rest.len;
}

struct slice table_without_end(struct slice row)
{
	if (slice_ends(row, SLICE("\n")))
		row.len--;
	if (slice_ends(row, SLICE("\r")))
		row.len--;
	return row;
}

struct slice table_field(struct slice *rest, char delimiter, bool *more)
{
	size_t at = 0;
	struct slice field;

	if (rest->len && rest->data[0] == '"')
		skip_quoted(*rest, delimiter, true, &at);
	while (at < rest->len && rest->data[at] != delimiter)
		at++;
	field = slice_sub(*rest, 0, at);
	*more = at < rest->len;
	*rest = slice_from(*rest, at + *more);
	return field;
}

bool table_value(struct slice field, struct arena *arena, struct slice *value)
{
	char *out;
	size_t len = 0;

	*value = field;
	if (!slice_starts(field, SLICE("\"")))
		return true;
	*value = slice_from(field, 1);
	if (slice_ends(*value, SLICE("\"")))
		value->len--;
	if (slice_find_byte(*value, 0, '"') == value->len)
		return true;
	out = arena_bytes(arena, value->len);
	if (!out)
		return false;
	for (size_t i = 0; i < value->len; i++) {
		out[len++] = value->data[i];
		i += value->data[i] == '"';
	}
	*value = slice_make(out, len);
	return true;
}
