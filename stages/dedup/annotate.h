/*
 * annotate: notes in a kept record which copies of it were dropped.
 */
#ifndef WIREWASH_ANNOTATE_H
#define WIREWASH_ANNOTATE_H

#include "dedup/dedup.h"

/* The records of the input, grouped by the one that is kept for them. {0} is empty. */
struct annotations {
	const struct dedup *dedup;
	uint32_t *
		first; /* of each record: where its group begins in `member`; one more at the end */
	uint32_t *member; /* records, those of a group in the order of the input */
};

/* What dedup_finding answers, after dedup_settle; borrows `dedup`. */
bool annotations_build(struct annotations *annotations, const struct dedup *dedup, struct err *err);

/* Of a record's sources and ids so many are listed. */
enum { MOST_LISTED = 100 };

/*
 * Appends an object: how many records of the input were dropped for the one (`copies`), their
 * sources, each once, the earliest date of all of them and the record itself (`first_seen`), and
 * their ids; of sources and ids the first MOST_LISTED each. Nothing when there is none. `record`
 * is its number in the input.
 */
bool annotations_write(const struct annotations *annotations, uint32_t record, struct buf *json,
		       struct err *err);

void annotations_free(struct annotations *annotations);

#endif
