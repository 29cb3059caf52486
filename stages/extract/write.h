/*
 * write: the blocks that stay, as a text.
 *
 * A paragraph is a line. Items of lists begin with "- ", those of lists in lists are indented; the
 * cells of a table's row are on one line, " | " between them; code keeps its lines. As Markdown
 * (CommonMark 0.30, tables as GitHub writes them) headings, quotes, emphasis and code have their
 * marks too, and blocks have empty lines between them.
 */
#ifndef WIREWASH_EXTRACT_WRITE_H
#define WIREWASH_EXTRACT_WRITE_H

#include "page.h"

/* What the text is to look like. */
struct form {
	bool markdown;
	bool links; /* as Markdown writes them */
};

/* Appends the blocks that are kept (a flag for each block). False when memory is short. */
bool write_article(const struct page *page, const bool *kept, const struct form *form,
		   struct buf *out);

/* Appends one block's text with the marks of its form: emphasis, code and links. */
void write_inline(const struct page *page, const struct block *block, const struct form *form,
		  struct buf *out);

#endif
