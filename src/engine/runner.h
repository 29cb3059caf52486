/*
 * runner: drives a chain of stages over records, in one process. A filter is a chain of one.
 *
 * The chain is cut into segments (see work.h). A barrier makes two passes: what reaches it waits
 * in a temporary file. A user's own filter runs beside us, fed by one segment and read by the next.
 */
#ifndef WIREWASH_RUNNER_H
#define WIREWASH_RUNNER_H

#include "engine/chain.h"
#include "engine/common.h"
#include "engine/notices.h"

struct run {
	struct chain *chain; /* parsed, options set; the runner sets it up and finishes it */
	const struct common *common;
	const char *name; /* for messages: the command */
	char *const *operands;
	size_t operand_count;
	unsigned jobs;  /* > 0 */
	uint64_t limit; /* records that are read at most; 0: all */
	struct notices *notices;

	/*
	 * As a part of a pipe that another process watches over: a descriptor from which one byte
	 * is read before anything is completed (-1: none), and whether a bad line of input is an
	 * error because it comes from the program named `upstream`.
	 */
	int go_fd;
	const char *upstream;
};

/*
 * Runs to the end: reads everything, writes everything, completes all files. False: err says why.
 * Trouble with single files is in run->notices.
 */
bool run_chain(const struct run *run, struct err *err);

/* Prints the chain's counters on stderr, where --stats names no file. */
bool run_print_stats(const struct run *run, struct err *err);

#endif
