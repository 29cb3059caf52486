/*
 * warc: the header of a record in a WARC file (ISO 28500:2017, WARC 1.1; and 1.0). How a file is
 * cut into records is format_warc's (format.h).
 */
#ifndef WIREWASH_WARC_H
#define WIREWASH_WARC_H

#include <stdint.h>

#include "base/slice.h"

/* A header that is longer is damage. */
enum { WARC_HEADER_MAX = 64 * 1024 };

/* What records are about; the names of the standard. */
enum warc_type {
	WARC_RESPONSE,
	WARC_RESOURCE,
	WARC_CONVERSION,
	WARC_REQUEST,
	WARC_METADATA,
	WARC_INFO,
	WARC_REVISIT,
	WARC_CONTINUATION,
	WARC_OTHER,
};

/* All slices are of the bytes that were parsed, and empty where the field is missing. */
struct warc_header {
	size_t size;             /* with its empty line */
	uint64_t content_length; /* of the block after it */
	enum warc_type type;
	struct slice id; /* without angle brackets, as is url */
	struct slice url;
	struct slice date;
	struct slice content_type;
	struct slice
		language; /* that was identified: codes of ISO 639-3 with commas between them */
	struct slice truncated; /* why the block is not all there was */
};

/* What every record begins with. */
#define WARC_MAGIC SLICE("WARC/")

/* Whether a record begins like this: WARC/, a version, the end of the line. */
bool warc_begins(struct slice bytes);

/*
 * How many bytes the header has that the bytes begin with, with its empty line; 0 when they end, or
 * WARC_HEADER_MAX of them do, or another record begins (then *another) before it does.
 */
size_t warc_header_size(struct slice bytes, bool *another);

/* Parses a header, all of which must be there. Returns NULL, or what is wrong with it. */
const char *warc_header_parse(struct slice bytes, struct warc_header *header);

#endif
