/*
 * html_parts: the inside of html.h: what a page passes through before libxml2 reads it.
 *
 * libxml2 is slow with attributes, takes tags in scripts for tags of the page, and looks at each
 * character of a comment. So it gets the page without all these: a start tag keeps its name and one
 * attribute, a number, by which the tree finds those that are known here.
 */
#ifndef WIREWASH_HTML_PARTS_H
#define WIREWASH_HTML_PARTS_H

#include "text/markup/html.h"

/* What is known of a start tag. */
struct html_start {
	uint32_t from, count; /* its attributes, in html->attributes */
	uint32_t at;          /* of its '<' in the page */
};

/*
 * Appends the page without comments, the content of scripts and styles, and attributes. Attributes,
 * start tags and JSON-LD scripts are listed in `html`, which holds none yet. The page has no NULs.
 * False when memory is short.
 */
bool html_strip(struct html *html, struct slice page, bool places, struct buf *out);

/*
 * Reads the attributes that begin at `at` in a start tag, up to its end: a '>', a "/>", or the
 * page's end; returns where that is. Those that are known are listed in `html`, but only the first
 * of each name. As in HTML, "13.2.5 Tokenization". False in *good when memory is short.
 */
size_t html_read_attributes(struct html *html, struct slice page, size_t at, bool *good);

/* Room for one more item in an array of them. */
bool html_grow(void *items, uint32_t count, uint32_t *cap, size_t size);

/*
 * Appends text. The characters U+0080 to U+009F mean those of windows-1252, as the HTML
 * standard has it: "&#150;" is a dash.
 */
bool html_append(struct buf *out, struct slice bytes);

/* The character that a name is for between '&' and ';', or 0. */
uint32_t html_entity(struct slice name);

#endif
