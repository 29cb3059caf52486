#include "text/unicode/letter_map.h"

#include <stdlib.h>

#include "base/simd.h"

static void map_block(const char *bytes, uint64_t *letters, uint64_t *high)
{
	*letters = *high = 0;
	for (unsigned i = 0; i < LETTER_MAP_BITS; i += SIMD_WIDTH) {
		bytes16 v = simd_load(bytes + i);
		bytes16 is_letter = (bytes16)((v | 0x20) - 'a' < simd_fill(26));
		bytes16 is_digit = (bytes16)(v - '0' < simd_fill(10));

		*letters |= (uint64_t)simd_top_bits(is_letter | is_digit) << i;
		*high |= (uint64_t)simd_top_bits(v) << i;
	}
}

bool letter_map_make(struct letter_map *map, struct slice text)
{
	enum { SPARE = 2 }; /* blocks: what is left of the text, and zeros */
	size_t whole = text.len / LETTER_MAP_BITS, blocks = whole + SPARE;
	char last[LETTER_MAP_BITS] = {0};

	if (blocks > map->cap) {
		uint64_t *bits = malloc(2 * blocks * sizeof(*bits));

		if (!bits)
			return false;
		free(map->letters);
		map->letters = bits;
		map->cap = blocks;
	}
	map->high = map->letters + blocks;
	map->len = text.len;
	for (size_t i = 0; i < whole; i++)
		map_block(text.data + i * LETTER_MAP_BITS, &map->letters[i], &map->high[i]);
	if (text.len % LETTER_MAP_BITS)
		memcpy(last, text.data + whole * LETTER_MAP_BITS, text.len % LETTER_MAP_BITS);
	map_block(last, &map->letters[whole], &map->high[whole]);
	map->letters[whole + 1] = map->high[whole + 1] = 0;
	return true;
}

void letter_map_free(struct letter_map *map)
{
	free(map->letters);
	*map = (struct letter_map){0};
}
