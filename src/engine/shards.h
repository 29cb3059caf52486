/*
 * shards: the input files of a run that is done file by file, each with a name of its own, after
 * which its output is called.
 */
#ifndef WIREWASH_SHARDS_H
#define WIREWASH_SHARDS_H

#include <stddef.h>

#include "engine/notices.h"

struct shard {
	char *path; /* as a source would open it */
	char *name; /* its last part; where several are the same, with -2, -3 and so on after it */
};

struct shards {
	struct shard *items; /* in the order in which they are read */
	size_t count, cap;
};

/*
 * Lists the files under the paths, as walk does. What cannot be read is noticed. No shard gets one
 * of the names reserved (ends with NULL).
 */
bool shards_list(struct shards *shards, char *const *paths, size_t count,
		 const char *const *reserved, struct notices *notices, struct err *err);

void shards_free(struct shards *shards);

#endif
