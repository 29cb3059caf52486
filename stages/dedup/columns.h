/*
 * columns: two texts side by side, for a terminal.
 */
#ifndef WIREWASH_COLUMNS_H
#define WIREWASH_COLUMNS_H

#include "base/buf.h"

/*
 * Appends the texts (valid UTF-8) in two columns, wrapped at blanks, or anywhere in scripts without
 * them; of long ones the beginning.
 */
void columns_write(struct slice left, struct slice right, struct buf *out);

/* Appends the text with a blank for each control character: nothing steers the terminal. */
void columns_clean(struct slice text, struct buf *out);

#endif
