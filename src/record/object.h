/*
 * object: members of JSON objects that are no records: dedup's decisions, --stats, edits.
 */
#ifndef WIREWASH_OBJECT_H
#define WIREWASH_OBJECT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

/*
 * The value of the first member with this name, as spelled; empty when `object` is no valid JSON
 * object or has none. Points into `object`.
 */
struct slice object_member(struct slice object, struct slice name);

/* The string that is this member, decoded; empty when it is none. Points into object or arena. */
struct slice object_string(struct slice object, struct slice name, struct arena *arena);

/* The whole number that is this member; 0 when it is none, or negative. */
uint64_t object_count(struct slice object, struct slice name);

/* A number from 0 to 1, such as 0.853, in thousandths, rounded down; -1 when it is none. */
int object_permille(struct slice object, struct slice name);

bool object_is_true(struct slice object, struct slice name);

/*
 * The next element of an array. Start with the array's value in *rest and end when this returns
 * false. What is no valid array has no elements.
 */
bool array_next(struct slice *rest, struct slice *element);

#endif
