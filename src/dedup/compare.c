#include "dedup/compare.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/judge.h"

/*
 * Thresholds. Figures of texts are in parts per million, scores in 1/FOREST_ONE of a logit. The
 * scores were chosen on real records, where a story that is thrown away costs more than a copy that
 * is kept; below the least figures no pair of the training data was one story.
 */
enum {
	LEAST_JACCARD = 80000,
	LEAST_RARE_JACCARD = 80000,
	SOME_CONTAINMENT = 600000,
	STORY_SCORE = FOREST_ONE * 220 / 100, /* a chance of 90 % */
	MEMBER_SCORE = FOREST_ONE * 85 / 100, /* 70 % */
	WHOLE = 980,                          /* thousandths: all, but for a cut word */
	WHOLE_RUNS = 20,
	MOST_SWAPPED = 900, /* thousandths */
	MUCH_RARE = 100,
	FEW_RARE = 250,
	FEW_NUMBERS = 700,
	SOME_RARE = 120,
	WHOLE_SIZE = 450, /* thousandths: a longer rest is news of its own */
	FORM_RARE = 250,
	HARDLY_RARE = 120,
	BOTH_SCARCE = 700,
	ALL_SCARCE = 900,
	SAME_WORDS = 900,
	FORM_LEAD = 850,
	OTHER_LEAD = 600,
	NEW_LEAD = 725,
	OTHER_NUMBERS = 750,
	LONG_PASSAGE = 800,
	SAME_TAIL = 900,
	SAME_LEAD = 500,
	SAME_NAMES = 800,
	SAME_NUMBERS = 900,
	MOST_NUMBERS = 700,
	SOME_NUMBERS = 200,
	SAME_SCARCE = 500,
	SHARED_BACKGROUND = 300,
	SHARED_NAMES = 500,
	RELATED_SCARCE = 24, /* shingles */

	GUARD_SHARE = 500000,
	CONTAINED_SHARE = 750000,
	TEMPLATE_JACCARD = 300000,
	NUMBER_SHARE = 400000,

	MIN_GUARDS = 3,
	MIN_NUMBERS = 5,
	MIN_SLOTS = 2,
	CONTAINED_SHINGLES = 40,
	EXCERPT_SHINGLES = 48, /* in a row: a passage of 50 words */
	MIN_PROSE = 40,        /* shingles, */
	PROSE_PERCENT = 10,    /* of all */
};

const char *const relation_name[RELATIONS] = {
	[RELATION_UNIQUE] = "unique",   [RELATION_NO_ARTICLE] = "no-article",
	[RELATION_RELATED] = "related", [RELATION_TEMPLATE] = "template",
	[RELATION_EXCERPT] = "excerpt", [RELATION_FOLLOW_UP] = "follow-up",
	[RELATION_UPDATE] = "update",   [RELATION_CONTAINED] = "contained",
	[RELATION_NEAR] = "near",       [RELATION_EXACT] = "exact",
	[RELATION_PINNED] = "pinned",
};

static inline void filter_add(struct comparer *comparer, uint32_t shingle)
{
	comparer->filter[shingle >> 19 & 127] |= (uint64_t)1 << (shingle >> 26);
}

static inline bool filter_has(const struct comparer *comparer, uint32_t shingle)
{
	return comparer->filter[shingle >> 19 & 127] >> (shingle >> 26) & 1;
}

/* Empties the table, and makes room for so many shingles. */
static bool table_prepare(struct comparer *comparer, uint32_t count)
{
	size_t need = 512;

	while (need < 4 * (size_t)count)
		need *= 2;
	if (need > comparer->cap || comparer->next_base > UINT32_MAX - count) {
		size_t cap = need > comparer->cap ? need : comparer->cap;
		uint32_t *entry = array_new_zeroed(cap, sizeof(*entry));

		if (!entry)
			return false;
		free(comparer->entry);
		comparer->entry = entry;
		comparer->cap = cap;
		comparer->next_base = 1;
	}
	comparer->mask = need - 1;
	comparer->base = comparer->next_base;
	comparer->next_base += count;
	memset(comparer->filter, 0, sizeof(comparer->filter));
	return ARRAY_RESERVE(comparer->loaded_shared, comparer->loaded_cap, count) &&
	       ARRAY_RESERVE(comparer->loaded_place, comparer->loaded_place_cap, count);
}

