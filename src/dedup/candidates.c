#include "dedup/candidates.h"

#include <stdlib.h>

#include "dedup/array.h"

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

static size_t place_in_list(const uint32_t *member, size_t count, uint32_t text)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (member[middle] < text)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
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
	for (size_t i = 0; i < REPRESENTATIVES && member[i] < text; i++)
		hit(search, member[i], CUT);
	place = place_in_list(member, count, text);
	for (size_t i = 1; i <= search->neighbours && place >= i + REPRESENTATIVES; i++)
		hit(search, member[place - i], CUT);
}

/* How many values two sketches share. */
static uint32_t count_shared(const struct text *a, const struct text *b)
{
	uint32_t i = 0, j = 0, shared = 0;

	while (i < a->sketched && j < b->sketched) {
		uint32_t x = a->sketch[i], y = b->sketch[j];

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
		uint32_t shared = search->hits[other] & HITS;
		bool inexact = (search->hits[other] & CUT) ? shared >= MIN_SHARED : shared == HITS;

		if (inexact)
			shared = count_shared(&texts[text], &texts[other]);
		if (is_candidate(&texts[text], &texts[other], shared))
			candidates->item[candidates->count++] = (struct candidate){other, shared};
		search->hits[other] = 0;
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
		.cap = texts * 15 / 100000 > MIN_CAP ? texts * 15 / 100000 : MIN_CAP,
		.neighbours = texts < MANY_TEXTS ? 1 : 2,
	};
	bool ok;

	*candidates = (struct candidates){.of = array_new(texts + 1, sizeof(*candidates->of))};
	ok = search.hits && search.met && candidates->of && find(&search, candidates);
	free(search.hits);
	free(search.met);
	return ok || err_no_memory(err);
}

void candidates_free(struct candidates *candidates)
{
	free(candidates->item);
	free(candidates->of);
	*candidates = (struct candidates){0};
}
