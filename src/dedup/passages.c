#include "dedup/passages.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "base/array.h"
#include "dedup/mix.h"
#include "text/words/words.h"

enum {
	LEAST_WORDS = 3,  /* of a passage */
	MOST_PLACES = 16, /* of one run of words */
	NOWHERE = -1,
};

/* A text cut at its white space, and at each character of a script without spaces. */
struct units {
	struct unit {
		struct slice bytes;
		uint64_t key; /* of its words */
	} * unit;
	size_t count, cap;
};

static bool is_space(uint32_t c)
{
	return c <= ' ' || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200B) ||
	       c == 0x2028 || c == 0x2029;
}

/* Of the scripts whose words no spaces part: those of south-east Asia, and all from the CJK
 * radicals on. */
static bool stands_alone(uint32_t c)
{
	return (c >= 0x0E00 && c < 0x0F00) || (c >= 0x1000 && c < 0x10A0) ||
	       (c >= 0x1780 && c < 0x1800) || (c >= 0x2E80 && c < 0xA4D0) ||
	       (c >= 0xF900 && c < 0xFB00) || (c >= 0x20000 && c < 0x32000);
}

/* Where the unit that begins at `from` ends. */
static size_t unit_end(struct slice text, size_t from)
{
	uint32_t c;
	size_t at = utf8_next(text, from, &c), next;

	if (stands_alone(c))
		return at;
	for (; at < text.len; at = next) {
		next = utf8_next(text, at, &c);
		if (is_space(c) || stands_alone(c))
			break;
	}
	return at;
}

/* Marks without any word belong to the unit before them. */
static bool add_unit(struct units *units, struct words *words, struct slice bytes)
{
	if (!words_split(words, bytes))
		return false;
	if (!words->count) {
		struct slice *last = units->count ? &units->unit[units->count - 1].bytes : NULL;

		if (last)
			last->len = (size_t)(bytes.data + bytes.len - last->data);
		return true;
	}
	if (!ARRAY_RESERVE(units->unit, units->cap, units->count + 1))
		return false;
	units->unit[units->count++] = (struct unit){
		bytes,
		hash64(slice_make((const char *)words->hash, words->count * sizeof(*words->hash)))};
	return true;
}

static bool cut(struct slice text, struct units *units)
{
	struct words words = {0};
	bool ok = true;

	for (size_t at = 0, end; ok && at < text.len; at = end) {
		uint32_t c;

		end = utf8_next(text, at, &c);
		if (is_space(c))
			continue;
		end = unit_end(text, at);
		ok = add_unit(units, &words, slice_sub(text, at, end));
	}
	words_free(&words);
	return ok;
}

/* Where each run of LEAST_WORDS begins: the first place of each hash, and the next one of each
 * place. */
struct places {
	int64_t *first, *next;
	size_t mask;
};

static size_t run_hash(const struct units *units, size_t at, size_t mask)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < LEAST_WORDS; i++)
		hash = mix64(hash + units->unit[at + i].key);
	return (size_t)hash & mask;
}

static bool find_places(struct places *places, const struct units *units)
{
	places->mask = 255;
	while (places->mask < 2 * units->count)
		places->mask = places->mask * 2 + 1;
	places->first = array_new(places->mask + 1, sizeof(*places->first));
	places->next = array_new(units->count, sizeof(*places->next));
	if (!places->first || !places->next)
		return false;
	for (size_t i = 0; i <= places->mask; i++)
		places->first[i] = NOWHERE;
	for (size_t i = units->count; i-- > 0;) {
		int64_t *first;

		if (i + LEAST_WORDS > units->count)
			continue;
		first = &places->first[run_hash(units, i, places->mask)];
		places->next[i] = *first;
		*first = (int64_t)i;
	}
	return true;
}

static size_t common_length(const struct units *a, size_t at, const struct units *b, size_t place)
{
	size_t length = 0;

	while (at + length < a->count && place + length < b->count &&
	       a->unit[at + length].key == b->unit[place + length].key)
		length++;
	return length;
}

static struct slice span(const struct units *units, size_t at, size_t length)
{
	const struct slice *first = &units->unit[at].bytes;
	const struct slice *last = &units->unit[at + length - 1].bytes;

	return slice_make(first->data, (size_t)(last->data + last->len - first->data));
}

/* The longest passage that begins with unit `at`; of no words when there is none. */
static struct passage longest(const struct units *here, size_t at, const struct units *there,
			      const struct places *places)
{
	size_t best = 0, best_place = 0;
	int64_t place;
	unsigned seen = 0;

	if (at + LEAST_WORDS > here->count)
		return (struct passage){0};
	place = places->first[run_hash(here, at, places->mask)];
	for (; place != NOWHERE && seen < MOST_PLACES; seen++, place = places->next[place]) {
		size_t length = common_length(here, at, there, (size_t)place);

		if (length > best) {
			best = length;
			best_place = (size_t)place;
		}
	}
	if (best < LEAST_WORDS)
		return (struct passage){0};
	return (struct passage){span(here, at, best), span(there, best_place, best), best};
}

static int compare_passages(const void *left, const void *right)
{
	const struct passage *a = left, *b = right;

	if (a->words != b->words)
		return a->words > b->words ? -1 : 1;
	return a->here.data < b->here.data ? -1 : 1;
}

static bool collect(const struct units *here, const struct units *there,
		    const struct places *places, struct passage **passages, size_t *count)
{
	size_t cap = 0;

	for (size_t at = 0; at < here->count;) {
		struct passage passage = longest(here, at, there, places);

		if (!passage.words) {
			at++;
			continue;
		}
		if (!ARRAY_RESERVE(*passages, cap, *count + 1))
			return false;
		(*passages)[(*count)++] = passage;
		at += passage.words;
	}
	if (*count)
		qsort(*passages, *count, sizeof(**passages), compare_passages);
	return true;
}

bool passages_find(struct slice here, struct slice there, struct passage **passages, size_t *count)
{
	struct units a = {0}, b = {0};
	struct places places = {0};
	bool ok;

	*passages = NULL;
	*count = 0;
	ok = cut(here, &a) && cut(there, &b) && find_places(&places, &b) &&
	     collect(&a, &b, &places, passages, count);
	free(a.unit);
	free(b.unit);
	free(places.first);
	free(places.next);
	if (!ok) {
		free(*passages);
		*passages = NULL;
	}
	return ok;
}
