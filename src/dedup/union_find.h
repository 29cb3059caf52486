/* union_find: sets that grow together. A set's root is its smallest member. */
#ifndef WIREWASH_UNION_FIND_H
#define WIREWASH_UNION_FIND_H

#include <stdint.h>

#include "base/array.h"

/* So many sets of one member each, to be freed; NULL when memory is short. */
static inline uint32_t *union_find_new(size_t count)
{
	uint32_t *parent = array_new(count, sizeof(*parent));

	for (size_t i = 0; parent && i < count; i++)
		parent[i] = (uint32_t)i;
	return parent;
}

static inline uint32_t union_find_root(uint32_t *parent, uint32_t x)
{
	while (parent[x] != x)
		x = parent[x] = parent[parent[x]];
	return x;
}

static inline void union_find_join(uint32_t *parent, uint32_t x, uint32_t y)
{
	x = union_find_root(parent, x);
	y = union_find_root(parent, y);
	if (x < y)
		parent[y] = x;
	else
		parent[x] = y;
}

#endif
