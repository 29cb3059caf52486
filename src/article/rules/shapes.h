/* shapes: what a line looks like, from its characters alone. */
#ifndef WIREWASH_SHAPES_H
#define WIREWASH_SHAPES_H

#include <stdint.h>

#include "base/slice.h"

/*
 * The bits of enum shape (article/lines/evidence.h) that the characters tell; `words` is how many
 * words the line has. Not ENDED, DATE, LABEL, TOP and TAIL, which take more than that.
 */
uint32_t shapes_of(struct slice text, uint32_t words);

/* Of these, the ones that its beginning and its end tell. */
uint32_t shapes_of_ends(struct slice text);

/* Offset of the first colon that may end a label (also full-width), not of a time or an address; or
 * text.len. */
size_t shape_label_colon(struct slice text);

/* The line without the markup, bullets and emoji that it begins with. */
struct slice shape_body(struct slice text);

#endif
