/*
 * blemishes: what shows that a copy of a text is not a clean one, so that a cleaner one can be
 * kept. A matter of a glance, on the way of every record: it tells copies apart, and judges no
 * text.
 */
#ifndef WIREWASH_BLEMISHES_H
#define WIREWASH_BLEMISHES_H

#include <stdint.h>

#include "base/slice.h"

/*
 * How many characters are broken: replacement characters (U+FFFD), letters that look like UTF-8
 * read as Latin-1 or Windows-1252, left-over character references, and digits in the small
 * letters of a word, as bad scans have them. `text` is valid UTF-8.
 */
uint32_t count_broken(struct slice text);

/* Whether the text ends in an ellipsis, or in one and a few words such as "... Read more". */
bool breaks_off(struct slice text);

#endif
