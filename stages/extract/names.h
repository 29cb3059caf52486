/*
 * names: lists of authors' names, with "; " between them.
 */
#ifndef WIREWASH_EXTRACT_NAMES_H
#define WIREWASH_EXTRACT_NAMES_H

#include "base/arena.h"
#include "base/slice.h"

enum { NAMES_LENGTH_MAX = 1000 }; /* bytes; what would go beyond is left out */

/* Adds a name that is not in the list yet. False when memory is short. */
bool names_add(struct arena *arena, struct slice *names, struct slice name);

/*
 * Takes out all that have the same letters and digits as `unwanted`, whatever their case. False
 * when memory is short.
 */
bool names_remove(struct arena *arena, struct slice *names, struct slice unwanted);

#endif
