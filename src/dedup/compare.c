#include "dedup/compare.h"

#include <stdlib.h>

#include "base/array.h"

/* Parts per million, but for the last ones. See doc comments in compare.h for what they mean. */
enum {
	STORY_JACCARD = 250000,
	STORY_SCORE = 650000, /* Jaccard + guard / 2 */
	STORY_GUARD = 500000,
	MEMBER_CONTAINMENT = 850000,
	MEMBER_GUARD = 400000,
	SURE_JACCARD = 600000, /* from here on coverage is not asked for */
	SHORT_JACCARD = 800000,
	SHORT_GUARD = 990000,
	CONTAINED_SHARE = 750000,
	TEMPLATE_JACCARD = 300000,
	NUMBER_SHARE = 300000,

	MIN_GUARDS = 3,
	MIN_NUMBERS = 5,
	MIN_SLOTS = 2,
	STRETCHES = 16,
	CONTAINED_SHINGLES = 40,
	EXCERPT_SHINGLES = 48, /* in a row: a passage of 50 words */
	DENSE_WINDOW = 0xFFFF, /* sixteen shingles in a row, */
	DENSE_SHARED = 4,      /* of which so many are shared */
	BEGUN_PERCENT = 3,     /* of all that is shared */
	LEAD_SHINGLES = 30,
	LEAD_PERCENT = 30, /* of what is shared */
	TINY_TEXT = 10,    /* words: below, only an exact copy is a copy */
};

const char *const relation_name[] = {"unique", "template", "excerpt", "contained", "near", "exact"};

static inline void filter_add(struct shingle_table *table, uint32_t shingle)
{
	table->filter[shingle >> 19 & 127] |= (uint64_t)1 << (shingle >> 26);
}

static inline bool filter_has(const struct shingle_table *table, uint32_t shingle)
{
	return table->filter[shingle >> 19 & 127] >> (shingle >> 26) & 1;
}

static bool table_prepare(struct shingle_table *table, size_t values)
{
	size_t need = 512;

	while (need < 4 * values)
		need *= 2;
	if (need > table->cap || table->generation == UINT32_MAX) {
		size_t cap = need > table->cap ? need : table->cap;
		uint64_t *entry = array_new_zeroed(cap, sizeof(*entry));

		if (!entry)
			return false;
		free(table->entry);
		table->entry = entry;
		table->cap = cap;
		table->generation = 0;
	}
	table->mask = need - 1;
	table->generation++;
	memset(table->filter, 0, sizeof(table->filter));
	return true;
}

static bool table_load(struct shingle_table *table, const struct text *text)
{
	if (!table_prepare(table, text->kept))
		return false;
	for (uint32_t i = 0; i < text->kept; i++) {
		uint32_t shingle = text->set[i] | SHINGLE_PROSE;
		size_t at = shingle >> 1 & table->mask;

		filter_add(table, shingle);
		while (table->entry[at] >> 32 == table->generation)
			at = (at + 1) & table->mask;
		table->entry[at] = (uint64_t)table->generation << 32 | shingle;
	}
	return true;
}

static inline bool table_has(const struct shingle_table *table, uint32_t shingle)
{
	uint64_t wanted = (uint64_t)table->generation << 32 | shingle | SHINGLE_PROSE;

	if (!filter_has(table, shingle))
		return false;
	for (size_t at = shingle >> 1 & table->mask; table->entry[at] >> 32 == table->generation;
	     at = (at + 1) & table->mask)
		if (table->entry[at] == wanted)
			return true;
	return false;
}

void comparer_load(struct comparer *comparer, const struct text *text)
{
	comparer->loaded = text;
	if (!table_load(&comparer->table, text))
		comparer->failed = true;
}

static uint32_t share(uint64_t part, uint64_t whole)
{
	return whole ? (uint32_t)(part * PPM / whole) : 0;
}

struct likeness comparer_measure(struct comparer *comparer, const struct text *other)
{
	const struct text *loaded = comparer->loaded;
	uint32_t smaller = loaded->kept < other->kept ? loaded->kept : other->kept;
	uint32_t shared = 0;

	if (comparer->failed)
		return (struct likeness){0};
	for (uint32_t i = 0; i < other->kept; i++)
		shared += table_has(&comparer->table, other->set[i]);
	return (struct likeness){
		.shared = shared,
		.jaccard = share(shared, (uint64_t)loaded->kept + other->kept - shared),
		.containment = share(shared, smaller),
	};
}

static uint32_t count_numbers(const uint32_t *guard, uint32_t count)
{
	uint32_t numbers = 0;

	for (uint32_t i = 0; i < count; i++)
		numbers += guard[i] & GUARD_NUMBER;
	return numbers;
}

