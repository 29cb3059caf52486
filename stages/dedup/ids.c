#include "ids.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/hash.h"

static int compare_id_hashes(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

static bool hash_ids(const struct corpus *corpus, struct buf *room, uint64_t *hash, struct err *err)
{
	struct description about;

	for (size_t d = corpus->earlier; d < corpus->documents; d++) {
		if (!document_about(corpus, d, room, &about, err))
			return false;
		hash[d - corpus->earlier] = hash128(about.id).low;
	}
	return true;
}

/* Leaves one hash of each id that is repeated at the front of the sorted ones; says how many. */
static size_t keep_repeated(uint64_t *hash, size_t count)
{
	size_t kept = 0;

	for (size_t i = 1; i < count; i++)
		if (hash[i] == hash[i - 1] && (!kept || hash[kept - 1] != hash[i]))
			hash[kept++] = hash[i];
	return kept;
}

/* Not in the middle of a character. */
static struct slice shorten(struct slice id)
{
	size_t end = MOST_EXAMPLE;

	if (id.len <= MOST_EXAMPLE)
		return id;
	while (end && ((unsigned char)id.data[end] & 0xC0) == 0x80)
		end--;
	return slice_sub(id, 0, end);
}

static bool find_example(const struct corpus *corpus, const uint64_t *hash, struct buf *room,
			 struct repeated_ids *repeated, struct err *err)
{
	struct description about;

	for (size_t d = corpus->earlier; d < corpus->documents; d++) {
		uint64_t wanted;

		if (!document_about(corpus, d, room, &about, err))
			return false;
		wanted = hash128(about.id).low;
		repeated->example = shorten(about.id);
		if (bsearch(&wanted, hash, repeated->count, sizeof(*hash), compare_id_hashes))
			return true;
	}
	return true;
}

bool ids_find_repeated(const struct corpus *corpus, struct buf *room, struct repeated_ids *repeated,
		       struct err *err)
{
	size_t count = corpus->documents - corpus->earlier;
	uint64_t *hash = array_new(count + 1, sizeof(*hash));
	bool ok = hash || err_no_memory(err);

	*repeated = (struct repeated_ids){0};
	ok = ok && hash_ids(corpus, room, hash, err);
	if (ok) {
		qsort(hash, count, sizeof(*hash), compare_id_hashes);
		repeated->count = keep_repeated(hash, count);
	}
	if (ok && repeated->count)
		ok = find_example(corpus, hash, room, repeated, err);
	free(hash);
	return ok;
}
