/*
 * frequencies: how many of the texts at hand have a shingle, for a set of texts that changes all
 * the time. The same limits as in stoplist.h; near-duplicates are not among these texts, so that
 * each text counts as one.
 */
#ifndef WIREWASH_FREQUENCIES_H
#define WIREWASH_FREQUENCIES_H

#include "dedup/corpus.h"

struct frequencies {
	uint32_t *all;   /* counters of hashed shingles */
	uint32_t *site;  /* of shingles on one site */
	uint32_t *sites; /* counters of texts, by site */
	size_t texts;
};

enum { FREQUENCY_BITS = 21, SITE_BITS = 16 };

bool frequencies_open(struct frequencies *frequencies, struct err *err);
void frequencies_free(struct frequencies *frequencies);

/* Bytes of memory that it takes. */
static inline size_t frequencies_bytes(void)
{
	return (2 * ((size_t)1 << FREQUENCY_BITS) + ((size_t)1 << SITE_BITS)) * sizeof(uint32_t);
}

void frequencies_add(struct frequencies *frequencies, const struct text *text);

/* Takes back what was added before. */
void frequencies_remove(struct frequencies *frequencies, const struct text *text);

/* Makes a copy of the text without the frequent shingles, in `set`, which has room for text_bytes.
 */
struct text frequencies_filter(const struct frequencies *frequencies, const struct text *text,
			       uint32_t *set);

#endif
