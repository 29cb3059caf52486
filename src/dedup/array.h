/*
 * array: growing and sorting of plain arrays, for the near-duplicate machinery.
 */
#ifndef WIREWASH_DEDUP_ARRAY_H
#define WIREWASH_DEDUP_ARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Makes room for `need` elements in `array`, a pointer to malloc'd memory or NULL, which has room
 * for `cap` now; at least doubles it. False, with nothing changed, when memory is short.
 */
#define ARRAY_RESERVE(array, cap, need) \
	((need) <= (cap) || array_grow(&(array), &(cap), (need), sizeof(*(array))))

/* For ARRAY_RESERVE: `array` is the address of the pointer. */
bool array_grow(void *array, size_t *cap, size_t need, size_t size);

/*
 * `count` elements of `size` bytes, not zeroed; never NULL for a count of 0. NULL when memory is
 * short.
 */
void *array_new(size_t count, size_t size);
void *array_new_zeroed(size_t count, size_t size);

/* Sorts in ascending order, in linear time; `spare` has room for as many elements. */
void sort_u32(uint32_t *values, size_t count, uint32_t *spare);

/* Sorts by the upper 32 bits, ascending; elements that are equal there keep their order. */
void sort_u64_by_high(uint64_t *values, size_t count, uint64_t *spare);

/* Removes repetitions from a sorted array; returns what is left. */
size_t unique_u32(uint32_t *values, size_t count);

#endif
