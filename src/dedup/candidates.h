/*
 * candidates: the pairs of texts that are worth comparing, found by the sketch values they share.
 *
 * In a short list each text meets each other. A list that is longer than the cap would make that
 * quadratic; there, a text meets the list's first members (its representatives) and its nearest
 * neighbours by rank. So a story on thousands of sites stays connected at a linear price. Caps
 * grow with the archive:
 *
 *   cap        = max(50, 0.00015 x texts)
 *   neighbours = 1, from 750,000 texts on 2
 */
#ifndef WIREWASH_CANDIDATES_H
#define WIREWASH_CANDIDATES_H

#include "dedup/postings.h"

struct candidate {
	uint32_t text;   /* of lower rank than the one it is a candidate for */
	uint32_t shared; /* sketch values that both have */
};

struct candidates {
	struct candidate *item;
	size_t count, cap;
	size_t *of; /* those of text t are item[of[t] .. of[t + 1]) */
};

bool candidates_find(struct candidates *candidates, const struct corpus *corpus,
		     const struct postings *postings, struct err *err);
void candidates_free(struct candidates *candidates);

/*
 * How many sketch values of each text can possibly be shared: of a sample and a full sketch, the
 * sampled ones.
 */
static inline uint32_t comparable_sketch(const struct text *a, const struct text *b)
{
	bool full = a->word_count < DENSE_TEXT && b->word_count < DENSE_TEXT;

	return full ? a->sketched : a->sampled;
}

#endif
