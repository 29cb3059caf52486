/*
 * work: one thread's share of a segment: a batch goes in, and what its records became comes out.
 *
 * A segment is a run of stages that a record passes without a stop. Its ends are the ends of the
 * chain, a barrier (which ends one segment and begins the next), or a user's own filter.
 */
#ifndef WIREWASH_WORK_H
#define WIREWASH_WORK_H

#include "engine/chain.h"

enum output_kind {
	OUTPUT_LINES,  /* records as lines */
	OUTPUT_SINK,   /* the last stage formats them */
	OUTPUT_DIGEST, /* lines, and a digest of each for the barrier that ends the segment */
	OUTPUT_TEXT,   /* --text: the bare text */
	OUTPUT_NONE,   /* the end of a dry run */
};

struct segment {
	struct link *links;
	size_t count;
	enum output_kind output;
	const struct stage_env *env;
	bool begins_in_barrier; /* links[0] has absorbed these records already, and now decides */
	bool is_trusted;        /* the lines come from another program: a bad one is an error */
	const char *upstream;   /* that program's name */
};

/* A record that a stage would not have. Spans are of worker.kept, `file` of its batch. */
struct refusal {
	size_t stage;
	enum reject_reason reason;
	uint64_t entry; /* the record's place among those that entered the stage, from 1, in this
			   batch */
	uint64_t line;  /* or the line of the file, where known */
	uint64_t size;
	struct span id, bytes, file;
};

/* A line for --removed or --dropped; the span is of worker.kept. */
struct kept_line {
	size_t stage;
	bool is_dropped; /* else it tells of what was removed */
	struct span line;
};

/* One thread's own. */
struct worker {
	const struct segment *segment;
	struct arena arena;
	void **scratch;

	struct batch batch;
	uint64_t first_ordinal; /* of the batch, after a barrier */

	/* What became of it. */
	struct stage_stats *stats; /* one per link */
	struct buf out;
	struct buf names, digests;
	struct part { /* of a sink that names its outputs, or of the digests */
		struct span name, body;
	} * parts;
	size_t part_count, part_cap;
	struct refusal *refusals;
	size_t refusal_count, refusal_cap;
	struct kept_line *lines;
	size_t line_count, line_cap;
	struct buf kept;
	uint64_t first_wanted; /* place of the first record that has what the first stage needs; 0:
				  none */
	uint64_t *of_operand;  /* records that each operand gave; NULL: there are none */
	struct buf keys;       /* the member names of the first record that lacks it */
};

bool worker_open(struct worker *worker, const struct segment *segment, struct err *err);
void worker_close(struct worker *worker);

/* Takes the batch through the segment. False: the program must stop. */
bool worker_run(struct worker *worker, struct err *err);

#endif
