/*
 * keep: which record of a cluster survives.
 */
#ifndef WIREWASH_KEEP_H
#define WIREWASH_KEEP_H

#include "dedup/corpus.h"

enum keep {
	KEEP_BEST,     /* the cleanest whole copy: see keep_blemishes */
	KEEP_FIRST,    /* the first one of the input */
	KEEP_EARLIEST, /* by date; a record without a date comes last */
	KEEP_LATEST,   /* likewise, the last */
	KEEP_LONGEST,  /* by words */
	KEEP_SOURCE,   /* the source that is named first */
};

/*
 * Points against a copy: ten for each broken character, four hundred when it breaks off, ten when
 * its record does not have both a title and a date (`described`). For KEEP_BEST they are added to
 * the shingles outside of sentences, as menus and bylines are, and to a quarter of the shingles by
 * which the centre has more of sentences; the fewest win. Of equals, the centre itself is best.
 */
uint32_t keep_blemishes(struct slice text, bool described);

struct keep_policy {
	enum keep keep;
	const struct slice *source; /* for KEEP_SOURCE: names or hosts, best first; borrowed */
	size_t sources;
};

/* For looking at documents; {0} is one. After a failure, which is in err, no answer is to be
 * trusted. */
struct lookup {
	const struct corpus *corpus;
	struct buf room, other_room;
	struct err err;
};

void lookup_free(struct lookup *lookup);

/*
 * Whether document a is to be kept rather than b; `centre` is their cluster's. What an earlier
 * archive has is kept already: it comes first, whatever the policy. Ties go by date, url
 * and id, then by content; only records that are alike in all of these go by input order.
 */
bool keep_prefers(const struct keep_policy *policy, struct lookup *lookup, uint32_t centre,
		  uint32_t a, uint32_t b);

/* The order of ties alone. */
bool keep_precedes(struct lookup *lookup, uint32_t a, uint32_t b);

#endif
