/*
 * plain: the lines of a document that need no search. Where most of a document is whole UTF-8 read
 * in one charset, its lines of which all is so, and plausible, are read at once, and those that
 * hold nothing of the kind are left alone; the path has only to be found through the others.
 *
 * straight.h does the same for all of a document that was garbled once; this is for one layer, and
 * for documents of which some lines are odd.
 */
#ifndef WIREWASH_MOJIBAKE_PLAIN_H
#define WIREWASH_MOJIBAKE_PLAIN_H

#include "base/buf.h"
#include "edits.h"

struct plain {
	struct edits edits; /* what they are read as, all in one charset ... */
	uint32_t alike;     /* ... or in any of these */
	bool all;           /* no line is left for the search */
};

/*
 * Finds the plain lines of one layer, and marks all signs with their lines' kinds. `known` are the
 * charsets of the layer before. The edits are the arena's; `bytes` is room to work in. False when
 * memory is short.
 */
bool plain_find(struct finder *finder, struct arena *arena, struct buf *bytes, struct text text,
		uint32_t known, struct plain *plain);

/* Reads the plain lines in charset k, one of those alike, instead: it reads more of the others. */
void plain_read_in(struct plain *plain, struct text text, unsigned k);

#endif
