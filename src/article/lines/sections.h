/*
 * sections: blocks of other articles inside a text: "You May Also Like" and all that follows it,
 * be it titles, teasers, or whole foreign articles in one paragraph each; lists of links under a
 * heading of their own.
 *
 * A block opens at a heading that a rule knows, or at any short line after which stand a title and
 * a paragraph that begins with that title and speaks of other things. It ends where the article
 * itself goes on.
 */
#ifndef WIREWASH_SECTIONS_H
#define WIREWASH_SECTIONS_H

#include "article/lines/labels.h"

/* Drops the rows of all such blocks. */
void sections_drop(struct labels *labels, const struct label_config *config,
		   const struct evidence *evidence);

#endif
