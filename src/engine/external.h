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
	pid_t pid;    /* 0: not running, or a bare pipe */
	int to_child; /* -1: closed */
	int from_child;
	bool is_deaf; /* it died: external_wait will say of what */
};

/*
 * Becomes the command, as a child process does. What it leaves unread of its input is read and
 * thrown away, as `head` wants it: dropping records is its right. Does not return.
 */
void external_exec(const char *command);

/*
 * Makes the present process the leader of a group of its own, so that whatever the command starts
 * can be ended with it.
 */
void external_lead_group(void);

/* Starts the command. Call before there are threads. */
bool external_start(struct external *external, const char *command, struct err *err);

/*
 * No command, but a bare pipe: what is written comes back unchanged. `name` is for messages. Good
 * for joining two threads.
 */
bool external_open_pipe(struct external *external, const char *name, struct err *err);

/* Writes to its stdin. */
bool external_write(struct external *external, struct slice bytes, struct err *err);

/* Ends its input. */
void external_end_input(struct external *external);

/* Waits for its end. False when it failed. */
bool external_wait(struct external *external, struct err *err);

/* Closes what is open, and ends it when it still runs. */
void external_close(struct external *external);

#endif
