#include "dedup/rarity.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/mix.h"

enum {
	SAMPLE_TEXTS = 40000, /* at least so many texts are counted */
	MIN_RARE = 4,         /* texts; */
	MAX_RARE = 100,
	RARE_PERMILLE = 4, /* of all, between these */
	SCARCE = 6,        /* texts */
	MIN_BITS = 15,
	MAX_BITS = 24,
	AHEAD = 64, /* shingles */
};

uint32_t rarity_rare(size_t texts)
{
	size_t rare = texts * RARE_PERMILLE / 1000;

	if (rare < MIN_RARE)
		return MIN_RARE;
	return rare < MAX_RARE ? (uint32_t)rare : MAX_RARE;
}

uint32_t rarity_scarce(void)
{
	return SCARCE;
}

bool rarity_open(struct rarity *rarity, size_t texts, size_t shingles)
{
	size_t size;

	*rarity = (struct rarity){.bits = MIN_BITS, .sampling = 1};
	while (texts / rarity->sampling >= 2 * (size_t)SAMPLE_TEXTS)
		rarity->sampling *= 2;
	shingles /= rarity->sampling;
	while (rarity->bits < MAX_BITS && ((size_t)1 << rarity->bits) < shingles)
		rarity->bits++;
	rarity->rare = rarity_rare(texts) / rarity->sampling;
	rarity->scarce = SCARCE / rarity->sampling;
	size = (size_t)1 << rarity->bits;
	rarity->count = array_new_zeroed(size, sizeof(*rarity->count));
	rarity->above = array_new_zeroed(size / RARITY_CELL, 1);
	return rarity->count && rarity->above;
}

void rarity_free(struct rarity *rarity)
{
	free(rarity->count);
	free(rarity->above);
	*rarity = (struct rarity){0};
}

static inline void count_up(struct rarity *rarity, uint32_t counter)
{
	uint32_t count = rarity->count[counter];

	rarity->count[counter] = (uint8_t)(count + (count < UINT8_MAX));
	if (count == rarity->scarce)
		rarity->above[counter / RARITY_CELL] |= (SHINGLE_SCARCE / SHINGLE_RARE)
							<< 2 * (counter % RARITY_CELL);
	if (count == rarity->rare)
		rarity->above[counter / RARITY_CELL] |= 1u << 2 * (counter % RARITY_CELL);
}

/* Counters are called for before their use: there are more of them than any cache holds. */
void rarity_count(struct rarity *rarity, const struct text *text)
{
	uint32_t counter[AHEAD], end;

	if (text->hash & (rarity->sampling - 1))
		return;
	for (uint32_t from = 0; from < text->shingles; from = end) {
		end = text->shingles - from < AHEAD ? text->shingles : from + AHEAD;
		for (uint32_t i = from; i < end; i++) {
			counter[i - from] = rarity_counter(rarity, text->set[i]);
			__builtin_prefetch(&rarity->count[counter[i - from]], 1);
		}
		for (uint32_t i = from; i < end; i++)
			count_up(rarity, counter[i - from]);
	}
}
