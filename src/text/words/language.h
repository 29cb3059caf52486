/*
 * language: which language a text is in, found cheaply: each language's most frequent words vote,
 * and scripts that only few languages use decide by themselves. Good for whole articles; a guess
 * for single lines.
 *
 * The languages and their words are the data file data/stopwords.txt.
 */
#ifndef WIREWASH_LANGUAGE_H
#define WIREWASH_LANGUAGE_H

#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"
#include "text/words/lines.h"

enum { LANGUAGE_MAX = 32, LANGUAGE_ENGLISH = 0, LANGUAGE_NONE = -1 };

/* A set of languages: bit n is language n. */
typedef uint32_t language_set;

struct languages; /* immutable once made; any number of threads may read it */

/* Builds the table. NULL when memory is short or the data is broken. */
struct languages *languages_open(struct err *err);
void languages_close(struct languages *languages);

size_t languages_count(const struct languages *languages);

/* ISO 639-1 code of language n, such as "en"; static. */
struct slice language_code(const struct languages *languages, int language);

/*
 * The language of a tag such as "de", "de-AT" or "DE_de" (only what is before the first '-' or
 * '_' counts), or LANGUAGE_NONE.
 */
int language_find(const struct languages *languages, struct slice tag);

/* The languages that have this word (by its hash) among their most frequent ones; 0 for most words.
 */
language_set language_of_word(const struct languages *languages, uint64_t hash);

/* The votes of a text; {0} is none. */
struct language_votes {
	uint32_t words; /* seen */
	uint32_t by_word[LANGUAGE_MAX];
	uint32_t kana, han, hangul, thai, hebrew, greek, devanagari;
};

/* Counts one word of the text. */
void language_votes_add(const struct languages *languages, struct language_votes *votes,
			struct slice text, const struct word *word);

/* The winner; LANGUAGE_NONE when nothing speaks for any. Ties go to the language listed first. */
int language_winner(const struct languages *languages, const struct language_votes *votes);

/*
 * The winner, when it is beyond doubt: of a text long enough, in a script of its own or with many
 * of its words, and far ahead of all others. Else LANGUAGE_NONE.
 */
int language_certain(const struct languages *languages, const struct language_votes *votes);

#endif