void comparer_load(struct comparer *comparer, const struct text *text)
{
	comparer->loaded = text;
	if (!table_prepare(comparer, text->kept)) {
		comparer->failed = true;
		return;
	}
	for (uint32_t i = 0; i < text->kept; i++) {
		size_t at = text->set[i] >> FLAG_BITS & comparer->mask;

		filter_add(comparer, text->set[i]);
		while (comparer->entry[at] >= comparer->base)
			at = (at + 1) & comparer->mask;
		comparer->entry[at] = comparer->base + i;
	}
}

#define NOWHERE UINT32_MAX

/* The shingle's place in the loaded set, whether it stands in prose there or not. */
static inline uint32_t table_find(const struct comparer *comparer, uint32_t shingle)
{
	const uint32_t *set = comparer->loaded->set;

	for (size_t at = shingle >> FLAG_BITS & comparer->mask;
	     comparer->entry[at] >= comparer->base; at = (at + 1) & comparer->mask) {
		uint32_t place = comparer->entry[at] - comparer->base;

		if ((set[place] ^ shingle) <= SHINGLE_FLAGS)
			return place;
	}
	return NOWHERE;
}

static uint32_t share(uint64_t part, uint64_t whole)
{
	return whole ? (uint32_t)(part * PPM / whole) : 0;
}

/*
 * Notes which shingles are shared. Those that pass the filter are picked out first, without a
 * branch that could be guessed wrong; nearly all of them are shared.
 */
static struct overlap find_overlap(struct comparer *comparer, const struct text *other)
{
	enum { BLOCK = 256 };
	const uint32_t *loaded_set = comparer->loaded->set;
	struct overlap shared = {0};
	uint32_t picked[BLOCK];

	/* The notes of no shingles are NULL. */
	if (comparer->loaded->kept)
		memset(comparer->loaded_shared, 0, comparer->loaded->kept);
	if (other->kept)
		memset(comparer->other_shared, 0, other->kept);
	for (uint32_t from = 0; from < other->kept; from += BLOCK) {
		uint32_t end = other->kept - from < BLOCK ? other->kept : from + BLOCK, count = 0;

		for (uint32_t i = from; i < end; i++) {
			picked[count] = i;
			count += filter_has(comparer, other->set[i]);
		}
		for (uint32_t p = 0; p < count; p++) {
			uint32_t i = picked[p], there = other->set[i],
				 place = table_find(comparer, there);

			if (place == NOWHERE)
				continue;
			comparer->loaded_shared[place] = comparer->other_shared[i] = 1;
			comparer->loaded_place[place] = i;
			comparer->other_place[i] = place;
			shared.all++;
			shared.loaded_prose += loaded_set[place] & SHINGLE_PROSE;
			shared.other_prose += there & SHINGLE_PROSE;
			shared.both_prose += loaded_set[place] & there & SHINGLE_PROSE;
			shared.rare += (there & SHINGLE_RARE) != 0;
			shared.scarce += (there & SHINGLE_SCARCE) != 0;
		}
	}
	return shared;
}

bool text_has_prose(const struct text *text)
{
	return text->prose >= MIN_PROSE &&
	       (uint64_t)text->prose * 100 >= (uint64_t)text->kept * PROSE_PERCENT;
}

/*
 * Menus, headlines and lists of links are alike on all pages of a site and differ between copies on
 * two: where both texts have prose, only what is prose in one of them counts.
 */
struct likeness comparer_measure(struct comparer *comparer, const struct text *other)
{
	const struct text *loaded = comparer->loaded;
	uint32_t x = loaded->kept, y = other->kept, counted;
	struct overlap shared;

