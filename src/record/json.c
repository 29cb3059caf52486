#include "record/json.h"

#include <stdint.h>

#include "base/utf8.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

void json_skip_space(struct json_scan *scan)
{
	while (scan->at < scan->end && is_space(*scan->at))
		scan->at++;
}

/* The next byte, or 0, which the grammar allows nowhere. */
static char peek(const struct json_scan *scan)
{
	return scan->at < scan->end ? *scan->at : '\0';
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The value of the four hexadecimal digits at p, or -1. */
static int32_t hex4(const char *p, const char *end)
{
	int32_t value = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(p[i]);

		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

static bool is_high_surrogate(int32_t unit)
{
	return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low_surrogate(int32_t unit)
{
	return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* At the four digits of a \u escape; moves over them, and over the pair's other half. */
static bool skip_unicode_escape(struct json_scan *scan)
{
	int32_t unit = hex4(scan->at, scan->end);

	if (unit < 0)
		return json_refuse(scan, REJECT_NOT_JSON);
	scan->at += 4;
	if (is_low_surrogate(unit))
		return json_refuse(scan, REJECT_LONE_SURROGATE);
	if (!is_high_surrogate(unit))
		return true;
	if (scan->end - scan->at < 2 || scan->at[0] != '\\' || scan->at[1] != 'u' ||
	    !is_low_surrogate(hex4(scan->at + 2, scan->end)))
		return json_refuse(scan, REJECT_LONE_SURROGATE);
	scan->at += 6;
	return true;
}

/* At the byte behind a backslash. */
static bool skip_escape(struct json_scan *scan)
{
	switch (peek(scan)) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		scan->at++;
		return true;
	case 'u':
		scan->at++;
		return skip_unicode_escape(scan);
	default:
		return json_refuse(scan, REJECT_NOT_JSON);
	}
}

/* The first byte at or after p that ends a run of plain characters in a string, or end. */
static const char *plain_end(const char *p, const char *end)
{
	while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20)
		p++;
	return p;
}

bool json_skip_string(struct json_scan *scan, struct slice *raw)
{
	const char *start;

	if (!json_take(scan, '"'))
		return json_refuse(scan, REJECT_NOT_JSON);
	start = scan->at;
	for (;;) {
		scan->at = plain_end(scan->at, scan->end);
		if (json_take(scan, '"')) {
			*raw = slice_make(start, (size_t)(scan->at - 1 - start));
			return true;
		}
		if (!json_take(scan, '\\'))
			return json_refuse(scan, REJECT_NOT_JSON);
		if (!skip_escape(scan))
			return false;
	}
}

bool json_skip_key(struct json_scan *scan, struct slice *raw)
{
	json_skip_space(scan);
	if (!json_skip_string(scan, raw))
		return false;
	json_skip_space(scan);
	if (!json_take(scan, ':'))
		return json_refuse(scan, REJECT_NOT_JSON);
	json_skip_space(scan);
	return true;
}

static bool skip_digits(struct json_scan *scan)
{
	const char *start = scan->at;

	while (scan->at < scan->end && is_digit(*scan->at))
		scan->at++;
	return scan->at > start || json_refuse(scan, REJECT_NOT_JSON);
}

static bool skip_number(struct json_scan *scan)
{
	json_take(scan, '-');
	if (!json_take(scan, '0') && !skip_digits(scan))
		return false;
	if (json_take(scan, '.') && !skip_digits(scan))
		return false;
	if (json_take(scan, 'e') || json_take(scan, 'E')) {
		if (!json_take(scan, '+'))
			json_take(scan, '-');
		return skip_digits(scan);
	}
	return true;
}

static bool skip_word(struct json_scan *scan, struct slice word)
{
	struct slice rest = slice_make(scan->at, (size_t)(scan->end - scan->at));

	if (!slice_starts(rest, word))
		return json_refuse(scan, REJECT_NOT_JSON);
	scan->at += word.len;
	return true;
}

static bool skip_scalar(struct json_scan *scan)
{
	struct slice raw;

	switch (peek(scan)) {
	case '"':
		return json_skip_string(scan, &raw);
	case 't':
		return skip_word(scan, SLICE("true"));
	case 'f':
		return skip_word(scan, SLICE("false"));
	case 'n':
		return skip_word(scan, SLICE("null"));
	default:
		return skip_number(scan);
	}
}

/* The arrays and objects that are open: one bit each, set for an object. */
struct nest {
	unsigned base, depth;
	uint64_t objects[JSON_MAX_DEPTH / 64];
};

static bool in_object(const struct nest *nest)
{
	unsigned top = nest->depth - 1;

	return nest->objects[top / 64] >> top % 64 & 1;
}

static bool nest_open(struct nest *nest, struct json_scan *scan)
{
	unsigned top = nest->depth;
	uint64_t bit = (uint64_t)1 << top % 64;

	if (top == JSON_MAX_DEPTH)
		return json_refuse(scan, REJECT_TOO_DEEP);
	if (*scan->at == '{')
		nest->objects[top / 64] |= bit;
	else
		nest->objects[top / 64] &= ~bit;
	nest->depth++;
	scan->at++;
	json_skip_space(scan);
	return true;
}

/* Closes what ends here; false when something else follows. */
static bool nest_close(struct nest *nest, struct json_scan *scan)
{
	if (!json_take(scan, in_object(nest) ? '}' : ']'))
		return false;
	nest->depth--;
	return true;
}

/* Behind a value: closes what ends here and moves to the next value, unless all is closed. */
static bool next_value(struct nest *nest, struct json_scan *scan)
{
	struct slice key;

	while (nest->depth > nest->base) {
		json_skip_space(scan);
		if (nest_close(nest, scan))
			continue;
		if (!json_take(scan, ','))
			return json_refuse(scan, REJECT_NOT_JSON);
		if (in_object(nest))
			return json_skip_key(scan, &key);
		json_skip_space(scan);
		return true;
	}
	return true;
}

bool json_skip_value(struct json_scan *scan, unsigned depth)
{
	struct nest nest = {.base = depth, .depth = depth};
	struct slice key;

	do {
		char c = peek(scan);

		if (c != '{' && c != '[') {
			if (!skip_scalar(scan))
				return false;
		} else {
			if (!nest_open(&nest, scan))
				return false;
			if (!nest_close(&nest, scan)) {
				if (c == '{' && !json_skip_key(scan, &key))
					return false;
				continue;
			}
		}
		if (!next_value(&nest, scan))
			return false;
	} while (nest.depth > depth);
	return true;
}

/* Decodes the escape at raw.data[at], a backslash; returns the offset behind it. */
static size_t decode_escape(struct slice raw, size_t at, char out[static 4], size_t *len)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *p = raw.data + at + 1, *end = raw.data + raw.len, *named;
	int32_t unit;

	*len = 1;
	if (*p != 'u') {
		named = memchr(from, *p, sizeof(from) - 1);
		out[0] = named ? to[named - from] : *p;
		return at + 2;
	}
	unit = hex4(p + 1, end);
	if (is_high_surrogate(unit)) {
		unit = 0x10000 + ((unit - 0xD800) << 10) + (hex4(p + 7, end) - 0xDC00);
		at += 6;
	}
	*len = utf8_encode((uint32_t)unit, out);
	return at + 6;
}

bool json_string_is(struct slice raw, struct slice value)
{
	size_t at = 0, matched = 0, len;
	char piece[4];

	if (slice_find_byte(raw, 0, '\\') == raw.len)
		return slice_equal(raw, value);
	while (at < raw.len) {
		if (raw.data[at] == '\\') {
			at = decode_escape(raw, at, piece, &len);
		} else {
			piece[0] = raw.data[at++];
			len = 1;
		}
		if (!slice_starts(slice_from(value, matched), slice_make(piece, len)))
			return false;
		matched += len;
	}
	return matched == value.len;
}

bool json_decode_string(struct slice raw, struct arena *arena, struct slice *value)
{
	size_t at = slice_find_byte(raw, 0, '\\'), from = 0, used = 0, len;
	char *out;

	if (at == raw.len) {
		*value = raw;
		return true;
	}
	/* An escape is longer than what it stands for, so the value is shorter than raw. */
	out = arena_bytes(arena, raw.len + 4);
	if (!out)
		return false;
	while (at < raw.len) {
		memcpy(out + used, raw.data + from, at - from);
		used += at - from;
		from = decode_escape(raw, at, out + used, &len);
		used += len;
		at = slice_find_byte(raw, from, '\\');
	}
	memcpy(out + used, raw.data + from, raw.len - from);
	used += raw.len - from;
	*value = slice_make(out, used);
	/* One byte stays between this value and the next, so that no two values touch. */
	arena_trim(arena, out, raw.len + 4, used + 1);
	return true;
}

/* The code point at text.data[at] when json_write_string escapes it, else -1. */
static int32_t must_escape(struct slice text, size_t at)
{
	const unsigned char *p = (const unsigned char *)text.data + at;

	if (p[0] < 0x20 || p[0] == '"' || p[0] == '\\' || p[0] == 0x7F)
		return p[0];
	if (p[0] == 0xC2 && p[1] < 0xA0)
		return p[1];
	if (p[0] == 0xE2 && p[1] == 0x80 && (p[2] == 0xA8 || p[2] == 0xA9))
		return 0x2000 + p[2] - 0x80;
	return -1;
}

static void write_escape(struct buf *out, int32_t c)
{
	static const char named[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
	static const char digits[] = "0123456789abcdef";
	const char *hit = c < 0x80 ? memchr(named, c, sizeof(named) - 1) : NULL;
	char escape[6] = {'\\', 'u', '0', '0', '0', '0'};

	if (hit) {
		escape[1] = names[hit - named];
		buf_append(out, slice_make(escape, 2));
		return;
	}
	for (int i = 5; i > 1; i--, c >>= 4)
		escape[i] = digits[c & 15];
	buf_append(out, slice_make(escape, sizeof(escape)));
}

void json_write_string(struct buf *out, struct slice value)
{
	size_t from = 0, at = 0;

	buf_push(out, '"');
	while (at < value.len) {
		int32_t escaped = must_escape(value, at);

		if (escaped < 0) {
			at++;
			continue;
		}
		buf_append(out, slice_sub(value, from, at));
		write_escape(out, escaped);
		at += utf8_length(value.data[at]);
		from = at;
	}
	buf_append(out, slice_from(value, from));
	buf_push(out, '"');
}
