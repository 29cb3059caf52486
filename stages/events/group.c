#include "group.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "dedup/moment.h"

/* How alike two articles are; thousandths of a cosine. */
struct pair {
	uint32_t a, b, cosine;
};

struct posting {
	uint32_t article, weight;
};

struct work {
	const struct group_rules *rules;
	struct groups *groups;
	size_t words;
	uint32_t *frequency; /* of each word: articles that have it */
	size_t *from;        /* of each word: its first posting */
	struct posting *postings;
	uint32_t *weights; /* of each term, normalised: squares of an article add up to 2^24 */
	struct pair *pairs;
	size_t pair_count, pair_cap;
};

enum {
	UNIT = 4096,        /* length of a vector */
	MOST_COMPARED = 32, /* members of a large group, in its ring from the leader on */
	FREQUENT = 200,     /* a word of more articles is not looked up to find pairs */
	LEAST_COSINE = 50   /* thousandths: pairs below count as nothing */
};

bool groups_add(struct groups *groups, struct slice id, int64_t moment, const struct term *terms,
		size_t count, struct err *err)
{
	char *copy = malloc(id.len + 1);

	if (!copy || !ARRAY_RESERVE(groups->articles, groups->cap, groups->count + 1) ||
	    !ARRAY_RESERVE(groups->terms, groups->term_cap, groups->term_count + count)) {
		free(copy);
		return err_no_memory(err);
	}
	if (id.len)
		memcpy(copy, id.data, id.len);
	groups->articles[groups->count++] = (struct article){
		.moment = moment,
		.from = groups->term_count,
		.count = count,
		.id = slice_make(copy, id.len),
	};
	if (count)
		memcpy(groups->terms + groups->term_count, terms, count * sizeof(*terms));
	groups->term_count += count;
	return true;
}

void groups_free(struct groups *groups)
{
	for (size_t i = 0; i < groups->count; i++)
		free((void *)(uintptr_t)groups->articles[i].id.data);
	free(groups->articles);
	free(groups->terms);
	*groups = (struct groups){0};
}

static int by_hash(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Numbers the words and counts the articles of each. */
static bool number_words(struct work *work, struct err *err)
{
	struct groups *groups = work->groups;
	uint64_t *hashes = array_new(groups->term_count, sizeof(*hashes));
	size_t count = 0;

	work->frequency = array_new_zeroed(groups->term_count, sizeof(*work->frequency));
	if (!hashes || !work->frequency) {
		free(hashes);
		return err_no_memory(err);
	}
	for (size_t i = 0; i < groups->term_count; i++)
		hashes[i] = groups->terms[i].hash;
	qsort(hashes, groups->term_count, sizeof(*hashes), by_hash);
	for (size_t i = 0; i < groups->term_count; i++)
		if (i == 0 || hashes[i] != hashes[i - 1])
			hashes[count++] = hashes[i];
	for (size_t i = 0; i < groups->term_count; i++) {
		uint64_t *found =
			bsearch(&groups->terms[i].hash, hashes, count, sizeof(*hashes), by_hash);

		groups->terms[i].word = (uint32_t)(found - hashes);
		work->frequency[found - hashes]++;
	}
	work->words = count;
	free(hashes);
	return true;
}

/* 16 * log2(n), n > 0; between powers of two along a straight line. */
static uint32_t log2_16(uint64_t n)
{
	unsigned bits = 63 - (unsigned)__builtin_clzll(n);
	uint64_t rest = n - (UINT64_C(1) << bits);

	return bits * 16 + (uint32_t)((rest << 4) >> bits);
}

static uint64_t square_root(uint64_t n)
{
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 31; bit; bit >>= 1)
		if ((root | bit) * (root | bit) <= n)
			root |= bit;
	return root;
}

