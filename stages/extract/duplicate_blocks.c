#include "duplicate_blocks.h"

enum {
	WORDS_LEAST = 12, /* of a block that may be a duplicate */
	GRAM = 4,
	CHUNK = 64, /* words read at once */
	SHARE = 90, /* in a hundred of its runs of words a duplicate has from others */
};

/* The runs of words of a text: how many there are, and how many of them are known. */
struct runs {
	uint64_t last[GRAM];
	uint64_t words;
	uint64_t all, known;
	uint32_t owner; /* block + 1 that has the last known one */
};

/* The run that the word ends, 0 while there are too few. */
static uint64_t next_gram(struct runs *runs, uint64_t word)
{
	uint64_t gram = 0;

	runs->last[runs->words++ % GRAM] = word;
	if (runs->words < GRAM)
		return 0;
	for (unsigned n = 0; n < GRAM; n++)
		gram = words_mix(gram, runs->last[(runs->words + n) % GRAM]);
	return gram | 1;
}

/* Reads a block. Its runs that no other has had get its number, which is not 0. */
static bool read_block(struct slice text, uint32_t number, struct map *grams, struct runs *runs)
{
	struct word words[CHUNK];
	size_t at = 0, count;

	*runs = (struct runs){.all = 0};
	do {
		count = words_read(text, &at, words, CHUNK);
		for (size_t i = 0; i < count; i++) {
			uint64_t gram = next_gram(runs, words[i].hash);
			uint32_t *owner;

			if (gram == 0)
				continue;
			owner = map_put(grams, gram);
			if (!owner)
				return false;
			*owner = *owner ? *owner : number;
			runs->all++;
			runs->known += *owner != number;
			runs->owner = *owner != number ? *owner : runs->owner;
		}
	} while (count == CHUNK);
	return true;
}

/* Whether two blocks are paragraphs of one container: steps, minutes, a refrain say a thing again.
 */
static bool are_together(const struct page *page, const struct block *a, const struct block *b)
{
	const struct place *first = &page->places[a->element], *second = &page->places[b->element];

	return a->element != b->element && first->siblings == second->siblings;
}

bool duplicate_blocks_drop(const struct page *page, struct map *grams, bool *kept)
{
	struct runs runs;
	uint64_t words = 0;

	for (uint32_t i = 0; i < page->count; i++)
		words += kept[i] ? page->blocks[i].words : 0;
	map_clear(grams, words);
	for (uint32_t i = 0; i < page->count; i++) {
		if (!kept[i] || page->blocks[i].words < WORDS_LEAST)
			continue;
		if (!read_block(block_text(page, &page->blocks[i]), i + 1, grams, &runs))
			return false;
		kept[i] = runs.known * 100 < runs.all * SHARE || runs.all == 0 ||
			  are_together(page, &page->blocks[i], &page->blocks[runs.owner - 1]);
	}
	return true;
}
