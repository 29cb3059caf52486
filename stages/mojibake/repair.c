#include "repair.h"

#include "edits.h"
#include "mend.h"
#include "plain.h"

enum {
	ENTER_AGAIN = 5 * NAT, /* a charset of the layer before */
	ENTER_ESTABLISHED = 7 * NAT / 2,
	ROUNDS = 4,      /* of dropping charsets without evidence */
	LAYERS_MAX = 12, /* deeper is no mojibake: left alone */
	HITS_MASK = 6,   /* charsets tried for whole sequences: those with most hits */
	HITS_MANY = 32,
	COST_LAYER = 3 * NAT / 2,
	RIVALS = 3, /* readings followed to the end */
};

static bool apply_edits(struct repair *repair, struct text text, const struct edits *edits,
			struct text *out)
{
	struct sign *signs = arena_alloc(&repair->arena, (text.count + 1) * sizeof(*signs));
	size_t count = 0, at = 0;

	if (!signs)
		return false;
	for (size_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->edit[i];
		const struct reading *reading = &edit->reading;
		const struct sign *first = &text.signs[edit->at];

		memcpy(signs + count, text.signs + at, (edit->at - at) * sizeof(*signs));
		count += edit->at - at;
		signs[count++] = (struct sign){
			.code_point = reading->code_point,
			.from = first->from,
			.layers = first->layers << 8 | (reading->charset + 1u),
			.doubt = edit->doubt,
			.lost = !first->layers && reading->cost && !reading->all_known,
			.blank = reading->ends_blank && !repair->finder.keeps_blanks,
		};
		for (size_t n = 0; n < reading->length; n++)
			signs[count - 1].doubt |= first[n].doubt;
		at = edit->at + reading->length;
		signs[count - 1].blank |= text.signs[at - 1].blank;
	}
	memcpy(signs + count, text.signs + at, (text.count - at) * sizeof(*signs));
	count += text.count - at;
	*out = (struct text){signs, count};
	return true;
}

/* Collects the path's steps in ascending order. */
static bool collect(struct repair *repair, uint32_t last, struct edits *edits)
{
	const struct step *steps = repair->finder.steps;
	size_t count = 0;

	for (uint32_t i = last; i; i = steps[i].before)
		count++;
	edits->edit = arena_alloc(&repair->arena, (count + 1) * sizeof(*edits->edit));
	if (!edits->edit)
		return false;
	edits->count = count;
	for (uint32_t i = last; i; i = steps[i].before)
		edits->edit[--count] =
			(struct edit){.at = steps[i].at, .reading = steps[i].reading};
	return true;
}

static bool find(struct repair *repair, struct text text, struct edits *edits)
{
	uint32_t last;

	return path_find(&repair->finder, text, &last) && collect(repair, last, edits);
}

/* The fewest charsets that, taken greedily, read all places that the path read. */
static uint32_t cover(const struct tables *tables, struct text text, const struct edits *edits,
		      bool *taken)
{
	uint32_t chosen = 0;

	memset(taken, 0, edits->count * sizeof(*taken));
	for (;;) {
		int64_t score[CHARSETS_MAX] = {0};
		unsigned best = CHARSETS_MAX;
		uint32_t used = 0;

		for (size_t i = 0; i < edits->count; i++) {
			const struct edit *edit = &edits->edit[i];
			uint32_t own = (uint32_t)1 << edit->reading.charset;

			if (taken[i])
				continue;
			used |= own;
			for (uint32_t left = text.signs[edit->at].starts | own; left;
			     left &= left - 1)
				score[__builtin_ctz(left)]++;
		}
		if (!used)
			return chosen;
		for (unsigned k = 0; k < tables->charsets.count; k++) {
			score[k] = score[k] * 160 - 3 * tables->charsets.charset[k].rarity;
			if (used >> k & 1 && (best == CHARSETS_MAX || score[k] > score[best]))
				best = k;
		}
		chosen |= (uint32_t)1 << best;
		for (size_t i = 0; i < edits->count; i++)
			if (edits->edit[i].reading.charset == best ||
			    text.signs[edits->edit[i].at].starts >> best & 1)
				taken[i] = true;
	}
}

