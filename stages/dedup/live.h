/*
 * live: dedup --stream: a record is decided about as it comes. The thread that takes records in and
 * the ones that let them go meet here.
 */
#ifndef WIREWASH_LIVE_H
#define WIREWASH_LIVE_H

#include "dedup/recent.h"
#include "report_file.h"

struct live;

/* `clusters` gets a line for each record when it is open; borrowed. */
struct live *live_open(const struct recent_rules *rules, struct report_file *clusters,
		       struct err *err);
void live_close(struct live *live);

/* A record of an earlier archive. */
bool live_learn(struct live *live, struct slice digest, struct err *err);

/* Decides about the next record. `mark`: its finding is wanted. */
bool live_absorb(struct live *live, struct slice digest, bool mark, struct err *err);

struct verdict_on {
	enum relation relation;
	bool is_kept;
	bool of_earlier;
	char *json; /* the finding, when it is wanted; to be freed */
	size_t json_len;
};

/* What was decided about that record; once for each, on any thread. */
struct verdict_on live_release(struct live *live, uint64_t ordinal);

#endif
