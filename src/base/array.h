/*
 * array: plain arrays of any type, in memory of malloc.
 */
#ifndef WIREWASH_ARRAY_H
#define WIREWASH_ARRAY_H

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
 * Gives `array`, the address of such a pointer, room for `count` elements of `size` bytes. False,
 * with nothing changed, when memory is short.
 */
bool array_resize(void *array, size_t count, size_t size);

/*
 * `count` elements of `size` bytes, not zeroed; never NULL for a count of 0. NULL when memory is
 * short.
 */
void *array_new(size_t count, size_t size);
void *array_new_zeroed(size_t count, size_t size);

#endif
