#include "paths.h"

#include "io/same_file.h"

/* The next of the operands and the paths listed; without any, stdin is the only one. */
static bool next_root(struct paths *paths, const char **path, struct err *err)
{
	const struct stage_env *env = paths->env;

	*path = NULL;
	if (paths->next_operand < env->operand_count) {
		*path = env->operands[paths->next_operand++];
		return true;
	}
	if (!paths->files_from) {
		if (paths->next_operand++ == 0)
			*path = "-";
		return true;
	}
	if (!paths->has_list) {
		paths->has_list = true;
		if (!list_read(&paths->list, paths->files_from, env->max_ratio, err))
			return false;
	}
	*path = list_next(&paths->list);
	return true;
}

static enum walk_step trouble(const struct err *err)
{
	return err->code == ERR_MEMORY ? WALK_FAIL : WALK_TROUBLE;
}

enum walk_step paths_next(struct paths *paths, const char **path, struct err *err)
{
	enum walk_step step = WALK_END;

	while (step == WALK_END) {
		if (!paths->walk) {
			if (!next_root(paths, path, err))
				return trouble(err);
			if (!*path)
				return WALK_END;
			if (strcmp(*path, "-") == 0)
				return WALK_FILE;
			paths->walk = walk_open(*path, err);
			if (!paths->walk)
				return trouble(err);
		}
		/* What this very run writes to is no input. */
		do
			step = walk_next(paths->walk, path, err);
		while (step == WALK_FILE &&
		       (is_standard_output(*path) || !selection_has(&paths->selection, *path)));
		if (step == WALK_END) {
			walk_close(paths->walk);
			paths->walk = NULL;
		}
	}
	return step;
}

unsigned paths_operand(const struct paths *paths)
{
	return paths->env->operand_count && !paths->has_list ? (unsigned)paths->next_operand : 0;
}

void paths_free(struct paths *paths)
{
	walk_close(paths->walk);
	list_free(&paths->list);
}