uint32_t guard_share(const struct text *a, const struct text *b)
{
	const uint32_t *x = text_guards(a), *y = text_guards(b);
	uint32_t i = 0, j = 0, shared = 0, shared_numbers = 0, numbers, other_numbers;

	if (a->guards < MIN_GUARDS || b->guards < MIN_GUARDS)
		return GUARD_UNKNOWN;
	while (i < a->guards && j < b->guards) {
		uint32_t left = x[i], right = y[j];

		shared += left == right;
		shared_numbers += left == right && (left & GUARD_NUMBER);
		i += left <= right;
		j += right <= left;
	}
	numbers = count_numbers(x, a->guards);
	other_numbers = count_numbers(y, b->guards);
	if (other_numbers < numbers)
		numbers = other_numbers;
	if (numbers >= MIN_NUMBERS && share(shared_numbers, numbers) < NUMBER_SHARE)
		return 0;
	return share(shared, a->guards < b->guards ? a->guards : b->guards);
}

/* The end of the run of slots that have the place of the first one. */
static uint32_t place_end(const uint32_t *slot, uint32_t at, uint32_t count)
{
	uint32_t place = slot[at] >> SLOT_VALUE_BITS;

	while (at < count && slot[at] >> SLOT_VALUE_BITS == place)
		at++;
	return at;
}

static bool half_agree(uint32_t alike, uint32_t all)
{
	return all < MIN_SLOTS || 2 * alike >= all;
}

bool slots_agree(const struct text *a, const struct text *b)
{
	const uint32_t *x = text_slots(a), *y = text_slots(b);
	uint32_t i = 0, j = 0, all = 0, alike = 0, numbers = 0, numbers_alike = 0;

	while (i < a->slots && j < b->slots) {
		uint32_t left = x[i], right = y[j];
		uint32_t i_end = place_end(x, i, a->slots), j_end = place_end(y, j, b->slots);

		if (left >> SLOT_VALUE_BITS < right >> SLOT_VALUE_BITS) {
			i = i_end;
			continue;
		}
		if (left >> SLOT_VALUE_BITS == right >> SLOT_VALUE_BITS) {
			if (i_end - i == 1 && j_end - j == 1) {
				bool number = left & right & GUARD_NUMBER;

				all++;
				alike += left == right;
				numbers += number;
				numbers_alike += number && left == right;
			}
			i = i_end;
		}
		j = j_end;
	}
	return half_agree(alike, all) && half_agree(numbers_alike, numbers);
}

/*
 * Whether at least three quarters of equal stretches of the text have a tenth of their shingles in
 * the table. A shared passage covers a part of both texts; a copy, edited or noisy as it may be,
 * covers the whole of the shorter one.
 */
static bool is_covered(const struct text *text, const struct shingle_table *table)
{
	uint32_t stretches = text->kept < 4 * STRETCHES ? text->kept / 4 + 1 : STRETCHES;
	uint32_t covered = 0;

	for (uint32_t s = 0; s < stretches; s++) {
		uint32_t from = (uint32_t)((uint64_t)text->kept * s / stretches);
		uint32_t to = (uint32_t)((uint64_t)text->kept * (s + 1) / stretches), shared = 0;

		for (uint32_t i = from; i < to; i++)
			shared += table_has(table, text->set[i]);
		covered += shared && shared * 10 >= to - from;
	}
	return covered * 4 >= stretches * 3;
}

static bool one_covers_other(struct comparer *comparer, const struct text *other)
{
	if (comparer->failed || is_covered(other, &comparer->table))
		return true;
	if (!table_load(&comparer->other, other)) {
		comparer->failed = true;
		return false;
	}
	return is_covered(comparer->loaded, &comparer->other);
}

/* Whether so much prose before the shared part makes a story of its own. */
static bool is_lead(uint32_t lead, uint32_t shared)
{
	return lead >= LEAD_SHINGLES && (uint64_t)lead * 100 >= (uint64_t)shared * LEAD_PERCENT;
}

/*
 * Whether the text begins with another story: how much prose goes by before the shared part begins,
 * where shared shingles stand close together and are no mere handful. Menus above a story are no
 * prose.
 */
