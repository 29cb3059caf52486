/*
 * external: a user's own filter in the chain, started once with sh -c, fed records on its stdin
 * and read back from its stdout.
 */
#ifndef WIREWASH_EXTERNAL_H
#define WIREWASH_EXTERNAL_H

#include <sys/types.h>

#include "base/err.h"
#include "base/slice.h"

struct external {
	const char *command;
	pid_t pid;    /* 0: not running */
	int to_child; /* -1: closed */
	int from_child;
	bool is_deaf; /* it reads no more: what it did not want counts as dropped */
};

/* Starts the command. Call before there are threads. */
bool external_start(struct external *external, const char *command, struct err *err);

/* Writes to its stdin. A filter that stops reading (as head does) is no error. */
bool external_write(struct external *external, struct slice bytes, struct err *err);

/* Ends its input. */
void external_end_input(struct external *external);

/* Waits for its end. False when it failed. */
bool external_wait(struct external *external, struct err *err);

/* Closes what is open, and ends it when it still runs. */
void external_close(struct external *external);

#endif
