/* settle: what of a repaired document may stand. */
#ifndef WIREWASH_MOJIBAKE_SETTLE_H
#define WIREWASH_MOJIBAKE_SETTLE_H

#include "readings.h"

/* In sign.layers, instead of a charset's number: a C1 control that was a byte of windows-1252. */
enum { LAYER_CONTROLS = CHARSETS_MAX + 1 };

/*
 * Undoes the repair where it is unsound. With `spans` a line in which more is sure than is not
 * keeps what is sure, and only the signs that could not be told are as in the original; else, and
 * without, the whole line is. *left tells whether there were any. The new *text is the arena's.
 * False when memory is short.
 */
bool settle_lines(const struct tables *tables, struct arena *arena, struct text original,
		  struct text *text, bool spans, bool *left);

/*
 * C1 controls become characters of windows-1252, when all of them make sense as such, and are more
 * than one or are in a text that was garbled through it or its like.
 */
void settle_controls(const struct tables *tables, struct text text);

#endif
