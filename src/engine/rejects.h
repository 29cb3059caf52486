/*
 * rejects: the file that --rejects names. One JSON object for each rejected record:
 *
 *     {"stage":"ingest","reason":"not-json","line":17,"id":null,"bytes":"{\"id\":..."}
 *
 * `line` counts the stage's input from 1 (0: not a line). `bytes` is the whole line, so that it can
 * be fixed and replayed; where it is no UTF-8, `base64` stands in its place. `file` is there where
 * it is known, and `size` where only the beginning of something too long was kept.
 *
 * Grouped by stage in the order of the chain, then by input order, whatever the number of threads:
 * so a pipe of filters, whose files are joined, gives the same bytes as one process.
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

struct rejects;

/* `path` NULL: rejects are not kept. `stages` is how many stages there are; `tmp_dir` may be NULL.
 */
struct rejects *rejects_open(const char *path, size_t stages, const char *tmp_dir, struct err *err);

/* Takes one stage's finished lines (rejected_write), in input order. */
bool rejects_add(struct rejects *rejects, size_t stage, struct slice lines, struct err *err);

/* Joins the stages' lines; only the renaming of the file is left to do (see writer_prepare). */
bool rejects_prepare(struct rejects *rejects, struct err *err);

/* Completes the file, and frees. */
bool rejects_commit(struct rejects *rejects, struct err *err);

/* Gives up: nothing is written. NULL is allowed. */
void rejects_discard(struct rejects *rejects);

#endif
