#include "io/formats/fields.h"

#include "base/ascii.h"

size_t fields_size(struct slice bytes)
{
	size_t at = 0;

	while ((at = slice_find_byte(bytes, at, '\n')) < bytes.len) {
		at++;
		if (at < bytes.len && bytes.data[at] == '\n')
			return at + 1;
		if (at + 1 < bytes.len && bytes.data[at] == '\r' && bytes.data[at + 1] == '\n')
			return at + 2;
	}
	return 0;
}

struct slice fields_first_line(struct slice header)
{
	struct slice line = {0};

	slice_next_line(&header, &line);
	return slice_trim(line);
}

struct slice fields_begin(struct slice header)
{
	struct slice line;

	slice_next_line(&header, &line);
	return header;
}

bool fields_next(struct slice *rest, struct slice *name, struct slice *value)
{
	struct slice line;
	size_t colon;

	while (slice_next_line(rest, &line)) {
		const char *end = line.data + line.len;

		while (rest->len && ascii_is_blank(rest->data[0])) {
			struct slice more;

			slice_next_line(rest, &more);
			end = more.data + more.len;
		}
		line.len = (size_t)(end - line.data);
		colon = slice_find_byte(line, 0, ':');
		if (colon == line.len)
			continue;
		*name = slice_trim(slice_sub(line, 0, colon));
		*value = slice_trim(slice_from(line, colon + 1));
		return true;
	}
	return false;
}

bool field_is(struct slice name, const char *wanted)
{
	struct slice want = slice_of(wanted);

	if (name.len != want.len)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		if (ascii_lower(name.data[i]) != want.data[i])
			return false;
	}
	return true;
}

static struct slice unquoted(struct slice value)
{
	value = slice_trim(value);
	if (value.len && (value.data[0] == '"' || value.data[0] == '\'')) {
		size_t end = slice_find_byte(value, 1, value.data[0]);

		return slice_trim(slice_sub(value, 1, end));
	}
	return value;
}

struct media_type media_type_parse(struct slice value)
{
	struct media_type type = {0};
	size_t end = slice_find_byte(value, 0, ';');

	/* A list, of servers that send the field twice, means its first item. */
	type.name = slice_sub(value, 0, end);
	type.name = slice_trim(slice_sub(type.name, 0, slice_find_byte(type.name, 0, ',')));
	while (end < value.len && !type.charset.len) {
		size_t from = end + 1, equals;
		struct slice parameter;

		end = slice_find_byte(value, from, ';');
		parameter = slice_sub(value, from, end);
		equals = slice_find_byte(parameter, 0, '=');
		if (equals < parameter.len &&
		    field_is(slice_trim(slice_sub(parameter, 0, equals)), "charset"))
			type.charset = unquoted(slice_from(parameter, equals + 1));
	}
	return type;
}
