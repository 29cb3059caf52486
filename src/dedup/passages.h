/*
 * passages: what two texts have in common, as a reader would mark it: the long runs of words that
 * are in both. For people to look at; whether texts are alike is decided by compare.h.
 */
#ifndef WIREWASH_PASSAGES_H
#define WIREWASH_PASSAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

struct passage {
	struct slice here, there; /* the same words, of each text as it is */
	size_t words;             /* or characters, in a script that sets no spaces */
};

/*
 * Finds the passages, the longest first; of each part of `here` the longest that it is in. Texts
 * are valid UTF-8. *passages is to be freed, and is NULL when there are none. Time is linear in the
 * texts: of a run of words that is in `there` many times, only the first ones are looked at.
 * False when memory is short.
 */
bool passages_find(struct slice here, struct slice there, struct passage **passages, size_t *count);

#endif
