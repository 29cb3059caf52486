/*
 * leg: a segment on its way: its input, where its output goes, and what is known of it so far.
 */
#ifndef WIREWASH_LEG_H
#define WIREWASH_LEG_H

#include <pthread.h>

#include "engine/conveyor.h"
#include "engine/external.h"
#include "engine/progress.h"
#include "engine/runner.h"
#include "engine/side_file.h"
#include "io/spool.h"
#include "io/writer.h"

/* What all legs of a run share. */
struct shared {
	const struct run *run;
	struct reject_limit limit;
	struct writer *writer;
	struct side_file *rejects, *removed, *dropped;
	struct progress progress;
	uint64_t *of_operand; /* records that each operand gave */
	pthread_mutex_t lock; /* guards rejects, progress and the counters of the links */
};

/* A segment with all that hangs on it while it runs. */
struct leg {
	struct shared *shared;
	struct segment segment;
	size_t first; /* of its links, in the chain */
	struct input input;
	bool input_is_open;
	struct external *to;   /* its output goes to this filter */
	struct external *from; /* its input comes from this one */
	struct spool *spool;   /* its output waits here for the barrier's second pass */
	uint64_t absorbed;
	uint64_t *rejected; /* by each stage so far */
	bool wanted_seen;   /* one of the first records had what the first stage needs */
	struct buf keys;    /* what members the first one without it had */
	pthread_t thread;
	bool has_thread;
	bool ok;
	struct err err;
};

/* Fails for a --text-key that no record has. `leg` is the first of the chain. */
bool leg_no_keys(const struct leg *leg, struct err *err);

/* Takes all records through the segment. The outcome is in leg->ok and leg->err. */
void leg_run(struct leg *leg);

#endif
