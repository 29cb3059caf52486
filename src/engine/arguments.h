/*
 * arguments: a stage of the chain as the command that would run it by itself.
 */
#ifndef WIREWASH_ARGUMENTS_H
#define WIREWASH_ARGUMENTS_H

#include "engine/runner.h"

/* A list of words: their bytes, each with its NUL, one after the other. {0} is empty. */
struct arguments {
	struct buf bytes;
	size_t count;
};

/* Where one process of several leaves what the whole run joins. NULL: nowhere. */
struct own_files {
	const char *stats, *rejects, *removed, *dropped;
};

/*
 * Appends the words that run link `at` of the chain alone: "wirewash", the stage, its settings,
 * those that all stages share. For a user's own filter: its command, one word.
 */
bool arguments_list(struct arguments *arguments, const struct run *run,
		    const struct binding *common, size_t at, struct own_files files);

/* Appends the same as a shell would read it, quoted where it must be. */
void arguments_print(const struct run *run, const struct binding *common, size_t at,
		     struct buf *out);

#endif