static void set_search(struct repair *repair, uint32_t mask, uint32_t established, int base,
		       bool whole_rarity)
{
	struct finder *finder = &repair->finder;
	const struct charsets *charsets = &finder->tables->charsets;

	finder->mask = mask;
	finder->established = established;
	for (unsigned k = 0; k < charsets->count; k++) {
		int rarity = charsets->charset[k].rarity;

		if (!(established >> k & 1))
			finder->enter[k] = PATH_ENTER + rarity;
		else
			finder->enter[k] = base + (whole_rarity ? rarity / 2 : 0);
	}
}

/*
 * One layer: what to read differently, and in which charsets. `known` are the charsets of the layer
 * before, `sure` the one that plain lines are read in.
 */
static bool solve(struct repair *repair, struct text text, uint32_t mask, uint32_t known,
		  uint32_t sure, struct edits *edits)
{
	struct finder *finder = &repair->finder;
	const struct tables *tables = finder->tables;

	for (int round = 0; round < ROUNDS && mask; round++) {
		uint32_t chosen, weak;
		bool *taken;

		finder->lines = NULL;
		finder->line_count = 0;
		set_search(repair, mask, known, ENTER_AGAIN, true);
		if (!find(repair, text, edits))
			return false;
		if (!edits->count)
			return true;
		taken = arena_alloc(&repair->arena, edits->count * sizeof(*taken));
		if (!taken)
			return false;
		chosen = cover(tables, text, edits, taken) | sure;
		if (!edits_adapt(tables, text, edits, &repair->arena, &finder->lines,
				 &finder->line_count))
			return false;
		set_search(repair, chosen, chosen, ENTER_ESTABLISHED, false);
		if (!find(repair, text, edits))
			return false;
		edits_doubt(finder, text, edits);
		finder->lines = NULL;
		finder->line_count = 0;
		weak = edits_weak(tables, text, edits, known | sure) & ~sure;
		if (!weak) {
			edits_prune(tables, text, edits);
			return true;
		}
		mask &= ~weak;
	}
	edits->count = 0;
	return true;
}

/* What taking a charset costs beside others. */
static int dearness(const struct charsets *charsets, uint32_t known, unsigned k)
{
	int rarity = charsets->charset[k].rarity;

	return known >> k & 1 ? ENTER_AGAIN - PATH_ENTER + rarity / 2 : rarity;
}

/* Whether another charset reads all that this one does, just so, is no dearer, and reads more. */
static bool outdone(const struct charsets *charsets, const struct census *census, uint32_t known,
		    unsigned k)
{
	int own = dearness(charsets, known, k);

	for (uint32_t left = ~census->differs[k]; left; left &= left - 1) {
		unsigned other = (unsigned)__builtin_ctz(left);

		if (other >= charsets->count)
			break;
		if (census->hits[other] > census->hits[k] &&
		    dearness(charsets, known, other) <= own)
			return true;
	}
	return false;
}

/* Charsets that damage may hide: none, where another one is seen everywhere and it hardly is. */
static uint32_t damage_charsets(const struct census *census, unsigned count)
{
	uint32_t mask = census->damaged;
	size_t most = 0;

	for (unsigned k = 0; k < count; k++)
		most = census->hits[k] > most ? census->hits[k] : most;
	for (unsigned k = 0; k < count && most >= HITS_MANY; k++)
		if (census->hits[k] < most / 8)
			mask &= ~((uint32_t)1 << k);
	return mask;
}

/* Charsets worth trying: those with most hits, and those that damage may hide. */
static uint32_t candidates(const struct tables *tables, const struct census *census, uint32_t known)
{
	const struct charsets *charsets = &tables->charsets;
	const size_t *hits = census->hits;
	uint32_t mask = 0, out = 0;

	for (unsigned k = 0; k < charsets->count; k++)
		if (hits[k] && outdone(charsets, census, known, k))
			out |= (uint32_t)1 << k;
	for (int n = 0; n < HITS_MASK; n++) {
		unsigned best = CHARSETS_MAX;

		for (unsigned k = 0; k < charsets->count; k++)
			if (hits[k] && !((mask | out) >> k & 1) &&
			    (best == CHARSETS_MAX || hits[k] > hits[best]))
				best = k;
		if (best == CHARSETS_MAX)
			break;
		mask |= (uint32_t)1 << best;
	}
	return (mask | damage_charsets(census, charsets->count)) & ~out;
}

