#include "lenient.h"

#include "base/ascii.h"
#include "record/json.h"

static const struct slice mark = SLICE_INIT("\xEF\xBB\xBF");

static bool is_name_byte(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c) || c == '_' || c == '.';
}

/* The length of the value at `at` that is no JSON; 0: there is none. */
static size_t value_at(struct slice line, size_t at)
{
	static const struct slice values[] = {SLICE_INIT("NaN"), SLICE_INIT("Infinity"),
					      SLICE_INIT("-Infinity")};
	struct slice rest = slice_from(line, at);

	for (size_t i = 0; i < COUNT_OF(values); i++) {
		size_t len = values[i].len;

		if (slice_starts(rest, values[i]) &&
		    (rest.len == len || !is_name_byte(rest.data[len])) &&
		    (at == 0 || !is_name_byte(line.data[at - 1])))
			return len;
	}
	return 0;
}

/* The end of the string whose quote is at `at`. */
static size_t string_end(struct slice line, size_t at)
{
	for (at++; at < line.len && line.data[at] != '"'; at++)
		at += line.data[at] == '\\';
	return at < line.len ? at + 1 : line.len;
}

/* Copies the line with null for each value that is no JSON; `null` is never longer by more than one
 * byte. Returns how many there were. */
static uint64_t write_nulls(struct slice line, char *out, size_t *out_len)
{
	uint64_t nulls = 0;
	size_t len = 0, end;

	for (size_t at = 0; at < line.len; at = end) {
		size_t value = line.data[at] == '"' ? 0 : value_at(line, at);

		end = line.data[at] == '"' ? string_end(line, at) : at + 1;
		if (value) {
			memcpy(out + len, "null", 4);
			len += 4;
			end = at + value;
			nulls++;
			continue;
		}
		memcpy(out + len, line.data + at, end - at);
		len += end - at;
	}
	*out_len = len;
	return nulls;
}

bool lenient_line(struct slice line, struct arena *arena, struct slice *corrected, uint64_t *nulls)
{
	struct slice plain = slice_trim(line);
	size_t room, len;
	char *out;

	*nulls = 0;
	while (slice_starts(plain, mark))
		plain = slice_trim(slice_from(plain, mark.len));
	*corrected = plain;
	if (slice_find(plain, 0, SLICE("NaN")) == plain.len &&
	    slice_find(plain, 0, SLICE("Infinity")) == plain.len)
		return plain.len < slice_trim(line).len;
	room = plain.len + plain.len / 3 + 4; /* "null" for "NaN" */
	out = arena_bytes(arena, room);
	if (!out)
		return false;
	*nulls = write_nulls(plain, out, &len);
	arena_trim(arena, out, room, len);
	*corrected = slice_make(out, len);
	return true;
}

bool lenient_has_several(struct slice head)
{
	struct json_scan scan;
	struct slice line;

	if (!slice_next_line(&head, &line))
		return false;
	line = slice_trim(line);
	if (slice_starts(line, mark))
		line = slice_trim(slice_from(line, mark.len));
	if (!slice_starts(line, SLICE("{")))
		return false;
	scan = json_scan_start(line);
	if (!json_skip_value(&scan, 0))
		return false;
	json_skip_space(&scan);
	json_take(&scan, ',');
	json_skip_space(&scan);
	return scan.at < scan.end && *scan.at == '{';
}
