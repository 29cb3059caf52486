/*
 * words: a text as the sequence of its words, for comparing texts. Two texts that differ in case,
 * width, diacritics, punctuation, quotes, white space or line breaks have the same words.
 *
 * Words are those of UAX 29 for scripts that set spaces between words, tailored (as UAX 29 allows)
 * so that all punctuation ends a word: "can't" is "can", "t" whichever apostrophe is used, and a
 * missing space after a full stop glues nothing. Runs of Han, Kana, Thai and other scripts without
 * spaces give their overlapping pairs of characters. Digits are kept. An address is one word, of
 * its bytes unchanged.
 *
 * A struct words belongs to one thread and is used again and again. {0} is an empty one.
 */
#ifndef WIREWASH_WORDS_H
#define WIREWASH_WORDS_H

#include <stdint.h>

#include "base/slice.h"
#include "text/unicode/fold.h"
#include "text/unicode/letter_map.h"

enum word_kind {
	WORD_PLAIN,
	WORD_NUMBER,        /* begins with a digit */
	WORD_NUMBER_JOINED, /* a number that continues the one before: the "50" of "1.50" */
	WORD_NAME,          /* three letters or more, capitalised inside a sentence */
	WORD_PAIR,          /* two neighbours of a script without spaces, or one by itself */
	WORD_ADDRESS, /* "https://...", "www....", "mailto:...", or the target of a Markdown link */
};

enum { WORD_KIND = 0x0F, WORD_OPENS_LINE = 0x10, WORD_ENDS_SENTENCE = 0x20 };

struct words {
	uint64_t *hash; /* of the folded word; the same on all machines */
	unsigned char
		*kind; /* enum word_kind, and with it the flags above: for the first word of a line,
			* and for the last one before a full stop, question or exclamation mark */
	size_t count;
	bool has_pairs, has_addresses; /* whether any of them is one */

	/* Private. */
	size_t cap;
	struct letter_map map; /* of the text */
	struct folder folder;
};

/* Finds the words of `text` (valid UTF-8), in linear time. Returns false when memory is short. */
bool words_split(struct words *words, struct slice text);

void words_free(struct words *words);

#endif
