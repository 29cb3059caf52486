/*
 * guards: the numbers and names of a text, and the places where they stand; see fingerprint.h.
 */
#ifndef WIREWASH_GUARDS_H
#define WIREWASH_GUARDS_H

#include "text/words.h"

/* Of a text beyond these they are left out; an article has some dozens. */
enum { MAX_GUARDS = 4096, MAX_SLOTS = 4096 };

/* A guard's and a slot's lowest bit says that it is a number. */
enum { GUARD_NUMBER = 1 };

/* A slot: its neighbours in the upper bits, what stands there in the lower ones. */
enum { SLOT_VALUE_BITS = 12 };

/* Not sorted; either may hold some twice. `guard` has room for MAX_GUARDS, `slot` for MAX_SLOTS. */
void guards_find(const struct words *words, uint32_t *guard, size_t *guards, uint32_t *slot,
		 size_t *slots);

#endif
