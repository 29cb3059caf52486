/*
 * known: files that hold no article as they are, by their first bytes and their names.
 *
 * Some are refused with their format's name and the command that makes them readable; others,
 * which mirrors of sites are full of (pictures, fonts, style sheets, site maps), are skipped.
 */
#ifndef WIREWASH_INGEST_KNOWN_H
#define WIREWASH_INGEST_KNOWN_H

#include <stdbool.h>

#include "base/err.h"
#include "base/slice.h"

struct known {
	const char *format; /* such as "PDF" */
	const char *advice; /* what to do, with @ for the file; NULL: it is skipped */
};

/*
 * What the file is, or NULL when it may hold articles. `name` is the file's, empty for standard
 * input; `head` its first bytes: 512 are enough but for XML, of which the first tag must be there.
 * Static.
 */
const struct known *known_file(struct slice name, struct slice head);

/* Fills *err with a remark (`file` is empty for standard input): "FILE: is PDF, which is not read.
 * Write: pdftotext FILE - | ...". */
void known_remark(const struct known *known, const char *file, struct err *err);

#endif
