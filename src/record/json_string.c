#include "base/simd.h"
#include "base/utf8.h"
#include "record/json.h"

/* The value of four hexadecimal digits that were accepted before. */
static uint32_t hex4(const char *p)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++) {
		uint32_t c = (unsigned char)p[i];

		/* '0' is 0x30, 'A' is 0x41, 'a' is 0x61. */
		value = value << 4 | ((c & 15) + 9 * (c >> 6));
	}
	return value;
}

/* Decodes the escape at *p, a backslash, to *out, and moves both on. */
static inline void decode_escape(const char **p, char **out)
{
	/* clang-format off */
	static const char meaning[256] = {
		['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
		['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
	};
	/* clang-format on */
	unsigned char name = (unsigned char)(*p)[1];
	uint32_t c;

	if (name != 'u') {
		*(*out)++ = meaning[name];
		*p += 2;
		return;
	}
	c = hex4(*p + 2);
	*p += 6;
	if (c >= 0xD800 && c <= 0xDFFF) {
		c = 0x10000 + ((c - 0xD800) << 10) + (hex4(*p + 2) - 0xDC00);
		*p += 6;
	}
	*out += utf8_encode(c, *out);
}

/* Copies what is before the next backslash, or all; may write SIMD_WIDTH bytes too many. */
static inline void copy_plain(const char **from, const char *end, char **to)
{
	const char *p = *from;
	char *out = *to;

	for (; end - p >= SIMD_WIDTH; p += SIMD_WIDTH, out += SIMD_WIDTH) {
		bytes16 v = simd_load(p);
		unsigned hits = simd_top_bits((bytes16)(v == '\\'));

		simd_store(out, v);
		if (hits) {
			*from = p + __builtin_ctz(hits);
			*to = out + __builtin_ctz(hits);
			return;
		}
	}
	while (p < end && *p != '\\')
		*out++ = *p++;
	*from = p;
	*to = out;
}

bool json_decode_string(struct slice raw, struct arena *arena, struct slice *value)
{
	size_t plain = slice_find_byte(raw, 0, '\\'), room = raw.len + SIMD_WIDTH;
	const char *p = raw.data, *end = raw.data + raw.len;
	char *start, *out;

	ASSERT(value);
	if (plain == raw.len) {
		*value = raw;
		return true;
	}
	/* An escape is longer than what it means, so the value is shorter than raw. */
	start = out = arena_bytes(arena, room);
	if (!start)
		return false;
	while (p < end) {
		copy_plain(&p, end, &out);
		while (p < end && *p == '\\')
			decode_escape(&p, &out);
	}
	*value = slice_make(start, (size_t)(out - start));
	/* One byte stays between this value and the next, so that no two values touch. */
	arena_trim(arena, start, room, value->len + 1);
	return true;
}

bool json_string_is(struct slice raw, struct slice value)
{
	const char *p = raw.data, *end = raw.data + raw.len;
	size_t matched = 0;

	while (p < end) {
		char piece[4], *out = piece;
		size_t len;

		if (*p == '\\')
			decode_escape(&p, &out);
		else
			*out++ = *p++;
		len = (size_t)(out - piece);
		if (!slice_starts(slice_from(value, matched), slice_make(piece, len)))
			return false;
		matched += len;
	}
	return matched == value.len;
}

/* What a place in a text needs: room for a vector, the longest escape, and the closing quote. */
enum { ROOM = SIMD_WIDTH + 8 };

/*
 * Which of the 16 bytes at p begin something that json_write_string escapes. Reads 2 bytes more.
 * U+0080 to U+009F are C2 80 to C2 9F, U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
 */
static inline unsigned escaped_bits(const char *p)
{
	bytes16 v = simd_load(p), next = simd_load(p + 1), last = simd_load(p + 2);

	return simd_top_bits((bytes16)((v == '"') | (v == '\\') | (v < 0x20) | (v == 0x7F) |
				       ((v == 0xC2) & (next < 0xA0)) |
				       ((v == 0xE2) & (next == 0x80) & ((last & 0xFE) == 0xA8))));
}

/* The same for one byte. */
static inline bool is_escaped(const char *at)
{
	const unsigned char *p = (const unsigned char *)at;

	return p[0] < 0x20 || p[0] == '"' || p[0] == '\\' || p[0] == 0x7F ||
	       (p[0] == 0xC2 && p[1] < 0xA0) ||
	       (p[0] == 0xE2 && p[1] == 0x80 && (p[2] & 0xFE) == 0xA8);
}

/* Copies what is before the next byte to be escaped, or all; may write 16 bytes too many. */
static inline void copy_unescaped(const char **from, const char *end, char **to)
{
	const char *p = *from;
	char *out = *to;

	for (; end - p >= SIMD_WIDTH + 2; p += SIMD_WIDTH, out += SIMD_WIDTH) {
		unsigned hits = escaped_bits(p);

		simd_store(out, simd_load(p));
		if (hits) {
			*from = p + __builtin_ctz(hits);
			*to = out + __builtin_ctz(hits);
			return;
		}
	}
	while (p < end && !is_escaped(p))
		*out++ = *p++;
	*from = p;
	*to = out;
}

static void write_escape(char **out, uint32_t c)
{
	static const char digits[] = "0123456789abcdef";
	/* clang-format off */
	static const char names[0x80] = {
		['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
		['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't',
	};
	/* clang-format on */
	char *p = *out;

	*p++ = '\\';
	if (c < 0x80 && names[c]) {
		*p++ = names[c];
	} else {
		*p++ = 'u';
		for (int shift = 12; shift >= 0; shift -= 4)
			*p++ = digits[c >> shift & 15];
	}
	*out = p;
}

void json_write_string(struct buf *out, struct slice value)
{
	const char *p = value.len ? value.data : "", *end = p + value.len;
	char *to;

	if (!buf_reserve(out, value.len + ROOM))
		return;
	to = out->data + out->len;
	*to++ = '"';
	while (p < end) {
		uint32_t c;

		copy_unescaped(&p, end, &to);
		if (p == end)
			break;
		p += utf8_next(slice_make(p, (size_t)(end - p)), 0, &c);
		write_escape(&to, c);
		/* An escape takes more than what it means. */
		out->len = (size_t)(to - out->data);
		if (!buf_reserve(out, (size_t)(end - p) + ROOM))
			return;
		to = out->data + out->len;
	}
	*to++ = '"';
	out->len = (size_t)(to - out->data);
}