/* Weight: place and number times rarity, to vectors of length UNIT. */
static bool weigh(struct work *work, struct err *err)
{
	struct groups *groups = work->groups;

	work->weights = array_new(groups->term_count, sizeof(*work->weights));
	if (!work->weights)
		return err_no_memory(err);
	for (size_t i = 0; i < groups->count; i++) {
		const struct article *article = &groups->articles[i];
		uint64_t sum = 0, length;

		for (size_t t = article->from; t < article->from + article->count; t++) {
			const struct term *term = &groups->terms[t];
			uint64_t rarity =
				log2_16(groups->count + 1) - log2_16(work->frequency[term->word]);
			/* A word of this article alone ties it to none, but it makes what ties
			 * it a smaller part of it. */
			uint64_t weight =
				rarity * term->weight / (work->frequency[term->word] < 2 ? 2 : 1);

			work->weights[t] = (uint32_t)weight;
			sum += weight * weight;
		}
		length = square_root(sum) + 1;
		for (size_t t = article->from; t < article->from + article->count; t++)
			work->weights[t] = (uint32_t)((uint64_t)work->weights[t] * UNIT / length);
	}
	return true;
}

static bool make_postings(struct work *work, struct err *err)
{
	struct groups *groups = work->groups;
	size_t at = 0;

	work->from = array_new(work->words + 1, sizeof(*work->from));
	work->postings = array_new(groups->term_count, sizeof(*work->postings));
	if (!work->from || !work->postings)
		return err_no_memory(err);
	for (size_t w = 0; w < work->words; w++) {
		work->from[w] = at;
		at += work->frequency[w];
	}
	work->from[work->words] = at;
	memset(work->frequency, 0, work->words * sizeof(*work->frequency));
	for (size_t i = 0; i < groups->count; i++) {
		const struct article *article = &groups->articles[i];

		for (size_t t = article->from; t < article->from + article->count; t++) {
			uint32_t word = groups->terms[t].word;

			work->postings[work->from[word] + work->frequency[word]++] =
				(struct posting){(uint32_t)i, work->weights[t]};
		}
	}
	return true;
}

/* Less for articles far apart by date: half of it for a window between them. */
static uint32_t fade(const struct work *work, size_t a, size_t b, uint32_t cosine)
{
	int64_t x = work->groups->articles[a].moment, y = work->groups->articles[b].moment;
	uint64_t window = (uint64_t)work->rules->window, apart;

	if (x == DATE_UNKNOWN || y == DATE_UNKNOWN)
		return cosine;
	apart = x > y ? (uint64_t)x - (uint64_t)y : (uint64_t)y - (uint64_t)x;
	return (uint32_t)(cosine * window / (window + apart / 86400 * 86400));
}

/* The pairs of article `a` with those before it; `sums` is zero for each article. */
static bool find_pairs_of(struct work *work, uint32_t a, uint32_t *sums, uint32_t *touched,
			  struct err *err)
{
	const struct article *article = &work->groups->articles[a];
	size_t count = 0;

	for (size_t t = article->from; t < article->from + article->count; t++) {
		uint32_t word = work->groups->terms[t].word;

		if (work->weights[t] == 0 || work->frequency[word] > FREQUENT)
			continue;
		for (size_t p = work->from[word];
		     p < work->from[word + 1] && work->postings[p].article < a; p++) {
			uint32_t b = work->postings[p].article;

			if (!sums[b])
				touched[count++] = b;
			sums[b] += work->weights[t] * work->postings[p].weight / 16 + 1;
		}
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t cosine = (uint32_t)((uint64_t)sums[touched[i]] * 16 * 1000 / UNIT / UNIT);

		sums[touched[i]] = 0;
		cosine = fade(work, a, touched[i], cosine);
		if (cosine < LEAST_COSINE)
			continue;
		if (!ARRAY_RESERVE(work->pairs, work->pair_cap, work->pair_count + 1))
			return err_no_memory(err);
		work->pairs[work->pair_count++] = (struct pair){touched[i], a, cosine};
	}
	return true;
}

static int by_cosine(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->cosine != y->cosine)
		return x->cosine > y->cosine ? -1 : 1;
	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

