#include "dedup/edges.h"

#include <stdlib.h>

#include "base/array.h"

/* Is the new tie closer than the old one? Ties of one kind go by their figures, then by rank. */
static bool is_closer(const struct tie *new, const struct tie *old)
{
	if (new->relation != old->relation)
		return new->relation > old->relation;
	if (new->likeness.containment != old->likeness.containment)
		return new->likeness.containment > old->likeness.containment;
	if (new->likeness.jaccard != old->likeness.jaccard)
		return new->likeness.jaccard > old->likeness.jaccard;
	return new->other < old->other;
}

static void tie_to(struct edges *edges, uint32_t text, const struct tie *tie)
{
	if (tie->relation != RELATION_UNIQUE && is_closer(tie, &edges->tie[text]))
		edges->tie[text] = *tie;
}

void edges_tie(struct edges *edges, const struct corpus *corpus, struct comparer *comparer,
	       uint32_t a, uint32_t b, const struct likeness *likeness)
{
	struct tie tie = {
		.likeness = *likeness,
		.relation = comparer_relation(comparer, &corpus->text[b], likeness),
	};
	bool a_is_larger = corpus->text[a].kept > corpus->text[b].kept;
	bool one_way = tie.relation == RELATION_CONTAINED; /* only the smaller one is contained */

	if (!one_way || !a_is_larger) {
		tie.other = b;
		tie_to(edges, a, &tie);
	}
	if (!one_way || a_is_larger) {
		tie.other = a;
		tie_to(edges, b, &tie);
	}
}

/* Whether the pair can come to anything, as far as sizes and sketches show. */
static bool worth_comparing(const struct text *a, const struct text *b, uint32_t shared)
{
	uint32_t smaller = a->kept < b->kept ? a->kept : b->kept;
	uint32_t larger = a->kept < b->kept ? b->kept : a->kept;
	uint32_t x = comparable_sketch(a, b), y = comparable_sketch(b, a);

	if (!smaller || text_is_short(a) != text_is_short(b))
		return false;
	if (4 * (uint64_t)smaller >= larger) /* else Jaccard is below a quarter */
		return true;
	return 2 * (uint64_t)shared >= (x < y ? x : y);
}

/* Sets lie anywhere in memory: their beginnings are called for before their turn comes. */
static inline void prefetch_set(const struct corpus *corpus, const struct candidates *candidates,
				size_t i, size_t end)
{
	enum { TEXT_AHEAD = 8, SET_AHEAD = 2, LINES = 6, LINE_VALUES = 16 };
	const struct candidate *candidate = candidates->item + i;

	if (i + TEXT_AHEAD < end)
		__builtin_prefetch(&corpus->text[candidate[TEXT_AHEAD].text]);
	if (i + SET_AHEAD < end)
		for (size_t line = 0; line < LINES; line++)
			__builtin_prefetch(corpus->text[candidate[SET_AHEAD].text].set +
					   line * LINE_VALUES);
}

static bool verify_text(struct edges *edges, const struct corpus *corpus,
			const struct candidates *candidates, struct comparer *comparer, uint32_t a)
{
	bool loaded = false;

	for (size_t i = candidates->of[a]; i < candidates->of[a + 1]; i++) {
		uint32_t b = candidates->item[i].text;
		const struct text *other = &corpus->text[b];
		struct likeness likeness;

		prefetch_set(corpus, candidates, i, candidates->count);
		if (!worth_comparing(&corpus->text[a], other, candidates->item[i].shared))
			continue;
		if (!loaded)
			comparer_load(comparer, &corpus->text[a]);
		loaded = true;
		likeness = comparer_measure(comparer, other);
		if (!comparer_is_story(comparer, other, &likeness)) {
			edges_tie(edges, corpus, comparer, a, b, &likeness);
			continue;
		}
		if (!ARRAY_RESERVE(edges->item, edges->cap, edges->count + 1))
			return false;
		edges->item[edges->count++] = (struct edge){a, b, likeness};
	}
	return !comparer->failed;
}

bool edges_verify(struct edges *edges, const struct corpus *corpus,
		  const struct candidates *candidates, struct err *err)
{
	struct comparer comparer = {0};
	bool ok;

	*edges = (struct edges){.tie = array_new_zeroed(corpus->texts, sizeof(*edges->tie))};
	ok = edges->tie != NULL;
	for (uint32_t t = 0; ok && t < corpus->texts; t++)
		ok = verify_text(edges, corpus, candidates, &comparer, t);
	comparer_free(&comparer);
	return ok || err_no_memory(err);
}

void edges_free(struct edges *edges)
{
	free(edges->item);
	free(edges->tie);
	*edges = (struct edges){0};
}
