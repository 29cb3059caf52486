#include "dedup/compare.h"

#include <stdlib.h>

#include "base/array.h"

/* Parts per million, but for the last ones. See doc comments in compare.h for what they mean. */
enum {
	STORY_JACCARD = 250000,
	STORY_SCORE = 650000, /* Jaccard + guard / 2 */
	STORY_GUARD = 500000,
	SURE_GUARD = 800000,          /* from here on few numbers do not tell texts apart */
	THIN_JACCARD = 150000,        /* will do when each text covers the other; */
	BLIND_JACCARD = 250000,       /* when hardly any numbers and names tell them apart */
	THIN_SLACK = 150,             /* thousandths */
	WHOLE_CONTAINMENT = 970000,   /* all of the one text stands in the other; then ... */
	WHOLE_JACCARD = 200000,       /* ... will do with a sure guard, */
	BLIND_WHOLE_JACCARD = 300000, /* ... with any other one, */
	MOST_JACCARD = 550000,        /* ... and from here on it does not matter where it stands */
	MEMBER_CONTAINMENT = 850000,
	MEMBER_GUARD = 400000,
	SURE_JACCARD = 600000, /* from here on coverage is not asked for */
	SHORT_JACCARD = 800000,
	SHORT_GUARD = 990000,
	CONTAINED_SHARE = 750000,
	TEMPLATE_JACCARD = 300000,
	NUMBER_SHARE = 400000,

	MIN_GUARDS = 3,
	MIN_NUMBERS = 5,
	MIN_SLOTS = 2,
	STRETCHES = 16,
	THIN_SHINGLES = 100,
	CONTAINED_SHINGLES = 40,
	EXCERPT_SHINGLES = 48, /* in a row: a passage of 50 words */
	DENSE_WINDOW = 16,     /* shingles in a row, */
	DENSE_SHARED = 4,      /* of which so many are shared */
	BEGUN_PERCENT = 3,     /* of all that is shared */
	LEAD_SHINGLES = 20,
	LEAD_PERCENT = 25,  /* of what is shared, */
	REST_PERCENT = 125, /* when all that is not shared is so much of it; */
	LONG_LEAD_PERCENT = 50,
	MIN_PROSE = 40,     /* shingles, */
	PROSE_PERCENT = 10, /* of all */
	TINY_TEXT = 10,     /* words: below, only an exact copy is a copy */
};

const char *const relation_name[] = {"unique", "template", "excerpt", "contained", "near", "exact"};

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
	return ARRAY_RESERVE(comparer->loaded_shared, comparer->loaded_cap, count);
}

void comparer_load(struct comparer *comparer, const struct text *text)
{
	comparer->loaded = text;
	if (!table_prepare(comparer, text->kept)) {
		comparer->failed = true;
		return;
	}
	for (uint32_t i = 0; i < text->kept; i++) {
		size_t at = text->set[i] >> 1 & comparer->mask;

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

	for (size_t at = shingle >> 1 & comparer->mask; comparer->entry[at] >= comparer->base;
	     at = (at + 1) & comparer->mask) {
		uint32_t place = comparer->entry[at] - comparer->base;

		if ((set[place] ^ shingle) <= SHINGLE_PROSE)
			return place;
	}
	return NOWHERE;
}

static uint32_t share(uint64_t part, uint64_t whole)
{
	return whole ? (uint32_t)(part * PPM / whole) : 0;
}

/* Shingles that two texts share. */
struct overlap {
	uint32_t all;
	uint32_t loaded_prose,
		other_prose; /* those that stand in prose in the one, and in the other */
	uint32_t both_prose;
};

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
			shared.all++;
			shared.loaded_prose += loaded_set[place] & SHINGLE_PROSE;
			shared.other_prose += there & SHINGLE_PROSE;
			shared.both_prose += loaded_set[place] & there & SHINGLE_PROSE;
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

	if (!ARRAY_RESERVE(comparer->other_shared, comparer->other_cap, y))
		comparer->failed = true;
	if (comparer->failed)
		return (struct likeness){0};
	shared = find_overlap(comparer, other);
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

/* Places that both texts have, each with a single filling. */
struct places {
	uint32_t all, alike;
	uint32_t numbers, numbers_alike; /* filled with numbers */
};

static struct places compare_places(const struct text *a, const struct text *b)
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
	struct places places = compare_places(a, b);

	return half_agree(places.alike, places.all) &&
	       half_agree(places.numbers_alike, places.numbers);
}

/*
 * The same of texts that share so much of their numbers and names. When it is most of them, a few
 * numbers may have changed, as they do while a story goes on.
 */
static bool facts_agree(const struct text *a, const struct text *b, uint32_t guard)
{
	struct places places = compare_places(a, b);

	if (!half_agree(places.alike, places.all))
		return false;
	return half_agree(places.numbers_alike, places.numbers) ||
	       (guard >= SURE_GUARD && places.numbers < MIN_NUMBERS &&
		4 * (uint64_t)places.alike >= 3 * (uint64_t)places.all);
}

static uint32_t stretches_of(uint32_t shingles)
{
	return shingles < 4 * STRETCHES ? shingles / 4 + 1 : STRETCHES;
}

