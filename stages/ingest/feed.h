/*
 * feed: some files that are read one after the other, into batches. With several threads each reads
 * a feed of its own (io/ahead.h): a large file, or a number of small ones.
 */
#ifndef WIREWASH_INGEST_FEED_H
#define WIREWASH_INGEST_FEED_H

#include "intake.h"
#include "io/ahead.h"
#include "paths.h"

struct feed {
	struct intake intake; /* how to read is set by the owner */

	/* Private. */
	struct buf paths; /* of each the number of its operand, its bytes and a NUL */
	size_t next;      /* where in them the next one begins */
	unsigned operand; /* that the present file is of; 0: none */
};

/* Adds a file, with the number of the operand that it is of (see struct item). */
bool feed_add(struct feed *feed, const char *path, unsigned operand, struct err *err);

/* Whether the batch is large enough, or the feed may keep us waiting for more. */
bool feed_is_full(const struct feed *feed, const struct batch *batch);

/*
 * Reads until the batch is full, the files are at their end, or one is in trouble: then false, and
 * it may go on after that. *more: whether there may be more.
 */
bool feed_fill(struct feed *feed, struct batch *batch, bool *more, struct err *err);

/* Makes it as if it was never filled: without paths. */
void feed_clear(struct feed *feed);
void feed_free(struct feed *feed);

/* Cuts the paths up into feeds, as ahead_open wants them: its context is this. */
struct feeder {
	struct paths *paths;
	const struct intake *intake; /* how to read */

	/* Private. */
	struct buf path;    /* the first one after the last feed; empty: none */
	unsigned operand;   /* that it is of */
	struct err trouble; /* the same */
};

extern const struct ahead_kind feeder_kind;

void feeder_free(struct feeder *feeder);

#endif
