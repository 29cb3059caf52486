/*
 * letters: what a code point is to a scanner of words, and its lower case. Made for speed and for
 * the scripts that news are written in; no table, no locale. Rare scripts count as letters.
 */
#ifndef WIREWASH_LETTERS_H
#define WIREWASH_LETTERS_H

#include <stdint.h>

enum letter_kind {
	LETTER_SPACE,  /* white space of any width, and invisible format characters */
	LETTER_PUNCT,  /* punctuation, currency, mathematics */
	LETTER_SYMBOL, /* emoji, arrows, dingbats, private use: what people put before a call to
			  action */
	LETTER_DIGIT,
	LETTER_ALPHA,  /* part of a word; combining marks too */
	LETTER_SINGLE, /* a word by itself: Han, kana, Thai, Khmer, Lao, Burmese */
};

/* The same as letter_kind and letter_lower, for any code point. */
enum letter_kind letter_kind_of_any(uint32_t code_point);
uint32_t letter_lower_of_any(uint32_t code_point);

static inline enum letter_kind letter_kind(uint32_t code_point)
{
	uint32_t c = code_point;

	if ((c - 0xC0 < 0x2B0 && c != 0xD7 && c != 0xF7) || c - 0x400 < 0x130)
		return LETTER_ALPHA; /* Latin, Cyrillic */
	if (c - 0x4E00 < 0x5200)
		return LETTER_SINGLE; /* Han */
	if (c - 0x2010 < 0x18)
		return LETTER_PUNCT; /* dashes and quotes */
	return letter_kind_of_any(c);
}

/* Simple lower case (one to one); full-width Latin becomes ASCII, a curly apostrophe straight. */
static inline uint32_t letter_lower(uint32_t code_point)
{
	uint32_t c = code_point;

	if (c - 0xDF < 0x21 || c - 0x430 < 0x30 || c - 0x3000 < 0x7000)
		return c;
	return letter_lower_of_any(c);
}

#endif
