#include "dedup/stoplist.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/compare.h"
#include "dedup/mix.h"
#include "dedup/union_find.h"

enum {
	CORE_GUARD = 500000,
	CORE_MEMBERS = 8,     /* that carry weight */
	SAMPLE_TEXTS = 40000, /* at least so many texts are counted */
	MIN_FREQUENT = 100,
	MAX_FREQUENT = 300,
	MIN_LIMIT = 3 * WEIGHT_UNIT, /* three documents of a sample */
	SITE_PERCENT = 5,
	SITE_MIN = 4 * WEIGHT_UNIT,  /* four documents of a site */
	COUNTER_MAX = UINT16_MAX,
	HIGHEST_LIMIT = 65000, /* below COUNTER_MAX, where counters stop */
	MIN_BITS = 16,
	MAX_BITS = 25,
	AHEAD = 12, /* shingles */
};

/*
 * Counters of hashed shingles. Two that share one only make it fuller: a stop-list too long, never
 * too short.
 */
struct counters {
	uint16_t *count;
	uint64_t *full; /* one bit each: is it above the threshold of counters_close? */
	unsigned bits;
};

struct counting {
	struct corpus *corpus;
	uint32_t *core; /* union-find over texts */
	size_t cores;
	unsigned sampling;     /* one core cluster in so many; a power of two */
	struct counters all;   /* by shingle */
	struct counters site;  /* by site and shingle */
	uint64_t *site_weight; /* open hash table: pairs of site and summed weight */
	size_t site_mask;
	uint32_t limit; /* in 1/WEIGHT_UNIT */
};

static bool is_core_edge(const struct text *a, const struct text *b, uint32_t shared)
{
	uint64_t all = (uint64_t)comparable_sketch(a, b) + comparable_sketch(b, a) - shared;

	return 2 * (uint64_t)shared >= all && guard_share(a, b) >= CORE_GUARD && slots_agree(a, b);
}

static bool find_cores(struct counting *counting, const struct candidates *candidates)
{
	const struct corpus *corpus = counting->corpus;

	counting->core = array_new(corpus->texts, sizeof(*counting->core));
	if (!counting->core)
		return false;
	for (uint32_t t = 0; t < corpus->texts; t++)
		counting->core[t] = t;
	for (uint32_t t = 0; t < corpus->texts; t++)
		for (size_t i = candidates->of[t]; i < candidates->of[t + 1]; i++) {
			const struct candidate *c = &candidates->item[i];

			if (is_core_edge(&corpus->text[t], &corpus->text[c->text], c->shared))
				union_find_join(counting->core, t, c->text);
		}
	for (uint32_t t = 0; t < corpus->texts; t++)
		counting->cores += counting->core[t] == t;
	return true;
}

/* Gives each core cluster of the sample the weight of one document. */
static bool weigh(struct counting *counting)
{
	struct corpus *corpus = counting->corpus;
	uint32_t *size = array_new_zeroed(corpus->texts, sizeof(*size));
	unsigned char *carriers = array_new_zeroed(corpus->texts, 1);
	bool ok = size && carriers;

	counting->sampling = 1;
	while (corpus->texts / counting->sampling >= 2 * (size_t)SAMPLE_TEXTS)
		counting->sampling *= 2;
	for (uint32_t t = 0; ok && t < corpus->texts; t++)
		size[union_find_root(counting->core, t)]++;
	for (uint32_t t = 0; ok && t < corpus->texts; t++) {
		uint32_t root = union_find_root(counting->core, t);
		uint32_t sharers = size[root] < CORE_MEMBERS ? size[root] : CORE_MEMBERS;
		bool sampled = !(corpus->text[root].words.low & (counting->sampling - 1));

		corpus->text[t].weight = 0;
		if (sampled && carriers[root] < CORE_MEMBERS) {
			carriers[root]++;
			corpus->text[t].weight = WEIGHT_UNIT / sharers;
		}
	}
	free(size);
	free(carriers);
	return ok;
}

static inline uint32_t counter_of(const struct counters *counters, uint32_t shingle, uint32_t site)
{
	return (uint32_t)((((shingle | SHINGLE_PROSE) ^ site) * MIX_PLACE_0) >>
			  (64 - counters->bits));
}

static inline void count_up(uint16_t *counter, uint32_t weight)
{
	uint32_t sum = *counter + weight;

	*counter = (uint16_t)(sum > COUNTER_MAX ? COUNTER_MAX : sum);
}

static bool counters_open(struct counters *counters, size_t shingles)
{
	counters->bits = MIN_BITS;
	while (counters->bits < MAX_BITS && ((size_t)1 << counters->bits) < 2 * shingles)
		counters->bits++;
	counters->count = array_new_zeroed((size_t)1 << counters->bits, sizeof(*counters->count));
	counters->full = array_new_zeroed(((size_t)1 << counters->bits) / 64, sizeof(uint64_t));
	return counters->count && counters->full;
}

/* Counting is done. Few counters are above the threshold, and their bits fit into a cache. */
static void counters_close(struct counters *counters, uint32_t threshold)
{
	size_t blocks = ((size_t)1 << counters->bits) / 64;

	for (size_t b = 0; b < blocks; b++) {
		const uint16_t *count = counters->count + 64 * b;
		uint64_t full = 0;

		for (unsigned i = 0; i < 64; i++)
			full |= (uint64_t)(count[i] > threshold) << i;
		counters->full[b] = full;
	}
}

