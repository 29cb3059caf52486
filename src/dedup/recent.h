/*
 * recent: near-duplicates in a stream that need not end. Each record is compared with those that
 * were kept before it, as exactly as in an archive (compare.h); the first one seen of a story is
 * kept, and all others are held against it, so that no chain can drift away.
 *
 * Memory is bounded: the oldest records are forgotten first. What is found depends on the records,
 * their order, and the memory.
 */
#ifndef WIREWASH_RECENT_H
#define WIREWASH_RECENT_H

#include "dedup/compare.h"

struct recent_rules {
	uint64_t memory; /* bytes that may be taken, about; 0: no limit */
	int64_t window;  /* seconds; 0: none. Records whose dates are farther apart are no match */
	struct pair_rules pairs;
	bool drop_contained; /* a record that is contained in one before it is not kept */
};

struct sighting {
	bool is_kept;
	enum relation relation; /* to `of` */
	struct likeness likeness;
	struct slice of; /* id of the record that it was matched with; of the one kept for it when
			    it is not kept. Borrowed until the next call */
	bool of_earlier; /* that one is of an earlier archive */
};

struct recent;

struct recent *recent_open(const struct recent_rules *rules, struct err *err);
void recent_close(struct recent *recent);

/* Takes a record's digest. `earlier`: it is of an archive that is done already. */
bool recent_take(struct recent *recent, struct slice digest, bool earlier,
		 struct sighting *sighting, struct err *err);

#endif