	if (!ARRAY_RESERVE(comparer->other_shared, comparer->other_cap, y) ||
	    !ARRAY_RESERVE(comparer->other_place, comparer->other_place_cap, y))
		comparer->failed = true;
	if (comparer->failed)
		return (struct likeness){0};
	shared = find_overlap(comparer, other);
	comparer->shared = shared;
	counted = shared.all;
	if (text_has_prose(loaded) && text_has_prose(other)) {
		counted = shared.loaded_prose + shared.other_prose - shared.both_prose;
		x = loaded->prose + shared.other_prose - shared.both_prose;
		y = other->prose + shared.loaded_prose - shared.both_prose;
	}
	return (struct likeness){
		.shared = shared.all,
		.jaccard = share(counted, (uint64_t)x + y - counted),
		.containment = share(counted, x < y ? x : y),
	};
}

static uint32_t count_numbers(const uint32_t *guard, uint32_t count)
{
	uint32_t numbers = 0;

	for (uint32_t i = 0; i < count; i++)
		numbers += guard[i] & GUARD_NUMBER;
	return numbers;
}

static bool lacks_guards(const struct text *a, const struct text *b)
{
	return a->guards < MIN_GUARDS || b->guards < MIN_GUARDS;
}

uint32_t guard_share(const struct text *a, const struct text *b)
{
	const uint32_t *x = text_guards(a), *y = text_guards(b);
	uint32_t i = 0, j = 0, shared = 0, shared_numbers = 0, numbers, other_numbers;

	if (lacks_guards(a, b))
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

struct places places_compare(const struct text *a, const struct text *b)
{
	const uint32_t *x = text_slots(a), *y = text_slots(b);
	uint32_t i = 0, j = 0;
	struct places places = {0};

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

				places.all++;
				places.alike += left == right;
				places.numbers += number;
				places.numbers_alike += number && left == right;
			}
			i = i_end;
		}
		j = j_end;
	}
	return places;
}

static bool half_agree(uint32_t alike, uint32_t all)
{
	return all < MIN_SLOTS || 2 * alike >= all;
}

bool slots_agree(const struct text *a, const struct text *b)
{
	struct places places = places_compare(a, b);

	return half_agree(places.alike, places.all) &&
	       half_agree(places.numbers_alike, places.numbers);
}

void comparer_features(const struct comparer *comparer, const struct text *other,
		       const struct likeness *likeness, int32_t *row)
{
	struct pair_side here = {comparer->loaded, comparer->loaded_shared, comparer->loaded_place};
	struct pair_side there = {other, comparer->other_shared, comparer->other_place};

	struct pair_counts counts = {likeness->jaccard, likeness->containment, comparer->shared.all,
				     comparer->shared.rare, comparer->shared.scarce};

	pair_features(here, there, &counts, row);
}

/* Most pairs end here, before anything else is asked of them. */
static bool is_hopeless(const struct comparer *comparer, const struct text *other,
			const struct likeness *likeness)
{
	uint32_t rare = comparer->shared.rare;
	uint64_t all = (uint64_t)comparer->loaded->rare + other->rare - rare;

	if (likeness->containment >= SOME_CONTAINMENT)
		return false;
	return likeness->jaccard < LEAST_JACCARD || (all && share(rare, all) < LEAST_RARE_JACCARD);
}

/*
 * Whether all of the smaller text is how the larger one begins, and not much less: the story cut
 * short. The trees have seen few of these.
 */
static bool is_beginning(const int32_t *row)
{
	return row[PAIR_ALL_CONTAINMENT] >= WHOLE && row[PAIR_LEAD_SMALLER] >= WHOLE &&
	       row[PAIR_LEAD_LARGER] >= WHOLE && row[PAIR_MOVED] <= 0 &&
	       row[PAIR_RUNS] >= WHOLE_RUNS && row[PAIR_SIZE] >= WHOLE_SIZE;
}

/* Of what is not shared, nearly all is scarce on both sides, and in the same places. */
static bool differ_in_scarce(const int32_t *row)
{
	return row[PAIR_SWAPPED_SCARCE] >= BOTH_SCARCE &&
	       row[PAIR_OTHER_SCARCE_SMALLER] >= ALL_SCARCE &&
	       row[PAIR_OTHER_SCARCE_LARGER] >= ALL_SCARCE;
}

