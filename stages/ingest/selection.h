/* selection: which files to read, by globs over their names, as --include and --exclude have them.
 */
#ifndef WIREWASH_INGEST_SELECTION_H
#define WIREWASH_INGEST_SELECTION_H

#include <stdbool.h>

#include "base/err.h"

/* Lists with commas between globs; NULL: all are included, none is excluded. */
struct selection {
	const char *include;
	const char *exclude;
};

/* False when a glob is empty or too long. */
bool selection_check(const struct selection *selection, struct err *err);

/*
 * Whether the file is to be read: it is included, and not excluded. A glob with a slash is for the
 * whole path, where * goes over slashes; any other for its last part.
 */
bool selection_has(const struct selection *selection, const char *path);

#endif
