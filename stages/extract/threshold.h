/*
 * threshold: how likely a block must be part of the article to be kept, page by page.
 *
 * Where the model is sure of all blocks it does not matter much. Where it is not, say of a page
 * unlike any that it has learned from, a fixed threshold would keep shreds of the article. What
 * serves best is half of the best F1 that is to be expected on the page (Z. C. Lipton, C. Elkan, B.
 * Naryanaswamy: "Optimal thresholding of classifiers to maximize F1 measure", ECML 2014): near a
 * half on most pages, lower on doubtful ones.
 */
#ifndef WIREWASH_EXTRACT_THRESHOLD_H
#define WIREWASH_EXTRACT_THRESHOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "page.h"

enum {
	LIKELIHOOD_ONE = 1 << 16,                     /* certain */
	LIKELIHOOD_LEAST = LIKELIHOOD_ONE * 15 / 100, /* what is less likely is never kept */
};

/* The likelihood that a score (article/trees/tables.h) means, from 0 to LIKELIHOOD_ONE. */
uint32_t likelihood(int32_t score);

/* What matters more: that nothing wrong is kept, or that nothing right is lost. */
enum favor { FAVOR_NEITHER, FAVOR_PRECISION, FAVOR_RECALL };

/*
 * The least likelihood of the blocks to be kept, of which `scores` has one each; whether the page
 * is an article, where blocks are right or wrong each by itself. *certainty: the F1 that is to be
 * expected of what is kept, in thousandths.
 */
uint32_t threshold_of(const struct block *blocks, const int32_t *scores, uint32_t count,
		      bool article, enum favor favor, uint32_t *certainty);

#endif
