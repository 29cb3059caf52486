/*
 * conveyor: runs one segment over one input on several threads, and takes the batches' results in
 * input order.
 *
 * Each thread in turn locks the input, fills a batch, takes it through the segment, waits until all
 * earlier batches are committed, and commits its own. So there are as many batches in memory as
 * threads, and the output does not depend on how many there are.
 */
#ifndef WIREWASH_CONVEYOR_H
#define WIREWASH_CONVEYOR_H

#include "engine/input.h"
#include "engine/work.h"

struct conveyor {
	const struct segment *segment;
	struct input *input;
	unsigned jobs;

	/* Takes a finished batch, in input order, one at a time. Fills in err when it returns
	 * false. */
	bool (*commit)(void *context, struct worker *worker, struct err *err);
	void *context;
};

/* Runs until the input ends or something fails. */
bool conveyor_run(const struct conveyor *conveyor, struct err *err);

#endif
