#include "dedup/pair_features.h"

#include <assert.h>

#include "base/array.h"
#include "dedup/guards.h"

enum {
	LEAD_RUNS = 40,   /* about the first sentence or two */
	STRETCHES = 16,   /* a text is cut into so many */
	MOST_SWAPPED = 14 /* runs of three: twelve words that were put for others */
};

/* clang-format off */
const char *const pair_feature_names[PAIR_FEATURES] = {
	"jaccard", "containment", "all_jaccard", "all_containment", "rare_jaccard", "rare_smaller",
	"rare_larger", "scarce_jaccard", "scarce_smaller", "scarce_larger", "rare_share",
	"shared_rare", "shared_scarce", "numbers_jaccard", "numbers_fewer", "names_jaccard",
	"names_fewer", "places", "number_places", "lead_smaller", "lead_larger",
	"prose_lead_smaller", "prose_lead_larger", "tail_smaller", "covered_smaller",
	"passage", "hole_smaller", "gaps", "swapped", "swapped_scarce", "inserted", "moved",
	"other_scarce_smaller", "other_scarce_larger", "other_rare_smaller", "other_rare_larger",
	"size", "runs",
};
/* clang-format on */

static int32_t permille(uint64_t part, uint64_t whole)
{
	return whole ? (int32_t)(part * 1000 / whole) : PAIR_NONE;
}

static int32_t jaccard_of(uint32_t shared, uint32_t x, uint32_t y)
{
	return permille(shared, (uint64_t)x + y - shared);
}

/* How much of a text's beginning the other one has. */
static void put_lead(int32_t *row, const struct pair_side *side, enum pair_feature lead,
		     enum pair_feature prose_lead)
{
	const struct text *text = side->text;
	uint32_t runs = text->kept < LEAD_RUNS ? text->kept : LEAD_RUNS, shared = 0, prose = 0, i;

	for (i = 0; i < runs; i++)
		shared += side->shared[i];
	row[lead] = permille(shared, runs);
	shared = 0;
	for (i = 0; i < text->kept && prose < LEAD_RUNS; i++) {
		uint32_t is_prose = text->set[i] & SHINGLE_PROSE;

		prose += is_prose;
		shared += is_prose & side->shared[i];
	}
	row[prose_lead] = permille(shared, prose);
}

static int32_t tail_of(const struct pair_side *side)
{
	uint32_t kept = side->text->kept, runs = kept < LEAD_RUNS ? kept : LEAD_RUNS, shared = 0;

	for (uint32_t i = 0; i < runs; i++)
		shared += side->shared[kept - 1 - i];
	return permille(shared, runs);
}

/* Stretches of which at least a tenth is shared. */
static int32_t covered(const struct pair_side *side)
{
	uint32_t kept = side->text->kept;
	uint32_t stretches = kept < 4 * STRETCHES ? kept / 4 + 1 : STRETCHES;
	uint32_t count = 0, i = 0;

	for (uint32_t s = 1; s <= stretches; s++) {
		uint32_t from = i, shared = 0;

		for (uint32_t to = (uint32_t)((uint64_t)kept * s / stretches); i < to; i++)
			shared += side->shared[i];
		count += shared && shared * 10 >= i - from;
	}
	return permille(count, stretches);
}

/* Gaps between two shingles that follow one another in what both texts share. */
struct gaps {
	uint32_t all, swapped, swapped_scarce, inserted, moved;
	uint32_t passage, hole; /* of the first text, the longest runs of shared ones and others */
};

static bool is_scarce(const struct text *text, uint32_t from, uint32_t to)
{
	uint32_t scarce = 0;

	for (uint32_t i = from; i < to; i++)
		scarce += (text->set[i] & SHINGLE_SCARCE) != 0;
	return 4 * scarce >= 3 * (to - from);
}

static void count_gap(struct gaps *gaps, const struct text *a, uint32_t from, uint32_t to,
		      const struct text *b, uint32_t other_from, uint32_t other_to)
{
	uint32_t here = to - from, there = other_to - other_from;

	if (!here && !there)
		return;
	gaps->all++;
	if (!here || !there) {
		gaps->inserted++;
	} else if (here <= MOST_SWAPPED && there <= MOST_SWAPPED) {
		gaps->swapped++;
		gaps->swapped_scarce +=
			is_scarce(a, from, to) && is_scarce(b, other_from, other_to);
	}
}

static struct gaps find_gaps(const struct pair_side *a, const struct pair_side *b)
{
	struct gaps gaps = {0};
	uint32_t next = 0, last_place = 0, run = 0; /* next: after the last shared one */

	for (uint32_t i = 0; i < a->text->kept; i++) {
		uint32_t place = a->place[i];

		if (!a->shared[i])
			continue;
		run = next == i ? run + 1 : 1;
		gaps.passage = run > gaps.passage ? run : gaps.passage;
		gaps.hole = i - next > gaps.hole ? i - next : gaps.hole;
		if (next && place <= last_place)
			gaps.moved++;
		else if (next)
			count_gap(&gaps, a->text, next, i, b->text, last_place + 1, place);
		next = i + 1;
		last_place = place;
	}
	if (a->text->kept - next > gaps.hole)
		gaps.hole = a->text->kept - next;
	return gaps;
}

/* Facts: numbers and names. */
struct facts {
	uint32_t numbers, other_numbers, shared_numbers, names, other_names, shared_names;
};

static struct facts compare_facts(const struct text *a, const struct text *b)
{
	const uint32_t *x = text_guards(a), *y = text_guards(b);
	uint32_t i = 0, j = 0;
	struct facts facts = {0};

