/*
 * code: which parts of a Markdown text are code, by the rules of CommonMark 0.30: fenced blocks
 * (4.5), indented blocks (4.4) and code spans (6.1). An approximation that errs towards code
 * where it is not exact: fences may be indented at will, an unclosed one reaches to the end.
 */
#ifndef WIREWASH_MARKUP_CODE_H
#define WIREWASH_MARKUP_CODE_H

#include "pieces.h"

/* Adds the pieces that are code, in order. Takes time linear in the text. */
void code_find(struct slice text, struct markup_pieces *code);

#endif
