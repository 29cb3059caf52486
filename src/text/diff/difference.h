/*
 * difference: which elements of two sequences are the same, by the algorithm of E. W. Myers, "An
 * O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986): of all ways to make one of
 * the other, one with the fewest elements removed and added.
 */
#ifndef WIREWASH_DIFFERENCE_H
#define WIREWASH_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A sequence by the hashes of its elements; same[i] is set when element i has a partner. */
struct difference_side {
	const uint64_t *elements;
	size_t count;
	bool *same;
};

/*
 * Sets `same` of both sides, all of it. Partners come in the same order on both sides. Time and
 * memory grow with the number of differences; past a limit what lies between the common beginning
 * and the common end counts as different. False when memory is short.
 */
bool difference_find(struct difference_side *a, struct difference_side *b);

#endif
