/*
 * walk: the files under a path, in the same order everywhere: by the bytes of their names, a
 * directory's files in its place.
 *
 * Names that begin with a dot are skipped, and what is neither file nor directory. Links to files
 * are followed, links to directories are not, so a walk ends.
 */
#ifndef WIREWASH_WALK_H
#define WIREWASH_WALK_H

#include "base/err.h"

struct walk;

enum walk_step {
	WALK_FILE,    /* *path is the next file */
	WALK_END,     /* there are no more */
	WALK_TROUBLE, /* err says what cannot be read; the walk goes on after it */
	WALK_FAIL,    /* memory is short */
};

/*
 * Starts at `path`, which is named by the user: it is followed when it is a link, taken when it is
 * hidden, and when it is no directory it is the only file. Borrowed. NULL when memory is short.
 */
struct walk *walk_open(const char *path, struct err *err);

/* *path is borrowed until the next call. It begins with what the user named. */
enum walk_step walk_next(struct walk *walk, const char **path, struct err *err);

/* NULL is allowed. */
void walk_close(struct walk *walk);

#endif
