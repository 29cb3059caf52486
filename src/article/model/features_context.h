/*
 * features_context: what surrounds a line, as features. Private to features.c.
 *
 * Both ways give the same; the second needs a machine with AVX2.
 */
#ifndef WIREWASH_FEATURES_CONTEXT_H
#define WIREWASH_FEATURES_CONTEXT_H

#include "article/model/features.h"

enum {
	FEATURE_PROSE = 20,   /* words: a line this long that ends a sentence is prose */
	FEATURE_SENTENCE = 6, /* one this long is a sentence */
	FEATURE_LONG = 40,
	FEATURE_SHORT = 12,  /* one of no more words that ends no sentence is short */
	FEATURE_SUMS = 11,   /* prefix sums that are kept */
	FEATURE_WINDOW = 20, /* lines of the longest window that is summed up */
	FEATURE_SUM_MARGIN = 2 * FEATURE_WINDOW + 1 +
			     FEATURE_LANES, /* sums that a text has besides those of its lines */
};

static inline bool feature_is_prose(const struct features *features, size_t i)
{
	return features->unit[i] >= FEATURE_PROSE && features->scan[i].flags & SCAN_ENDED;
}

/* A count in growing steps: itself below 32, then 16 steps for each doubling. */
static inline uint8_t feature_grade(uint32_t n)
{
	unsigned log = n < 32 ? 0 : 31 - (unsigned)__builtin_clz(n);
	unsigned step = n < 32 ? n : 32 + (log - 5) * 16 + (n >> (log - 4) & 15);

	return (uint8_t)(step < 255 ? step : 255);
}

/* `part` of `whole`, in parts of 255. Divides 32 bits where it can: that is much faster. */
static inline uint8_t feature_part(uint64_t part, uint64_t whole)
{
	if (part < 1 << 24 && whole < UINT32_MAX)
		return (uint8_t)(whole ? (uint32_t)part * 255 / (uint32_t)whole : 0);
	return (uint8_t)(whole ? part * 255 / whole : 0);
}

/* The same for what may be negative: 128 is 0, eight steps for each doubling. */
static inline uint8_t feature_signed_grade(int32_t n)
{
	uint32_t size = n < 0 ? 0 - (uint32_t)n : (uint32_t)n;
	unsigned log = size < 16 ? 0 : 31 - (unsigned)__builtin_clz(size);
	unsigned step = size < 16 ? size : 16 + (log - 4) * 8 + (size >> (log - 3) & 7);

	if (step > 127)
		step = 127;
	return (uint8_t)(n < 0 ? 128 - step : 128 + step);
}

void features_fill_context(struct features *features);
void features_fill_context_avx2(struct features *features);

#endif
