/*
 * pair_features: what tells a copy from another item of one form, from later news on an old
 * background, and from another text that shares a passage. All figures are shares, in thousandths,
 * or PAIR_NONE where there is nothing to take a share of; none says how long a text is beyond
 * PAIR_MOST_RUNS, or how large the archive. They do not depend on which of the two texts is which.
 */
#ifndef WIREWASH_PAIR_FEATURES_H
#define WIREWASH_PAIR_FEATURES_H

#include "dedup/corpus.h"

enum { PAIR_NONE = -1, PAIR_MOST_RUNS = 48 };

/* "Smaller" and "larger" are the texts with fewer and with more shingles that count. */
enum pair_feature {
	PAIR_JACCARD,     /* as measured: of prose, where both texts have it */
	PAIR_CONTAINMENT, /* ... of the smaller text */
	PAIR_ALL_JACCARD, /* of all shingles that are not frequent */
	PAIR_ALL_CONTAINMENT,
	PAIR_RARE_JACCARD, /* of those that few texts have */
	PAIR_RARE_SMALLER, /* shared : the smaller text's */
	PAIR_RARE_LARGER,
	PAIR_SCARCE_JACCARD, /* of those that hardly any text has */
	PAIR_SCARCE_SMALLER,
	PAIR_SCARCE_LARGER,
	PAIR_RARE_SHARE,  /* rare : all of the smaller text's */
	PAIR_SHARED_RARE, /* rare : all that are shared */
	PAIR_SHARED_SCARCE,
	PAIR_NUMBERS_JACCARD, /* of the different numbers of both texts */
	PAIR_NUMBERS_FEWER,   /* shared : those of the text with fewer */
	PAIR_NAMES_JACCARD,
	PAIR_NAMES_FEWER,
	PAIR_PLACES,        /* alike : places that both texts fill with a number or name */
	PAIR_NUMBER_PLACES, /* ... with a number */
	PAIR_LEAD_SMALLER,  /* shared : the first runs of the smaller text */
	PAIR_LEAD_LARGER,
	PAIR_PROSE_LEAD_SMALLER, /* ... the first ones in prose */
	PAIR_PROSE_LEAD_LARGER,
	PAIR_TAIL_SMALLER,         /* ... the last ones */
	PAIR_COVERED_SMALLER,      /* sixteenths of the text that share something : all */
	PAIR_PASSAGE,              /* the longest run of shared ones : the smaller text's */
	PAIR_HOLE_SMALLER,         /* the longest run of others : the text's */
	PAIR_GAPS,                 /* gaps between shared ones : shared */
	PAIR_SWAPPED,              /* gaps that both texts fill with something short : all gaps */
	PAIR_SWAPPED_SCARCE,       /* ... with what hardly any other text has */
	PAIR_INSERTED,             /* gaps that only one of them fills : all */
	PAIR_MOVED,                /* shared ones in another order : shared */
	PAIR_OTHER_SCARCE_SMALLER, /* scarce : all that are not shared; where many sites have a */
	PAIR_OTHER_SCARCE_LARGER,  /* story, a copy's errors are scarce, and what they replaced is
				      not */
	PAIR_OTHER_RARE_SMALLER,
	PAIR_OTHER_RARE_LARGER,
	PAIR_SIZE, /* smaller : larger */
	PAIR_RUNS, /* how many the smaller text has, up to PAIR_MOST_RUNS */
	PAIR_FEATURES
};

extern const char *const pair_feature_names[PAIR_FEATURES];

/* One text of a pair; for each of its shingles, whether the other has it, and where. */
struct pair_side {
	const struct text *text;
	const unsigned char *shared;
	const uint32_t *place; /* void for what is not shared */
};

/* Places that both texts fill with a number or a name, each with a single one. */
struct places {
	uint32_t all, alike;
	uint32_t numbers, numbers_alike; /* filled with numbers */
};

struct places places_compare(const struct text *a, const struct text *b);

/* What is known of the pair already. */
struct pair_counts {
	uint32_t jaccard, containment; /* parts per million */
	uint32_t shared, rare, scarce; /* shingles that both have */
};

/* `row` has room for PAIR_FEATURES. */
void pair_features(struct pair_side a, struct pair_side b, const struct pair_counts *counts,
		   int32_t *row);

#endif
