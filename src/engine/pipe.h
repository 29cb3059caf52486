/*
 * pipe: the chain as processes, one per stage, joined by pipe(2); and as the shell would write it.
 *
 * The processes watch each other through this one: none completes its files before all that stand
 * before it have ended well, so that a killed stage leaves nothing half-written.
 */
#ifndef WIREWASH_PIPE_H
#define WIREWASH_PIPE_H

#include "engine/runner.h"

/*
 * How one of these processes learns of its place: environment variables that hold the number of
 * the descriptor for run.go_fd, and run.upstream.
 */
#define PIPE_GO_VARIABLE "WIREWASH_GO_FD"
#define PIPE_UPSTREAM_VARIABLE "WIREWASH_UPSTREAM"

/*
 * Runs the chain as processes of the program at `program`, with the same results as run_chain.
 * *status is the exit status.
 */
bool run_pipe(const struct run *run, const struct binding *common, const char *program, int *status,
	      struct err *err);

/* Appends the chain as a shell command. */
void print_pipe(const struct run *run, const struct binding *common, struct buf *out);

#endif
