/*
 * crew: one piece of work on several threads at once.
 */
#ifndef WIREWASH_CREW_H
#define WIREWASH_CREW_H

#include <stddef.h>

enum { CREW_MAX = 64 };

/*
 * Calls work(item) for each of `count` items of `size` bytes, CREW_MAX at most, each on a thread of
 * its own, the first one on this thread; returns when all are done. Where a thread cannot be had,
 * its item is worked on here.
 */
void crew_work(void *items, size_t count, size_t size, void (*work)(void *item));

#endif
