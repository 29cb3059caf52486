/*
 * markdown: Markdown (CommonMark 0.30, by libcmark) as the plain text that a reader would see.
 *
 * What stays: words, line breaks as they are in the source, empty lines between paragraphs,
 * list markers ("- ", "1. ") with what belongs to an item indented below them, code, the text of
 * links. What is removed: marks of emphasis, headings and quotations, thematic breaks, link
 * targets, images with their descriptions, comments, tags of HTML (but not the text between them,
 * unless in script and style). Entities become characters. Tables, which CommonMark does not know,
 * are left unchanged.
 */
#ifndef WIREWASH_MARKDOWN_H
#define WIREWASH_MARKDOWN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/*
 * The parser takes quadratic time for some inputs, so texts are measured first: none longer than
 * this, none with more containers in one another, none for which the parser needs more memory than
 * 8 MiB and so many times its length.
 */
enum {
	MARKDOWN_MAX_BYTES = 1024 * 1024,
	MARKDOWN_MAX_DEPTH = 40,
	MARKDOWN_MAX_MEMORY = 32,
};

/* What one thread needs; {0} to begin with. */
struct markdown {
	struct arena memory;
	struct buf out;
};

void markdown_free(struct markdown *markdown);

enum markdown_result { MARKDOWN_DONE, MARKDOWN_SKIPPED, MARKDOWN_FAILED };

/*
 * *plain becomes the text (valid UTF-8) without its markup, in `arena`. MARKDOWN_SKIPPED: it is
 * beyond a limit, and *plain is the text itself; always so for the same text. MARKDOWN_FAILED:
 * memory is short, and err says so.
 */
enum markdown_result markdown_to_plain(struct markdown *markdown, struct slice text,
				       struct arena *arena, struct slice *plain, struct err *err);

#endif
