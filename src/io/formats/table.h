/*
 * table: rows of comma-separated values (RFC 4180), with a comma, semicolon, tab or bar between
 * them. How a file is cut into rows is format_rows's (format.h).
 *
 * A field that begins with a quote ends with one, has quotes doubled, and may hold anything. In any
 * other field a quote is a character as others are. Rows end with LF or CRLF.
 */
#ifndef WIREWASH_TABLE_H
#define WIREWASH_TABLE_H

#include "base/arena.h"
#include "base/slice.h"

enum table_row {
	ROW_WHOLE,  /* it ends here */
	ROW_OPEN,   /* the bytes end before it does */
	ROW_BROKEN, /* a quote where none may be */
};

/*
 * Looks at the row that the bytes begin with; at_end: no more will follow them. *size: with the end
 * of its last line, or how far it was looked at. *fields: how many it has.
 */
enum table_row table_row(struct slice bytes, char delimiter, bool at_end, size_t *size,
			 size_t *fields);

/*
 * The header that the bytes begin with: the row that has most fields, by whatever stands between
 * them. ROW_OPEN: by one of them it may go on. ROW_BROKEN: it is none, by any.
 */
struct table_header {
	char delimiter;
	size_t size; /* with its end */
	size_t fields;
};
enum table_row table_header(struct slice bytes, bool at_end, struct table_header *header);

/*
 * How many bytes a table has before its header: a byte order mark, lines that begin with #, a line
 * "sep=;", with which some programs name the delimiter.
 */
size_t table_prologue(struct slice bytes);

/* The row without the end of its last line. */
struct slice table_without_end(struct slice row);

/* Cuts the next field off a whole row without its end, quotes and all. *more: another one follows.
 */
struct slice table_field(struct slice *rest, char delimiter, bool *more);

/* What a field says, without its quotes: in it, or in the arena. False when memory is short. */
bool table_value(struct slice field, struct arena *arena, struct slice *value);

#endif
