/*
 * straight: the usual case of garbled text, without a search. A document is straight when all of
 * it, or all of some of its lines, is whole UTF-8 read in one charset, plausible at every
 * character, and its other lines hold nothing of the kind. What the search would find is then
 * plain. Anything odd, damaged, mixed, or garbled more than once is left to the search (repair.h).
 */
#ifndef WIREWASH_MOJIBAKE_STRAIGHT_H
#define WIREWASH_MOJIBAKE_STRAIGHT_H

#include "base/buf.h"
#include "readings.h"

/* A stretch of a field and what it becomes. */
struct straight_edit {
	size_t from, end;         /* bytes of the field */
	size_t out_from, out_end; /* bytes of straight.out */
};

/* What was made of a field. {0} at first. */
struct straight {
	struct buf out;
	struct straight_edit *edits;
	size_t edit_count, edit_cap;
};

/*
 * The charset that the line of `text` around byte *at is garbled in; CHARSETS_MAX when that is not
 * plain. *at is where the scan stopped; it becomes the beginning of the next line that may tell.
 */
unsigned straight_charset(const struct tables *tables, struct slice text, size_t *at);

/* The same, of the first lines from byte `at` on that tell. */
unsigned straight_charset_from(const struct tables *tables, struct slice text, size_t at);

enum straight_outcome { STRAIGHT_NOT, STRAIGHT_DONE, STRAIGHT_FAILED };

/*
 * Reads the field in charset k. *hits counts the characters read. STRAIGHT_NOT: it is for the
 * search, or for charset *better, which reads alike what k does and also what k does not;
 * CHARSETS_MAX: there is none. STRAIGHT_FAILED: memory is short. Otherwise straight->out is the
 * field's new value.
 */
enum straight_outcome straight_read(struct straight *straight, const struct tables *tables,
				    struct slice text, unsigned k, size_t *hits, unsigned *better);

void straight_free(struct straight *straight);

#endif
