/*
 * html: a page as a tree, as libxml2's forgiving parser sees it (the only file that includes it).
 *
 * The tree is an array of nodes in document order: a node's descendants follow it directly, up
 * to its `end`. It holds elements and texts. What no reader sees and no program needs is taken out
 * before the parser meets it: comments, scripts (but for JSON-LD, which is kept as it is),
 * styles and attributes, of which those with a name in html_names.h are read here.
 *
 * Nothing is fetched, nothing is expanded but character references. Limits bound depth, nodes and
 * attributes, so that time and memory are linear in the page whatever it holds.
 */
#ifndef WIREWASH_HTML_H
#define WIREWASH_HTML_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/markup/html_names.h"

struct html_node {
	uint32_t parent; /* the element that it is in; the root's is the root itself */
	uint32_t end;    /* the first node after it that is not in it */
	uint32_t from;   /* an element's first attribute; a text's first byte in html->text */
	uint32_t count;  /* of attributes; of bytes */
	uint16_t tag;    /* enum html_tag; HTML_TEXT for a text */
	uint16_t depth;  /* elements that it is in */
	uint32_t at; /* an element's: where its tag begins in the page; see html_limits.places */
};

struct html_attribute {
	enum html_attribute_name name;
	uint32_t at, len; /* the value, in html->values */
};

/* One thread's parser, and the page it read last. */
struct html {
	struct html_node *nodes; /* nodes[0] is the root, an element without a name */
	uint32_t node_count;
	struct html_attribute *attributes; /* those with a name in html_names.h */
	uint32_t attribute_count;
	struct slice *json_ld; /* scripts of that type; they live as long as page and tree */
	uint32_t json_ld_count;
	struct buf text; /* valid UTF-8, as all the page's characters are */
	struct buf values;

	/* Private. */
	uint32_t node_cap, attribute_cap, json_ld_cap, start_count, start_cap;
	struct html_start *starts;
	struct buf plain;  /* the page, if that has NULs, without them */
	struct buf source; /* without what is taken out */
	struct html_lookup *lookup;
};

struct html_limits {
	uint32_t depth; /* of elements; at most UINT16_MAX */
	uint32_t nodes;
	bool places; /* places of elements are wanted; a page with NULs has none */
};

enum {
	HTML_MAX_BYTES = 1 << 30, /* of a page */
};

enum html_result {
	HTML_DONE,
	HTML_LIMIT, /* a limit was hit; there is no tree */
	HTML_NO_MEMORY,
};

/* NULL when memory is short. */
struct html *html_open(struct err *err);

/* NULL is allowed. */
void html_close(struct html *html);

/* Reads a page (valid UTF-8), which must outlive the tree. The tree lives until the next call. */
enum html_result html_parse(struct html *html, struct slice page, const struct html_limits *limits);

/*
 * Whether the text (UTF-8) is a page: begins, after comments and the like, with a doctype or with
 * an element that is at the beginning of a page and nowhere else. A text that begins with
 * another tag may be Markdown.
 */
bool html_begins_page(struct slice text);

static inline struct slice html_text(const struct html *html, const struct html_node *text)
{
	return slice_make(text->count ? html->text.data + text->from : "", text->count);
}

static inline struct slice html_value(const struct html *html,
				      const struct html_attribute *attribute)
{
	return slice_make(attribute->len ? html->values.data + attribute->at : "", attribute->len);
}

/* The value of an element's attribute; the empty slice with NULL data when it has none. */
struct slice html_get(const struct html *html, const struct html_node *element,
		      enum html_attribute_name name);

/* Whether `inner` is in `outer`, or is it. Both are numbers of nodes. */
static inline bool html_holds(const struct html *html, uint32_t outer, uint32_t inner)
{
	return outer <= inner && inner < html->nodes[outer].end;
}

#endif
