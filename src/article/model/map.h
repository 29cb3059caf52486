/* map: 64-bit keys to 32-bit values, open addressing. {0} is an empty map. Keys are hashes already.
 */
#ifndef WIREWASH_MAP_H
#define WIREWASH_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map {
	struct map_slot {
		uint64_t key;
		uint32_t value;
		uint32_t age; /* another one than the map's: free */
	} * slots;
	size_t count, cap; /* cap is a power of two, or 0; */
	size_t room;       /* as many slots are there, but those after cap are not in use */
	uint32_t age; /* one more whenever all keys are forgotten; not 0 when there are slots */
};

/* The value's place, made with value 0 when the key is new. NULL when memory is short. */
uint32_t *map_put(struct map *map, uint64_t key);

/*
 * Forgets all keys, at once, and keeps the memory, unless it is far too large for `expected` keys.
 * Fewer keys than that stand close together.
 */
void map_clear(struct map *map, size_t expected);
void map_free(struct map *map);

/* The value, or 0. */
static inline uint32_t map_get(const struct map *map, uint64_t key)
{
	size_t at;

	if (map->cap == 0)
		return 0;
	for (at = (key ^ key >> 32) & (map->cap - 1); map->slots[at].age == map->age;
	     at = (at + 1) & (map->cap - 1))
		if (map->slots[at].key == key)
			return map->slots[at].value;
	return 0;
}

#endif
