/*
 * names: strings to numbers, counted from 0 in the order in which they came.
 */
#ifndef WIREWASH_REPORT_NAMES_H
#define WIREWASH_REPORT_NAMES_H

#include <stdint.h>

#include "base/buf.h"

struct names {
	struct buf bytes;
	size_t *at; /* where in `bytes` each begins; one more than there are, for the end */
	size_t at_cap;
	uint32_t *slots;   /* number + 1, open addressing; 0: free */
	size_t slot_count; /* a power of two, or 0 */
	uint32_t count;
};

/* The number of `name`, which is copied when it is new. False when memory is short. */
bool names_number(struct names *names, struct slice name, uint32_t *number);

/* Requires number < count. Valid until the next names_number. */
struct slice names_get(const struct names *names, uint32_t number);

void names_free(struct names *names);

#endif
