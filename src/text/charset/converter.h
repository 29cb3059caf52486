/*
 * converter: bytes of a named charset to UTF-8. convert is strict: what the charset leaves
 * undefined is an error; convert_any puts a replacement character in its place. The only file that
 * includes ICU's converters.
 */
#ifndef WIREWASH_CONVERTER_H
#define WIREWASH_CONVERTER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* One thread's converters, kept open from one document to the next. */
struct converters;

struct converters *converters_open(struct err *err);
void converters_close(struct converters *converters);

/* How many bytes a label of a charset may have. */
enum { CHARSET_LABEL_MAX = 40 };

/*
 * The charset that web pages mean by a label (WHATWG Encoding, data/charset-labels.tsv): what says
 * ISO-8859-1 is windows-1252, what says GB2312 is GB18030, and so on. The name to show and to
 * convert with; lives as long as the program. NULL when the label is none, or one of those that
 * must not be decoded.
 */
const char *charset_label(struct slice label);

/* The same for the name that a user gives: a label, else any name that ICU has a converter for. */
const char *charset_name(const char *name);

enum conversion {
	CONVERTED,
	CONVERSION_UNDEFINED, /* bytes that mean nothing in this charset, or a control U+0080-009F
			       */
	CONVERSION_NO_MEMORY,
};

/* Replaces *text by the UTF-8 of `bytes`; without a byte order mark. */
enum conversion convert(struct converters *converters, const char *charset, struct slice bytes,
			struct buf *text);

/* The same, but what means nothing becomes U+FFFD; *replaced says how often. */
enum conversion convert_any(struct converters *converters, const char *charset, struct slice bytes,
			    struct buf *text, uint64_t *replaced);

#endif
