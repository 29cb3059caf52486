/*
 * guards: the numbers and names of a text, and the places where they stand; see fingerprint.h.
 */
#ifndef WIREWASH_GUARDS_H
#define WIREWASH_GUARDS_H

#include "text/words/words.h"

/* Of a text beyond these they are left out; an article has some dozens. */
enum { MAX_GUARDS = 4096, MAX_SLOTS = 4096 };

/* A guard's and a slot's lowest bit says that it is a number. */
enum { GUARD_NUMBER = 1 };

/* A slot: its neighbours in the upper bits, what is there in the lower ones. */
enum { SLOT_VALUE_BITS = 12 };

/* One bit for each guard, by its hash: two texts without common bits have no common guards. */
struct guard_marks {
	uint64_t bits[2];
};

struct guard_marks guards_mark(const uint32_t *guard, size_t count);

/* So many of the guards that `a` was made of, at least, `b` was not made of. */
static inline uint32_t guard_marks_lacking(const struct guard_marks *a, const struct guard_marks *b)
{
	return (uint32_t)__builtin_popcountll(a->bits[0] & ~b->bits[0]) +
	       (uint32_t)__builtin_popcountll(a->bits[1] & ~b->bits[1]);
}

/* Not sorted; either may hold some twice. `guard` has room for MAX_GUARDS, `slot` for MAX_SLOTS. */
void guards_find(const struct words *words, uint32_t *guard, size_t *guards, uint32_t *slot,
		 size_t *slots);

#endif
