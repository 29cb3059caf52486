/*
 * front_matter: the block of metadata that a text may start with, between two lines of "---"
 * (YAML; "..." may close it too) or of "+++" (TOML).
 *
 * A byte order mark and empty lines may be before it. What is between the fences must be a map
 * of which keys.h knows at least one key, so that two thematic breaks at the top of an article are
 * not taken for it; a single known key must be spelled in lower case at its start, for a lone
 * "Update: ..." is more likely prose. YAML that libyaml refuses gets a second chance with pairs.h.
 */
#ifndef WIREWASH_MARKUP_FRONT_MATTER_H
#define WIREWASH_MARKUP_FRONT_MATTER_H

#include "keys.h"
#include "text/markup/value.h"

/* No block is longer, its fences included. */
enum { FRONT_MATTER_MAX_BYTES = 64 * 1024, FRONT_MATTER_MAX_LINES = 1000 };

struct front_matter {
	struct value *root; /* a map; NULL: there is no front matter */
	size_t end;         /* bytes of text that it takes, the empty lines after it included */
};

/* Whether the text may start with front matter: a cheap look at its first line. */
bool front_matter_likely(struct slice text);

/* Looks for front matter. The tree, in arena, may point into text. False when memory is short. */
bool front_matter_find(struct slice text, const struct keys *keys, struct arena *arena,
		       struct front_matter *found, struct err *err);

#endif
