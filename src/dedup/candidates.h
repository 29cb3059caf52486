/*
 * candidates: the pairs of texts that are worth comparing, found by the sketch values they share.
 *
 * In a short list each text meets each other. A list that is longer than the cap would make that
 * quadratic; there, a text meets the list's first members (its representatives) and its nearest
 * neighbours by rank. So a story on thousands of sites stays connected at a linear price. Caps
 * grow with the archive:
 *
 *   cap        = max(50, 0.00015 x texts)
 *   neighbours = 1, from 750,000 texts on 2
 *
 * When the prints are not in memory, the texts fall into parts, each of which fits in. Pairs are
 * kept by the part of their lower text: while that part is loaded, the higher ones pass by in order
 * of rank, and no file is read back and forth.
 */
#ifndef WIREWASH_CANDIDATES_H
#define WIREWASH_CANDIDATES_H

#include "dedup/postings.h"

struct candidate {
	uint32_t text;   /* of lower rank than the one it is a candidate for */
	uint32_t shared; /* sketch values that both have */
};

/* Texts side by side, and the pairs that one of them has with a text of higher rank. */
struct part {
	uint32_t first, end;
	struct tape pairs; /* a head for each higher text, in order of rank, then its candidates,
			      in order of rank too */
};

struct pairs_head {
	uint32_t text;
	uint32_t count;
};

struct candidates {
	struct part *part;
	size_t parts, part_cap;
};

/* The pairs of the texts, as far as lists tell: see candidates_confirm. */
bool candidates_find(struct candidates *candidates, const struct corpus *corpus,
		     const struct postings *postings, struct err *err);

/*
 * Settles how many values each pair shares, which lists that were cut short do not tell, and leaves
 * out pairs that share too few. Then texts whose sketches are alike, and their facts, are joined in
 * core[texts], by union-find: see stoplist.h.
 */
bool candidates_confirm(struct candidates *candidates, struct corpus *corpus, uint32_t *core,
			struct err *err);

enum {
	MIN_SHARED = 2,
	TINY_SKETCH = 4, /* a sketch this small may share a single value */
};

/* Of a candidate's `shared`, until candidates_confirm: it may be more. */
#define SHARED_UNSURE (UINT32_C(1) << 31)

/* Whether the pair is to be looked at more closely, as far as their heads show. */
bool candidate_shares_enough(const struct text *a, const struct text *b, uint32_t shared);

/*
 * The same of a pair whose sets are loaded: a copy with many errors has few runs of five words
 * left, but most numbers and names. A pair that shares only such few must share these.
 */
bool candidate_is_promising(const struct text *a, const struct text *b, uint32_t shared);

/* Whether the pair can come to anything, as far as sizes and sketches show. */
bool candidate_is_worth(const struct text *a, const struct text *b, uint32_t shared);

void candidates_free(struct candidates *candidates);

/*
 * How many sketch values of each text can possibly be shared: of a sample and a full sketch, the
 * sampled ones.
 */
static inline uint32_t comparable_sketch(const struct text *a, const struct text *b)
{
	bool full = a->word_count < DENSE_TEXT && b->word_count < DENSE_TEXT;

	return full ? a->sketched : a->sampled;
}

#endif
