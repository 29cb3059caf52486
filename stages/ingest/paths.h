/* paths: the files to be read, one after the other: the operands, what is below them, and a list.
 */
#ifndef WIREWASH_INGEST_PATHS_H
#define WIREWASH_INGEST_PATHS_H

#include "engine/stage.h"
#include "io/walk.h"
#include "list.h"
#include "selection.h"

struct paths {
	const struct stage_env *env;
	struct selection selection; /* of what directories and lists hold */
	const char *files_from;     /* as --files-from names it, or NULL */

	/* Private. */
	size_t next_operand;
	struct list list;
	bool has_list;     /* it was read */
	struct walk *walk; /* through the present operand, when that is a path */
};

/* *path is borrowed until the next call; "-" is stdin. The steps mean what they mean for a walk. */
enum walk_step paths_next(struct paths *paths, const char **path, struct err *err);

/* The number, from 1, of the operand that the last path is of; 0 when it is of none. */
unsigned paths_operand(const struct paths *paths);

void paths_free(struct paths *paths);

#endif
