/*
 * fold: what a code point counts as when texts are compared. Case, width, compatibility forms and
 * diacritics are folded away, as in Unicode's NFKC_Casefold followed by the loss of non-spacing
 * marks; digits stay what they are.
 *
 * A folder computes the answer for a block of 256 code points when it first meets one and keeps
 * it. It belongs to one thread. {0} is an empty folder.
 */
#ifndef WIREWASH_FOLD_H
#define WIREWASH_FOLD_H

#include <stdbool.h>
#include <stdint.h>

enum fold_class {
	FOLD_BOUNDARY,  /* space, punctuation, symbols, emoji: ends a word */
	FOLD_FULL_STOP, /* ... and a sentence: Unicode's Sentence_Terminal */
	FOLD_IGNORABLE, /* diacritics, soft hyphens, joiners: as if it were not there */
	FOLD_LETTER,    /* of a script that sets spaces between words */
	FOLD_DIGIT,
	FOLD_UNSPACED, /* Han, Kana, Thai, Lao, Khmer, Burmese, ...: scripts without spaces */
	FOLD_EXTEND,   /* a mark that is part of its letter: vowel signs, kana voicing */
};

enum { FOLD_MAX_BYTES = 12 };

struct fold {
	unsigned char class; /* enum fold_class */
	bool upper;          /* the code point is a capital letter */
	bool lower;          /* ... a small one */
	unsigned char len;
	char bytes[FOLD_MAX_BYTES]; /* folded form, UTF-8; a longer one is cut */
};

struct folder {
	struct fold *block[0x1100];
};

/*
 * The entry of a scalar value; it lives as long as the folder. NULL when memory is short or ICU
 * has lost its data.
 */
const struct fold *folder_get(struct folder *folder, uint32_t code_point);

void folder_free(struct folder *folder);

#endif
