/*
 * splice: how a record differs from its line, and the line that comes of it. The inside of
 * record.h.
 *
 * Every change is defined as an edit of the line, made at once: a value replaced where it is,
 * a member appended to its object. Whoever writes the record, parses the line anew and continues is
 * therefore where the record itself is. That no line is rewritten until record_write is merely
 * faster; where bookkeeping would be harder than rewriting, the line is rewritten (record_fold).
 */
#ifndef WIREWASH_SPLICE_H
#define WIREWASH_SPLICE_H

#include "record/record.h"

struct record_splice {
	struct record_splice *next; /* by place; at the same place in the order they came */
	size_t at, len;             /* the bytes of the line that it replaces; none: an insertion */
	int field;                  /* whose value is written, or -1 */
	struct slice name;          /* of a member that is no field's */
	struct slice json;          /* the value verbatim; NULL: the field's value as a string */
	bool removal;               /* nothing is written, nor anything put before it */
};

/* Finds the members in record->line, which is valid UTF-8. */
enum reject_reason record_scan(struct record *record);

/* Lets the field's value be written: `json`, or without it the slot's own. */
void record_splice_field(struct record *record, enum field field, struct slice json);

/* Makes record->line what record_write would write. Decoded values stay as they are. */
void record_fold(struct record *record);

#endif
