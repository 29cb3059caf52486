/*
 * reread: text in one single-byte charset that was read as another: "Ïðèâåò" are the bytes of
 * Привет in windows-1251, read as windows-1252. Such bytes have no structure, so that only a whole
 * text is evidence: few of its words are known as it is, many are when it is read again, the
 * characters are much likelier, and no other charset comes near.
 */
#ifndef WIREWASH_MOJIBAKE_REREAD_H
#define WIREWASH_MOJIBAKE_REREAD_H

#include "base/buf.h"
#include "readings.h"

/* What the bytes 80-FF mean in each charset; 0: undefined. Immutable once made. */
struct reread_tables {
	uint32_t code_point[CHARSETS_MAX][128];
};

/* The charset a text was read in, and the one it was written in. */
struct reread_pair {
	unsigned shown, meant;
};

void reread_tables_make(struct reread_tables *reread, const struct charsets *charsets);

/* Whether the text was read in the wrong single-byte charset; says in which. */
bool reread_finds(const struct tables *tables, const struct reread_tables *reread,
		  struct slice text, struct reread_pair *pair);

/*
 * Replaces *out by the text read again. False when there is nothing to change: not all of it has
 * bytes in the charset shown, or it is no likelier so. Ask buf_failed(out) about memory.
 */
bool reread_text(const struct tables *tables, const struct reread_tables *reread, struct slice text,
		 struct reread_pair pair, struct buf *out);

#endif
