/*
 * keywords: the words of a page's headline and description that say something. The text that takes
 * them up is rather the page's article than the text that does not: a notice about cookies,
 * comments, the article after.
 */
#ifndef WIREWASH_EXTRACT_KEYWORDS_H
#define WIREWASH_EXTRACT_KEYWORDS_H

#include <stdint.h>

#include "text/words/language.h"

enum { KEYWORD_MAX = 64, KEYWORD_BUCKETS = 256 };

/* A set of them; bit n is word n. */
typedef uint64_t keyword_set;

/* {0} is empty. */
struct keywords {
	uint64_t words[KEYWORD_MAX]; /* hashes; in scripts without spaces, of pairs of characters */
	uint8_t buckets[KEYWORD_BUCKETS]; /* by hash: a word's number plus one; 0: none */
	uint32_t count;
	keyword_set title; /* those of the title; the others are the description's */
};

/*
 * Takes the words out of both texts, but none that are among the most frequent of a language, nor
 * those of the site's name.
 */
void keywords_read(struct keywords *keywords, const struct languages *languages, struct slice title,
		   struct slice summary, struct slice site);

/* The key of a word of a text whose word before had the hash `before`; 0: for none. */
static inline uint64_t keyword_key(const struct word *word, uint64_t before)
{
	if (!(word->flags & WORD_SINGLE))
		return word->hash;
	return before ? (before ^ word->hash * UINT64_C(0x9E3779B97F4A7C15)) | 1 : 0;
}

static inline uint64_t keyword_bucket(uint64_t key)
{
	return key ^ key >> 32;
}

/* The word as a set; empty when it is none of the headline's. */
static inline keyword_set keyword_find(const struct keywords *keywords, uint64_t key)
{
	for (uint64_t bucket = keyword_bucket(key);; bucket++) {
		unsigned number = keywords->buckets[bucket % KEYWORD_BUCKETS];

		if (number == 0)
			return 0;
		if (keywords->words[number - 1] == key)
			return (keyword_set)1 << (number - 1);
	}
}

#endif