static bool begins_otherwise(const struct text *text, const struct shingle_table *table,
			     uint32_t shared)
{
	uint32_t recent = 0; /* the last shingles, one bit each: is it shared? */
	uint32_t seen = 0, lead = 0;

	for (uint32_t i = 0; i < text->kept; i++) {
		bool is_shared = table_has(table, text->set[i]);

		recent = (recent << 1 | is_shared) & DENSE_WINDOW;
		seen += is_shared;
		if (__builtin_popcount(recent) >= DENSE_SHARED &&
		    (uint64_t)seen * 100 >= (uint64_t)shared * BEGUN_PERCENT)
			break;
		lead += !is_shared && (text->set[i] & SHINGLE_PROSE);
	}
	return is_lead(lead, shared);
}

/* Whether the smaller text stands somewhere down in the larger one, below something else. */
static bool is_aside(struct comparer *comparer, const struct text *other, uint32_t shared)
{
	bool other_is_larger = other->kept >= comparer->loaded->kept;
	const struct text *larger = other_is_larger ? other : comparer->loaded;

	if (comparer->failed || !is_lead(larger->kept - shared, shared))
		return false;
	if (other_is_larger)
		return begins_otherwise(other, &comparer->table, shared);
	if (!table_load(&comparer->other, other)) {
		comparer->failed = true;
		return false;
	}
	return begins_otherwise(comparer->loaded, &comparer->other, shared);
}

static bool short_is_story(const struct text *a, const struct text *b,
			   const struct likeness *likeness)
{
	return a->word_count >= TINY_TEXT && b->word_count >= TINY_TEXT &&
	       likeness->jaccard >= SHORT_JACCARD && guard_share(a, b) >= SHORT_GUARD;
}

static bool scores_as_story(const struct likeness *likeness, uint32_t guard)
{
	return likeness->jaccard >= STORY_JACCARD && likeness->jaccard + guard / 2 >= STORY_SCORE;
}

bool comparer_is_story(struct comparer *comparer, const struct text *other,
		       const struct likeness *likeness)
{
	const struct text *loaded = comparer->loaded;
	uint32_t guard;

	if (text_is_short(loaded) != text_is_short(other))
		return false;
	if (text_is_short(loaded))
		return short_is_story(loaded, other, likeness);
	if (likeness->jaccard < STORY_JACCARD)
		return false;
	guard = guard_share(loaded, other);
	return guard >= STORY_GUARD && scores_as_story(likeness, guard) &&
	       slots_agree(loaded, other) &&
	       (likeness->jaccard >= SURE_JACCARD || one_covers_other(comparer, other)) &&
	       !is_aside(comparer, other, likeness->shared);
}

bool comparer_is_member(struct comparer *comparer, const struct text *other,
			const struct likeness *likeness)
{
	const struct text *loaded = comparer->loaded;
	uint32_t guard;

	if (text_is_short(loaded) || text_is_short(other))
		return comparer_is_story(comparer, other, likeness);
	guard = guard_share(loaded, other);
	if (!scores_as_story(likeness, guard) && likeness->containment < MEMBER_CONTAINMENT)
		return false;
	return guard >= MEMBER_GUARD && slots_agree(loaded, other) &&
	       (likeness->jaccard >= SURE_JACCARD || one_covers_other(comparer, other)) &&
	       !is_aside(comparer, other, likeness->shared);
}

/* Whether a long run of the text's shingles stands in the table. */
static bool shares_passage(const struct text *text, const struct shingle_table *table)
{
	uint32_t run = 0;

	for (uint32_t i = 0; i < text->kept && run < EXCERPT_SHINGLES; i++)
		run = table_has(table, text->set[i]) ? run + 1 : 0;
	return run >= EXCERPT_SHINGLES;
}

enum relation comparer_relation(struct comparer *comparer, const struct text *other,
				const struct likeness *likeness)
{
	const struct text *loaded = comparer->loaded;
	uint32_t smaller = loaded->kept < other->kept ? loaded->kept : other->kept;
	bool same_facts;

	if (comparer->failed || text_is_short(loaded) || text_is_short(other) || !likeness->shared)
		return RELATION_UNIQUE;
	same_facts = guard_share(loaded, other) >= STORY_GUARD && slots_agree(loaded, other);
	if (same_facts && likeness->containment >= CONTAINED_SHARE && smaller >= CONTAINED_SHINGLES)
		return RELATION_CONTAINED;
	if (!same_facts && likeness->jaccard >= TEMPLATE_JACCARD)
		return RELATION_TEMPLATE;
	if (likeness->shared >= EXCERPT_SHINGLES && shares_passage(other, &comparer->table))
		return RELATION_EXCERPT;
	return RELATION_UNIQUE;
}

void comparer_free(struct comparer *comparer)
{
	free(comparer->table.entry);
	free(comparer->other.entry);
	*comparer = (struct comparer){0};
}
