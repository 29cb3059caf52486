/*
 * charset: the bytes of a document, of whatever encoding, to UTF-8, as a browser would read them;
 * or the word that they are no text.
 *
 * In this order: a byte order mark; the charset that the user forces; UTF-16 without a mark, known
 * by its NULs; UTF-8, also with some broken characters; a charset that the transport or the
 * document itself declares, when the bytes fit it; what the bytes look like (detect.h); what was
 * declared, though it does not fit; windows-1252. Bytes that mean nothing become U+FFFD and are
 * counted; a document with too many of them is refused.
 */
#ifndef WIREWASH_CHARSET_H
#define WIREWASH_CHARSET_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

/* One thread's converters and detector. */
struct charset;

struct charset *charset_open(struct err *err);

/* NULL is allowed. */
void charset_close(struct charset *charset);

enum decoding {
	DECODED,
	DECODING_BINARY,  /* no text: many NULs or other control characters, or a PDF */
	DECODING_UNKNOWN, /* text, but too much of it cannot be decoded */
	DECODING_NO_MEMORY,
};

/* How the charset was found, in the order of how sure that is. */
enum charset_how {
	CHARSET_MARK,     /* a byte order mark says so */
	CHARSET_FORCED,   /* the user does */
	CHARSET_UTF8,     /* the bytes are UTF-8, but for what was replaced */
	CHARSET_DECLARED, /* the transport or the document says so */
	CHARSET_DETECTED, /* the bytes look like it, and like nothing else */
	CHARSET_MIXED,    /* each line that is not UTF-8 was decoded by itself */
	CHARSET_GUESSED,  /* the likeliest, but others are nearly as likely */
	CHARSET_FALLBACK, /* nothing speaks for any: windows-1252 */
};

/* "mark", "forced", "utf-8", "declared", ...; static. */
const char *charset_how_name(enum charset_how how);

struct charset_request {
	const char *forced;     /* a name of charset_name: used when there is no mark; NULL: none */
	const char *declared;   /* a name of charset_label, from the transport; NULL: none */
	bool mixed;             /* lines may be in different charsets, one of which is UTF-8 */
	unsigned most_replaced; /* thousandths of the characters that may become U+FFFD; but
				 * CHARSET_SOME_REPLACED always may */
};

enum { CHARSET_SOME_REPLACED = 8 };

struct charset_result {
	struct slice text; /* valid UTF-8 without a mark, in `bytes` or in the arena */
	const char *name;  /* of the charset, registered (IANA) and static */
	enum charset_how how;
	uint64_t replaced; /* characters that became U+FFFD */
};

/* Decodes `bytes`. *result is set when this returns DECODED. */
enum decoding charset_decode(struct charset *charset, struct slice bytes,
			     const struct charset_request *request, struct arena *arena,
			     struct charset_result *result);

#endif
