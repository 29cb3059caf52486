/* settle: what of a repaired document may stand. */
#ifndef WIREWASH_MOJIBAKE_SETTLE_H
#define WIREWASH_MOJIBAKE_SETTLE_H

#include "readings.h"

/* In sign.layers, instead of a charset's number: a C1 control that was a byte of windows-1252. */
enum { LAYER_CONTROLS = CHARSETS_MAX + 1 };

/*
 * What stays of a line in which something is unsound. A line in which less is sure than is not
 * stays as it was in any case.
 */
enum settle {
	SETTLE_LINES,   /* nothing: the whole line is as it was */
	SETTLE_SPANS,   /* what is sure; the other characters are as they were */
	SETTLE_REPLACE, /* the same, but U+FFFD takes the place of a character that lost a byte */
};

/*
 * Undoes the repair where it is unsound, as `how` says. *left tells whether there was anything. The
 * new *text is the arena's. False when memory is short.
 */
bool settle_lines(const struct tables *tables, struct arena *arena, struct text original,
		  struct text *text, enum settle how, bool *left);

/*
 * C1 controls become characters of windows-1252, when all of them make sense as such, and are more
 * than one or are in a text that was garbled through it or its like.
 */
void settle_controls(const struct tables *tables, struct text text);

#endif
