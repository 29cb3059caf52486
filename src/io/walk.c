#include "io/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"

/* A directory that is being walked. */
struct level {
	struct arena memory;
	char **names; /* sorted */
	size_t count, cap, next;
	size_t path_len; /* of its path, with the slash after it */
	struct level *above;
};

struct walk {
	const char *root; /* not yet looked at; then NULL */
	struct buf path;
	struct level *level; /* the innermost */
};

struct walk *walk_open(const char *path, struct err *err)
{
	struct walk *walk = calloc(1, sizeof(*walk));

	if (walk)
		walk->root = path;
	else
		err_no_memory(err);
	return walk;
}

static void free_level(struct level *level)
{
	free(level->names);
	arena_free(&level->memory);
	free(level);
}

void walk_close(struct walk *walk)
{
	if (!walk)
		return;
	while (walk->level) {
		struct level *level = walk->level;

		walk->level = level->above;
		free_level(level);
	}
	buf_free(&walk->path);
	free(walk);
}

/* The path is always followed by a NUL, which is not counted. */
static bool set_path(struct walk *walk, size_t keep, const char *name)
{
	walk->path.len = keep;
	buf_append(&walk->path, slice_of(name));
	if (!buf_push(&walk->path, '\0'))
		return false;
	walk->path.len--;
	return true;
}

static bool add_name(struct level *level, const char *name)
{
	size_t len = strlen(name) + 1;
	char *copy = arena_bytes(&level->memory, len);

	if (level->count == level->cap) {
		size_t cap = level->cap ? 2 * level->cap : 64;
		char **names = realloc(level->names, cap * sizeof(*names));

		if (!names)
			return false;
		level->names = names;
		level->cap = cap;
	}
	if (!copy)
		return false;
	memcpy(copy, name, len);
	level->names[level->count++] = copy;
	return true;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* False when memory is short, or with errno set. */
static bool read_names(struct level *level, DIR *directory)
{
	struct dirent *entry;

	for (;;) {
		errno = 0;
		entry = readdir(directory);
		if (!entry)
			break;
		if (entry->d_name[0] != '.' && !add_name(level, entry->d_name)) {
			errno = ENOMEM;
			break;
		}
	}
	if (level->count)
		qsort(level->names, level->count, sizeof(*level->names), by_bytes);
	return errno == 0;
}

static enum walk_step trouble(const struct walk *walk, struct err *err)
{
	if (errno == ENOMEM) {
		err_no_memory(err);
		return WALK_FAIL;
	}
	err_errno(err, "cannot read %s", walk->path.data);
	return WALK_TROUBLE;
}

/* Goes down into the directory that the path names. WALK_END: it went well. */
static enum walk_step descend(struct walk *walk, struct err *err)
{
	DIR *directory = opendir(walk->path.data);
	struct level *level = directory ? calloc(1, sizeof(*level)) : NULL;
	enum walk_step step = WALK_END;

	if (!level || !read_names(level, directory))
		step = trouble(walk, err);
	if (directory)
		closedir(directory);
	if (step != WALK_END) {
		if (level)
			free_level(level);
		return step;
	}
	if (walk->path.data[walk->path.len - 1] != '/' && !set_path(walk, walk->path.len, "/")) {
		free_level(level);
		err_no_memory(err);
		return WALK_FAIL;
	}
	level->path_len = walk->path.len;
	level->above = walk->level;
	walk->level = level;
	return WALK_END;
}

/* Whether the path is a link to a directory. */
static bool is_link(const char *path)
{
	struct stat about;

	return lstat(path, &about) == 0 && S_ISLNK(about.st_mode);
}

static enum walk_step begin(struct walk *walk, const char **path, struct err *err)
{
	const char *root = walk->root;
	struct stat about;

	walk->root = NULL;
	if (!set_path(walk, 0, root)) {
		err_no_memory(err);
		return WALK_FAIL;
	}
	if (stat(root, &about) == 0 && S_ISDIR(about.st_mode))
		return descend(walk, err);
	*path = walk->path.data;
	return WALK_FILE;
}

/* The next name of the innermost directory. WALK_END: nothing to show for it. */
static enum walk_step visit(struct walk *walk, const char **path, struct err *err)
{
	struct level *level = walk->level;
	struct stat about;

	if (!set_path(walk, level->path_len, level->names[level->next++])) {
		err_no_memory(err);
		return WALK_FAIL;
	}
	if (stat(walk->path.data, &about) != 0)
		return trouble(walk, err);
	if (S_ISDIR(about.st_mode))
		return is_link(walk->path.data) ? WALK_END : descend(walk, err);
	*path = walk->path.data;
	return S_ISREG(about.st_mode) ? WALK_FILE : WALK_END;
}

enum walk_step walk_next(struct walk *walk, const char **path, struct err *err)
{
	enum walk_step step = walk->root ? begin(walk, path, err) : WALK_END;

	while (step == WALK_END && walk->level) {
		struct level *level = walk->level;

		if (level->next < level->count) {
			step = visit(walk, path, err);
		} else {
			walk->level = level->above;
			free_level(level);
		}
	}
	return step;
}
