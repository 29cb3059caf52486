/*
 * converter: bytes of a named charset to UTF-8, strictly: what the charset leaves undefined is an
 * error, never a replacement character. The only file that includes ICU's converters.
 */
#ifndef WIREWASH_CONVERTER_H
#define WIREWASH_CONVERTER_H

#include "base/buf.h"
#include "base/err.h"

/* One thread's converters, kept open from one document to the next. */
struct converters;

struct converters *converters_open(struct err *err);
void converters_close(struct converters *converters);

/* Whether a charset goes by this name; case and punctuation do not matter. */
bool charset_exists(const char *name);

/*
 * The name to show and to convert with: the registered one (IANA), of the charset that web pages
 * mean by `name` (WHATWG Encoding: what says ISO-8859-1 is windows-1252, what says GB2312 is
 * GB18030, and so on). Lives as long as the program. NULL when there is no such charset.
 */
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

#endif
