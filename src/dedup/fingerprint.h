/*
 * fingerprint: all that dedup remembers of a text.
 *
 *   shingles  each run of three words, hashed, once, in the order of the text: texts are compared
 *             exactly by these. A text of fewer than SHORT_TEXT words gives its single words, and
 * is compared with nothing but exact copies. guards    numbers, and names (words capitalised inside
 * a sentence), sorted: two texts that tell one story share them, two reports from one template do
 * not. slots     each of these with the two ordinary words before it and the one behind it, sorted:
 *             shows what stands in the same place of two texts.
 *   sketch    a sample of the runs of five words, sorted: those whose hash is below a threshold
 *             (FracMinHash: Irber et al. 2022, "Lightweight compositional analysis of metagenomes
 *             with FracMinHash"), one in SKETCH_SCALE. A text of fewer than DENSE_TEXT words gives
 *             all of them, among which the sample is marked off by its count.
 */
#ifndef WIREWASH_FINGERPRINT_H
#define WIREWASH_FINGERPRINT_H

#include <stdint.h>

#include "base/hash.h"
#include "base/slice.h"
#include "dedup/guards.h"

enum {
	SHORT_TEXT = 5,  /* words: below, too short to compare by runs */
	DENSE_TEXT = 64, /* words: below, the sketch is no sample */
	SKETCH_SCALE = 8,
};

struct fingerprint {
	struct hash128 words; /* of all words: the same for texts that differ in form only */
	uint64_t bytes;       /* of the text as it stands */
	uint32_t word_count;
	uint32_t shingles, guards, slots; /* how many; `set` holds them one after the other */
	uint32_t sketched;                /* how many in `sketch` */
	uint32_t sampled;                 /* how many of them are below the threshold */
	uint32_t clutter;         /* how many shingles begin in no sentence, long or short */
	struct guard_marks marks; /* of the guards */
	const uint32_t *set;
	const uint32_t *sketch;
};

static inline const uint32_t *fingerprint_guards(const struct fingerprint *f)
{
	return f->set + f->shingles;
}

static inline const uint32_t *fingerprint_slots(const struct fingerprint *f)
{
	return f->set + f->shingles + f->guards;
}

static inline size_t fingerprint_set_size(const struct fingerprint *f)
{
	return (size_t)f->shingles + f->guards + f->slots;
}

/*
 * A shingle's lowest bits are no part of its hash: they say that the shingle begins in a whole
 * sentence, and, once all texts are known (rarity.h), that few of them have it, or hardly any.
 */
enum { SHINGLE_PROSE = 1, SHINGLE_RARE = 2, SHINGLE_SCARCE = 4, SHINGLE_FLAGS = 7, FLAG_BITS = 3 };

/* Memory of one thread for making fingerprints. {0} is an empty one. */
struct fingerprinter {
	struct words words;
	uint32_t *set, *spare;
	size_t set_cap, spare_cap;
	uint32_t *sketch;
	size_t sketch_cap;
	uint64_t *sum; /* of each run of three words */
	size_t sum_cap;
	uint32_t *seen; /* a hash table of the shingles */
	size_t seen_cap, seen_mask;
};

/*
 * Makes the fingerprint of `text` (valid UTF-8). Its arrays live until the next call. Returns
 * false when memory is short or the text has 2^32 words or more.
 */
bool fingerprint_make(struct fingerprinter *maker, struct slice text, struct fingerprint *print);

void fingerprinter_free(struct fingerprinter *maker);

#endif
