/*
 * charset: the bytes of a document, of whatever encoding, to UTF-8; or the word that they are no
 * text, or that nobody can say which text. Never a guess that is silently wrong.
 *
 * In this order: a byte order mark; the charset that the user forces; UTF-16 without a mark, known
 * by its NULs; valid UTF-8; a charset that the document itself declares in its first 1,024 bytes
 * (charset=, encoding=, an editor's coding: line); what the bytes look like (detect.h). A document
 * that is UTF-8 but for a few broken characters is not taken for something else: it is unknown.
 */
#ifndef WIREWASH_CHARSET_H
#define WIREWASH_CHARSET_H

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
	DECODING_BINARY,  /* no text: NULs, many control characters, or a PDF */
	DECODING_UNKNOWN, /* text, but not to be decoded for sure */
	DECODING_NO_MEMORY,
};

/*
 * Decodes `bytes`. `forced` is the charset to use when there is no byte order mark, a name that
 * charset_name gave, or NULL. *text is valid UTF-8 without a mark, in `bytes` or in the arena;
 * *name is the charset it was in, registered (IANA) and static.
 */
enum decoding charset_decode(struct charset *charset, struct slice bytes, const char *forced,
			     struct arena *arena, struct slice *text, const char **name);

#endif
