/*
 * wordscore: what the words of a line say about it: a sum of learned weights over its words, pairs
 * of words, first and last words. Words are not stored: each is hashed to one of a few thousand
 * buckets (the "hashing trick": Weinberger et al., "Feature hashing for large scale multitask
 * learning", ICML 2009). There are two tables: whether the line is the article's, and where it
 * stands if it is not: before the article or after it.
 *
 * The data is text: a line "words BUCKETS SCALE SCALE", then two tables of WORD_BUCKETS printable
 * characters each, in lines of 128: 'P' is 0, '!' -47, '~' 46.
 */
#ifndef WIREWASH_WORDSCORE_H
#define WIREWASH_WORDSCORE_H

#include "article/model/scan.h"
#include "base/err.h"

enum {
	WORD_BUCKETS = 1 << 15,
	WORD_SCORE_ONE = 16,    /* the score that is a logit of 1 */
	WORD_SCORE_MOST = 100,  /* and least */
	WORD_SCORE_TOKENS = 40, /* no more words of a line count */
	WORD_SECOND = 1 << 16,
	WORD_SCORE_MARKS = 2 * WORD_SCORE_TOKENS + 4, /* buckets that a line may have */
};

struct word_scores {
	int32_t weights[WORD_BUCKETS]; /* the first table's weight, and WORD_SECOND times the
					  second's */
	int32_t scale[2];
};

/* Cuts the tables off the front of *data. `name` is the file's, for messages. */
bool word_scores_read(struct word_scores *words, struct slice *data, const char *name,
		      struct err *err);

/* The buckets of a line's words: writes them and returns how many. */
size_t word_marks(const scan_token *tokens, size_t count, uint16_t marks[static WORD_SCORE_MARKS]);

/* The sums for one line. */
void word_score(const struct word_scores *words, const scan_token *tokens, size_t count,
		int32_t *score, int32_t *before_after);

#endif
