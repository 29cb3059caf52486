/*
 * progress: one line on stderr, for people. Drawn only when stderr is a terminal (or when asked
 * to), after one second, at most five times a second; cleared at the end.
 */
#ifndef WIREWASH_PROGRESS_H
#define WIREWASH_PROGRESS_H

#include <stdint.h>
#include <time.h>

#include "engine/common.h"
#include "engine/notices.h"

struct progress {
	struct notices *notices;
	struct timespec began, drawn;
	uint64_t records, bytes;
	uint64_t total_bytes; /* 0: not known */
	bool enabled;
};

void progress_open(struct progress *progress, struct notices *notices, enum progress_when when,
		   uint64_t total_bytes);

/* Counts, and draws when it is time. Calls must not overlap. */
void progress_tick(struct progress *progress, uint64_t records, uint64_t bytes);

void progress_close(struct progress *progress);

#endif
