/*
 * keep: which record of a cluster survives.
 */
#ifndef WIREWASH_KEEP_H
#define WIREWASH_KEEP_H

#include "dedup/corpus.h"

enum keep {
	KEEP_BEST,     /* the centre: the text that most of the others resemble */
	KEEP_FIRST,    /* the first one of the input */
	KEEP_EARLIEST, /* by date; a record without a date comes last */
	KEEP_LONGEST,  /* by words */
	KEEP_SOURCE,   /* the source that is named first */
};

struct keep_policy {
	enum keep keep;
	const struct slice *source; /* for KEEP_SOURCE: names or hosts, best first; borrowed */
	size_t sources;
};

/*
 * Whether document a is to be kept rather than b; `centre` is their cluster's. What an earlier
 * archive has is kept already: it comes first, whatever the policy. Ties go by date, url
 * and id, then by content; only records that are alike in all of these go by input order.
 */
bool keep_prefers(const struct keep_policy *policy, const struct corpus *corpus, uint32_t centre,
		  uint32_t a, uint32_t b);

/* The order of ties alone. */
bool keep_precedes(const struct corpus *corpus, uint32_t a, uint32_t b);

#endif