static bool doubled_blanks(struct text text)
{
	for (size_t i = 2; i < text.count; i++)
		if (text.signs[i].code_point == ' ' && text.signs[i - 1].code_point == ' ' &&
		    text.signs[i - 2].code_point >= 0x80)
			return true;
	return false;
}

static uint32_t charsets_of(const struct edits *edits)
{
	uint32_t mask = 0;

	for (size_t i = 0; i < edits->count; i++)
		mask |= (uint32_t)1 << edits->edit[i].reading.charset;
	return mask;
}

/* Adds the edits of plain lines to those of the others. */
static bool merge(struct repair *repair, const struct edits *plain, struct edits *edits)
{
	size_t count = 0, i = 0, j = 0;
	struct edit *merged =
		arena_alloc(&repair->arena, (plain->count + edits->count + 1) * sizeof(*merged));

	if (!merged)
		return false;
	while (i < plain->count || j < edits->count) {
		if (j == edits->count ||
		    (i < plain->count && plain->edit[i].at < edits->edit[j].at))
			merged[count++] = plain->edit[i++];
		else
			merged[count++] = edits->edit[j++];
	}
	*edits = (struct edits){merged, count};
	return true;
}

/* Of the charsets that read the plain lines alike, the one that reads most of the others, too. */
static uint32_t choose_sure(struct text text, const struct census *census, struct plain *plain)
{
	unsigned k = plain->edits.edit[0].reading.charset, best = k;

	for (uint32_t left = plain->alike; left; left &= left - 1) {
		unsigned other = (unsigned)__builtin_ctz(left);

		if (census->hits[other] > census->hits[best])
			best = other;
	}
	if (best != k)
		plain_read_in(plain, text, best);
	return (uint32_t)1 << best;
}

/*
 * Reads one layer as it is likeliest by itself; `edits` is empty when there is none. *plainly:
 * lines that leave no choice decide about the charset.
 */
static bool peel(struct repair *repair, struct text text, uint32_t *known, struct edits *edits,
		 bool *plainly)
{
	struct finder *finder = &repair->finder;
	struct census census;
	struct plain plain;
	uint32_t mask, sure = 0;

	*edits = (struct edits){0};
	readings_name(finder->tables, text);
	if (!plain_find(finder, &repair->arena, &repair->bytes, text, *known, &plain))
		return false;
	*plainly = plain.edits.count > 0;
	if (!plain.all) {
		readings_index(finder->tables, text, &census);
		if (*plainly)
			sure = choose_sure(text, &census, &plain);
		mask = candidates(finder->tables, &census, *known) | sure;
		if (mask && !solve(repair, text, mask, *known, sure, edits))
			return false;
	}
	if (*plainly && !merge(repair, &plain.edits, edits))
		return false;
	if (edits->count)
		*known = charsets_of(edits);
	return true;
}

/* All further layers, each as it is likeliest by itself. Counts them. */
static bool finish(struct repair *repair, struct text *text, uint32_t known, int *layers)
{
	for (*layers = 0; *layers < LAYERS_MAX; ++*layers) {
		struct edits edits;
		bool plainly;

		if (!peel(repair, *text, &known, &edits, &plainly))
			return false;
		if (!edits.count)
			return true;
		if (!apply_edits(repair, *text, &edits, text))
			return false;
	}
	return true;
}

/* Whether charset k reads nearly all that the path reads, and not the same. */
static bool rivals(const struct tables *tables, struct text text, const struct edits *edits,
		   unsigned k)
{
	size_t missed = 0;
	bool different = false;

	for (size_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->edit[i];
		unsigned length;

		if (!(text.signs[edit->at].starts >> k & 1)) {
			if (++missed * 100 > edits->count * 3)
				return false;
			continue;
		}
		if (different)
			continue;
		different = readings_whole(tables, text, edit->at, k, &length) !=
			    edit->reading.code_point;
	}
	return different;
}

struct contender {
	struct edits edits;
	uint32_t charsets;
};

