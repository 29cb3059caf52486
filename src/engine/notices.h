/*
 * notices: what must be said while the run goes on, such as a damaged file among good ones. Prints
 * "wirewash STAGE: message" on stderr, one at a time from any thread, and remembers the worst: the
 * exit status only ever gets worse.
 */
#ifndef WIREWASH_NOTICES_H
#define WIREWASH_NOTICES_H

#include <pthread.h>
#include <stdbool.h>

#include "base/compiler.h"
#include "base/err.h"

struct notices {
	pthread_mutex_t lock;
	struct err worst; /* of those noticed, the one with the highest exit status */
	bool terminal_noticed;
	bool silent;    /* nothing is printed */
	bool line_open; /* a progress line is on the terminal and must be cleared first */
};

void notices_open(struct notices *notices);
void notices_close(struct notices *notices);

/* `code` decides the exit status in the end; ERR_NONE is for a mere remark. */
void notice(struct notices *notices, const char *stage, enum err_code code, const char *format, ...)
	PRINTF_LIKE(4, 5);

/* Says once that input is awaited from a terminal: when `path` is stdin (NULL or "-"), and one. */
void notice_terminal(struct notices *notices, const char *stage, const char *path);

#endif
