/*
 * rejects: the file that --rejects names. One JSON object for each rejected record:
 *
 *     {"stage":"ingest","reason":"not-json","line":17,"id":null,"bytes":"{\"id\":..."}
 *
 * `line` counts the stage's input from 1 (0: not a line). `bytes` is the whole line, so that it can
 * be fixed and replayed; where it is no UTF-8, `base64` is in its place. `file` is there where
 * it is known, and `size` where only the beginning of something too long, or of a document, was
 * kept.
 */
#ifndef WIREWASH_REJECTS_H
#define WIREWASH_REJECTS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "record/reject.h"

struct rejected {
	const char *stage;
	enum reject_reason reason;
	uint64_t line;
	struct slice id;
	struct slice file;
	struct slice bytes;
	uint64_t size; /* 0, or the real length when bytes is only the beginning */
};

/* Appends the object and a newline. */
void rejected_write(const struct rejected *rejected, struct buf *out);

#endif
