/*
 * batch: a block of input and the items in it, the unit that the runner hands to a thread.
 *
 * A source appends bytes to `bytes` and an item for each record-to-be. Items refer to the bytes by
 * offset, so that the block may grow while it is filled; ask batch_slice when it is full.
 */
#ifndef WIREWASH_BATCH_H
#define WIREWASH_BATCH_H

#include <stdint.h>

#include "base/buf.h"

/* A source stops filling at about this many bytes; one item may be larger by itself. */
enum { BATCH_BYTES = 512 * 1024 };

enum item_kind {
	ITEM_LINE,     /* a line of JSON Lines, without its end */
	ITEM_DOCUMENT, /* a whole file, raw: the source stage's `parse` makes a record of it */
	ITEM_TOO_LONG, /* past a limit: only its beginning is here; `size` says how long it was */
};

struct span {
	size_t at, len;
};

struct item {
	enum item_kind kind;
	struct span bytes;
	struct span source; /* the file's name as the user knows it; empty for stdin */
	uint64_t line;      /* line number in the source, from 1; 0 for a whole document */
	uint64_t size;      /* with ITEM_TOO_LONG: all its bytes */
	uint64_t offset; /* in an archive: where in the file, as stored, its member begins, ... */
	uint64_t within; /* ... and how many decompressed bytes behind that it begins */
	struct span header; /* with a row of a table: its first row, which names the columns */
	struct span sample; /* with a row of a table that is not UTF-8: some of its first rows */
	struct span
		archive; /* with a document that is a member of one: the beginning of `source` */
	unsigned
		operand; /* number of the path on the command line that it is of, from 1; 0: none */
	unsigned tag;    /* for the source's own use */
};

struct batch {
	struct buf bytes;
	struct item *items;
	size_t count, cap;
	uint64_t input_bytes; /* as read from the file, for the progress line; compressed where it
				 is */
};

void batch_clear(struct batch *batch);
void batch_free(struct batch *batch);

/* Appends an item; false when memory is short. */
bool batch_add(struct batch *batch, const struct item *item);

static inline struct slice batch_slice(const struct batch *batch, struct span span)
{
	return slice_sub(buf_slice(&batch->bytes), span.at, span.at + span.len);
}

#endif
