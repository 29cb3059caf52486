/*
 * toml: reads one small TOML document (TOML 1.0.0, https://toml.io/en/v1.0.0) into a tree of
 * values.
 *
 * Strict: what the specification calls invalid is refused, redefined tables and impossible dates
 * too. Integers become decimal, floats lose their underscores; dates, times, inf and nan become
 * strings as they are spelled.
 */
#ifndef WIREWASH_TOML_H
#define WIREWASH_TOML_H

#include "base/err.h"
#include "text/markup/value.h"

/*
 * *root becomes the document's map, in `arena`; NULL when `text` (valid UTF-8) is no TOML or is
 * beyond the limits of value.h. False only when memory is short.
 */
bool toml_read(struct slice text, struct arena *arena, struct value **root, struct err *err);

#endif
