/*
 * class_id_hints: what the class, id and role names of elements hint at: class="post__body" hints
 * at "artbody", id="side-nav" at "nav". The hints and the pieces of names that give them are
 * data/class_id_hints.txt.
 *
 * All pieces are found in one pass over a name, by the automaton of A. V. Aho and M. J. Corasick
 * ("Efficient string matching", CACM 18, 1975).
 */
#ifndef WIREWASH_EXTRACT_CLASS_ID_HINTS_H
#define WIREWASH_EXTRACT_CLASS_ID_HINTS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/* clang-format off */
#define CLASS_ID_HINTS(X) \
	X(ARTBODY, "artbody") X(ARTICLE, "article") X(CONTENT, "content") X(NAV, "nav") \
	X(RELATED, "related") X(SHARE, "share") X(COMMENT, "comment") X(PROMO, "promo") \
	X(NEWSLETTER, "newsletter") X(CAPTION, "caption") X(FOOTER, "footer") \
	X(HEADER, "header") X(SIDEBAR, "sidebar") X(AUTHOR, "author") X(META, "meta") \
	X(TAGS, "tags") X(TEASER, "teaser") X(POPUP, "popup") X(HIDDEN, "hidden") \
	X(LEAD, "lead") X(QUOTE, "quote") X(VIDEO, "video") X(LIVE, "live") X(PARA, "para") \
	X(JUMP, "jump") X(FORUM, "forum") X(CARD, "card") X(PRICE, "price") X(PRODUCT, "product") \
	X(DOCS, "docs") X(PANEL, "panel") X(REVIEW, "review")
/* clang-format on */

enum class_id_hint {
#define X(name, spelled) HINT_##name,
	CLASS_ID_HINTS(X)
#undef X
		HINT_COUNT
};

_Static_assert(HINT_COUNT <= 32, "a hint_set holds them all");

#define HINT(name) (UINT32_C(1) << HINT_##name)

/* A set of hints: bit n is hint n. */
typedef uint32_t hint_set;

extern const char *const hint_names[HINT_COUNT];

/* What hints at the kind of a page: data/kind_hints.txt. */
/* clang-format off */
#define KIND_HINTS(X) \
	X(article) X(docs) X(forum) X(product) X(listing) X(collection) X(service) X(home) X(person) \
	X(recipe) X(event) X(job) X(video) X(place) X(medical) X(scholar) X(software)
/* clang-format on */

enum kind_hint {
#define X(name) KIND_HINT_##name,
	KIND_HINTS(X)
#undef X
		KIND_HINT_COUNT
};

extern const char *const kind_hint_names[KIND_HINT_COUNT];

/* What hints at an author: data/author_hints.txt. */
enum author_hint { AUTHOR_HINT_NAMES = 1, AUTHOR_HINT_PERSON = 2, AUTHOR_HINT_COUNT = 2 };

extern const char *const author_hint_names[AUTHOR_HINT_COUNT];

struct class_id_hints; /* immutable once made; any number of threads may read it */

/*
 * Builds the automaton of the asset `file`, whose hints have these names, in `arena`. NULL when
 * memory is short or the data is broken.
 */
struct class_id_hints *class_id_hints_load(struct arena *arena, const char *file,
					   const char *const *names, unsigned count,
					   struct err *err);

/* The hints of an attribute's value. Only its first 200 bytes count. */
hint_set class_id_hints_of(const struct class_id_hints *hints, struct slice value);

/* The hints of a class attribute: those of each class but for what only styles in one way or state,
 * as in "md:hidden" and "after:bottom-4". */
hint_set class_hints_of(const struct class_id_hints *hints, struct slice classes);

#endif
