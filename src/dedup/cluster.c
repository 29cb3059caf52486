#include "dedup/cluster.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/sorter.h"

#define NO_CENTRE UINT32_MAX

enum {
	EDGE_SUPPORT = PPM / 4, /* of any edge, beside its Jaccard */
	PART_PERCENT = 70,      /* of a text: what is larger is more than a part of it, */
	TRIFLE_PERCENT = 30,    /* what is smaller is less than one */
	STRANGERS = PPM / 10,   /* containment */
	STRANGER_PERCENT = 25,  /* of the parts: from here on the whole is a round-up */
	MOST_PARTS = 32,        /* are looked at */
};

/* Edges from each text's point of view: those of t are neighbours[first[t] .. first[t + 1]). */
struct graph {
	uint64_t *first;
	struct tape neighbours; /* uint32_t */
};

struct growth {
	struct corpus *corpus;
	struct graph graph;
	struct membership *of;
	uint32_t *order; /* texts with edges, in the order in which they may become centres */
	size_t ordered;
	uint32_t *queue;    /* texts of the present cluster whose edges are still to be followed */
	uint32_t *tried_by; /* the last centre that a text was compared with */
	struct buf room, second_room; /* for neighbours */
	struct comparer comparer;
	struct window centre, other; /* what is compared */
	struct comparer stranger;    /* for a second look at one of them */
	uint64_t *contained;         /* whole << 32 | part: texts that are parts, and no edges */
	size_t contained_count;
	struct window third;
};

/* What a text has to say for itself as a centre. */
struct candidacy {
	uint64_t support; /* what its edges count for */
	bool earlier;
	uint32_t kept;
	uint32_t text;
};

/* In favour of each of the two texts. */
static uint64_t support_of(const struct edge *edge)
{
	return edge->likeness.jaccard + EDGE_SUPPORT;
}

static bool sort_edges(struct sorter *sorter, const struct edges *edges,
		       struct candidacy *candidacy, struct err *err)
{
	bool ok = true;

	for (size_t p = 0; p < edges->parts; p++) {
		struct tape_reader reader = {.tape = &edges->part[p]};

		while (ok && !tape_ended(&reader)) {
			const struct edge *edge = tape_next(&reader, sizeof(*edge), err);

			ok = edge && sorter_add(sorter, (uint64_t)edge->a << 32 | edge->b, err) &&
			     sorter_add(sorter, (uint64_t)edge->b << 32 | edge->a, err);
			if (!ok)
				break;
			candidacy[edge->a].support += support_of(edge);
			candidacy[edge->b].support += support_of(edge);
		}
		tape_reader_free(&reader);
	}
	return ok && sorter_finish(sorter, err);
}

static bool list_neighbours(struct graph *graph, struct sorter *sorter, size_t texts,
			    struct err *err)
{
	uint64_t pair;
	bool more = true;

	while (more) {
		uint32_t neighbour;

		if (!sorter_next(sorter, &pair, &more, err))
			return false;
		neighbour = (uint32_t)pair;
		if (more && !tape_write(&graph->neighbours, &neighbour, sizeof(neighbour), err))
			return false;
		if (more)
			graph->first[(pair >> 32) + 1]++;
	}
	for (size_t t = 0; t < texts; t++)
		graph->first[t + 1] += graph->first[t];
	return true;
}

static bool graph_build(struct graph *graph, const struct edges *edges, const struct corpus *corpus,
			struct candidacy *candidacy, struct err *err)
{
	struct sorter sorter = {.dir = corpus->tmp_dir, .room = corpus_share(corpus, 6)};
	bool ok;

	graph->neighbours = corpus_tape(corpus, 8);
	graph->first = array_new_zeroed(corpus->texts + 1, sizeof(*graph->first));
	ok = graph->first || err_no_memory(err);
	ok = ok && sort_edges(&sorter, edges, candidacy, err) &&
	     list_neighbours(graph, &sorter, corpus->texts, err);
	sorter_free(&sorter);
	return ok;
}

