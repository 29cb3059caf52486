#include "dedup/edges.h"

#include <stdlib.h>

#include "base/array.h"
#ifdef DEDUP_TRACE
#include <stdio.h>

#include "dedup/pair_features.h"
#endif
#include "dedup/walk.h"

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
	if (is_closer(tie, &edges->tie[text]))
		edges->tie[text] = *tie;
}

/* What the two texts, which are no story, are to each other. The comparer has `a` loaded. */
struct bond {
	uint32_t a, b; /* texts */
	struct likeness likeness;
	enum relation relation;
	bool a_is_larger;
};

static struct bond bond_of(const struct corpus *corpus, const struct comparer *comparer, uint32_t a,
			   uint32_t b, const struct likeness *likeness)
{
	return (struct bond){
		.a = a,
		.b = b,
		.likeness = *likeness,
		.relation = comparer_relation(comparer, &corpus->text[b], likeness),
		.a_is_larger = corpus->text[a].kept > corpus->text[b].kept,
	};
}

static void note_bond(struct edges *edges, const struct bond *bond)
{
	struct tie tie = {.likeness = bond->likeness, .relation = bond->relation};
	bool one_way = tie.relation == RELATION_CONTAINED; /* only the smaller one is contained */

	if (tie.relation == RELATION_UNIQUE)
		return;
	if (!one_way || !bond->a_is_larger) {
		tie.other = bond->b;
		tie_to(edges, bond->a, &tie);
	}
	if (!one_way || bond->a_is_larger) {
		tie.other = bond->a;
		tie_to(edges, bond->b, &tie);
	}
}

void edges_tie(struct edges *edges, const struct corpus *corpus, struct comparer *comparer,
	       uint32_t a, uint32_t b)
{
	struct likeness likeness = comparer_measure(comparer, &corpus->text[b]);
	struct bond bond = bond_of(corpus, comparer, a, b, &likeness);

	note_bond(edges, &bond);
}

/* What one thread has found. */
struct batch {
	const struct corpus *corpus;
	struct comparer comparer;
	struct edge *edge;
	size_t edges, edge_cap;
	struct bond *bond;
	size_t bonds, bond_cap;
};

struct verification {
	struct edges *edges;
	struct tape *out;
	struct batch *batch;
	size_t batches;
};

/*
 * Sets lie anywhere in memory: they are called for before their turn comes, with the guards and
 * slots behind them; what is beyond the first lines of a long one comes by itself.
 */
static inline void prefetch_set(const struct corpus *corpus, const struct candidate *candidate,
				size_t left)
{
	enum { TEXT_AHEAD = 8, SET_AHEAD = 2, MOST_LINES = 32, LINE_VALUES = 16 };

	if (left > TEXT_AHEAD)
		__builtin_prefetch(&corpus->text[candidate[TEXT_AHEAD].text]);
	if (left > SET_AHEAD) {
		const struct text *text = &corpus->text[candidate[SET_AHEAD].text];
		size_t lines =
			((size_t)text->shingles + text->guards + text->slots) / LINE_VALUES + 1;

		if (lines > MOST_LINES)
			lines = MOST_LINES;
		for (size_t line = 0; line < lines; line++)
			__builtin_prefetch(text->set + line * LINE_VALUES);
	}
}

static bool add_edge(struct batch *batch, const struct edge *edge)
{
	if (!ARRAY_RESERVE(batch->edge, batch->edge_cap, batch->edges + 1))
		return false;
	batch->edge[batch->edges++] = *edge;
	return true;
}

static bool add_bond(struct batch *batch, const struct edge *edge)
{
	struct bond bond =
		bond_of(batch->corpus, &batch->comparer, edge->a, edge->b, &edge->likeness);

	if (bond.relation == RELATION_UNIQUE)
		return true;
	if (!ARRAY_RESERVE(batch->bond, batch->bond_cap, batch->bonds + 1))
		return false;
	batch->bond[batch->bonds++] = bond;
	return true;
}

#ifdef DEDUP_TRACE
/* For scripts/dedup-train.py: both documents' numbers, then the features. */
static void trace_pair(const struct corpus *corpus, const struct comparer *comparer,
		       const struct edge *edge)
{
	int32_t row[PAIR_FEATURES];

	comparer_features(comparer, &corpus->text[edge->b], &edge->likeness, row);
	fprintf(stderr, "pair %u %u", (unsigned)corpus->order[corpus->text[edge->a].first],
		(unsigned)corpus->order[corpus->text[edge->b].first]);
	for (int i = 0; i < PAIR_FEATURES; i++)
		fprintf(stderr, " %d", (int)row[i]);
	fprintf(stderr, "\n");
}
#endif

