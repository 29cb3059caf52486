/*
 * fields: the header that WARC and HTTP share: a first line, then lines "name: value", then an
 * empty line. A line that begins with a blank goes on with the value before it (RFC 7230, 3.2.4).
 * Lines end with CRLF, or with LF alone.
 */
#ifndef WIREWASH_FIELDS_H
#define WIREWASH_FIELDS_H

#include "base/slice.h"

/* How many bytes the header has, with its empty line; 0 when the bytes end before that. */
size_t fields_size(struct slice bytes);

/* The first line of a header, without its end. */
struct slice fields_first_line(struct slice header);

/*
 * Cuts the next field off *rest, which at first is the whole header: its first line is passed over
 * by fields_begin. Lines that are no fields are skipped. False when none is left. The value is
 * trimmed; one that is folded still has its line ends.
 */
struct slice fields_begin(struct slice header);
bool fields_next(struct slice *rest, struct slice *name, struct slice *value);

/* Whether `name` is `lower` (in lower case), whatever case it is in. */
bool field_is(struct slice name, const char *lower);

/*
 * The value of a Content-Type: what is before its parameters, and the charset parameter without
 * its quotes (or empty). Both as spelled.
 */
struct media_type {
	struct slice name, charset;
};
struct media_type media_type_parse(struct slice value);

#endif