static void graph_free(struct graph *graph)
{
	free(graph->first);
	tape_free(&graph->neighbours);
}

static size_t degree(const struct graph *graph, uint32_t text)
{
	return (size_t)(graph->first[text + 1] - graph->first[text]);
}

/* They are in the room, or where the graph has them. */
static const uint32_t *neighbours(const struct graph *graph, uint32_t text, struct buf *room,
				  struct err *err)
{
	return tape_read(&graph->neighbours, graph->first[text] * sizeof(uint32_t),
			 degree(graph, text) * sizeof(uint32_t), room, err);
}

static int compare_candidacies(const void *left, const void *right)
{
	const struct candidacy *a = left, *b = right;

	if (a->earlier != b->earlier)
		return a->earlier ? -1 : 1;
	if (a->support != b->support)
		return a->support > b->support ? -1 : 1;
	if (a->kept != b->kept)
		return a->kept > b->kept ? -1 : 1;
	return a->text < b->text ? -1 : a->text > b->text;
}

/* `candidacy` has one place for each text. */
static void order_centres(struct growth *growth, struct candidacy *candidacy)
{
	for (uint32_t t = 0; t < growth->corpus->texts; t++)
		if (candidacy[t].support)
			candidacy[growth->ordered++] = (struct candidacy){
				candidacy[t].support, text_is_earlier(growth->corpus, t),
				growth->corpus->text[t].kept, t};
	qsort(candidacy, growth->ordered, sizeof(*candidacy), compare_candidacies);
	for (size_t i = 0; i < growth->ordered; i++)
		growth->order[i] = candidacy[i].text;
}

static bool is_part(const struct text *text, const struct text *whole)
{
	uint64_t share = (uint64_t)text->kept * 100;

	return share >= (uint64_t)whole->kept * TRIFLE_PERCENT &&
	       share < (uint64_t)whole->kept * PART_PERCENT;
}

