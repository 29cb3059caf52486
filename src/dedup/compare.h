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
	struct pair_rules rules;
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

/* From the loosest to the closest. */
enum relation {
	RELATION_UNIQUE,
	RELATION_NO_ARTICLE, /* too few words to be compared; of one text, never of a pair */
	RELATION_RELATED,    /* several short passages in both that hardly any other text has */
	RELATION_TEMPLATE,   /* one form, other facts */
	RELATION_EXCERPT,    /* a long passage in both */
	RELATION_FOLLOW_UP,  /* another beginning, and the same background */
	RELATION_UPDATE,     /* one story with other numbers: a later version, a correction */
	RELATION_CONTAINED,  /* all of the one is in the other */
	RELATION_NEAR,       /* one story */
	RELATION_EXACT,      /* the same words */
	RELATION_PINNED,     /* one story by a reader's word: see pins.h */
	RELATIONS
};

extern const char *const relation_name[RELATIONS];

/* One that decides about texts of this corpus as its judge and rules say. */
static inline struct comparer comparer_for(const struct corpus *corpus)
{
	return (struct comparer){.judge = corpus->judge, .rules = corpus->rules};
}

/* Whether enough of the text is whole sentences. */
bool text_has_prose(const struct text *text);

/* The text must outlive the comparisons. */
void comparer_load(struct comparer *comparer, const struct text *text);

/* The questions below are about the text that was measured last. */
struct likeness comparer_measure(struct comparer *comparer, const struct text *other);

/*
 * What makes the loaded text and the other, of which this is the likeness, one story:
 * RELATION_NEAR, or RELATION_UPDATE where comparer->rules join those; RELATION_UNIQUE when nothing
 * does. Trained trees decide by the features of pair_features.h; two items of one form and a new
 * beginning in front of an old text are never one story, a story cut short always is.
 */
enum relation comparer_story(const struct comparer *comparer, const struct text *other,
			     const struct likeness *likeness);

/*
 * The same question about a member of a cluster, which is one story with another member, and the
 * cluster's centre.
 */
enum relation comparer_member(const struct comparer *comparer, const struct text *other,
			      const struct likeness *likeness);

/*
 * What else two texts are to each other that are not joined. RELATION_NEAR when they are one story,
 * but less alike than comparer->rules ask for.
 */
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
