#include "dedup/blemishes.h"

#include "base/simd.h"

enum { MIN_REFERENCE = 2, MAX_REFERENCE = 10, LAST_WORDS = 40 /* bytes */ };

static inline unsigned char byte_at(struct slice text, size_t at)
{
	return at < text.len ? (unsigned char)text.data[at] : 0;
}

static inline bool is_within(unsigned char c, unsigned char low, unsigned char high)
{
	return c >= low && c <= high;
}

static inline bool is_alphanumeric(unsigned char c)
{
	return is_within(c, '0', '9') || is_within(c | 0x20, 'a', 'z');
}

/* The length in bytes of what one of the bytes 0x80 to 0xBF may have become at `at`; 0: none. */
static size_t stray_byte(struct slice text, size_t at)
{
	unsigned char first = byte_at(text, at), second = byte_at(text, at + 1);

	switch (first) {
	case 0xC2: /* as in Latin-1 */
		return is_within(second, 0x80, 0xBF) ? 2 : 0;
	case 0xC5: /* the letters of Windows-1252 */
		return second && strchr("\x92\x93\xA0\xA1\xB8\xBD\xBE", second) ? 2 : 0;
	case 0xC6:
		return second == 0x92 ? 2 : 0;
	case 0xCB:
		return second == 0x86 || second == 0x9C ? 2 : 0;
	case 0xE2: /* its quotes, dashes and signs */
		return second == 0x80 || second == 0x82 || second == 0x84 ? 3 : 0;
	default:
		return 0;
	}
}

/*
 * Whether U+00C2 to U+00F4 at `at` opens what is UTF-8 when taken byte by byte. Sharp s is let go:
 * a quote often is after it.
 */
static bool is_misread(struct slice text, size_t at)
{
	unsigned char lead = (unsigned char)(byte_at(text, at + 1) + 0x40);
	unsigned wanted = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;

	if (!is_within(lead, 0xC2, 0xF4) || lead == 0xDF)
		return false;
	at += 2;
	for (unsigned i = 0; i < wanted; i++) {
		size_t len = stray_byte(text, at);

		if (!len)
			return false;
		at += len;
	}
	return true;
}

/* "&amp;", "&#8217;" */
static bool is_reference(struct slice text, size_t at)
{
	size_t from = at + 1 + (byte_at(text, at + 1) == '#'), i = from;

	while (i < from + MAX_REFERENCE && is_alphanumeric(byte_at(text, i)))
		i++;
	return i >= from + MIN_REFERENCE && byte_at(text, i) == ';';
}

static bool is_broken(struct slice text, size_t at)
{
	switch (byte_at(text, at)) {
	case 0xC3:
		return is_misread(text, at);
	case 0xEF:
		return byte_at(text, at + 1) == 0xBF && byte_at(text, at + 2) == 0xBD;
	default:
		return is_reference(text, at);
	}
}

/* Of the last two bytes: bits to shift in before those of the next block. */
struct trail {
	unsigned letters, digits;
};

static uint32_t scan_block(struct slice text, size_t at, const char *bytes, struct trail *trail)
{
	bytes16 v = simd_load(bytes);
	bytes16 suspect = (bytes16)(v == simd_fill(0xC3)) | (bytes16)(v == simd_fill(0xEF)) |
			  (bytes16)(v == simd_fill('&'));
	unsigned letters = simd_top_bits((bytes16)(v - 'a' < simd_fill(26))) << 2 | trail->letters;
	unsigned digits = simd_top_bits((bytes16)(v - '0' < simd_fill(10))) << 2 | trail->digits;
	unsigned amid = letters & digits << 1 & letters << 2;
	uint32_t broken = (uint32_t)__builtin_popcount(amid >> 2);

	for (unsigned bits = simd_top_bits(suspect); bits; bits &= bits - 1)
		broken += is_broken(text, at + (unsigned)__builtin_ctz(bits));
	trail->letters = letters >> SIMD_WIDTH & 3;
	trail->digits = digits >> SIMD_WIDTH & 3;
	return broken;
}

uint32_t count_broken(struct slice text)
{
	struct trail trail = {0};
	char last[SIMD_WIDTH] = {0};
	uint32_t broken = 0;
	size_t at = 0;

	for (; text.len - at >= SIMD_WIDTH; at += SIMD_WIDTH)
		broken += scan_block(text, at, text.data + at, &trail);
	if (at < text.len) {
		memcpy(last, text.data + at, text.len - at);
		broken += scan_block(text, at, last, &trail);
	}
	return broken;
}

bool breaks_off(struct slice text)
{
	struct slice end = slice_trim(text), full = SLICE("..."), sign = SLICE("\xE2\x80\xA6");

	if (end.len > LAST_WORDS)
		end = slice_from(end, end.len - LAST_WORDS);
	return slice_find(end, 0, full) < end.len || slice_find(end, 0, sign) < end.len;
}
