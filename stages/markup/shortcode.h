/*
 * shortcode: which parts of a text are template tags of Hugo, Jekyll or WordPress, and go.
 */
#ifndef WIREWASH_MARKUP_SHORTCODE_H
#define WIREWASH_MARKUP_SHORTCODE_H

#include "pieces.h"
#include "tags.h"

/*
 * Limits on one text, beyond which it is left alone: how many possible tags it may have, and how
 * many times its length may be looked at in vain.
 */
enum { SHORTCODE_MAX_TAGS = 1 << 18, SHORTCODE_MAX_EFFORT = 8 };

/* Bytes between two tags of a pair beyond which they are never taken for data that is no prose. */
enum { SHORTCODE_MAX_DROP = 16 * 1024 };

/* What one search needs besides the text. All but names is kept from one search to the next. */
struct shortcode_finder {
	const struct markup_names *names;
	struct tag *tags;
	size_t count, cap;
	size_t *heads; /* a hash table of names, for pairing */
	size_t heads_cap;
	struct markup_pieces code;
	bool failed; /* memory ran out */
};

void shortcode_finder_free(struct shortcode_finder *finder);

/*
 * Whether the text has anything that looks like a tag from afar. A scan at the speed of memchr;
 * most texts need nothing else.
 */
bool shortcode_likely(struct slice text);

/*
 * Adds to `cuts` what must go, settled and tidied (see pieces.h): tags outside of code, and what
 * is between two tags of a pair where that is no prose. Takes time linear in the text. False,
 * with nothing added, when the text is beyond the limits.
 */
bool shortcode_find(struct shortcode_finder *finder, struct slice text, struct markup_pieces *cuts);

#endif
