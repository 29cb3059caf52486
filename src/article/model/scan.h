/*
 * scan: one reading of a line's bytes, for the model that tells an article's lines from the rest of
 * a page: how many words of which kind, which signs, and a number for each word.
 *
 * Words here are runs of letters and digits; an apostrophe ends one, and in scripts without spaces
 * each character is one. Linear in the bytes, no allocation.
 */
#ifndef WIREWASH_SCAN_H
#define WIREWASH_SCAN_H

#include <stdint.h>

#include "base/slice.h"

enum {
	SCAN_BYTES = 4096, /* of a longer line only so many are read; its counts are scaled up */
	SCAN_TOKENS = 128, /* words of a line whose numbers are kept */
	SCAN_STEM = 6,     /* words of a line's beginning, by which lines are compared */
};

/* A kept word: 31 bits of a hash over its lower case; the lowest bit says that it carries content.
 */
typedef uint32_t scan_token;

#define SCAN_CONTENT UINT32_C(1)
#define SCAN_NUMBER UINT32_C(0x9d2c5680) /* every number has this one */

/* Signs that are counted. */
enum scan_sign {
	SIGN_NONE, /* blanks too */
	SIGN_COMMA,
	SIGN_QUOTE,
	SIGN_BAR, /* | › » · • */
	SIGN_PAREN,
	SIGN_EXCLAIM,
	SIGN_QUESTION,
	SIGN_LINK, /* @ and what looks like an address */
	SIGN_HASH,
	SIGN_MONEY,
	SIGN_SLASH,
	SIGN_SYMBOL, /* emoji and the like */
	SIGN_OTHER,
	SIGN_COUNT
};

enum scan_flag {
	SCAN_ENDED = 1,      /* ends a sentence */
	SCAN_QUOTED_END = 2, /* last character: a closing quote or bracket */
	SCAN_SOFT_END = 4,   /* a comma, semicolon or dash */
	SCAN_COLON_END = 8,
	SCAN_ASKS = 16, /* a question mark */
	SCAN_ELLIPSIS = 32,
	SCAN_SMALL = 64, /* first character: a small letter */
	SCAN_QUOTED = 128,
	SCAN_DASH = 256,
	SCAN_BULLET = 512,
	SCAN_SYMBOL = 1024, /* one of the first three characters */
	SCAN_UPPER = 2048,  /* has capital letters and no small ones */
	SCAN_RIGHTS = 4096, /* has © or (c) */
	SCAN_YEAR = 8192,   /* 19xx or 20xx */
	SCAN_TIME = 16384,  /* digits, a colon, two digits */
};

struct scan_line {
	uint32_t words, chars;  /* code points */
	uint32_t first, tokens; /* of the kept words: [first, first + tokens) */
	uint32_t key;           /* equal for lines of the same words; not 0 */
	uint32_t folded;        /* the same, where all numbers count as equal */
	uint32_t stem; /* equal where the first SCAN_STEM words are; 0 where there are fewer */
	uint32_t flags;
	uint32_t digits;
	uint32_t capitals, small; /* words that begin with a capital, with a small letter */
	uint32_t numbers;
	uint32_t singles;               /* words of one character, in scripts without spaces */
	uint32_t brief;                 /* words of at most three characters */
	uint32_t heavy, heavy_capitals; /* words of four or more; those that begin with a capital */
	uint32_t sentences;             /* ends of sentences inside the line */
	uint32_t signs[SIGN_COUNT];
};

/*
 * Reads one line (valid UTF-8, trimmed, not empty) and writes the numbers of its first words to
 * `tokens`. Sets all of *line but `first`. `room` bytes from text.data on may be read, text.len or
 * more: where there are a few more, that is faster, and what they are does not matter.
 */
void scan_line(struct slice text, size_t room, struct scan_line *line,
	       scan_token tokens[static SCAN_TOKENS]);

#define SCAN_MIX UINT64_C(0x9E3779B97F4A7C15)

/* Spreads a number over 32 bits. */
static inline uint32_t scan_mix(uint32_t a, uint32_t b)
{
	uint64_t product = ((uint64_t)a << 32 | b) * SCAN_MIX;

	return (uint32_t)(product >> 32) ^ (uint32_t)(product >> 17);
}

/*
 * The upper half of that product is the sum of one number for `a` and one for `b`, and the upper
 * bits of the mix come from it alone: where a word is mixed with several things, that is faster.
 */
static inline uint32_t scan_mix_upper(uint32_t a)
{
	return a * (uint32_t)SCAN_MIX;
}

static inline uint32_t scan_mix_lower(uint32_t b)
{
	return (uint32_t)(b * SCAN_MIX >> 32);
}

/* The top `bits` bits, at most 17, of scan_mix(a, b), from scan_mix_upper(a) + scan_mix_lower(b).
 */
static inline uint32_t scan_mix_top(uint32_t sum, unsigned bits)
{
	return (sum ^ sum << 15) >> (32 - bits);
}

#endif
