/*
 * UTF-8 as in RFC 3629: shortest forms only, no surrogates, nothing above U+10FFFF.
 */
#ifndef WIREWASH_UTF8_H
#define WIREWASH_UTF8_H

#include <stdint.h>

#include "base/slice.h"

/* Length in bytes of the longest prefix that is ASCII. */
size_t ascii_prefix(struct slice bytes);

/* Length in bytes of the longest prefix that is whole, valid UTF-8. */
size_t utf8_valid_prefix(struct slice bytes);

static inline bool utf8_valid(struct slice bytes)
{
	return utf8_valid_prefix(bytes) == bytes.len;
}

/* Number of code points in valid UTF-8. */
size_t utf8_count(struct slice text);

/* Writes the code point's UTF-8 to out; returns its length, 1 to 4. Requires a scalar value. */
size_t utf8_encode(uint32_t code_point, char out[static 4]);

/* Length in bytes of the sequence that this lead byte opens, in valid UTF-8. */
static inline size_t utf8_length(char lead)
{
	unsigned char c = (unsigned char)lead;

	return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/*
 * Decodes the code point at text.data[at] and returns the offset of the next one.
 * Requires valid UTF-8 and at < text.len, at the start of a sequence.
 */
static inline size_t utf8_next(struct slice text, size_t at, uint32_t *code_point)
{
	const unsigned char *p = (const unsigned char *)text.data + at;

	ASSERT(at < text.len && utf8_length(text.data[at]) <= text.len - at);
	if (p[0] < 0x80) {
		*code_point = p[0];
		return at + 1;
	}
	if (p[0] < 0xE0) {
		*code_point = (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3Fu);
		return at + 2;
	}
	if (p[0] < 0xF0) {
		*code_point = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 |
			      (p[2] & 0x3Fu);
		return at + 3;
	}
	*code_point = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
		      (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3Fu);
	return at + 4;
}

/* The offset of the code point before `at`. Requires valid UTF-8 and 0 < at <= text.len. */
static inline size_t utf8_before(struct slice text, size_t at)
{
	ASSERT(at > 0 && at <= text.len);
	do
		at--;
	while (at > 0 && ((unsigned char)text.data[at] & 0xC0) == 0x80);
	return at;
}

#endif
