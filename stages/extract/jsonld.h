/*
 * jsonld: what a page says of itself in scripts of JSON-LD (schema.org's NewsArticle and its kin).
 *
 * Such scripts are often broken: raw line ends in strings, semicolons after the end, HTML's
 * entities. The reader takes what it can.
 */
#ifndef WIREWASH_EXTRACT_JSONLD_H
#define WIREWASH_EXTRACT_JSONLD_H

#include "base/arena.h"
#include "base/slice.h"

/* Each the first that was met, but for the body: the longest. Empty: none. */
struct json_ld {
	struct slice body;
	struct slice headline;
	struct slice published;
	struct slice modified;
	struct slice created;
	struct slice author; /* names, with "; " between them */
	struct slice site;   /* the publisher's name */
	struct slice description;
	struct slice language;
	struct slice url;
};

/*
 * Reads a script (valid UTF-8) and adds what it says. The values are decoded, in `arena`, or point
 * into the script. Linear in the script's length. False when memory is short.
 */
bool json_ld_read(struct slice script, struct arena *arena, struct json_ld *found);

#endif
