#include "engine/shards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/walk.h"

static bool add_shard(struct shards *shards, const char *path, struct err *err)
{
	struct shard shard;

	if (shards->count == shards->cap) {
		size_t cap = shards->cap ? 2 * shards->cap : 64;
		struct shard *items = realloc(shards->items, cap * sizeof(*items));

		if (!items)
			return err_no_memory(err);
		shards->items = items;
		shards->cap = cap;
	}
	shard = (struct shard){.path = strdup(path)};
	if (!shard.path)
		return err_no_memory(err);
	shards->items[shards->count++] = shard;
	return true;
}

static bool add_path(struct shards *shards, const char *root, struct notices *notices,
		     struct err *err)
{
	struct walk *walk = walk_open(root, err);
	bool good = walk != NULL, more = good;

	while (good && more) {
		struct err trouble = {0};
		const char *path;

		switch (walk_next(walk, &path, &trouble)) {
		case WALK_FILE:
			good = add_shard(shards, path, err);
			break;
		case WALK_END:
			more = false;
			break;
		case WALK_TROUBLE:
			notice(notices, "run", trouble.code, "%s", trouble.message);
			break;
		case WALK_FAIL:
			*err = trouble;
			good = false;
			break;
		}
	}
	walk_close(walk);
	return good;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* By name; of equal names by place, so that the first one keeps it. */
static int by_last_part(const void *a, const void *b)
{
	const struct shard *x = *(struct shard *const *)a, *y = *(struct shard *const *)b;
	int order = strcmp(last_part(x->path), last_part(y->path));

	if (order)
		return order;
	return x < y ? -1 : x > y;
}

static int by_name(const void *a, const void *b)
{
	const struct shard *x = *(struct shard *const *)a, *y = *(struct shard *const *)b;

	return strcmp(x->name, y->name);
}

static char *numbered(const char *name, size_t number)
{
	size_t size = strlen(name) + 32;
	char *result = malloc(size);

	if (result && number > 1)
		snprintf(result, size, "%s-%zu", name, number);
	else if (result)
		memcpy(result, name, strlen(name) + 1);
	return result;
}

static bool is_reserved(const char *name, const char *const *reserved)
{
	for (; *reserved; reserved++) {
		if (strcmp(name, *reserved) == 0)
			return true;
	}
	return false;
}

static bool name_shards(struct shard **order, size_t count, const char *const *reserved,
			struct err *err)
{
	const char *before = NULL;
	size_t number = 0;

	qsort(order, count, sizeof(struct shard *), by_last_part);
	for (size_t i = 0; i < count; i++) {
		const char *name = last_part(order[i]->path);

		if (!before || strcmp(name, before) != 0)
			number = is_reserved(name, reserved) ? 1 : 0;
		order[i]->name = numbered(name, ++number);
		if (!order[i]->name)
			return err_no_memory(err);
		before = name;
	}
	qsort(order, count, sizeof(struct shard *), by_name);
	for (size_t i = 1; i < count; i++) {
		if (by_name(&order[i - 1], &order[i]) == 0)
			return err_set(err, ERR_USAGE, "%s and %s would have the same output, %s",
				       order[i - 1]->path, order[i]->path, order[i]->name);
	}
	return true;
}

bool shards_list(struct shards *shards, char *const *paths, size_t count,
		 const char *const *reserved, struct notices *notices, struct err *err)
{
	struct shard **order;
	bool good;

	for (size_t i = 0; i < count; i++) {
		if (!add_path(shards, paths[i], notices, err))
			return false;
	}
	order = malloc((shards->count + 1) * sizeof(struct shard *));
	if (!order)
		return err_no_memory(err);
	for (size_t i = 0; i < shards->count; i++)
		order[i] = &shards->items[i];
	good = name_shards(order, shards->count, reserved, err);
	free(order);
	return good;
}

void shards_free(struct shards *shards)
{
	for (size_t i = 0; i < shards->count; i++) {
		free(shards->items[i].path);
		free(shards->items[i].name);
	}
	free(shards->items);
	*shards = (struct shards){0};
}
