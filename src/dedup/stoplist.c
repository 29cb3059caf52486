#include "dedup/stoplist.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/crew.h"
#include "dedup/mix.h"
#include "dedup/rarity.h"
#include "dedup/union_find.h"
#include "dedup/walk.h"

enum {
	CORE_MEMBERS = 8,     /* that carry weight */
	SAMPLE_TEXTS = 40000, /* at least so many texts are counted */
	MIN_FREQUENT = 100,
	MAX_FREQUENT = 300,
	MIN_LIMIT = 3 * WEIGHT_UNIT, /* three documents of a sample */
	SITE_PERCENT = 5,
	SITE_MIN = 4 * WEIGHT_UNIT, /* four documents of a site */
	COUNTER_MAX = UINT16_MAX,
	HIGHEST_LIMIT = 65000, /* below COUNTER_MAX, where counters stop */
	MIN_BITS = 16,
	MAX_BITS = 25,
	AHEAD = 64, /* shingles */
	COARSE = 128,
	WINDOW_BYTES = 8 << 20,
};

/*
 * Counters of hashed shingles. Two that share one only make it fuller: a stop-list too long, never
 * too short.
 */
struct counters {
	uint16_t *count;
	uint64_t *
		full; /* one bit each: has it passed the limit of a text that it counts? Few have */
	uint64_t *some; /* one bit for COARSE of them: is any? Small enough for the nearest cache */
	unsigned bits;
};

struct counting {
	struct corpus *corpus;
	uint32_t *core; /* union-find over texts; borrowed */
	size_t cores;
	unsigned sampling;    /* one core cluster in so many; a power of two */
	struct counters all;  /* by shingle */
	struct counters site; /* by site and shingle */
	struct rarity rarity;
	uint64_t *site_weight; /* open hash table: pairs of site and summed weight */
	size_t site_mask;
	uint32_t limit; /* in 1/WEIGHT_UNIT */
};