static bool judge(struct repair *repair, struct text text, const struct contender *contender,
		  int64_t *cost)
{
	const struct tables *tables = repair->finder.tables;
	int layers;

	if (!apply_edits(repair, text, &contender->edits, &text) ||
	    !finish(repair, &text, contender->charsets, &layers))
		return false;
	*cost = edits_text_cost(tables, text) - mend_known_words(tables, text) +
		(int64_t)COST_LAYER * layers;
	for (unsigned k = 0; k < tables->charsets.count; k++)
		if (contender->charsets >> k & 1)
			*cost += tables->charsets.charset[k].rarity;
	return true;
}

/* Lets other charsets that read the same places compete with the path found. */
static bool compete(struct repair *repair, struct text text, struct edits *edits)
{
	const struct tables *tables = repair->finder.tables;
	struct contender best = {*edits, charsets_of(edits)};
	uint32_t found = best.charsets;
	int64_t least = 0;
	int rounds = 0;

	for (unsigned k = 0; k < tables->charsets.count && rounds < RIVALS; k++) {
		struct contender other = {.charsets = (uint32_t)1 << k};
		int64_t cost;

		if (found >> k & 1 || !rivals(tables, text, edits, k))
			continue;
		set_search(repair, other.charsets, other.charsets, ENTER_ESTABLISHED, false);
		if (!find(repair, text, &other.edits))
			return false;
		if (!other.edits.count)
			continue;
		edits_doubt(&repair->finder, text, &other.edits);
		if (rounds++ == 0 && !judge(repair, text, &best, &least))
			return false;
		if (!judge(repair, text, &other, &cost))
			return false;
		if (cost < least) {
			least = cost;
			best = other;
		}
	}
	*edits = best.edits;
	return true;
}

/* Peels layer after layer. More layers than LAYERS_MAX are no mojibake: *text is as it was. */
static bool peel_all(struct repair *repair, struct text *text)
{
	struct text original = *text;
	uint32_t known = 0;

	for (int layers = 0;; layers++) {
		struct edits edits;
		bool plainly;

		if (!peel(repair, *text, &known, &edits, &plainly))
			return false;
		if (!edits.count)
			return true;
		if (layers == LAYERS_MAX) {
			*text = original;
			return true;
		}
		if (!plainly && !compete(repair, *text, &edits))
			return false;
		known = charsets_of(&edits);
		if (!apply_edits(repair, *text, &edits, text))
			return false;
	}
}

static bool is_new(struct text text)
{
	for (size_t i = 0; i < text.count; i++)
		if (text.signs[i].layers)
			return true;
	return false;
}

/* Repairs once; *left tells whether something could not be told. */
static bool repair_once(struct repair *repair, struct text *text, enum settle how, bool *left)
{
	struct text original = *text;

	return peel_all(repair, text) &&
	       mend_text(&repair->finder, &repair->arena, original, text) &&
	       settle_lines(repair->finder.tables, &repair->arena, original, text, how, left);
}

/* Whether a second run would leave the text as it is. False when memory is short, too. */
static bool is_stable(struct repair *repair, struct text text, enum settle how, bool *stable)
{
	struct text again = {arena_alloc(&repair->arena, (text.count + 1) * sizeof(*again.signs)),
			     text.count};
	bool left;

	if (!again.signs)
		return false;
	for (size_t i = 0; i < text.count; i++)
		again.signs[i] =
			(struct sign){.code_point = text.signs[i].code_point, .from = (uint32_t)i};
	if (!repair_once(repair, &again, how, &left))
		return false;
	*stable = !is_new(again);
	return true;
}

/*
 * What was left alone must be left alone the next time, too: so first only what could not be told
 * is left, then whole lines, then all.
 */
bool repair_document(struct repair *repair, struct text *text)
{
	struct text original = *text;
	enum settle ways[] = {repair->replace_lost ? SETTLE_REPLACE : SETTLE_SPANS, SETTLE_LINES};
	bool left, stable = true;

	repair->finder.keeps_blanks = doubled_blanks(*text);
	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		*text = original;
		if (!repair_once(repair, text, ways[i], &left))
			return false;
		settle_controls(repair->finder.tables, *text);
		if (!left || !is_new(*text))
			return true;
		if (!is_stable(repair, *text, ways[i], &stable))
			return false;
		if (stable)
			return true;
	}
	*text = original;
	return true;
}

void repair_free(struct repair *repair)
{
	finder_free(&repair->finder);
	arena_free(&repair->arena);
	buf_free(&repair->bytes);
}
