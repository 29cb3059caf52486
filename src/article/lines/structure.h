/*
 * structure: content that defends itself. A row of a table, a line of figures among its like, an
 * item in the middle of a list, a line of code: what a rule would say about it alone counts for
 * nothing (or for little), as the lines beside it show what it is.
 */
#ifndef WIREWASH_STRUCTURE_H
#define WIREWASH_STRUCTURE_H

#include "article/lines/labels.h"

/* Sets `structured` of every active row: whether it is such content, which no rule may drop. */
void structure_mark(struct labels *labels, const struct label_config *config,
		    const struct evidence *evidence);

#endif
