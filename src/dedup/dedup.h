/*
 * dedup: near-duplicates among many records. Feed `corpus` with corpus_absorb, call dedup_settle
 * once, then ask about each record. The way of a text:
 *
 *   fingerprint -> corpus (exact copies, rank) -> postings -> candidates -> stoplist
 *               -> edges (exact comparison) -> clusters -> keep
 *
 * Records of an earlier archive are absorbed first, and counted in corpus.earlier. They are kept
 * already: no record of theirs gives way to a later one, and what is like them is not kept.
 *
 * The answers depend on the records alone, not on their order (but for KEEP_FIRST), on threads, or
 * on the machine: whatever decides is an integer, and ties go by content.
 */
#ifndef WIREWASH_DEDUP_H
#define WIREWASH_DEDUP_H

#include "dedup/cluster.h"
#include "dedup/keep.h"
#include "dedup/pins.h"

struct dedup_rules {
	struct keep_policy keep;
	struct pair_rules pairs;
	bool drop_contained;     /* a record that is contained in another one is not kept */
	const struct pins *pins; /* NULL: none */
};

struct dedup {
	struct corpus corpus;

	/* Made by dedup_settle. */
	struct edges edges;
	struct clusters clusters;
	struct pins_seen pins_seen;
	uint32_t *survivor; /* of each centre's cluster: a document */
	uint32_t *into; /* of each centre: the centre whose cluster contains its own, else itself */
	uint32_t *companion; /* of each centre: the member that is most like it, else itself */
	uint32_t *standing;  /* of each text: the document that represents its copies */
	uint32_t *second;    /* of each text: the copy that comes next, or NO_DOCUMENT */
};

#define NO_DOCUMENT UINT32_MAX

/* What became of a record. */
struct finding {
	uint32_t kept;          /* the document that is kept for it; its own when it is kept */
	uint32_t of;            /* the document it was matched with, or NO_DOCUMENT */
	enum relation relation; /* to `of` */
	unsigned jaccard, containment; /* with `of`, in thousandths, rounded down */
	uint32_t shared;               /* shingles that both have and that are not stop-listed */
};

/* Needs texts in `corpus`. Drops what only the search needs. */
bool dedup_settle(struct dedup *dedup, const struct dedup_rules *rules, struct err *err);

/* For documents that are not of an earlier archive. Documents are numbered from 0 in the order of
 * absorption. */
struct finding dedup_finding(const struct dedup *dedup, uint32_t document);

/* Two documents that are one story. */
struct dedup_pair {
	uint32_t a, b;
	enum relation relation;        /* exact or near */
	unsigned jaccard, containment; /* in thousandths, rounded down */
	uint32_t shared;               /* shingles */
};

/*
 * The pairs that were found, one for each call, in an order that depends on the records' order as
 * little as it can: near ones by rank of their texts, each text in the person of one document,
 * then exact ones, each copy with the document that represents it. `a` is never of an earlier
 * archive. {.dedup = d} is before the first one.
 */
struct pair_walk {
	const struct dedup *dedup;
	struct edge_reader edges;
	bool is_open, past_edges;
	size_t copy; /* the next one of the corpus' order */
};

/* *more is false when there is none. */
bool pair_walk_next(struct pair_walk *walk, struct dedup_pair *pair, bool *more, struct err *err);

void pair_walk_free(struct pair_walk *walk);

void dedup_free(struct dedup *dedup);

#endif
