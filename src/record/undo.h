/*
 * undo: a text as it was before a stage's edits.
 */
#ifndef WIREWASH_UNDO_H
#define WIREWASH_UNDO_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

/*
 * Appends to `out` the text that became `text` by these edits: an array as record_write_edits
 * writes it, of one stage, in any order. Edits of other members than the text are passed over.
 * `length` is how many code points the text had. False, with `out` as it was, when they do not
 * belong to this text, or memory is short (see buf_failed).
 */
bool undo_edits(struct slice text, struct slice edits, uint64_t length, struct arena *arena,
		struct buf *out);

#endif
