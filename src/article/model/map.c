#include "article/model/map.h"

#include <stdlib.h>
#include <string.h>

/* The key's slot, or the free one where it would be. */
static struct map_slot *place(struct map_slot *slots, size_t cap, uint32_t age, uint64_t key)
{
	size_t at = (key ^ key >> 32) & (cap - 1);

	while (slots[at].age == age && slots[at].key != key)
		at = (at + 1) & (cap - 1);
	return &slots[at];
}

static bool grow(struct map *map)
{
	size_t cap = map->cap ? map->cap * 2 : 64;
	struct map_slot *slots = calloc(cap, sizeof(*slots));

	if (!slots)
		return false;
	if (map->age == 0)
		map->age = 1;
	for (size_t i = 0; i < map->cap; i++)
		if (map->slots[i].age == map->age)
			*place(slots, cap, map->age, map->slots[i].key) = map->slots[i];
	free(map->slots);
	map->slots = slots;
	map->cap = map->room = cap;
	return true;
}

uint32_t *map_put(struct map *map, uint64_t key)
{
	struct map_slot *slot;

	if (map->count >= map->cap / 2 && !grow(map))
		return NULL;
	slot = place(map->slots, map->cap, map->age, key);
	if (slot->age != map->age) {
		*slot = (struct map_slot){.key = key, .age = map->age};
		map->count++;
	}
	return &slot->value;
}

void map_clear(struct map *map, size_t expected)
{
	size_t cap = 64;

	if (map->room > 4096 && map->room / 16 > expected) {
		map_free(map);
		return;
	}
	while (cap < map->room && cap / 2 <= expected)
		cap *= 2;
	if (cap > map->room)
		cap = map->room;
	map->cap = cap;
	map->count = 0;
	if (map->room > 0 && ++map->age == 0) {
		memset(map->slots, 0, map->room * sizeof(*map->slots));
		map->age = 1;
	}
}

void map_free(struct map *map)
{
	free(map->slots);
	*map = (struct map){0};
}