static bool compare_text(void *context, uint32_t a, const struct candidate *candidate,
			 uint32_t count, size_t ahead)
{
	struct batch *batch = context;
	const struct corpus *corpus = batch->corpus;
	struct comparer *comparer = &batch->comparer;
	bool loaded = false;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t b = candidate[i].text;
		const struct text *other = &corpus->text[b];
		struct edge edge = {.a = a, .b = b};

		prefetch_set(corpus, candidate + i, ahead - i);
		if (!candidate_is_worth(&corpus->text[a], other, candidate[i].shared))
			continue;
		if (!loaded)
			comparer_load(comparer, &corpus->text[a]);
		loaded = true;
		edge.likeness = comparer_measure(comparer, other);
#ifdef DEDUP_TRACE
		trace_pair(corpus, comparer, &edge);
#endif
		edge.relation = comparer_story(comparer, other, &edge.likeness);
		if (!(edge.relation != RELATION_UNIQUE ? add_edge(batch, &edge)
						       : add_bond(batch, &edge)))
			return false;
	}
	return !comparer->failed;
}

static bool take_batch(void *context, void *item, struct err *err)
{
	struct verification *verification = context;
	struct batch *batch = item;

	for (size_t i = 0; i < batch->edges; i++)
		if (!tape_write(verification->out, &batch->edge[i], sizeof(batch->edge[i]), err))
			return false;
	for (size_t i = 0; i < batch->bonds; i++)
		note_bond(verification->edges, &batch->bond[i]);
	batch->edges = batch->bonds = 0;
	return true;
}

static bool open_batches(struct verification *verification, const struct corpus *corpus)
{
	verification->batches = walk_hands(corpus);
	verification->batch = array_new_zeroed(verification->batches, sizeof(*verification->batch));
	for (size_t i = 0; verification->batch && i < verification->batches; i++)
		verification->batch[i] =
			(struct batch){.corpus = corpus, .comparer = comparer_for(corpus)};
	return verification->batch != NULL;
}

static void close_batches(struct verification *verification)
{
	for (size_t i = 0; verification->batch && i < verification->batches; i++) {
		struct batch *batch = &verification->batch[i];

		comparer_free(&batch->comparer);
		free(batch->edge);
		free(batch->bond);
	}
	free(verification->batch);
}

bool edges_verify(struct edges *edges, struct corpus *corpus, const struct candidates *candidates,
		  struct err *err)
{
	struct verification verification = {.edges = edges};
	struct visitor visitor = {compare_text, take_batch, &verification, NULL,
				  sizeof(struct batch)};
	bool ok;

	*edges = (struct edges){
		.tie = array_new_zeroed(corpus->texts, sizeof(*edges->tie)),
		.part = array_new_zeroed(candidates->parts, sizeof(*edges->part)),
	};
	ok = (edges->tie && edges->part && open_batches(&verification, corpus)) ||
	     err_no_memory(err);
	visitor.hands = verification.batch;
	for (size_t p = 0; ok && p < candidates->parts; p++) {
		verification.out = &edges->part[edges->parts++];
		*verification.out = corpus_tape(corpus, (unsigned)(16 * candidates->parts));
		ok = walk_part(candidates, p, corpus, &visitor, err);
	}
	close_batches(&verification);
	return ok;
}

void edges_free(struct edges *edges)
{
	for (size_t p = 0; p < edges->parts; p++)
		tape_free(&edges->part[p]);
	free(edges->part);
	free(edges->tie);
	*edges = (struct edges){0};
}

/* In order. */

static bool advance(struct edge_reader *reader, size_t part, struct err *err)
{
	const struct edge *edge;

	reader->next[part] = (struct edge){0};
	if (tape_ended(&reader->part[part]))
		return true;
	edge = tape_next(&reader->part[part], sizeof(*edge), err);
	if (edge)
		reader->next[part] = *edge;
	return edge != NULL;
}

static bool has_next(const struct edge_reader *reader, size_t part)
{
	return reader->next[part].a != reader->next[part].b;
}

bool edge_reader_open(struct edge_reader *reader, const struct edges *edges, struct err *err)
{
	enum { BLOCK = 4096 };
	bool ok;

	*reader = (struct edge_reader){
		.part = array_new_zeroed(edges->parts, sizeof(*reader->part)),
		.next = array_new_zeroed(edges->parts, sizeof(*reader->next)),
	};
	ok = (reader->part && reader->next) || err_no_memory(err);
	for (size_t p = 0; ok && p < edges->parts; p++) {
		reader->part[p] = (struct tape_reader){.tape = &edges->part[p], .block = BLOCK};
		reader->parts++;
		ok = advance(reader, p, err);
	}
	return ok;
}

/* Parts ascend in `b`: of those with the lowest `a`, the first one is next. */
static size_t first_part(const struct edge_reader *reader)
{
	size_t first = reader->parts;

	for (size_t p = 0; p < reader->parts; p++)
		if (has_next(reader, p) &&
		    (first == reader->parts || reader->next[p].a < reader->next[first].a))
			first = p;
	return first;
}

bool edge_reader_next(struct edge_reader *reader, struct edge *edge, bool *more, struct err *err)
{
	size_t part = first_part(reader);

	*more = part < reader->parts;
	if (!*more)
		return true;
	*edge = reader->next[part];
	return advance(reader, part, err);
}

void edge_reader_close(struct edge_reader *reader)
{
	for (size_t p = 0; p < reader->parts; p++)
		tape_reader_free(&reader->part[p]);
	free(reader->part);
	free(reader->next);
	*reader = (struct edge_reader){0};
}
