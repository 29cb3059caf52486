/*
 * filename: names of files made from titles that anyone may have written. Such a name is safe on
 * any file system, stays readable in any script, and is unique among its set.
 */
#ifndef WIREWASH_FILENAME_H
#define WIREWASH_FILENAME_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* How long a name gets; what makes it unique comes on top, and so does what the caller adds. */
enum { FILENAME_LIMIT = 120 };

/*
 * Appends a name made from `title` (valid UTF-8, best NFC): its letters, digits and marks; runs of
 * anything else become one '-', none at either end. Never empty: false, and nothing appended,
 * when the title has no letter and no digit, or memory is short (see buf_failed). Cut at
 * FILENAME_LIMIT bytes, not between a letter and its marks. A name that DOS reserves gets a '_'
 * after it.
 */
bool filename_make(struct slice title, struct buf *out);

/* The names that were given out: a hash and a number for each. {0} is empty. */
struct filename_set {
	struct filename_slot {
		uint64_t hash; /* of the name without case; 0: free */
		uint64_t last; /* the last number that was put after it */
	} * slots;
	size_t count, cap; /* cap is a power of two, or 0 */
	struct buf folded;
};

/*
 * Appends `name`, or name-2, name-3, ..., whichever is the first that differs by more than case
 * from all given out before. Many equal names cost no more than many different ones.
 */
bool filename_unique(struct filename_set *set, struct slice name, struct buf *out, struct err *err);

void filename_set_free(struct filename_set *set);

#endif
