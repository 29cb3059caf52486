/*
 * What a reader sees of a piece of HTML inside Markdown (see markdown.h).
 */
#ifndef WIREWASH_MARKDOWN_HTML_H
#define WIREWASH_MARKDOWN_HTML_H

#include "base/buf.h"

/*
 * Appends the text of an HTML block: no tags, comments, scripts and styles; entities decoded (the
 * numeric ones and the best known names); lines trimmed, no empty ones. May end in '\n'.
 */
void markdown_html_text(struct slice html, struct buf *out);

/* Whether an inline tag means a line break: <br>, <br/>, ... */
bool markdown_html_is_break(struct slice tag);

#endif
