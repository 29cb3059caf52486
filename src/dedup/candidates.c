#include "dedup/candidates.h"

#include <stdlib.h>

#include "base/array.h"

enum {
	MIN_CAP = 50,
	REPRESENTATIVES = 2,
	MANY_TEXTS = 750000, /* from here on two neighbours */
	MIN_SHARED = 2,
	TINY_SKETCH = 4,    /* a sketch this small may share a single value */
	SHARE_PERCENT = 20, /* of the smaller sketch */
	AHEAD = 16,         /* lists: called into the cache before they are read */
};

/*
 * A text's counter: hits in the lower bits, saturating; the flag says that some lists were cut
 * short.
 */
enum { HITS = 0x7F, CUT = 0x80 };

struct search {
	const struct corpus *corpus;
	const struct postings *postings;
	unsigned char *hits; /* of each text */
	uint32_t *met;       /* the texts with hits */
	size_t met_count;
	bool *is_tiny; /* each text: may a single shared value make it a candidate? */
	uint32_t *visits; /* of each long list: so many of its members had their turn */
	size_t cap;
	unsigned neighbours;
};

static inline void hit(struct search *search, uint32_t text, unsigned char flag)
{
	unsigned char *hits = &search->hits[text];

	if (!*hits)
		search->met[search->met_count++] = text;
	if ((*hits & HITS) < HITS)
		++*hits;
	*hits |= flag;
}

static void meet_list(struct search *search, uint32_t text, size_t list)
{
	const uint32_t *member = search->postings->member + search->postings->list[list];
	size_t count = search->postings->list[list + 1] - search->postings->list[list], place;

	if (count <= search->cap) {
		for (size_t i = 0; member[i] < text; i++)
			hit(search, member[i], 0);
		return;
	}
	place = search->visits[list]++; /* in order of rank: the earlier visitors stand before */
	for (size_t i = 0; i < REPRESENTATIVES && i < place; i++)
		hit(search, member[i], CUT);
	for (size_t i = 1; i <= search->neighbours && place >= i + REPRESENTATIVES; i++)
		hit(search, member[place - i], CUT);
}

/* How many values two sketches share. */
static uint32_t count_shared(const struct text *a, const struct text *b)
{
	const uint32_t *left = a->sketch, *right = b->sketch;
	uint32_t lefts = a->sketched, rights = b->sketched, i = 0, j = 0, shared = 0;

	while (i < lefts && j < rights) {
		uint32_t x = left[i], y = right[j];

		shared += x == y;
		i += x <= y;
		j += y <= x;
	}
	return shared;
}

static bool is_candidate(const struct text *a, const struct text *b, uint32_t shared)
{
	uint32_t x = comparable_sketch(a, b), y = comparable_sketch(b, a), smaller = x < y ? x : y;

	if (shared < MIN_SHARED && smaller > TINY_SKETCH)
		return false;
	return (uint64_t)shared * 100 >= (uint64_t)smaller * SHARE_PERCENT;
}

/* Turns the hits into candidates of `text`. */
static bool collect(struct search *search, struct candidates *candidates, uint32_t text)
{
	const struct text *texts = search->corpus->text;

	if (!ARRAY_RESERVE(candidates->item, candidates->cap,
			   candidates->count + search->met_count))
		return false;
	for (size_t i = 0; i < search->met_count; i++) {
		uint32_t other = search->met[i];
		unsigned char hits = search->hits[other];
		uint32_t shared = hits & HITS;

		search->hits[other] = 0;
		if (shared < MIN_SHARED && !search->is_tiny[text] && !search->is_tiny[other])
			continue; /* most end here, before their texts are read */
		if (hits & CUT ? shared >= MIN_SHARED : shared == HITS)
			shared = count_shared(&texts[text], &texts[other]);
		if (is_candidate(&texts[text], &texts[other], shared))
			candidates->item[candidates->count++] = (struct candidate){other, shared};
	}
	search->met_count = 0;
	return true;
}

/* Lists lie anywhere in memory: first where a list begins, then its members are called for. */
static inline void prefetch_list(const struct postings *postings, size_t i, size_t end)
{
	const uint32_t *list_of = postings->list_of + i;

	if (i + AHEAD < end)
		__builtin_prefetch(&postings->list[list_of[AHEAD]]);
	if (i + AHEAD / 2 < end)
		__builtin_prefetch(postings->member + postings->list[list_of[AHEAD / 2]]);
}

static bool find(struct search *search, struct candidates *candidates)
{
	const struct postings *postings = search->postings;
	size_t end = postings->text[search->corpus->texts];

	for (size_t t = 0; t < search->corpus->texts; t++)
		search->is_tiny[t] = search->corpus->text[t].sampled <= TINY_SKETCH;
	for (uint32_t t = 0; t < search->corpus->texts; t++) {
		candidates->of[t] = candidates->count;
		for (size_t i = postings->text[t]; i < postings->text[t + 1]; i++) {
			prefetch_list(postings, i, end);
			meet_list(search, t, postings->list_of[i]);
		}
		if (!collect(search, candidates, t))
			return false;
	}
	candidates->of[search->corpus->texts] = candidates->count;
	return true;
}

bool candidates_find(struct candidates *candidates, const struct corpus *corpus,
		     const struct postings *postings, struct err *err)
{
	size_t texts = corpus->texts;
	struct search search = {
		.corpus = corpus,
		.postings = postings,
		.hits = array_new_zeroed(texts, 1),
		.met = array_new(texts, sizeof(*search.met)),
		.is_tiny = array_new(texts, sizeof(*search.is_tiny)),
		.visits = array_new_zeroed(postings->lists, sizeof(*search.visits)),
		.cap = texts * 15 / 100000 > MIN_CAP ? texts * 15 / 100000 : MIN_CAP,
		.neighbours = texts < MANY_TEXTS ? 1 : 2,
	};
	bool ok;

	*candidates = (struct candidates){.of = array_new(texts + 1, sizeof(*candidates->of))};
	ok = search.hits && search.met && search.is_tiny && search.visits &&
	     candidates->of && find(&search, candidates);
	free(search.hits);
	free(search.met);
	free(search.is_tiny);
	free(search.visits);
	return ok || err_no_memory(err);
}

void candidates_free(struct candidates *candidates)
{
	free(candidates->item);
	free(candidates->of);
	*candidates = (struct candidates){0};
}
