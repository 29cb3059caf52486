/* langtag: the language that a tag is of, whichever of its codes the tag uses (BCP 47, ISO 639). */
#ifndef WIREWASH_LANGTAG_H
#define WIREWASH_LANGTAG_H

#include "base/slice.h"

/*
 * The language of a tag such as "en", "eng" or "en-GB", as a code of ISO 639-2, NUL-terminated, in
 * lower case. False when it does not look like a tag.
 */
enum { LANGTAG_CODE = 4 };
bool langtag_language(struct slice tag, char code[static LANGTAG_CODE]);

/* Whether any tag of a list, with commas between them, is of a language that the other list has. */
bool langtag_lists_meet(struct slice tags, struct slice others);

#endif