static int by_articles(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

static bool find_pairs(struct work *work, struct err *err)
{
	size_t count = work->groups->count;
	uint32_t *sums = array_new_zeroed(count, sizeof(*sums));
	uint32_t *touched = array_new(count, sizeof(*touched));
	bool ok = sums && touched;

	if (!ok)
		err_no_memory(err);
	for (uint32_t a = 0; ok && a < count; a++)
		ok = find_pairs_of(work, a, sums, touched, err);
	free(sums);
	free(touched);
	return ok;
}

/*
 * The mean cosine between the members of two groups, or of the first of them in large ones. The
 * members are a ring: next[last] is the leader.
 */
static uint32_t mean_cosine(const struct work *work, const uint32_t *next, uint32_t one,
			    uint32_t other)
{
	uint64_t sum = 0;
	uint32_t x = one, count = 0, rows = 0;

	do {
		uint32_t y = other, columns = 0;

		do {
			struct pair key = {x < y ? x : y, x < y ? y : x, 0};
			const struct pair *found = bsearch(&key, work->pairs, work->pair_count,
							   sizeof(key), by_articles);

			sum += found ? found->cosine : 0;
			count++;
			y = next[y];
		} while (y != other && ++columns < MOST_COMPARED);
		x = next[x];
	} while (x != one && ++rows < MOST_COMPARED);
	return (uint32_t)(sum / count);
}

/* The leader is the earliest, of those without a difference the first one read. */
static bool is_earlier(const struct groups *groups, uint32_t a, uint32_t b)
{
	int64_t x = groups->articles[a].moment, y = groups->articles[b].moment;

	return x != y ? x < y : a < b;
}

static void join(struct groups *groups, uint32_t *next, uint32_t a, uint32_t b, uint32_t mean)
{
	struct article *lead = &groups->articles[a];
	uint32_t at = b, swap = next[a];

	lead->certainty = lead->size == 1 || mean < lead->certainty ? mean : lead->certainty;
	if (groups->articles[b].size > 1 && groups->articles[b].certainty < lead->certainty)
		lead->certainty = groups->articles[b].certainty;
	lead->size += groups->articles[b].size;
	do {
		groups->articles[at].group = a;
		at = next[at];
	} while (at != b);
	next[a] = next[b];
	next[b] = swap;
}

/*
 * The likeness that joins two groups. How rare a word is cannot be seen in few articles, where any
 * that two of them share seems to be: there more is asked for, twice as much of FEW, hardly more of
 * a hundred.
 */
static uint32_t least_cosine(const struct work *work)
{
	enum { FEW = 40, MOST_TIMES = 2 };
	uint64_t count = work->groups->count, min = work->rules->min;
	uint64_t fourth = count * count * count * count;
	uint64_t few = (uint64_t)FEW * FEW * FEW * FEW;

	if (count == 0 || count >= 1000)
		return (uint32_t)min;
	return (uint32_t)(min + min *
					(few / fourth < MOST_TIMES ? few * 1000 / fourth
								   : MOST_TIMES * 1000) /
					1000);
}

static bool link_pairs(struct work *work, struct err *err)
{
	uint32_t least = least_cosine(work);
	struct groups *groups = work->groups;
	uint32_t *next = array_new(groups->count, sizeof(*next));
	struct pair *order = array_new(work->pair_count, sizeof(*order));

	if (!next || !order) {
		free(next);
		free(order);
		return err_no_memory(err);
	}
	for (uint32_t i = 0; i < groups->count; i++) {
		next[i] = groups->articles[i].group = i;
		groups->articles[i].size = 1;
	}
	if (work->pair_count) {
		memcpy(order, work->pairs, work->pair_count * sizeof(*order));
		qsort(order, work->pair_count, sizeof(*order), by_cosine);
		qsort(work->pairs, work->pair_count, sizeof(*order), by_articles);
	}
	for (size_t i = 0; i < work->pair_count && order[i].cosine >= least; i++) {
		uint32_t a = groups->articles[order[i].a].group;
		uint32_t b = groups->articles[order[i].b].group;
		uint32_t mean;

		if (a == b)
			continue;
		mean = mean_cosine(work, next, a, b);
		if (mean < least)
			continue;
		if (is_earlier(groups, b, a)) {
			uint32_t swap = a;

			a = b;
			b = swap;
		}
		join(groups, next, a, b, mean);
	}
	free(next);
	free(order);
	return true;
}

bool groups_find(struct groups *groups, const struct group_rules *rules, struct err *err)
{
	struct work work = {.rules = rules, .groups = groups};
	bool ok = number_words(&work, err) && weigh(&work, err) && make_postings(&work, err) &&
		  find_pairs(&work, err) && link_pairs(&work, err);

	free(work.frequency);
	free(work.from);
	free(work.postings);
	free(work.weights);
	free(work.pairs);
	return ok;
}
