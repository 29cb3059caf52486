/*
 * link_list: what programs that turn pages into text (lynx -dump, w3m, html2text) leave of links: a
 * numbered list of addresses at the end, and a mark such as [12] before each link in the text.
 */
#ifndef WIREWASH_LINK_LIST_H
#define WIREWASH_LINK_LIST_H

#include "base/arena.h"
#include "base/slice.h"

/* A text and the same text without its list and marks. */
struct link_list {
	struct slice before, after; /* `after` is borrowed from the arena */
	struct slice list;          /* of `before`: the list with its heading */
	struct link_mark {
		size_t at, len; /* in `before` */
		size_t after;   /* where it was, in `after` */
	} * marks;              /* in order */
	size_t mark_count;
};

/*
 * Takes list and marks out of *text. A list counts if it ends the text, has at least two addresses
 * with rising numbers, and the text has marks with such numbers. *found is whether there was one;
 * else nothing is changed. False when memory is short.
 */
bool link_list_cut(struct arena *arena, struct slice text, struct link_list *links, bool *found);

/* The part of `before` that `part` of `after` was made from. */
struct slice link_list_original(const struct link_list *links, struct slice part);

#endif