/*
 * Whether these are two items of one form: many texts have what they share, and where they differ
 * both have something in the same place that no other text has. In a copy with errors only the
 * errors are rare, not what they replaced.
 */
static bool are_items_of_form(const int32_t *row)
{
	int32_t rare = row[PAIR_RARE_JACCARD];

	if (rare == PAIR_NONE)
		return false;
	if (row[PAIR_RARE_SHARE] <= FORM_RARE && differ_in_scarce(row))
		return true;
	if (row[PAIR_SWAPPED] < MOST_SWAPPED || row[PAIR_OTHER_RARE_SMALLER] < MUCH_RARE ||
	    row[PAIR_OTHER_RARE_LARGER] < MUCH_RARE)
		return false;
	if (row[PAIR_RARE_SHARE] <= FORM_RARE && rare <= HARDLY_RARE &&
	    row[PAIR_LEAD_SMALLER] <= FORM_LEAD)
		return true;
	return row[PAIR_RARE_SHARE] <= SOME_RARE &&
	       (rare == 0 || (rare <= FEW_RARE && row[PAIR_NUMBERS_FEWER] <= FEW_NUMBERS));
}

/*
 * Whether nearly all that differs is the beginning, where both have something else in the same
 * places, and other numbers: another outcome on the same background.
 */
static bool has_new_beginning(const int32_t *row)
{
	return row[PAIR_LEAD_SMALLER] <= NEW_LEAD && row[PAIR_LEAD_LARGER] <= NEW_LEAD &&
	       row[PAIR_PASSAGE] >= LONG_PASSAGE && row[PAIR_TAIL_SMALLER] >= SAME_TAIL &&
	       row[PAIR_SWAPPED] >= MOST_SWAPPED && row[PAIR_NUMBERS_FEWER] <= OTHER_NUMBERS;
}

/*
 * Whether they tell of the same in nearly the same words, with other numbers; when all of these are
 * others, and in the same places, it is a form that was filled in again.
 */
static bool is_update(const int32_t *row, int32_t most_numbers)
{
	int32_t numbers = row[PAIR_NUMBERS_FEWER];

	return numbers != PAIR_NONE && numbers < most_numbers &&
	       (numbers >= SOME_NUMBERS || row[PAIR_NUMBER_PLACES] == PAIR_NONE) &&
	       row[PAIR_NAMES_FEWER] >= SAME_NAMES && row[PAIR_LEAD_SMALLER] >= SAME_LEAD &&
	       row[PAIR_LEAD_LARGER] >= SAME_LEAD && row[PAIR_SCARCE_JACCARD] >= SAME_SCARCE;
}

/*
 * Whether hardly anything but numbers was changed, and nothing at the beginning: a later version of
 * a story, though there may be so many of it that they look like items of a form.
 */
static bool is_version(const int32_t *row)
{
	return row[PAIR_NUMBERS_FEWER] != PAIR_NONE && row[PAIR_NUMBERS_FEWER] < SAME_NUMBERS &&
	       row[PAIR_NAMES_FEWER] >= SAME_WORDS && row[PAIR_JACCARD] >= SAME_WORDS &&
	       row[PAIR_LEAD_SMALLER] >= SAME_WORDS && row[PAIR_SCARCE_JACCARD] >= SAME_SCARCE;
}

/* Whether they share what few texts have, but not how they begin. */
static bool is_follow_up(const int32_t *row)
{
	return row[PAIR_LEAD_SMALLER] <= OTHER_LEAD && row[PAIR_LEAD_LARGER] <= OTHER_LEAD &&
	       row[PAIR_PROSE_LEAD_SMALLER] <= OTHER_LEAD &&
	       row[PAIR_PROSE_LEAD_LARGER] <= OTHER_LEAD &&
	       row[PAIR_SCARCE_SMALLER] >= SHARED_BACKGROUND &&
	       row[PAIR_NAMES_FEWER] >= SHARED_NAMES;
}

