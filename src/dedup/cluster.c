#include "dedup/cluster.h"

#include <stdlib.h>

#include "base/array.h"

#define NO_CENTRE UINT32_MAX

/* Edges from each text's point of view: those of t are neighbour[first[t] .. first[t + 1]). */
struct graph {
	size_t *first;
	uint32_t *neighbour;
};

struct growth {
	const struct corpus *corpus;
	struct graph graph;
	struct membership *of;
	uint32_t *order; /* texts with edges, in the order in which they may become centres */
	size_t ordered;
	uint32_t *queue;    /* texts of the present cluster whose edges are still to be followed */
	uint32_t *tried_by; /* the last centre that a text was compared with */
	struct comparer comparer;
};

static bool graph_build(struct graph *graph, const struct edges *edges, size_t texts)
{
	size_t *next = array_new(texts, sizeof(*next));

	graph->first = array_new_zeroed(texts + 1, sizeof(*graph->first));
	graph->neighbour = array_new(2 * edges->count, sizeof(*graph->neighbour));
	if (!next || !graph->first || !graph->neighbour) {
		free(next);
		return false;
	}
	for (size_t e = 0; e < edges->count; e++) {
		graph->first[edges->item[e].a + 1]++;
		graph->first[edges->item[e].b + 1]++;
	}
	for (size_t t = 0; t < texts; t++) {
		next[t] = graph->first[t];
		graph->first[t + 1] += graph->first[t];
	}
	for (size_t e = 0; e < edges->count; e++) {
		graph->neighbour[next[edges->item[e].a]++] = edges->item[e].b;
		graph->neighbour[next[edges->item[e].b]++] = edges->item[e].a;
	}
	free(next);
	return true;
}

static size_t degree(const struct graph *graph, uint32_t text)
{
	return graph->first[text + 1] - graph->first[text];
}

/* What a text has to say for itself as a centre. */
struct candidacy {
	bool earlier;
	size_t degree;
	uint32_t kept;
	uint32_t text;
};

static int compare_candidacies(const void *left, const void *right)
{
	const struct candidacy *a = left, *b = right;

	if (a->earlier != b->earlier)
		return a->earlier ? -1 : 1;
	if (a->degree != b->degree)
		return a->degree > b->degree ? -1 : 1;
	if (a->kept != b->kept)
		return a->kept > b->kept ? -1 : 1;
	return a->text < b->text ? -1 : a->text > b->text;
}

static bool order_centres(struct growth *growth)
{
	size_t texts = growth->corpus->texts;
	struct candidacy *candidacy = array_new(texts, sizeof(*candidacy));

	if (!candidacy)
		return false;
	for (uint32_t t = 0; t < texts; t++)
		if (degree(&growth->graph, t))
			candidacy[growth->ordered++] = (struct candidacy){
				text_is_earlier(growth->corpus, t), degree(&growth->graph, t),
				growth->corpus->text[t].kept, t};
	qsort(candidacy, growth->ordered, sizeof(*candidacy), compare_candidacies);
	for (size_t i = 0; i < growth->ordered; i++)
		growth->order[i] = candidacy[i].text;
	free(candidacy);
	return true;
}

/* Compares the text with the centre, which the comparer has loaded. */
static bool joins(struct growth *growth, uint32_t centre, uint32_t text)
{
	struct likeness likeness = comparer_measure(&growth->comparer, &growth->corpus->text[text]);

	growth->tried_by[text] = centre;
	if (!comparer_is_member(&growth->comparer, &growth->corpus->text[text], &likeness))
		return false;
	growth->of[text] = (struct membership){centre, likeness};
	return true;
}

static void grow_cluster(struct growth *growth, uint32_t centre)
{
	const struct graph *graph = &growth->graph;
	size_t head = 0, tail = 0;

	comparer_load(&growth->comparer, &growth->corpus->text[centre]);
	growth->of[centre] = (struct membership){centre, likeness_of_copies(&growth->corpus->text[centre])};
	growth->queue[tail++] = centre;
	while (head < tail && !growth->comparer.failed) {
		uint32_t text = growth->queue[head++];

		for (size_t i = graph->first[text]; i < graph->first[text + 1]; i++) {
			uint32_t next = graph->neighbour[i];

			if (growth->of[next].centre == NO_CENTRE &&
			    growth->tried_by[next] != centre && joins(growth, centre, next))
				growth->queue[tail++] = next;
		}
	}
}

static bool grow_all(struct growth *growth, const struct edges *edges)
{
	size_t texts = growth->corpus->texts;

	growth->order = array_new(texts, sizeof(*growth->order));
	growth->queue = array_new(texts, sizeof(*growth->queue));
	growth->tried_by = array_new(texts, sizeof(*growth->tried_by));
	if (!growth->order || !growth->queue || !growth->tried_by ||
	    !graph_build(&growth->graph, edges, texts) || !order_centres(growth))
		return false;
	for (size_t t = 0; t < texts; t++) {
		growth->of[t] = (struct membership){.centre = NO_CENTRE};
		growth->tried_by[t] = NO_CENTRE;
	}
	for (size_t i = 0; i < growth->ordered; i++)
		if (growth->of[growth->order[i]].centre == NO_CENTRE)
			grow_cluster(growth, growth->order[i]);
	for (uint32_t t = 0; t < texts; t++)
		if (growth->of[t].centre == NO_CENTRE)
			growth->of[t] = (struct membership){.centre = t};
	return !growth->comparer.failed;
}

static bool tie_across(struct growth *growth, struct edges *edges)
{
	for (size_t e = 0; e < edges->count; e++) {
		uint32_t a = edges->item[e].a, b = edges->item[e].b;

		if (growth->of[a].centre == growth->of[b].centre)
			continue;
		comparer_load(&growth->comparer, &growth->corpus->text[a]);
		edges_tie(edges, growth->corpus, &growth->comparer, a, b, &edges->item[e].likeness);
	}
	return !growth->comparer.failed;
}

bool clusters_build(struct clusters *clusters, struct edges *edges, const struct corpus *corpus,
		    struct err *err)
{
	struct growth growth = {.corpus = corpus};
	bool ok;

	growth.of = clusters->of = array_new(corpus->texts, sizeof(*clusters->of));
	ok = growth.of && grow_all(&growth, edges) && tie_across(&growth, edges);
	free(growth.graph.first);
	free(growth.graph.neighbour);
	free(growth.order);
	free(growth.queue);
	free(growth.tried_by);
	comparer_free(&growth.comparer);
	return ok || err_no_memory(err);
}

void clusters_free(struct clusters *clusters)
{
	free(clusters->of);
	*clusters = (struct clusters){0};
}
