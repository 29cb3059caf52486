#include "dedup/sorter.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/sorting.h"

enum {
	FIRST_VALUES = 1024,
	LEAST_VALUES = 16,
	MOST_BLOCK = 256 * 1024, /* read at once from one run */
	LEAST_BLOCK = 512,
};

struct sorter_run {
	struct tape_reader reader;
	uint64_t end;
	uint64_t value; /* its smallest one that was not given out */
};

/* How many values a run may have; as many again are the spare of the sort. */
static size_t run_size(const struct sorter *sorter)
{
	size_t values = sorter->room / (2 * sizeof(*sorter->value));

	if (!sorter->room)
		return SIZE_MAX;
	return values < LEAST_VALUES ? LEAST_VALUES : values;
}

static bool sort_values(struct sorter *sorter, struct err *err)
{
	uint64_t *spare = array_new(sorter->count, sizeof(*spare));

	if (!spare)
		return err_no_memory(err);
	if (!sorter->low_ascends)
		sort_u64_by_low(sorter->value, sorter->count, spare);
	sort_u64_by_high(sorter->value, sorter->count, spare);
	free(spare);
	return true;
}

static bool end_run(struct sorter *sorter, struct err *err)
{
	struct sorter_run *run;

	sorter->sorted.dir = sorter->dir;
	if (!ARRAY_RESERVE(sorter->run, sorter->run_cap, sorter->runs + 1))
		return err_no_memory(err);
	run = &sorter->run[sorter->runs++];
	*run = (struct sorter_run){.reader.at = tape_size(&sorter->sorted)};
	if (!sort_values(sorter, err) || !tape_spill(&sorter->sorted, err) ||
	    !tape_write(&sorter->sorted, sorter->value, sorter->count * sizeof(*sorter->value),
			err))
		return false;
	run->end = tape_size(&sorter->sorted);
	sorter->count = 0;
	return true;
}

static bool grow(struct sorter *sorter, struct err *err)
{
	size_t most = run_size(sorter), cap = sorter->cap ? 2 * sorter->cap : FIRST_VALUES;
	uint64_t *value;

	if (cap > most)
		cap = most;
	value = realloc(sorter->value, cap * sizeof(*value));
	if (!value)
		return err_no_memory(err);
	sorter->value = value;
	sorter->cap = cap;
	return true;
}

bool sorter_add(struct sorter *sorter, uint64_t value, struct err *err)
{
	if (sorter->count == sorter->cap) {
		bool full = sorter->cap == run_size(sorter);

		if (full ? !end_run(sorter, err) : !grow(sorter, err))
			return false;
	}
	sorter->value[sorter->count++] = value;
	return true;
}

/* The merge. */

static bool is_before(const struct sorter *sorter, size_t a, size_t b)
{
	uint64_t x = sorter->run[a].value, y = sorter->run[b].value;

	return x != y ? x < y : a < b;
}

static void sift_down(struct sorter *sorter, size_t at)
{
	size_t *heap = sorter->heap, moved = heap[at];

	for (size_t child = 2 * at + 1; child < sorter->heaped; child = 2 * at + 1) {
		if (child + 1 < sorter->heaped && is_before(sorter, heap[child + 1], heap[child]))
			child++;
		if (is_before(sorter, moved, heap[child]))
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = moved;
}

static bool read_value(struct sorter_run *run, struct err *err)
{
	const uint64_t *next = tape_next(&run->reader, sizeof(*next), err);

	if (next)
		run->value = *next;
	return next != NULL;
}

static bool open_runs(struct sorter *sorter, struct err *err)
{
	size_t block = sorter->room / sorter->runs / sizeof(uint64_t) * sizeof(uint64_t);

	if (block > MOST_BLOCK)
		block = MOST_BLOCK;
	if (block < LEAST_BLOCK)
		block = LEAST_BLOCK;
	for (size_t r = 0; r < sorter->runs; r++) {
		sorter->run[r].reader.tape = &sorter->sorted;
		sorter->run[r].reader.block = block;
		if (!read_value(&sorter->run[r], err))
			return false;
		sorter->heap[sorter->heaped++] = r;
	}
	for (size_t i = sorter->heaped / 2; i-- > 0;)
		sift_down(sorter, i);
	return true;
}

bool sorter_finish(struct sorter *sorter, struct err *err)
{
	if (!sorter->runs)
		return sort_values(sorter, err);
	if (sorter->count && !end_run(sorter, err))
		return false;
	free(sorter->value);
	sorter->value = NULL;
	sorter->heap = array_new(sorter->runs, sizeof(*sorter->heap));
	if (!sorter->heap)
		return err_no_memory(err);
	return open_runs(sorter, err);
}

bool sorter_next(struct sorter *sorter, uint64_t *value, bool *more, struct err *err)
{
	struct sorter_run *run;

	if (!sorter->runs) {
		*more = sorter->given < sorter->count;
		if (*more)
			*value = sorter->value[sorter->given++];
		return true;
	}
	*more = sorter->heaped > 0;
	if (!*more)
		return true;
	run = &sorter->run[sorter->heap[0]];
	*value = run->value;
	if (run->reader.at == run->end)
		sorter->heap[0] = sorter->heap[--sorter->heaped];
	else if (!read_value(run, err))
		return false;
	if (sorter->heaped)
		sift_down(sorter, 0);
	return true;
}

void sorter_free(struct sorter *sorter)
{
	for (size_t r = 0; r < sorter->runs; r++)
		tape_reader_free(&sorter->run[r].reader);
	free(sorter->run);
	free(sorter->heap);
	free(sorter->value);
	tape_free(&sorter->sorted);
	*sorter = (struct sorter){0};
}
