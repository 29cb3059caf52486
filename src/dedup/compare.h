/*
 * compare: how alike two texts are, exactly, by the shingles that are not stop-listed. All figures
 * are integers: shares are parts per million, rounded down.
 */
#ifndef WIREWASH_COMPARE_H
#define WIREWASH_COMPARE_H

#include "dedup/corpus.h"

enum { PPM = 1000000 };

/*
 * One text, loaded to be compared with others. Belongs to one thread. {0} is an empty one.
 *
 * Its shingles are in a hash table. An entry is `base` plus a shingle's place in the text's set, so
 * that those of the texts before are void: they are below `base`.
 */
struct comparer {
	const struct forest *judge; /* decides; borrowed, set before the first question */
	const struct text *loaded;
	uint32_t *entry;
	size_t cap, mask;
	uint32_t base, next_base;
	uint64_t filter[128]; /* one bit for the top 13 bits of a shingle: most misses end here */

	/* Of the loaded text and the one measured last: for each shingle 1 when the other has it,
	 * too. */
	unsigned char *loaded_shared, *other_shared;
	size_t loaded_cap, other_cap;

	/* Where the other text has it; void for what is not shared. */
	uint32_t *loaded_place, *other_place;
	size_t loaded_place_cap, other_place_cap;

	struct overlap {
		uint32_t all;
		uint32_t loaded_prose, other_prose; /* in prose in the one, and in the other */
		uint32_t both_prose, rare, scarce;
	} shared; /* shingles that both have */

	bool failed; /* memory ran out: no answer since then is to be trusted */
};

struct likeness {
	uint32_t shared;      /* shingles */
	uint32_t jaccard;     /* shared : all */
	uint32_t containment; /* shared : the smaller text's */
};

/* Of texts with the same words. */
static inline struct likeness likeness_of_copies(const struct text *text)
{
	return (struct likeness){.shared = text->kept, .jaccard = PPM, .containment = PPM};
}

enum relation {
	RELATION_UNIQUE,
	RELATION_TEMPLATE,  /* one form, other facts */
	RELATION_EXCERPT,   /* a long passage stands in both */
	RELATION_CONTAINED, /* all of the one stands in the other */
	RELATION_NEAR,      /* one story */
	RELATION_EXACT,     /* the same words */
	RELATION_PINNED,    /* one story by a reader's word: see pins.h */
};

extern const char *const relation_name[];

/* Whether enough of the text is whole sentences. */
bool text_has_prose(const struct text *text);

/* The text must outlive the comparisons. */
void comparer_load(struct comparer *comparer, const struct text *text);

/* The questions below are about the text that was measured last. */
struct likeness comparer_measure(struct comparer *comparer, const struct text *other);

/*
 * Whether the loaded text and the other, of which this is the likeness, are one story. They share
 * enough shingles, and numbers and names; what stands in the same places is mostly the same; and
 * the shared part is spread over the whole of one of them. When it is spread over the whole of
 * both, and numbers and names are shared as much as words are, fewer shingles are enough; so they
 * are when all of one text stands at the beginning of the other.
 */
bool comparer_is_story(const struct comparer *comparer, const struct text *other,
		       const struct likeness *likeness);

/*
 * The same question about a member of a cluster, which is one story with another member, and the
 * cluster's centre.
 */
bool comparer_is_member(const struct comparer *comparer, const struct text *other,
			const struct likeness *likeness);

/* What else they are to each other: contained, excerpt, template, or unique when nothing. */
enum relation comparer_relation(const struct comparer *comparer, const struct text *other,
				const struct likeness *likeness);

/* What tells the pair apart: PAIR_FEATURES values, see pair_features.h. */
void comparer_features(const struct comparer *comparer, const struct text *other,
		       const struct likeness *likeness, int32_t *row);

void comparer_free(struct comparer *comparer);

/*
 * Shared numbers and names : those of the text that has fewer. When one has hardly any:
 * GUARD_UNKNOWN. When both have numbers, but hardly any in common: 0, whatever the names say.
 */
enum { GUARD_UNKNOWN = 500000 };
uint32_t guard_share(const struct text *a, const struct text *b);

/*
 * Whether at least half of the places that both texts have are filled alike, numbers by
 * themselves and all together. Places that occur twice with different fillings in one text do not
 * count, and a single place proves nothing.
 */
bool slots_agree(const struct text *a, const struct text *b);

#endif