	for (uint32_t k = 0; k < a->guards; k++)
		facts.numbers += x[k] & GUARD_NUMBER;
	for (uint32_t k = 0; k < b->guards; k++)
		facts.other_numbers += y[k] & GUARD_NUMBER;
	while (i < a->guards && j < b->guards) {
		uint32_t left = x[i], right = y[j];

		facts.shared_numbers += left == right && (left & GUARD_NUMBER);
		facts.shared_names += left == right && !(left & GUARD_NUMBER);
		i += left <= right;
		j += right <= left;
	}
	facts.names = a->guards - facts.numbers;
	facts.other_names = b->guards - facts.other_numbers;
	return facts;
}

static uint32_t lesser(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static void put_facts(int32_t *row, const struct text *a, const struct text *b)
{
	struct facts f = compare_facts(a, b);
	struct places places = places_compare(a, b);

	row[PAIR_NUMBERS_JACCARD] = jaccard_of(f.shared_numbers, f.numbers, f.other_numbers);
	row[PAIR_NUMBERS_FEWER] = permille(f.shared_numbers, lesser(f.numbers, f.other_numbers));
	row[PAIR_NAMES_JACCARD] = jaccard_of(f.shared_names, f.names, f.other_names);
	row[PAIR_NAMES_FEWER] = permille(f.shared_names, lesser(f.names, f.other_names));
	row[PAIR_PLACES] = permille(places.alike, places.all);
	row[PAIR_NUMBER_PLACES] = permille(places.numbers_alike, places.numbers);
}

static void put_rarity(int32_t *row, const struct text *a, const struct text *b,
		       const struct pair_counts *counts)
{
	row[PAIR_RARE_JACCARD] = jaccard_of(counts->rare, a->rare, b->rare);
	row[PAIR_RARE_SMALLER] = permille(counts->rare, a->rare);
	row[PAIR_RARE_LARGER] = permille(counts->rare, b->rare);
	row[PAIR_SCARCE_JACCARD] = jaccard_of(counts->scarce, a->scarce, b->scarce);
	row[PAIR_SCARCE_SMALLER] = permille(counts->scarce, a->scarce);
	row[PAIR_SCARCE_LARGER] = permille(counts->scarce, b->scarce);
	row[PAIR_RARE_SHARE] = permille(a->rare, a->kept);
	row[PAIR_SHARED_RARE] = permille(counts->rare, counts->shared);
	row[PAIR_SHARED_SCARCE] = permille(counts->scarce, counts->shared);
	row[PAIR_OTHER_SCARCE_SMALLER] =
		permille(a->scarce - counts->scarce, a->kept - counts->shared);
	row[PAIR_OTHER_SCARCE_LARGER] =
		permille(b->scarce - counts->scarce, b->kept - counts->shared);
	row[PAIR_OTHER_RARE_SMALLER] = permille(a->rare - counts->rare, a->kept - counts->shared);
	row[PAIR_OTHER_RARE_LARGER] = permille(b->rare - counts->rare, b->kept - counts->shared);
}

static void put_gaps(int32_t *row, const struct gaps *gaps, uint32_t shared, uint32_t kept)
{
	row[PAIR_GAPS] = permille(gaps->all, shared);
	row[PAIR_SWAPPED] = permille(gaps->swapped, gaps->all);
	row[PAIR_SWAPPED_SCARCE] = permille(gaps->swapped_scarce, gaps->all);
	row[PAIR_INSERTED] = permille(gaps->inserted, gaps->all);
	row[PAIR_MOVED] = permille(gaps->moved, shared);
	row[PAIR_PASSAGE] = permille(gaps->passage, kept);
	row[PAIR_HOLE_SMALLER] = permille(gaps->hole, kept);
}

static bool is_smaller(const struct text *a, const struct text *b)
{
	return a->kept != b->kept ? a->kept < b->kept : a->hash < b->hash;
}

void pair_features(struct pair_side a, struct pair_side b, const struct pair_counts *counts,
		   int32_t *row)
{
	struct pair_side spare = a;
	struct gaps gaps;

	static_assert(COUNT_OF(pair_feature_names) == PAIR_FEATURES, "a name for each");
	if (!is_smaller(a.text, b.text)) {
		a = b;
		b = spare;
	}
	gaps = find_gaps(&a, &b);
	row[PAIR_JACCARD] = (int32_t)(counts->jaccard / 1000);
	row[PAIR_CONTAINMENT] = (int32_t)(counts->containment / 1000);
	row[PAIR_ALL_JACCARD] = jaccard_of(counts->shared, a.text->kept, b.text->kept);
	row[PAIR_ALL_CONTAINMENT] = permille(counts->shared, a.text->kept);
	put_rarity(row, a.text, b.text, counts);
	put_facts(row, a.text, b.text);
	put_lead(row, &a, PAIR_LEAD_SMALLER, PAIR_PROSE_LEAD_SMALLER);
	put_lead(row, &b, PAIR_LEAD_LARGER, PAIR_PROSE_LEAD_LARGER);
	row[PAIR_TAIL_SMALLER] = tail_of(&a);
	row[PAIR_COVERED_SMALLER] = covered(&a);
	put_gaps(row, &gaps, counts->shared, a.text->kept);
	row[PAIR_SIZE] = permille(a.text->kept, b.text->kept);
	row[PAIR_RUNS] = (int32_t)lesser(a.text->kept, PAIR_MOST_RUNS);
}