static inline bool is_full(const struct counters *counters, uint32_t counter)
{
	return counters->full[counter / 64] >> counter % 64 & 1;
}

static void counters_free(struct counters *counters)
{
	free(counters->count);
	free(counters->full);
}

/* Where the site stands in the table of sites, or the empty place where it would. */
static uint64_t *site_entry(const struct counting *counting, uint32_t site)
{
	size_t at = site & counting->site_mask;

	while (counting->site_weight[2 * at] && counting->site_weight[2 * at] != site)
		at = (at + 1) & counting->site_mask;
	return &counting->site_weight[2 * at];
}

static bool count_sites(struct counting *counting)
{
	const struct corpus *corpus = counting->corpus;

	while (counting->site_mask < 2 * corpus->texts)
		counting->site_mask = counting->site_mask * 2 + 1;
	counting->site_weight = array_new_zeroed(counting->site_mask + 1, 2 * sizeof(uint64_t));
	if (!counting->site_weight)
		return false;
	for (size_t t = 0; t < corpus->texts; t++) {
		const struct text *text = &corpus->text[t];
		uint64_t *entry;

		if (!text->site || !text->weight)
			continue;
		entry = site_entry(counting, text->site);
		entry[0] = text->site;
		entry[1] += text->weight;
	}
	return true;
}

/* The counters are larger than any cache: each is called for some shingles before its use. */
static inline void prefetch(const struct counters *counters, const struct text *text, uint32_t i,
			    uint32_t site)
{
	if (i + AHEAD < text->shingles)
		__builtin_prefetch(
			&counters->count[counter_of(counters, text->set[i + AHEAD], site)], 1);
}

static void count_text(struct counters *counters, const struct text *text, uint32_t site)
{
	for (uint32_t i = 0; i < text->shingles; i++) {
		prefetch(counters, text, i, site);
		count_up(&counters->count[counter_of(counters, text->set[i], site)], text->weight);
	}
}

static void count_shingles(struct counting *counting)
{
	for (size_t t = 0; t < counting->corpus->texts; t++) {
		const struct text *text = &counting->corpus->text[t];

		if (!text->weight || text_is_short(text))
			continue;
		count_text(&counting->all, text, 0);
		if (text->site)
			count_text(&counting->site, text, text->site);
	}
}

static uint32_t limit_of(const struct counting *counting)
{
	uint64_t texts = counting->corpus->texts, highest = texts * 15 / 10000;
	uint64_t frequent = (uint64_t)counting->cores * 5 / 1000, limit;

	if (highest < MAX_FREQUENT)
		highest = MAX_FREQUENT;
	if (frequent < MIN_FREQUENT)
		frequent = MIN_FREQUENT;
	if (frequent > highest)
		frequent = highest;
	limit = frequent * WEIGHT_UNIT / counting->sampling;
	if (limit < MIN_LIMIT)
		limit = MIN_LIMIT;
	return limit < HIGHEST_LIMIT ? (uint32_t)limit : HIGHEST_LIMIT;
}

/* The limit within a text's own site; one that no counter reaches when there is none. */
static uint32_t site_limit(const struct counting *counting, const struct text *text)
{
	uint64_t limit;

	if (!text->site)
		return COUNTER_MAX;
	limit = site_entry(counting, text->site)[1] * SITE_PERCENT / 100;
	if (limit < SITE_MIN)
		limit = SITE_MIN;
	return limit > HIGHEST_LIMIT ? COUNTER_MAX : (uint32_t)limit;
}

static void filter(const struct counting *counting, struct text *text)
{
	const struct counters *all = &counting->all, *site = &counting->site;
	uint32_t limit = site_limit(counting, text), kept = 0;

	if (text_is_short(text))
		return;
	for (uint32_t i = 0; i < text->shingles; i++) {
		uint32_t shingle = text->set[i];
		uint32_t ahead = text->set[i + AHEAD < text->shingles ? i + AHEAD : i];
		uint32_t at = counter_of(site, shingle, text->site);
		bool is_frequent = is_full(all, counter_of(all, shingle, 0)) ||
				   (is_full(site, at) && site->count[at] > limit);

		__builtin_prefetch(&all->full[counter_of(all, ahead, 0) / 64]);
		__builtin_prefetch(&site->full[counter_of(site, ahead, text->site) / 64]);
		text->set[kept] = shingle;
		kept += !is_frequent;
	}
	text->kept = kept;
}

bool stoplist_apply(struct corpus *corpus, const struct candidates *candidates, struct err *err)
{
	struct counting counting = {.corpus = corpus, .site_mask = 1};
	size_t shingles = 0;
	bool ok;

	for (size_t t = 0; t < corpus->texts; t++)
		shingles += corpus->text[t].shingles;
	ok = find_cores(&counting, candidates) && weigh(&counting) &&
	     counters_open(&counting.all, shingles / counting.sampling) &&
	     counters_open(&counting.site, shingles / counting.sampling) && count_sites(&counting);
	if (ok) {
		counting.limit = limit_of(&counting);
		count_shingles(&counting);
		counters_close(&counting.all, counting.limit);
		counters_close(&counting.site, SITE_MIN);
		for (size_t t = 0; t < corpus->texts; t++)
			filter(&counting, &corpus->text[t]);
	}
	free(counting.core);
	counters_free(&counting.all);
	counters_free(&counting.site);
	free(counting.site_weight);
	return ok || err_no_memory(err);
}
