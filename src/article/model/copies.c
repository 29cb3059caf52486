#include "article/model/copies.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum {
	RUN = 4,        /* words */
	RUNS_LEAST = 8, /* a line of fewer is a copy only as a whole, close after another one */
	SAME_PERCENT =
		95, /* of a line's runs must have been met; a variant has another word or two */
	TEXT_PERCENT = 30, /* of the words must be in copies */
	OTHERS = 9,        /* one word between copies counts against so many in them */
	NEAR = 2,          /* lines */
	SLOTS_LEAST = 1024,
};

/* The stretch of lines with most copies in it, and little else. */
struct stretch {
	size_t from, to; /* rows: [from, to) */
	int64_t sum;     /* words in copies, less OTHERS times the words between them */
	uint64_t copied; /* words in copies */
};

bool copies_start(struct copies *copies, const struct features *features, struct err *err)
{
	if (!ARRAY_RESERVE(copies->marks, copies->marks_cap, features->count + 1))
		return err_no_memory(err);
	memset(copies->marks, 0, features->count);
	return true;
}

/* Returns whether the run was met before; then it was, in any case. */
static bool meet(struct copies *copies, size_t mask, uint32_t run, bool add)
{
	size_t at = run * UINT32_C(2654435769) >> 8 & mask;

	run |= 1;
	while (copies->runs[at] && copies->runs[at] != run)
		at = (at + 1) & mask;
	if (copies->runs[at])
		return true;
	if (add)
		copies->runs[at] = run;
	return false;
}

static uint32_t run_at(const scan_token *tokens)
{
	uint32_t run = RUN;

	for (unsigned i = 0; i < RUN; i++)
		run = scan_mix(run, tokens[i]);
	return run;
}

/* How many of the line's runs were met before; adds them. */
static uint32_t count_met(struct copies *copies, size_t mask, const scan_token *tokens,
			  uint32_t runs)
{
	uint32_t met = 0, run[SCAN_TOKENS];

	for (uint32_t i = 0; i < runs; i++) {
		run[i] = run_at(tokens + i);
		met += meet(copies, mask, run[i], false);
	}
	for (uint32_t i = 0; i < runs && met < runs; i++)
		meet(copies, mask, run[i], true);
	return met;
}

/* Whether the line was there before; `near`: a copy stands just before it. Adds its runs. */
static bool is_copy(struct copies *copies, size_t mask, const struct features *features, size_t i,
		    bool near)
{
	const struct scan_line *line = &features->scan[i];
	uint32_t runs = line->tokens >= RUN ? line->tokens - RUN + 1 : 0;
	bool whole = meet(copies, mask, line->key ^ 0x5A5A5A5A, true);

	if (runs < RUNS_LEAST)
		return whole && near;
	return count_met(copies, mask, features->tokens + line->first, runs) * 100 >=
	       runs * SAME_PERCENT;
}

static void stretch_add(struct stretch *stretch, size_t i, uint32_t words, bool copy)
{
	if (stretch->sum <= 0)
		*stretch = (struct stretch){.from = i};
	stretch->to = i + 1;
	stretch->sum += copy ? (int64_t)words : -OTHERS * (int64_t)words;
	stretch->copied += copy ? words : 0;
}

/* A power of two that is at least twice as much as what may be met. */
static size_t slots_for(const struct copies *copies, const struct features *features)
{
	size_t slots = SLOTS_LEAST, most = 0;

	for (size_t i = 0; i < features->count; i++)
		if (!(copies->marks[i] & COPY_REMOVED))
			most += 1 + features->scan[i].tokens;
	while (slots < 2 * most)
		slots *= 2;
	return slots;
}

bool copies_find(struct copies *copies, const struct features *features, struct err *err)
{
	size_t slots = slots_for(copies, features);
	struct stretch stretch = {0}, best = {0};
	uint64_t words = 0;
	size_t since = NEAR;

	if (!ARRAY_RESERVE(copies->runs, copies->runs_cap, slots))
		return err_no_memory(err);
	memset(copies->runs, 0, slots * sizeof(*copies->runs));
	for (size_t i = 0; i < features->count; i++) {
		bool copy;

		if (copies->marks[i] & COPY_REMOVED)
			continue;
		copy = is_copy(copies, slots - 1, features, i, since < NEAR);
		since = copy ? 0 : since + 1;
		copies->marks[i] = copy ? COPY_IS_ONE : 0;
		words += features->unit[i];
		stretch_add(&stretch, i, features->unit[i], copy);
		if (stretch.sum > best.sum)
			best = stretch;
	}
	if (best.copied * 100 < words * TEXT_PERCENT)
		best = (struct stretch){0};
	for (size_t i = 0; i < features->count; i++)
		if (i < best.from || i >= best.to)
			copies->marks[i] &= COPY_REMOVED;
	return true;
}

void copies_free(struct copies *copies)
{
	free(copies->marks);
	free(copies->runs);
	*copies = (struct copies){0};
}
