/*
 * front_matter: what is known of an article besides its text, as YAML in front of it.
 *
 * Each member is one line that YAML 1.1 and 1.2 read alike: names are plain where that is safe,
 * strings always in double quotes, with what YAML does not print escaped.
 */
#ifndef WIREWASH_FRONT_MATTER_H
#define WIREWASH_FRONT_MATTER_H

#include "engine/stats.h"
#include "record/record.h"

/* Memory that serves for one record after the other. {0} is ready for use. */
struct front_matter {
	struct buf line;
	struct tally names; /* written so far: YAML wants each name once */
};

void front_matter_free(struct front_matter *memory);

/*
 * Appends the block with its fences: title, date, author, url, lang, source and id, then the
 * other outermost members in their order that are strings, numbers, true, false, null, or arrays of
 * these. Objects, and text and html, are left out. False when memory is short.
 */
bool front_matter_write(struct front_matter *memory, struct record *record, struct buf *out);

#endif
