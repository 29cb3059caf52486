/*
 * metadata: what a page says of the article on it: title, date, author, site, language, address. It
 * is given in many places (JSON-LD, meta elements, microdata, the text itself), which differ in how
 * far they can be trusted; the first in a fixed order that says something sensible counts.
 */
#ifndef WIREWASH_EXTRACT_METADATA_H
#define WIREWASH_EXTRACT_METADATA_H

#include "article/lines/dateline.h"
#include "page_context.h"

/* Each on one line, valid UTF-8, in the arena or in the page; empty: not known. */
struct metadata {
	struct slice title; /* without the site's name */
	struct slice date;  /* ISO 8601 */
	struct slice modified;
	struct slice description, image, section;
	struct slice tags;   /* one a line */
	struct slice author; /* names, with "; " between them; never the site's */
	struct slice site;
	struct slice language; /* BCP 47 */
	struct slice url;
};

/*
 * Reads what page_read has found, and `context` of it. `article` is its text, which tells the
 * language where the page does not; `url` is where the page is from, or empty. False when memory is
 * short.
 */
bool metadata_read(const struct page *page, const struct page_context *context,
		   const struct dateline_words *words, struct slice article, struct slice url,
		   struct arena *arena, struct metadata *metadata);

#endif
