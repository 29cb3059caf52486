/*
 * format: how a kind of file is cut into items. A new one is a file like document.c: a state that
 * is opened over a reader and fills batches.
 */
#ifndef WIREWASH_FORMAT_H
#define WIREWASH_FORMAT_H

#include "io/batch.h"
#include "io/reader.h"

struct format {
	/*
	 * The reader is borrowed and stands at the file's first byte. `source` names the file in the
	 * items (borrowed; empty for stdin). No item has more than max_size bytes: what is longer
	 * is an ITEM_TOO_LONG. NULL when memory is short.
	 */
	void *(*open)(struct reader *reader, struct slice source, uint64_t max_size,
		      struct err *err);

	/* Appends items, about BATCH_BYTES of them, as lines_fill does. */
	bool (*fill)(void *state, struct batch *batch, bool *more, struct err *err);

	void (*close)(void *state);
};

extern const struct format format_lines;    /* JSON Lines: an ITEM_LINE for each line */
extern const struct format format_document; /* the whole file is one ITEM_DOCUMENT, if it is not empty */

#endif