/* A text of a pair, and which of its shingles the other one has. */
struct side {
	const struct text *text;
	const unsigned char *shared;
};

static struct side loaded_side(const struct comparer *comparer)
{
	return (struct side){comparer->loaded, comparer->loaded_shared};
}

static struct side other_side(const struct comparer *comparer, const struct text *other)
{
	return (struct side){other, comparer->other_shared};
}

/*
 * Whether at least three quarters of equal stretches of the text have a tenth of their shingles in
 * the other one. A shared passage covers a part of both texts; a copy, edited or noisy as it may
 * be, covers the whole of the shorter one. `kind` is SHINGLE_PROSE when only prose counts, `count`
 * how many shingles do.
 */
static bool is_covered(struct side side, uint32_t kind, uint32_t count)
{
	uint32_t stretches = stretches_of(count), covered = 0, i = 0, at = 0;

	for (uint32_t s = 1; s <= stretches; s++) {
		uint32_t from = at, to = (uint32_t)((uint64_t)count * s / stretches), shared = 0;

		while (at < to) {
			bool counts = (side.text->set[i] & kind) == kind;

			shared += side.shared[i++] & counts;
			at += counts;
		}
		covered += shared && shared * 10 >= to - from;
	}
	return covered * 4 >= stretches * 3;
}

static bool one_covers_other(const struct comparer *comparer, const struct text *other)
{
	const struct text *loaded = comparer->loaded;

	return is_covered(other_side(comparer, other), 0, other->kept) ||
	       is_covered(loaded_side(comparer), 0, loaded->kept);
}

/* Of texts that have prose, only this counts: what pages of one site share is all over them. */
static bool each_covers_other(const struct comparer *comparer, const struct text *other)
{
	const struct text *loaded = comparer->loaded;
	uint32_t kind = text_has_prose(loaded) && text_has_prose(other) ? SHINGLE_PROSE : 0;

	return is_covered(other_side(comparer, other), kind, kind ? other->prose : other->kept) &&
	       is_covered(loaded_side(comparer), kind, kind ? loaded->prose : loaded->kept);
}

/* Prose of a text that another one does not share. */
struct rest {
	uint32_t lead; /* before the shared part begins */
	uint32_t all;
};

/*
 * The shared part begins where shared shingles stand close together and are no mere handful. Menus
 * above a story are no prose.
 */
static struct rest find_rest(struct side side, uint32_t shared)
{
	const struct text *text = side.text;
	struct rest rest = {0};
	uint32_t recent = 0; /* the last shingles, one bit each: is it shared? */
	uint32_t close = 0;  /* how many of them are */
	uint32_t seen = 0;
	bool begun = false;

	for (uint32_t i = 0; i < text->kept; i++) {
		bool is_shared = side.shared[i];

		close += is_shared;
		close -= recent >> (DENSE_WINDOW - 1) & 1;
		recent = recent << 1 | is_shared;
		seen += is_shared;
		begun |= close >= DENSE_SHARED &&
			 (uint64_t)seen * 100 >= (uint64_t)shared * BEGUN_PERCENT;
		rest.all += !is_shared && (text->set[i] & SHINGLE_PROSE);
		if (!begun)
			rest.lead = rest.all;
	}
	return rest;
}

/*
 * Whether the text has a story of its own and begins with it. Less of a lead will do when more
 * follows below.
 */
static bool begins_otherwise(struct rest rest, uint32_t shared)
{
	uint64_t lead = (uint64_t)rest.lead * 100, all = (uint64_t)rest.all * 100;

	if (rest.lead < LEAD_SHINGLES)
		return false;
	return lead >= (uint64_t)shared * LONG_LEAD_PERCENT ||
	       (lead >= (uint64_t)shared * LEAD_PERCENT && all >= (uint64_t)shared * REST_PERCENT);
}

static bool stands_whole(const struct likeness *likeness)
{
	return likeness->containment >= WHOLE_CONTAINMENT;
}

/*
 * Whether the smaller text stands somewhere down in the larger one, below something else. One that
 * is most of the larger one is what it is about, wherever it stands; and nothing else stands above
 * where some of each is all over the other.
 */
static bool is_aside(const struct comparer *comparer, const struct text *other,
		     const struct likeness *likeness)
{
	uint32_t shared = likeness->shared;
	bool other_is_larger = other->kept >= comparer->loaded->kept;
	const struct text *larger = other_is_larger ? other : comparer->loaded;
	struct rest most = {larger->kept - shared, larger->kept - shared};

	if (!begins_otherwise(most, shared) ||
	    (stands_whole(likeness) && likeness->jaccard >= MOST_JACCARD))
		return false;
	return begins_otherwise(find_rest(other_is_larger ? other_side(comparer, other)
							  : loaded_side(comparer),
					  shared),
				shared) &&
	       !each_covers_other(comparer, other);
}

static bool short_is_story(const struct text *a, const struct text *b,
			   const struct likeness *likeness)
{
	return a->word_count >= TINY_TEXT && b->word_count >= TINY_TEXT &&
	       likeness->jaccard >= SHORT_JACCARD && guard_share(a, b) >= SHORT_GUARD;
}

