/*
 * The scalars of TOML: strings, numbers, dates and times. The other half is toml.c.
 */
#ifndef WIREWASH_TOML_SCALAR_H
#define WIREWASH_TOML_SCALAR_H

#include <stdbool.h>

#include "base/arena.h"
#include "text/markup/value.h"

/* Where a reader is in its text. */
struct toml_cursor {
	struct slice text;
	size_t at;
	struct arena *arena;
	bool out_of_memory;
};

/* The byte `ahead` of the cursor; 0 after the end. (A NUL is not allowed anywhere in TOML.) */
static inline char toml_peek(const struct toml_cursor *cursor, size_t ahead)
{
	return ahead < cursor->text.len - cursor->at ? cursor->text.data[cursor->at + ahead] : 0;
}

static inline struct slice toml_rest(const struct toml_cursor *cursor)
{
	return slice_from(cursor->text, cursor->at);
}

/* Length of the line end at the cursor: 1, 2 for CR LF, 0 if there is none. */
size_t toml_newline(const struct toml_cursor *cursor);

/* Whether a comment or a string may hold this byte: all but control characters other than tab. */
bool toml_is_text(char c);

/*
 * Reads the string at the cursor, which is on its quote. The triple quotes of long strings are
 * allowed only if `multiline` (a key may not have them). False when malformed.
 */
bool toml_string(struct toml_cursor *cursor, bool multiline, struct slice *value);

/* Reads a number, date, time, true, false, inf or nan into *value. False when malformed. */
bool toml_bare_value(struct toml_cursor *cursor, struct value *value);

#endif
