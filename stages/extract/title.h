/*
 * title: the headline of an article, of all that its page calls a title, without the name of the
 * site that often is after it.
 */
#ifndef WIREWASH_EXTRACT_TITLE_H
#define WIREWASH_EXTRACT_TITLE_H

#include <stdbool.h>

#include "base/slice.h"

/* What a page says, each on one line; empty: nothing. */
struct titles {
	struct slice og, json_ld, twitter; /* for others to show */
	struct slice html;                 /* the title element */
	struct slice h1;                   /* the first one */
	struct slice close_h1, close_h2;   /* the first that are close to a title */
	unsigned h1_count;
};

/* Whether a heading is one of the titles of the head, or has half of its words in common with one.
 */
bool title_is_close(const struct titles *titles, struct slice heading);

/* Whether the title element or another begins with a heading of three words and more. */
bool title_begins_with(const struct titles *titles, struct slice heading);

/* The best of them, or a part of it. `site` is the site's name, `url` the page's address; both may
 * be empty. */
struct slice title_choose(const struct titles *titles, struct slice site, struct slice url);

#endif
