/*
 * yaml: reads one small YAML document (YAML 1.1 syntax, by libyaml) into a tree of values.
 *
 * Plain scalars mean what JSON would take them for (null, ~, true, false, numbers in JSON's
 * spelling); everything else, dates too, is a string. Aliases are not followed: their value is
 * null, so that a document never grows by reading it. Of a key that is there twice the later value
 * counts, as in other YAML readers. Tags are ignored.
 */
#ifndef WIREWASH_YAML_H
#define WIREWASH_YAML_H

#include "base/err.h"
#include "text/markup/value.h"

/*
 * *root becomes the document's value, in `arena`; NULL when `text` is not one well-formed document
 * within the limits of value.h, or has keys that are no scalars. False only when memory is short.
 */
bool yaml_read(struct slice text, struct arena *arena, struct value **root, struct err *err);

#endif
