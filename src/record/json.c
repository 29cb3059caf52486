#include "record/json.h"

#include <stdint.h>

#include "base/ascii.h"
#include "base/simd.h"

void json_skip_long_space(struct json_scan *scan)
{
	while (scan->at < scan->end &&
	       (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\n' || *scan->at == '\r'))
		scan->at++;
}

/* The next byte, or 0, which the grammar allows nowhere. */
static char peek(const struct json_scan *scan)
{
	return scan->at < scan->end ? *scan->at : '\0';
}

/* The values of hexadecimal digits, with HEX_DIGIT set; 0 for what is none. */
enum { HEX_DIGIT = 0x10 };

/* clang-format off */
static const uint8_t hex_digits[256] = {
	['0'] = HEX_DIGIT | 0,  ['1'] = HEX_DIGIT | 1,  ['2'] = HEX_DIGIT | 2,
	['3'] = HEX_DIGIT | 3,  ['4'] = HEX_DIGIT | 4,  ['5'] = HEX_DIGIT | 5,
	['6'] = HEX_DIGIT | 6,  ['7'] = HEX_DIGIT | 7,  ['8'] = HEX_DIGIT | 8,
	['9'] = HEX_DIGIT | 9,  ['a'] = HEX_DIGIT | 10, ['b'] = HEX_DIGIT | 11,
	['c'] = HEX_DIGIT | 12, ['d'] = HEX_DIGIT | 13, ['e'] = HEX_DIGIT | 14,
	['f'] = HEX_DIGIT | 15, ['A'] = HEX_DIGIT | 10, ['B'] = HEX_DIGIT | 11,
	['C'] = HEX_DIGIT | 12, ['D'] = HEX_DIGIT | 13, ['E'] = HEX_DIGIT | 14,
	['F'] = HEX_DIGIT | 15,
};
/* clang-format on */

/* The value of the four hexadecimal digits at p, or -1. */
static int32_t hex4(const char *p, const char *end)
{
	const unsigned char *digit = (const unsigned char *)p;
	unsigned a, b, c, d;

	if (end - p < 4)
		return -1;
	a = hex_digits[digit[0]];
	b = hex_digits[digit[1]];
	c = hex_digits[digit[2]];
	d = hex_digits[digit[3]];
	if (!(a & b & c & d & HEX_DIGIT))
		return -1;
	return (int32_t)((a & 15) << 12 | (b & 15) << 8 | (c & 15) << 4 | (d & 15));
}

static bool is_surrogate(int32_t unit)
{
	return unit >= 0xD800 && unit <= 0xDFFF;
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
	if (!is_surrogate(unit))
		return true;
	if (is_low_surrogate(unit) || scan->end - scan->at < 2 || scan->at[0] != '\\' ||
	    scan->at[1] != 'u' || !is_low_surrogate(hex4(scan->at + 2, scan->end)))
		return json_refuse(scan, REJECT_LONE_SURROGATE);
	scan->at += 6;
	return true;
}

/* At the byte after a backslash. */
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

/* Which of 16 bytes end a run of plain characters in a string. */
static inline unsigned special_bits(bytes16 v)
{
	return simd_top_bits((bytes16)((v == '"') | (v == '\\') | (v < 0x20)));
}

static inline uint64_t special_bits64(const char *p)
{
	return special_bits(simd_load(p)) | (uint64_t)special_bits(simd_load(p + 16)) << 16 |
	       (uint64_t)special_bits(simd_load(p + 32)) << 32 |
	       (uint64_t)special_bits(simd_load(p + 48)) << 48;
}

/* The first byte at or after p that ends a run of plain characters in a string, or end. */
static inline const char *plain_end(const char *p, const char *end)
{
	for (; end - p >= 64; p += 64) {
		uint64_t hits = special_bits64(p);

		if (hits)
			return p + __builtin_ctzll(hits);
	}
	for (; end - p >= SIMD_WIDTH; p += SIMD_WIDTH) {
		unsigned hits = special_bits(simd_load(p));

		if (hits)
			return p + __builtin_ctz(hits);
	}
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
	scan->escaped = false;
	for (;;) {
		scan->at = plain_end(scan->at, scan->end);
		if (json_take(scan, '"')) {
			*raw = slice_make(start, (size_t)(scan->at - 1 - start));
			return true;
		}
		scan->escaped = true;
		/* Escapes come in rows: "\r\n\r\n", or a whole text of "\u0434". */
		do {
			if (!json_take(scan, '\\'))
				return json_refuse(scan, REJECT_NOT_JSON);
			if (!skip_escape(scan))
				return false;
		} while (scan->at < scan->end && *scan->at == '\\');
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

	while (scan->at < scan->end && ascii_is_digit(*scan->at))
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

/* After a value: closes what ends here and moves to the next value, unless all is closed. */
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
