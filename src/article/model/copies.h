/*
 * copies: an article that is in its page twice, once for wide screens and once for narrow ones,
 * say, or as a list of parts and as a whole. Lines need not be broken alike: a line is a copy when
 * nearly all of its runs of four words was in lines before it. Single lines that a text repeats
 * are left alone: copies must be much of the text, and stand together.
 */
#ifndef WIREWASH_COPIES_H
#define WIREWASH_COPIES_H

#include "article/model/features.h"

/* The thread's memory; {0} is empty. */
struct copies {
	uint8_t *marks; /* by row of features */

	/* Private. */
	size_t marks_cap;
	uint32_t *runs; /* hashes of the runs of words that were met; 0 is free */
	size_t runs_cap;
};

enum { COPY_REMOVED = 1, COPY_IS_ONE = 2 };

/* Makes room for marks on all rows, and clears them. */
bool copies_start(struct copies *copies, const struct features *features, struct err *err);

/*
 * Marks the copies among the rows that are not marked COPY_REMOVED. Linear. False when memory is
 * short.
 */
bool copies_find(struct copies *copies, const struct features *features, struct err *err);

void copies_free(struct copies *copies);

#endif
