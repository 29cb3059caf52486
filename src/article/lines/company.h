/*
 * company: lines that are known by the company they keep. Behind the last prose, noise stands in
 * runs, and so it does before the first: what stands amid a run, or between it and the edge of the
 * text, and has nothing to do with the article, is of the same kind, whatever its words.
 */
#ifndef WIREWASH_COMPANY_H
#define WIREWASH_COMPANY_H

#include "article/lines/labels.h"

/* Drops such rows; call when the rules have dropped theirs. */
void company_drop(struct labels *labels, const struct label_means *means,
		  const struct evidence *evidence);

#endif