/* Gives each core cluster of the sample the weight of one document. */
static bool weigh(struct counting *counting)
{
	struct corpus *corpus = counting->corpus;
	uint32_t *size = array_new_zeroed(corpus->texts, sizeof(*size));
	unsigned char *carriers = array_new_zeroed(corpus->texts, 1);
	bool ok = size && carriers;

	for (uint32_t t = 0; t < corpus->texts; t++)
		counting->cores += counting->core[t] == t;
	counting->sampling = 1;
	while (corpus->texts / counting->sampling >= 2 * (size_t)SAMPLE_TEXTS)
		counting->sampling *= 2;
	for (uint32_t t = 0; ok && t < corpus->texts; t++)
		size[union_find_root(counting->core, t)]++;
	for (uint32_t t = 0; ok && t < corpus->texts; t++) {
		uint32_t root = union_find_root(counting->core, t);
		uint32_t sharers = size[root] < CORE_MEMBERS ? size[root] : CORE_MEMBERS;
		bool sampled = !(corpus->text[root].hash & (counting->sampling - 1));

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
	return (uint32_t)((((shingle | SHINGLE_FLAGS) ^ site) * MIX_PLACE_0) >>
			  (64 - counters->bits));
}

static inline void count_up(struct counters *counters, uint32_t counter, uint32_t weight,
			    uint32_t limit)
{
	uint32_t sum = counters->count[counter] + weight, part = counter / COARSE;

	counters->count[counter] = (uint16_t)(sum > COUNTER_MAX ? COUNTER_MAX : sum);
	if (sum > limit) {
		counters->full[counter / 64] |= (uint64_t)1 << counter % 64;
		counters->some[part / 64] |= (uint64_t)1 << part % 64;
	}
}

static bool counters_open(struct counters *counters, size_t shingles)
{
	counters->bits = MIN_BITS;
	while (counters->bits < MAX_BITS && ((size_t)1 << counters->bits) < 2 * shingles)
		counters->bits++;
	counters->count = array_new((size_t)1 << counters->bits, sizeof(*counters->count));
	counters->full = array_new_zeroed(((size_t)1 << counters->bits) / 64, sizeof(uint64_t));
	counters->some =
		array_new_zeroed(((size_t)1 << counters->bits) / COARSE / 64, sizeof(uint64_t));
	if (counters->count) /* here and now: else each page is made twice, to be read and to be
				written */
		memset(counters->count, 0, sizeof(*counters->count) << counters->bits);
	return counters->count && counters->full && counters->some;
}

static inline bool is_full(const struct counters *counters, uint32_t counter)
{
	return counters->some[counter / COARSE / 64] >> counter / COARSE % 64 & 1 &&
	       counters->full[counter / 64] >> counter % 64 & 1;
}

static void counters_free(struct counters *counters)
{
	free(counters->count);
	free(counters->full);
	free(counters->some);
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

/* The counters are larger than any cache: those of some shingles are called for before their use.
 */
static void count_text(struct counters *counters, const struct text *text, uint32_t site,
		       uint32_t limit)
{
	uint32_t counter[AHEAD], end;

	for (uint32_t from = 0; from < text->shingles; from = end) {
		end = text->shingles - from < AHEAD ? text->shingles : from + AHEAD;
		for (uint32_t i = from; i < end; i++) {
			counter[i - from] = counter_of(counters, text->set[i], site);
			__builtin_prefetch(&counters->count[counter[i - from]], 1);
		}
		for (uint32_t i = from; i < end; i++)
			count_up(counters, counter[i - from], text->weight, limit);
	}
}

/* What one thread counts in a window of texts: all shingles, or those of each site. */
struct count {
	struct counting *counting;
	struct counters *counters; /* NULL: how rare they are */
	size_t first, end;
};

static void count_window(void *item)
{
	const struct count *count = item;
	const struct counting *counting = count->counting;
	bool by_site = count->counters == &counting->site;

	for (size_t t = count->first; t < count->end; t++) {
		const struct text *text = &counting->corpus->text[t];

		if (!text->weight || text_is_short(text))
			continue;
		if (!by_site)
			count_text(count->counters, text, 0, counting->limit);
		else if (text->site)
			count_text(count->counters, text, text->site, site_limit(counting, text));
	}
}

static void count_rarity(void *item)
{
	const struct count *count = item;
	struct counting *counting = count->counting;

	for (size_t t = count->first; t < count->end; t++)
		rarity_count(&counting->rarity, &counting->corpus->text[t]);
}

static void count_one(void *item)
{
	const struct count *count = item;

	if (count->counters)
		count_window(item);
	else
		count_rarity(item);
}

/* No two threads write to one counter. */
static void count_shingles(void *context, size_t first, size_t end)
{
	struct counting *counting = context;
	/* clang-format off */
	struct count count[] = {
		{counting, &counting->all, first, end},
		{counting, &counting->site, first, end},
		{counting, NULL, first, end},
	};
	/* clang-format on */

	if (counting->corpus->jobs > 1) {
		crew_work(count, COUNT_OF(count), sizeof(*count), count_one);
		return;
	}
	count_window(&count[0]);
	count_window(&count[1]);
	count_rarity(&count[2]);
}

static void filter(const struct counting *counting, struct text *text)
{
	const struct counters *all = &counting->all, *site = &counting->site;
	uint32_t kept = 0, prose = 0, rare = 0, scarce = 0;

	if (text_is_short(text))
		return;
	for (uint32_t i = 0; i < text->shingles; i++) {
		uint32_t shingle = text->set[i] | rarity_of(&counting->rarity, text->set[i]);
		bool is_frequent = is_full(all, counter_of(all, shingle, 0)) ||
				   is_full(site, counter_of(site, shingle, text->site));

		text->set[kept] = shingle;
		kept += !is_frequent;
		if (is_frequent)
			continue;
		prose += shingle & SHINGLE_PROSE;
		rare += (shingle & SHINGLE_RARE) != 0;
		scarce += (shingle & SHINGLE_SCARCE) != 0;
	}
	text->kept = kept;
	text->prose = prose;
	text->rare = rare;
	text->scarce = scarce;
}

struct filtering {
	const struct counting *counting;
	size_t first, end;
};

static void filter_share(void *item)
{
	const struct filtering *filtering = item;

	for (size_t t = filtering->first; t < filtering->end; t++)
		filter(filtering->counting, &filtering->counting->corpus->text[t]);
}

static void filter_texts(void *context, size_t first, size_t end)
{
	const struct counting *counting = context;
	struct filtering share[CREW_MAX];
	size_t shares = walk_hands(counting->corpus);

	for (size_t i = 0; i < shares; i++)
		share[i] = (struct filtering){counting, first + (end - first) * i / shares,
					      first + (end - first) * (i + 1) / shares};
	crew_work(share, shares, sizeof(*share), filter_share);
}

/* Goes through all texts, a window at a time. */
static bool pass(struct counting *counting, void (*work)(void *context, size_t first, size_t end),
		 bool writes, struct err *err)
{
	struct corpus *corpus = counting->corpus;
	struct window window = {0};
	bool ok = true;

	for (size_t from = 0, end; ok && from < corpus->texts; from = end) {
		end = corpus_window_end(corpus, from, WINDOW_BYTES);
		ok = window_load(&window, corpus, from, end, err);
		if (ok)
			work(counting, from, end);
		ok = ok && (!writes || window_save(&window, corpus, err));
	}
	window_free(&window);
	return ok;
}

static bool prepare(struct counting *counting, size_t shingles)
{
	return weigh(counting) && counters_open(&counting->all, shingles / counting->sampling) &&
	       counters_open(&counting->site, shingles / counting->sampling) &&
	       rarity_open(&counting->rarity, counting->corpus->texts, shingles) &&
	       count_sites(counting);
}

bool stoplist_apply(struct corpus *corpus, uint32_t *core, struct err *err)
{
	struct counting counting = {.corpus = corpus, .core = core, .site_mask = 1};
	size_t shingles = 0;
	bool ok;

	for (size_t t = 0; t < corpus->texts; t++)
		shingles += corpus->text[t].shingles;
	ok = prepare(&counting, shingles) || err_no_memory(err);
	if (ok) {
		counting.limit = limit_of(&counting);
		ok = pass(&counting, count_shingles, false, err) &&
		     pass(&counting, filter_texts, true, err);
	}
	counters_free(&counting.all);
	counters_free(&counting.site);
	rarity_free(&counting.rarity);
	free(counting.site_weight);
	return ok;
}
