/*
 * sorting: arrays of numbers in order, for the near-duplicate machinery.
 */
#ifndef WIREWASH_SORTING_H
#define WIREWASH_SORTING_H

#include <stddef.h>
#include <stdint.h>

/* Sorts in ascending order, in linear time; `spare` has room for as many elements. */
void sort_u32(uint32_t *values, size_t count, uint32_t *spare);

/* Sorts by the upper 32 bits, ascending; elements that are equal there keep their order. */
void sort_u64_by_high(uint64_t *values, size_t count, uint64_t *spare);

/* The same by the lower 32 bits. */
void sort_u64_by_low(uint64_t *values, size_t count, uint64_t *spare);

/* Removes repetitions from a sorted array; returns what is left. */
size_t unique_u32(uint32_t *values, size_t count);

#endif
