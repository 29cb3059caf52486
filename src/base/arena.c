#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

enum { CHUNK_SIZE = 64 * 1024, KEPT_SIZE = 4 * 1024 * 1024 };

struct arena_chunk {
	struct arena_chunk *older;
	size_t size; /* of bytes[] */
	alignas(max_align_t) char bytes[];
};

static bool add_chunk(struct arena *arena, size_t need)
{
	size_t size = need > CHUNK_SIZE ? need : CHUNK_SIZE;
	struct arena_chunk *chunk;

	if (size > SIZE_MAX - sizeof(*chunk))
		return false;
	chunk = malloc(sizeof(*chunk) + size);
	if (!chunk)
		return false;
	chunk->older = arena->chunks;
	chunk->size = size;
	arena->chunks = chunk;
	arena->next = chunk->bytes;
	arena->end = chunk->bytes + size;
	return true;
}

char *arena_bytes(struct arena *arena, size_t size)
{
	char *bytes;

	ASSERT(arena->next <= arena->end);
	if ((size_t)(arena->end - arena->next) < size || !arena->next) {
		if (!add_chunk(arena, size))
			return NULL;
	}
	bytes = arena->next;
	arena->next += size;
	return bytes;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t mask = alignof(max_align_t) - 1;
	size_t skip = (size_t)(-(uintptr_t)arena->next & mask);

	ASSERT(arena->next <= arena->end);
	/* A new chunk starts aligned, so padding is only ever needed inside the present one. */
	if (arena->next && (size_t)(arena->end - arena->next) >= skip)
		arena->next += skip;
	else
		arena->next = arena->end;
	return arena_bytes(arena, size);
}

void *arena_zalloc(struct arena *arena, size_t count, size_t size)
{
	void *bytes;

	if (size && count > SIZE_MAX / size)
		return NULL;
	bytes = arena_alloc(arena, count * size);
	if (bytes)
		memset(bytes, 0, count * size);
	return bytes;
}

bool arena_copy(struct arena *arena, struct slice bytes, struct slice *copy)
{
	char *data = arena_bytes(arena, bytes.len);

	ASSERT(bytes.data || bytes.len == 0);
	if (!data)
		return false;
	if (bytes.len)
		memcpy(data, bytes.data, bytes.len);
	*copy = slice_make(data, bytes.len);
	return true;
}

void arena_trim(struct arena *arena, char *bytes, size_t size, size_t used)
{
	ASSERT(bytes && used <= size);
	if (bytes + size == arena->next)
		arena->next = bytes + used;
}

static void free_chunks(struct arena_chunk *chunk)
{
	while (chunk) {
		struct arena_chunk *older = chunk->older;

		free(chunk);
		chunk = older;
	}
}

void arena_reset(struct arena *arena)
{
	struct arena_chunk *newest = arena->chunks;

	if (!newest)
		return;
	if (newest->size > KEPT_SIZE) {
		arena_free(arena);
		return;
	}
	free_chunks(newest->older);
	newest->older = NULL;
	arena->next = newest->bytes;
	arena->end = newest->bytes + newest->size;
}

void arena_free(struct arena *arena)
{
	free_chunks(arena->chunks);
	*arena = (struct arena){0};
}