/* A story that stands whole in another text, as above the comments on it, may be a small part. */
static bool scores_as_story(const struct likeness *likeness, uint32_t guard)
{
	if (stands_whole(likeness) &&
	    likeness->jaccard >= (guard >= SURE_GUARD ? WHOLE_JACCARD : BLIND_WHOLE_JACCARD))
		return true;
	return likeness->jaccard >= STORY_JACCARD && likeness->jaccard + guard / 2 >= STORY_SCORE;
}

static bool is_spread(const struct comparer *comparer, const struct text *other,
		      const struct likeness *likeness)
{
	return likeness->jaccard >= SURE_JACCARD || one_covers_other(comparer, other);
}

/*
 * Whether as many numbers and names are shared as words are: of two copies, errors hit them alike;
 * of a form that was filled in twice they are what differs. When words survive with chance q, runs
 * of three do with q^3, and Jaccard is q^3 / (2 - q^3).
 */
static bool guards_survive(const struct likeness *likeness, uint32_t guard)
{
	uint64_t jaccard = likeness->jaccard / 1000, share = guard / 1000 + THIN_SLACK;

	return share * share * share * (1000 + jaccard) >= 2 * jaccard * 1000000000;
}

/*
 * Whether the texts are copies of one, with many errors or changes. These leave few shingles, but
 * some everywhere, as no passage does.
 */
static bool is_worn_copy(const struct comparer *comparer, const struct text *other,
			 const struct likeness *likeness, uint32_t guard)
{
	const struct text *loaded = comparer->loaded;

	if (loaded->kept < THIN_SHINGLES || other->kept < THIN_SHINGLES)
		return false;
	if (lacks_guards(loaded, other) ? likeness->jaccard < BLIND_JACCARD
					: !guards_survive(likeness, guard))
		return false;
	return likeness->jaccard >= THIN_JACCARD && each_covers_other(comparer, other);
}

bool comparer_is_story(const struct comparer *comparer, const struct text *other,
		       const struct likeness *likeness)
{
	const struct text *loaded = comparer->loaded;
	uint32_t guard;

	if (text_is_short(loaded) != text_is_short(other))
		return false;
	if (text_is_short(loaded))
		return short_is_story(loaded, other, likeness);
	if (likeness->jaccard < THIN_JACCARD)
		return false;
	guard = guard_share(loaded, other);
	return guard >= STORY_GUARD && facts_agree(loaded, other, guard) &&
	       (scores_as_story(likeness, guard)
			? is_spread(comparer, other, likeness)
			: is_worn_copy(comparer, other, likeness, guard)) &&
	       !is_aside(comparer, other, likeness);
}

bool comparer_is_member(const struct comparer *comparer, const struct text *other,
			const struct likeness *likeness)
{
	const struct text *loaded = comparer->loaded;
	uint32_t guard;
	bool is_sure;

	if (text_is_short(loaded) || text_is_short(other))
		return comparer_is_story(comparer, other, likeness);
	guard = guard_share(loaded, other);
	is_sure = scores_as_story(likeness, guard) || likeness->containment >= MEMBER_CONTAINMENT;
	return guard >= MEMBER_GUARD && facts_agree(loaded, other, guard) &&
	       (is_sure ? is_spread(comparer, other, likeness)
			: is_worn_copy(comparer, other, likeness, guard)) &&
	       (stands_whole(likeness) || !is_aside(comparer, other, likeness));
}

/* Whether a long run of the text's shingles is shared. */
static bool has_passage(struct side side)
{
	uint32_t run = 0;

	for (uint32_t i = 0; i < side.text->kept && run < EXCERPT_SHINGLES; i++)
		run = side.shared[i] ? run + 1 : 0;
	return run >= EXCERPT_SHINGLES;
}

enum relation comparer_relation(const struct comparer *comparer, const struct text *other,
				const struct likeness *likeness)
{
	const struct text *loaded = comparer->loaded;
	uint32_t smaller = loaded->kept < other->kept ? loaded->kept : other->kept;
	bool all = likeness->containment >= CONTAINED_SHARE && smaller >= CONTAINED_SHINGLES;
	bool much = likeness->jaccard >= TEMPLATE_JACCARD;

	if (comparer->failed || text_is_short(loaded) || text_is_short(other) || !likeness->shared)
		return RELATION_UNIQUE;
	if (all || much) {
		bool same_facts =
			guard_share(loaded, other) >= STORY_GUARD && slots_agree(loaded, other);

		if (same_facts && all)
			return RELATION_CONTAINED;
		if (!same_facts && much)
			return RELATION_TEMPLATE;
	}
	if (likeness->shared >= EXCERPT_SHINGLES && has_passage(other_side(comparer, other)))
		return RELATION_EXCERPT;
	return RELATION_UNIQUE;
}

void comparer_free(struct comparer *comparer)
{
	free(comparer->entry);
	free(comparer->loaded_shared);
	free(comparer->other_shared);
	*comparer = (struct comparer){0};
}
