/*
 * arena: memory that is freed all at once. {0} is an empty arena. What an arena gave out lives
 * until arena_reset or arena_free; single pieces are never freed.
 */
#ifndef WIREWASH_ARENA_H
#define WIREWASH_ARENA_H

#include "base/slice.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks; /* newest first */
	char *next;                 /* free bytes of the newest chunk */
	char *end;
};

/* `size` bytes, aligned for any type, not zeroed. NULL when memory is short. */
void *arena_alloc(struct arena *arena, size_t size);

/* The same for `count` zeroed objects of `size` bytes; NULL also when the product overflows. */
void *arena_zalloc(struct arena *arena, size_t count, size_t size);

/* `size` bytes without alignment, for text. */
char *arena_bytes(struct arena *arena, size_t size);

/* Copies bytes into the arena. Returns false when memory is short. */
bool arena_copy(struct arena *arena, struct slice bytes, struct slice *copy);

/* Gives back what was not used of the newest arena_bytes: it had `size` bytes, keep `used`. */
void arena_trim(struct arena *arena, char *bytes, size_t size, size_t used);

/* Voids all pieces; keeps one chunk for the next use. */
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);

#endif
