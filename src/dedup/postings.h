/*
 * postings: for each sketch value that two or more texts share, the list of these texts.
 */
#ifndef WIREWASH_POSTINGS_H
#define WIREWASH_POSTINGS_H

#include "dedup/corpus.h"

struct postings {
	struct tape lists; /* each is its length, then its texts in order of rank: uint32_t all */
	size_t texts;      /* of the longest list */
};

bool postings_build(struct postings *postings, struct corpus *corpus, struct err *err);

/* The next list, borrowed until the next call; *count is 0 at the end. */
bool postings_next(struct tape_reader *reader, const uint32_t **text, uint32_t *count,
		   struct err *err);

void postings_free(struct postings *postings);

#endif