static int compare_parts(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

static bool list_contained(struct growth *growth, const struct edges *edges)
{
	size_t texts = growth->corpus->texts, count = 0;

	for (size_t t = 0; t < texts; t++)
		count += edges->tie[t].relation == RELATION_CONTAINED;
	growth->contained = array_new(count + 1, sizeof(*growth->contained));
	if (!growth->contained)
		return false;
	for (uint32_t t = 0; t < texts; t++)
		if (edges->tie[t].relation == RELATION_CONTAINED)
			growth->contained[growth->contained_count++] =
				(uint64_t)edges->tie[t].other << 32 | t;
	qsort(growth->contained, count, sizeof(*growth->contained), compare_parts);
	return true;
}

/* The place of the first part of this text, or where it would be. */
static size_t first_contained(const struct growth *growth, uint32_t whole)
{
	size_t low = 0, high = growth->contained_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (growth->contained[middle] >> 32 < whole)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct part_counts {
	size_t all, strangers; /* these have nothing in common with the part in question */
};

/* `part` is loaded. */
static bool count_part(struct growth *growth, uint32_t whole, uint32_t part, uint32_t next,
		       struct part_counts *parts, struct err *err)
{
	const struct text *text = growth->corpus->text;

	if (next == part || !is_part(&text[next], &text[whole]))
		return true;
	if (!window_load_text(&growth->third, growth->corpus, next, err))
		return false;
	parts->strangers +=
		comparer_measure(&growth->stranger, &text[next]).containment < STRANGERS;
	parts->all++;
	return true;
}

/* Counts the other parts of the whole: its neighbours, and texts that it contains. */
static bool count_parts(struct growth *growth, uint32_t whole, uint32_t part,
			struct part_counts *parts, struct err *err)
{
	const uint32_t *neighbour = neighbours(&growth->graph, whole, &growth->second_room, err);
	size_t count = degree(&growth->graph, whole);

	if (!neighbour)
		return false;
	comparer_load(&growth->stranger, &growth->corpus->text[part]);
	for (size_t i = 0; i < count && parts->all < MOST_PARTS; i++)
		if (!count_part(growth, whole, part, neighbour[i], parts, err))
			return false;
	for (size_t i = first_contained(growth, whole);
	     i < growth->contained_count && growth->contained[i] >> 32 == whole &&
	     parts->all < MOST_PARTS;
	     i++)
		if (!count_part(growth, whole, part, (uint32_t)growth->contained[i], parts, err))
			return false;
	return !growth->stranger.failed || err_no_memory(err);
}

/*
 * Whether `whole` is a round-up, of which `part` is a part: it has parts with which that has
 * nothing in common, and they are no rare few, as pieces are that someone cut out of one story.
 * Both are loaded.
 */
static bool find_round_up(struct growth *growth, uint32_t whole, uint32_t part, bool *found,
			  struct err *err)
{
	const struct text *text = growth->corpus->text;
	struct part_counts parts = {0};

	*found = false;
	if (!is_part(&text[part], &text[whole]))
		return true;
	if (!count_parts(growth, whole, part, &parts, err))
		return false;
	*found = parts.strangers * 100 > (parts.all + 1) * STRANGER_PERCENT;
	return true;
}

/* Whether an edge is a copy or an update is found out again only where both may be. */
static enum relation join_relation(const struct growth *growth, const struct text *text,
				   const struct likeness *likeness, bool is_edge)
{
	const struct comparer *comparer = &growth->comparer;

	if (!is_edge)
		return comparer_member(comparer, text, likeness);
	return comparer->rules.joins_updates ? comparer_story(comparer, text, likeness)
					     : RELATION_NEAR;
}

/*
 * Compares the text with the centre, which the comparer has loaded. `is_edge`: an edge says already
 * that the two are one story.
 */
static bool try_to_join(struct growth *growth, uint32_t centre, uint32_t text, bool is_edge,
			bool *joins, struct err *err)
{
	const struct text *texts = growth->corpus->text;
	struct likeness likeness = comparer_measure(&growth->comparer, &texts[text]);
	bool is_larger = texts[text].kept > texts[centre].kept, is_round_up;
	enum relation relation;

	growth->tried_by[text] = centre;
	relation = join_relation(growth, &texts[text], &likeness, is_edge);
	*joins = relation != RELATION_UNIQUE;
	if (!*joins)
		return true;
	if (!find_round_up(growth, is_larger ? text : centre, is_larger ? centre : text,
			   &is_round_up, err))
		return false;
	*joins = !is_round_up;
	if (*joins)
		growth->of[text] = (struct membership){centre, likeness, relation};
	return true;
}

static bool load_centre(struct growth *growth, uint32_t centre, struct err *err)
{
	const struct text *text = &growth->corpus->text[centre];

	if (!window_load_text(&growth->centre, growth->corpus, centre, err))
		return false;
	comparer_load(&growth->comparer, text);
	growth->of[centre] = (struct membership){centre, likeness_of_copies(text), RELATION_NEAR};
	return true;
}

static bool grow_cluster(struct growth *growth, uint32_t centre, struct err *err)
{
	struct graph *graph = &growth->graph;
	size_t head = 0, tail = 0;

	if (!load_centre(growth, centre, err))
		return false;
	growth->queue[tail++] = centre;
	while (head < tail && !growth->comparer.failed) {
		uint32_t text = growth->queue[head++];
		const uint32_t *neighbour = neighbours(graph, text, &growth->room, err);

		if (!neighbour)
			return false;
		for (size_t i = 0; i < degree(graph, text); i++) {
			uint32_t next = neighbour[i];
			bool joins;

			if (growth->of[next].centre != NO_CENTRE ||
			    growth->tried_by[next] == centre)
				continue;
			if (!window_load_text(&growth->other, growth->corpus, next, err) ||
			    !try_to_join(growth, centre, next, text == centre, &joins, err))
				return false;
			if (joins)
				growth->queue[tail++] = next;
		}
	}
	return !growth->comparer.failed || err_no_memory(err);
}

static bool make_room(struct growth *growth)
{
	size_t texts = growth->corpus->texts;

	growth->order = array_new(texts, sizeof(*growth->order));
	growth->queue = array_new(texts, sizeof(*growth->queue));
	growth->tried_by = array_new(texts, sizeof(*growth->tried_by));
	return growth->order && growth->queue && growth->tried_by;
}

static bool build_graph(struct growth *growth, const struct edges *edges, struct err *err)
{
	struct candidacy *candidacy = array_new_zeroed(growth->corpus->texts, sizeof(*candidacy));
	bool ok = candidacy || err_no_memory(err);

	ok = ok && graph_build(&growth->graph, edges, growth->corpus, candidacy, err);
	ok = ok && (make_room(growth) || err_no_memory(err));
	if (ok)
		order_centres(growth, candidacy);
	free(candidacy);
	return ok;
}

static bool grow_all(struct growth *growth, const struct edges *edges, struct err *err)
{
	size_t texts = growth->corpus->texts;

	if (!build_graph(growth, edges, err))
		return false;
	if (!list_contained(growth, edges))
		return err_no_memory(err);
	for (size_t t = 0; t < texts; t++) {
		growth->of[t] = (struct membership){.centre = NO_CENTRE};
		growth->tried_by[t] = NO_CENTRE;
	}
	for (size_t i = 0; i < growth->ordered; i++)
		if (growth->of[growth->order[i]].centre == NO_CENTRE &&
		    !grow_cluster(growth, growth->order[i], err))
			return false;
	for (uint32_t t = 0; t < texts; t++)
		if (growth->of[t].centre == NO_CENTRE)
			growth->of[t] = (struct membership){.centre = t};
	return true;
}

static bool tie_edge(struct growth *growth, struct edges *edges, const struct edge *edge,
		     struct err *err)
{
	if (growth->of[edge->a].centre == growth->of[edge->b].centre)
		return true;
	if (!window_load_text(&growth->centre, growth->corpus, edge->a, err) ||
	    !window_load_text(&growth->other, growth->corpus, edge->b, err))
		return false;
	comparer_load(&growth->comparer, &growth->corpus->text[edge->a]);
	edges_tie(edges, growth->corpus, &growth->comparer, edge->a, edge->b);
	return !growth->comparer.failed || err_no_memory(err);
}

static bool tie_across(struct growth *growth, struct edges *edges, struct err *err)
{
	bool ok = true;

	for (size_t p = 0; p < edges->parts; p++) {
		struct tape_reader reader = {.tape = &edges->part[p]};

		while (ok && !tape_ended(&reader)) {
			const struct edge *edge = tape_next(&reader, sizeof(*edge), err);

			ok = edge && tie_edge(growth, edges, edge, err);
		}
		tape_reader_free(&reader);
	}
	return ok;
}

bool clusters_build(struct clusters *clusters, struct edges *edges, struct corpus *corpus,
		    struct err *err)
{
	struct growth growth = {.corpus = corpus, .comparer = comparer_for(corpus)};
	bool ok;

	growth.of = clusters->of = array_new(corpus->texts, sizeof(*clusters->of));
	ok = growth.of || err_no_memory(err);
	ok = ok && grow_all(&growth, edges, err) && tie_across(&growth, edges, err);
	graph_free(&growth.graph);
	free(growth.order);
	free(growth.queue);
	free(growth.tried_by);
	free(growth.contained);
	comparer_free(&growth.comparer);
	buf_free(&growth.room);
	buf_free(&growth.second_room);
	comparer_free(&growth.stranger);
	window_free(&growth.third);
	window_free(&growth.centre);
	window_free(&growth.other);
	return ok;
}

void clusters_free(struct clusters *clusters)
{
	free(clusters->of);
	*clusters = (struct clusters){0};
}
