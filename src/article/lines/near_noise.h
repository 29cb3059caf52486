/*
 * near_noise: lines that are noise because of the noise around them. After the last prose, noise
 * is in runs, and so it does before the first: what is within a run, or between it and the edge of
 * the text, and has nothing to do with the article, is of the same kind, whatever its words.
 */
#ifndef WIREWASH_NEAR_NOISE_H
#define WIREWASH_NEAR_NOISE_H

#include "article/lines/labels.h"

/* Drops such rows; call when the rules have dropped theirs. */
void near_noise_drop(struct labels *labels, const struct label_config *config,
		     const struct evidence *evidence);

#endif
