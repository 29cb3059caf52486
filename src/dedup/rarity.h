/*
 * rarity: which of a text's shingles few texts have. What many texts have is their form, or what
 * all of a story's copies share; what few have is what this one text is about.
 *
 * Unlike in stoplist.h each text counts as one, also of those that are alike: so the form of forty
 * notices is not taken for a story on forty sites. From 80,000 texts on, a sample is counted.
 */
#ifndef WIREWASH_RARITY_H
#define WIREWASH_RARITY_H

#include "dedup/corpus.h"
#include "dedup/mix.h"

struct rarity {
	uint8_t *count; /* hashed shingles: of two that share a counter none looks too rare */
	uint8_t *
		above; /* two bits for each counter: is it above a limit? As flags / SHINGLE_RARE */
	unsigned bits;
	uint32_t sampling; /* one text in so many; a power of two */
	uint32_t rare, scarce;
};

/* The limits: a shingle that no more texts have is rare, or scarce. */
uint32_t rarity_rare(size_t texts);
uint32_t rarity_scarce(void);

static inline uint32_t rarity_flags(uint32_t count, uint32_t rare, uint32_t scarce)
{
	return (count <= rare ? SHINGLE_RARE : 0) | (count <= scarce ? SHINGLE_SCARCE : 0);
}

/* For so many texts with so many shingles in all. False when memory is short. */
bool rarity_open(struct rarity *rarity, size_t texts, size_t shingles);
void rarity_free(struct rarity *rarity);

void rarity_count(struct rarity *rarity, const struct text *text);

enum { RARITY_CELL = 4 }; /* counters in a byte of `above` */

static inline uint32_t rarity_counter(const struct rarity *rarity, uint32_t shingle)
{
	return (uint32_t)(((shingle | SHINGLE_FLAGS) * MIX_PLACE_0) >> (64 - rarity->bits));
}

/* When all are counted: SHINGLE_RARE and SHINGLE_SCARCE, where they are true of it. */
static inline uint32_t rarity_of(const struct rarity *rarity, uint32_t shingle)
{
	uint32_t counter = rarity_counter(rarity, shingle);
	uint32_t above = rarity->above[counter / RARITY_CELL] >> 2 * (counter % RARITY_CELL) & 3u;

	return (above ^ 3) * SHINGLE_RARE;
}

#endif
