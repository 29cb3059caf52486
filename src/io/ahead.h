/*
 * ahead: reads several sources at once, each on a thread of its own, and hands out what they gave
 * in the order of the sources: whoever takes it sees what one thread would have read.
 *
 * So that memory is bounded, a source is read no further ahead than some megabytes.
 */
#ifndef WIREWASH_AHEAD_H
#define WIREWASH_AHEAD_H

#include "base/err.h"
#include "io/batch.h"

struct ahead_kind {
	/*
	 * The next source; NULL when there is none left. One thread at a time, in order. False: err
	 * says what is in its place; after ERR_MEMORY it is not asked again.
	 */
	bool (*next)(void *context, void **source, struct err *err);

	/*
	 * Appends items to the batch. False: trouble, which err tells; the items stay. *more:
	 * whether it can be asked again, either way. One thread at a time for each source.
	 */
	bool (*fill)(void *source, struct batch *batch, bool *more, struct err *err);

	void (*close)(void *source);
};

struct ahead;

/* Starts up to so many threads. NULL when not even one can be started. `kind` and `context` are
 * borrowed. */
struct ahead *ahead_open(const struct ahead_kind *kind, void *context, unsigned threads);

enum ahead_step {
	AHEAD_BATCH,   /* the batch, which was cleared, has items */
	AHEAD_TROUBLE, /* err is what is at this place */
	AHEAD_END,
};

/* Waits for what comes next. Only one thread may ask. */
enum ahead_step ahead_take(struct ahead *ahead, struct batch *batch, struct err *err);

/* Ends the threads, wherever they are. NULL is allowed. */
void ahead_close(struct ahead *ahead);

#endif
