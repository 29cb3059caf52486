#include "dedup/postings.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/sorting.h"

/* All (value, text) pairs, sorted by value, texts of one value in order of rank. */
static uint64_t *sorted_pairs(const struct corpus *corpus, size_t *count)
{
	uint64_t *pair, *spare;
	size_t at = 0;

	*count = 0;
	for (size_t t = 0; t < corpus->texts; t++)
		*count += corpus->text[t].sketched;
	pair = array_new(*count, sizeof(*pair));
	spare = array_new(*count, sizeof(*spare));
	if (!pair || !spare) {
		free(pair);
		free(spare);
		return NULL;
	}
	for (size_t t = 0; t < corpus->texts; t++)
		for (uint32_t i = 0; i < corpus->text[t].sketched; i++)
			pair[at++] = (uint64_t)corpus->text[t].sketch[i] << 32 | t;
	sort_u64_by_high(pair, *count, spare);
	free(spare);
	return pair;
}

/* Cuts the pairs into lists; what only one text has is left out. Returns the number of members. */
static bool cut_lists(struct postings *postings, const uint64_t *pair, size_t count)
{
	size_t members = 0;

	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && pair[end] >> 32 == pair[i] >> 32; end++)
			;
		if (end - i < 2)
			continue;
		if (!ARRAY_RESERVE(postings->list, postings->list_cap, postings->lists + 2))
			return false;
		postings->list[postings->lists++] = members;
		for (; i < end; i++) {
			uint32_t text = (uint32_t)pair[i];

			postings->member[members++] = text;
			postings->text[text + 1]++;
		}
	}
	if (!ARRAY_RESERVE(postings->list, postings->list_cap, postings->lists + 1))
		return false;
	postings->list[postings->lists] = members;
	return true;
}

/* From counts per text in text[t + 1] to each text's own lists, in ascending order. */
static bool turn_around(struct postings *postings, size_t texts)
{
	size_t *next = array_new(texts, sizeof(*next));

	postings->list_of = array_new(postings->list[postings->lists], sizeof(*postings->list_of));
	if (!next || !postings->list_of || postings->lists > UINT32_MAX) {
		free(next);
		return false;
	}
	for (size_t t = 0; t < texts; t++) {
		next[t] = postings->text[t];
		postings->text[t + 1] += postings->text[t];
	}
	for (size_t l = 0; l < postings->lists; l++)
		for (size_t i = postings->list[l]; i < postings->list[l + 1]; i++)
			postings->list_of[next[postings->member[i]]++] = (uint32_t)l;
	free(next);
	return true;
}

bool postings_build(struct postings *postings, const struct corpus *corpus, struct err *err)
{
	size_t count;
	uint64_t *pair = sorted_pairs(corpus, &count);
	bool ok;

	*postings = (struct postings){0};
	postings->member = array_new(count, sizeof(*postings->member));
	postings->text = array_new_zeroed(corpus->texts + 1, sizeof(*postings->text));
	ok = pair && postings->member && postings->text && cut_lists(postings, pair, count) &&
	     turn_around(postings, corpus->texts);
	free(pair);
	return ok || err_no_memory(err);
}

void postings_free(struct postings *postings)
{
	free(postings->member);
	free(postings->list);
	free(postings->list_of);
	free(postings->text);
	*postings = (struct postings){0};
}
