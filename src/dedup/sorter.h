/*
 * sorter: any number of 64-bit values into ascending order, in bounded memory: what does not fit is
 * sorted in runs, which wait in a temporary file and are merged at the end.
 */
#ifndef WIREWASH_SORTER_H
#define WIREWASH_SORTER_H

#include "dedup/tape.h"

struct sorter_run;

struct sorter {
	const char *dir;  /* for the file; NULL: see io/archive/unnamed.h. Borrowed */
	size_t room;      /* bytes of memory to use; 0: all it takes */
	bool low_ascends; /* values come with their lower halves ascending already */

	/* Its own. */
	uint64_t *value;
	size_t count, cap, given;
	struct tape sorted; /* the runs, one after the other */
	struct sorter_run *run;
	size_t runs, run_cap;
	size_t *heap; /* of runs, the one with the smallest value on top */
	size_t heaped;
};

bool sorter_add(struct sorter *sorter, uint64_t value, struct err *err);

/* After the last value. */
bool sorter_finish(struct sorter *sorter, struct err *err);

/* The next one. *more is false when there is none. */
bool sorter_next(struct sorter *sorter, uint64_t *value, bool *more, struct err *err);

void sorter_free(struct sorter *sorter);

#endif
