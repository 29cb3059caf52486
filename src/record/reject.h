/*
 * Why a record was rejected: a closed list. A rejected record leaves the stream and is written,
 * whole, to --rejects; it never stops a run by itself.
 */
#ifndef WIREWASH_REJECT_H
#define WIREWASH_REJECT_H

enum reject_reason {
	REJECT_NONE,
	REJECT_NOT_JSON, /* breaks RFC 8259's grammar; a control character or NUL in a string too */
	REJECT_NOT_OBJECT,      /* JSON, but no object */
	REJECT_BAD_UTF8,        /* the line is not UTF-8 */
	REJECT_LONE_SURROGATE,  /* \uD800..\uDFFF without its other half */
	REJECT_DUPLICATE_KEY,   /* a known member is there twice */
	REJECT_TOO_DEEP,        /* nested deeper than JSON_MAX_DEPTH */
	REJECT_TOO_LONG,        /* line or document past --max-line */
	REJECT_NO_TEXT,         /* no `text` (or what the stage needs instead) */
	REJECT_TEXT_NOT_STRING, /* `text` is there, but no string */
	REJECT_BINARY,          /* a file that is no text */
	REJECT_CHARSET,         /* a file whose characters cannot be decoded */
	REJECT_BAD_ROW,         /* a row of a table with stray quotes, or too few or many fields */
	REJECT_FORMAT,          /* a file of a known format that is not read, such as PDF */
	REJECT_NO_TEXT_COLUMN,  /* a table none of whose columns is known to be the text */
	REJECT_LIMIT,           /* a limit of the stage itself, named by its man page */
	REJECT_REASON_COUNT
};

/* The name that --rejects and --stats use, such as "not-json". Static. */
const char *reject_reason_name(enum reject_reason reason);

#endif
