/*
 * pairs: a forgiving reader for front matter that is meant to be YAML and is none, because a title
 * has a colon or a quote too many, a tab is in the indentation, or a list is not closed.
 *
 * Line by line: `key: value` at the left edge, where a key is a word of ASCII letters, digits, '_',
 * '-' and '.'; all after the first colon and blank is the value, with quotes around it taken off.
 * Lines of "- item" below make a list; indented lines go on with a value or, below a key without
 * one, are skipped; so are comments. Any other line must directly follow one of these, and there
 * must be four good ones for each of them: a paragraph of prose is not swallowed.
 */
#ifndef WIREWASH_MARKUP_PAIRS_H
#define WIREWASH_MARKUP_PAIRS_H

#include "base/err.h"
#include "text/markup/value.h"

/* *root becomes a map of strings and lists of strings, or NULL. False only when memory is short. */
bool pairs_read(struct slice text, struct arena *arena, struct value **root, struct err *err);

#endif