/* RELATION_NEAR, RELATION_UPDATE or RELATION_UNIQUE. */
static enum relation joined_by(const struct comparer *comparer, const struct text *other,
			       const struct likeness *likeness, int32_t least)
{
	int32_t row[PAIR_FEATURES];

	if (text_is_short(comparer->loaded) || text_is_short(other) ||
	    is_hopeless(comparer, other, likeness) ||
	    likeness->containment < comparer->rules.least_containment)
		return RELATION_UNIQUE;
	comparer_features(comparer, other, likeness, row);
	if (comparer->rules.joins_updates && is_version(row))
		return RELATION_UPDATE;
	if (are_items_of_form(row))
		return RELATION_UNIQUE;
	if (is_beginning(row) ||
	    (judge_score(comparer->judge, row) >= least && !has_new_beginning(row)))
		return RELATION_NEAR;
	return comparer->rules.joins_updates && is_update(row, MOST_NUMBERS) ? RELATION_UPDATE
									     : RELATION_UNIQUE;
}

enum relation comparer_story(const struct comparer *comparer, const struct text *other,
			     const struct likeness *likeness)
{
	return joined_by(comparer, other, likeness, STORY_SCORE);
}

enum relation comparer_member(const struct comparer *comparer, const struct text *other,
			      const struct likeness *likeness)
{
	return joined_by(comparer, other, likeness, MEMBER_SCORE);
}

/* Whether a long run of the text's shingles is shared. */
static bool has_passage(const unsigned char *shared, uint32_t count)
{
	uint32_t run = 0;

	for (uint32_t i = 0; i < count && run < EXCERPT_SHINGLES; i++)
		run = shared[i] ? run + 1 : 0;
	return run >= EXCERPT_SHINGLES;
}

/* Of a pair that shares much, or nearly all of one of the two. */
static enum relation close_relation(const struct comparer *comparer, const struct text *other,
				    const struct likeness *likeness, bool much, bool all)
{
	const struct text *loaded = comparer->loaded;
	bool same_facts = guard_share(loaded, other) >= GUARD_SHARE && slots_agree(loaded, other);
	int32_t row[PAIR_FEATURES];

	comparer_features(comparer, other, likeness, row);
	if (is_version(row))
		return RELATION_UPDATE;
	if (are_items_of_form(row))
		return much ? RELATION_TEMPLATE : RELATION_UNIQUE;
	if (likeness->containment < comparer->rules.least_containment && !has_new_beginning(row) &&
	    (is_beginning(row) || judge_score(comparer->judge, row) >= STORY_SCORE))
		return RELATION_NEAR;
	if (has_new_beginning(row))
		return RELATION_FOLLOW_UP;
	if (is_update(row, MOST_NUMBERS))
		return RELATION_UPDATE;
	if (same_facts && all)
		return RELATION_CONTAINED;
	if (is_follow_up(row))
		return RELATION_FOLLOW_UP;
	return !same_facts && much ? RELATION_TEMPLATE : RELATION_UNIQUE;
}

enum relation comparer_relation(const struct comparer *comparer, const struct text *other,
				const struct likeness *likeness)
{
	const struct text *loaded = comparer->loaded;
	uint32_t smaller = loaded->kept < other->kept ? loaded->kept : other->kept;
	bool all = likeness->containment >= CONTAINED_SHARE && smaller >= CONTAINED_SHINGLES;
	bool much = likeness->jaccard >= TEMPLATE_JACCARD;
	enum relation relation = RELATION_UNIQUE;

	if (comparer->failed || text_is_short(loaded) || text_is_short(other) || !likeness->shared)
		return RELATION_UNIQUE;
	if (all || much)
		relation = close_relation(comparer, other, likeness, much, all);
	if (relation != RELATION_UNIQUE)
		return relation;
	if (likeness->shared >= EXCERPT_SHINGLES &&
	    has_passage(comparer->other_shared, other->kept))
		return RELATION_EXCERPT;
	return comparer->shared.scarce >= RELATED_SCARCE ? RELATION_RELATED : RELATION_UNIQUE;
}

void comparer_free(struct comparer *comparer)
{
	free(comparer->entry);
	free(comparer->loaded_shared);
	free(comparer->other_shared);
	free(comparer->loaded_place);
	free(comparer->other_place);
	*comparer = (struct comparer){0};
}
