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
	LETTER_SYMBOL, /* emoji, arrows, dingbats, private use: what people put before a call to action */
	LETTER_DIGIT,
	LETTER_ALPHA,  /* part of a word; combining marks too */
	LETTER_SINGLE, /* a word by itself: Han, kana, Thai, Khmer, Lao, Burmese */
};

enum letter_kind letter_kind(uint32_t code_point);

/* Simple lower case (one to one); full-width Latin becomes ASCII, a curly apostrophe straight. */
uint32_t letter_lower(uint32_t code_point);

#endif
