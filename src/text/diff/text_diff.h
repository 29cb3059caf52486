/*
 * text_diff: what differs between two texts, for people to read: word by word, or as a unified
 * diff.
 */
#ifndef WIREWASH_TEXT_DIFF_H
#define WIREWASH_TEXT_DIFF_H

#include "base/buf.h"

enum diff_style {
	DIFF_MARKS,   /* [-removed-]{+added+} */
	DIFF_COLOR,   /* the same in colours of a terminal (ECMA-48), without the marks */
	DIFF_UNIFIED, /* whole lines, three of context */
};

/*
 * Appends the differences; nothing when the texts are the same. Words and lines that are the same
 * in both are shown only near a difference; "..." takes the place of the others. Control characters
 * but for line ends and tabs are shown as "?". False when memory is short.
 */
bool text_diff(struct slice before, struct slice after, enum diff_style style, struct buf *out);

#endif
