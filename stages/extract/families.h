/*
 * families: what the names that a page's authors gave its elements hint at: class="post__body" is
 * of the family "artbody", id="side-nav" of "nav". The families and the pieces of names that make
 * them are data/families.txt.
 *
 * All pieces are found in one pass over a name, by the automaton of A. V. Aho and M. J. Corasick
 * ("Efficient string matching", CACM 18, 1975).
 */
#ifndef WIREWASH_EXTRACT_FAMILIES_H
#define WIREWASH_EXTRACT_FAMILIES_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/* clang-format off */
#define FAMILIES(X) \
	X(ARTBODY, "artbody") X(ARTICLE, "article") X(CONTENT, "content") X(NAV, "nav") \
	X(RELATED, "related") X(SHARE, "share") X(COMMENT, "comment") X(PROMO, "promo") \
	X(NEWSLETTER, "newsletter") X(CAPTION, "caption") X(FOOTER, "footer") \
	X(HEADER, "header") X(SIDEBAR, "sidebar") X(AUTHOR, "author") X(META, "meta") \
	X(TAGS, "tags") X(TEASER, "teaser") X(POPUP, "popup") X(HIDDEN, "hidden") \
	X(LEAD, "lead") X(QUOTE, "quote") X(VIDEO, "video") X(LIVE, "live") X(PARA, "para") \
	X(JUMP, "jump")
/* clang-format on */

enum family {
#define X(name, spelled) FAMILY_##name,
	FAMILIES(X)
#undef X
		FAMILY_COUNT
};

#define FAMILY(name) (UINT32_C(1) << FAMILY_##name)

/* A set of families: bit n is family n. */
typedef uint32_t family_set;

extern const char *const family_names[FAMILY_COUNT];

struct families; /* immutable once made; any number of threads may read it */

/* Builds the automaton in `arena`. NULL when memory is short or the data is broken. */
struct families *families_load(struct arena *arena, struct err *err);

/* The families of an attribute's value. Only its first 200 bytes count. */
family_set families_of(const struct families *families, struct slice value);

#endif
