/*
 * letter_map: where the ASCII letters and digits of a text are, and where its bytes from 0x80 on:
 * a bit for each byte, the first one lowest, zeros after the last. Belongs to one thread. {0} is
 * an empty one.
 */
#ifndef WIREWASH_LETTER_MAP_H
#define WIREWASH_LETTER_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum { LETTER_MAP_BITS = 64 };

struct letter_map {
	uint64_t *letters, *high; /* one allocation */
	size_t len;               /* of the text */
	size_t cap;               /* blocks of 64 bytes that there is room for */
};

/* False when memory is short. */
bool letter_map_make(struct letter_map *map, struct slice text);

void letter_map_free(struct letter_map *map);

static inline bool letter_map_is_high(const struct letter_map *map, size_t at)
{
	return map->high[at / LETTER_MAP_BITS] >> at % LETTER_MAP_BITS & 1;
}

/* The letters and digits from `at` on, 63 of them, so that the top bit is always 0. */
static inline uint64_t letter_map_view(const struct letter_map *map, size_t at)
{
	const uint64_t *block = map->letters + at / LETTER_MAP_BITS;
	unsigned shift = at % LETTER_MAP_BITS;
	uint64_t bits = block[0] >> shift | block[1] << 1 << (LETTER_MAP_BITS - 1 - shift);

	return bits & ~(uint64_t)0 >> 1;
}

/* The first letter or digit, or byte beyond ASCII, at or after `at`; else the text's end. */
static inline size_t letter_map_next(const struct letter_map *map, size_t at)
{
	size_t block = at / LETTER_MAP_BITS;
	uint64_t bits = (map->letters[block] | map->high[block]) >> at % LETTER_MAP_BITS;

	if (bits)
		return at + (unsigned)__builtin_ctzll(bits);
	while (++block <= map->len / LETTER_MAP_BITS) {
		bits = map->letters[block] | map->high[block];
		if (bits)
			return block * LETTER_MAP_BITS + (unsigned)__builtin_ctzll(bits);
	}
	return map->len;
}

/* The end of the letters and digits that begin at `at`. */
static inline size_t letter_map_end(const struct letter_map *map, size_t at)
{
	size_t block = at / LETTER_MAP_BITS;
	uint64_t bits = ~map->letters[block] >> at % LETTER_MAP_BITS;

	if (bits)
		return at + (unsigned)__builtin_ctzll(bits);
	do
		bits = ~map->letters[++block];
	while (!bits); /* after the text all bits are zero */
	return block * LETTER_MAP_BITS + (unsigned)__builtin_ctzll(bits);
}

#endif
