/* The second half of candidates.h: what is done with pairs once they are found. */
#include <stdlib.h>

#include "base/array.h"
#include "dedup/candidates.h"
#include "dedup/compare.h"
#include "dedup/union_find.h"
#include "dedup/walk.h"

enum {
	SHARE_PERCENT = 10,      /* of the smaller sketch; */
	SURE_SHARE_PERCENT = 20, /* from here on without a look at numbers and names, */
	FAITHFUL_GUARD = 600000, /* of which so many must be shared below */
	CORE_GUARD = 500000,
	TOP_BITS = 13,
	INDEXED = 255, /* values */
};

static uint32_t smaller_sketch(const struct text *a, const struct text *b)
{
	uint32_t x = comparable_sketch(a, b), y = comparable_sketch(b, a);

	return x < y ? x : y;
}

static bool shares_for_sure(const struct text *a, const struct text *b, uint32_t shared)
{
	return (uint64_t)shared * 100 >= (uint64_t)smaller_sketch(a, b) * SURE_SHARE_PERCENT;
}

/* Whether guard_share may come up to FAITHFUL_GUARD. */
static bool may_share_guards(const struct text *a, const struct text *b)
{
	uint32_t most = a->guards - guard_marks_lacking(&a->marks, &b->marks);
	uint32_t other_most = b->guards - guard_marks_lacking(&b->marks, &a->marks);
	uint32_t smaller = a->guards < b->guards ? a->guards : b->guards;

	if (other_most < most)
		most = other_most;
	return (uint64_t)most * PPM >= (uint64_t)smaller * FAITHFUL_GUARD;
}

bool candidate_shares_enough(const struct text *a, const struct text *b, uint32_t shared)
{
	uint32_t smaller = smaller_sketch(a, b);

	if (shared < MIN_SHARED && smaller > TINY_SKETCH)
		return false;
	return (uint64_t)shared * 100 >= (uint64_t)smaller * SHARE_PERCENT &&
	       (shares_for_sure(a, b, shared) || may_share_guards(a, b));
}

bool candidate_is_promising(const struct text *a, const struct text *b, uint32_t shared)
{
	return candidate_shares_enough(a, b, shared) &&
	       (shares_for_sure(a, b, shared) || guard_share(a, b) >= FAITHFUL_GUARD);
}

/*
 * The sketch of one text, to be compared with many without a branch: for the top bits of a value
 * the place, from 1, of the first value that has them. Most have none, few have a second one, and
 * where there is a third one the index is of no use.
 */
struct index {
	const struct text *text; /* NULL: none */
	bool is_whole;           /* it is of use */
	uint32_t value[INDEXED + 2];
	unsigned char place[1 << TOP_BITS]; /* 0: none */
};

static void index_load(struct index *index, const struct text *text)
{
	const uint32_t *sketch = text_sketch(text);
	uint32_t count = text->sketched;

	index->text = text;
	index->is_whole = count <= INDEXED;
	if (!index->is_whole)
		return;
	memset(index->place, 0, sizeof(index->place));
	for (uint32_t i = count; i-- > 0;)
		index->place[sketch[i] >> (32 - TOP_BITS)] = (unsigned char)(i + 1);
	for (uint32_t i = 0; i + 2 < count; i++)
		index->is_whole &= (sketch[i] ^ sketch[i + 2]) >> (32 - TOP_BITS) != 0;
	memcpy(index->value + 1, sketch, count * sizeof(*sketch));
	index->value[count + 1] = ~index->value[count]; /* has another top */
}

static uint32_t count_shared(struct index *index, const struct text *text, const struct text *other)
{
	const uint32_t *values = text_sketch(other);
	uint32_t shared = 0;

	if (index->text != text)
		index_load(index, text);
	if (!index->is_whole)
		return text_sketch_shared(text, other);
	for (uint32_t i = 0; i < other->sketched; i++) {
		uint32_t value = values[i], place = index->place[value >> (32 - TOP_BITS)];

		shared += (place != 0) &
			  ((index->value[place] == value) | (index->value[place + 1] == value));
	}
	return shared;
}

bool candidate_is_worth(const struct text *a, const struct text *b, uint32_t shared)
{
	uint32_t smaller = a->kept < b->kept ? a->kept : b->kept;
	uint32_t larger = a->kept < b->kept ? b->kept : a->kept;

	if (!smaller || text_is_short(a) != text_is_short(b))
		return false;
	if (4 * (uint64_t)smaller >= larger) /* else Jaccard is below a quarter */
		return true;
	return 2 * (uint64_t)shared >= smaller_sketch(a, b);
}

/* Whether both belong to one core: if their sketches are alike, and their facts. */
static bool is_alike(const struct text *a, const struct text *b, uint32_t shared)
{
	uint64_t all = (uint64_t)comparable_sketch(a, b) + comparable_sketch(b, a) - shared;

	return 2 * (uint64_t)shared >= all;
}

static bool has_same_facts(const struct text *a, const struct text *b)
{
	return guard_share(a, b) >= CORE_GUARD && slots_agree(a, b);
}

/* What one thread has confirmed. */
struct confirmed {
	const struct corpus *corpus;
	struct index index;
	struct buf pairs; /* heads and candidates */
	uint32_t *core;   /* union-find */
};

struct confirmation {
	struct tape out;
	struct confirmed *hand;
	size_t hands;
};

/* Texts lie anywhere in memory: they are called for before their turn comes. */
static inline void prefetch(const struct corpus *corpus, const struct candidate *candidate,
			    size_t left)
{
	enum { TEXT_AHEAD = 16, SKETCH_AHEAD = 6, LINES = 3, LINE_VALUES = 16 };

	if (left > TEXT_AHEAD)
		__builtin_prefetch(&corpus->text[candidate[TEXT_AHEAD].text]);
	if (left > SKETCH_AHEAD && candidate[SKETCH_AHEAD].shared & SHARED_UNSURE)
		for (size_t line = 0; line < LINES; line++)
			__builtin_prefetch(
				text_sketch(&corpus->text[candidate[SKETCH_AHEAD].text]) +
				line * LINE_VALUES);
}

static void put_candidate(struct buf *buf, uint32_t text, uint32_t shared)
{
	struct candidate candidate = {text, shared};

	buf_append(buf, slice_make((const char *)&candidate, sizeof(candidate)));
}

static bool confirm(void *context, uint32_t text, const struct candidate *candidate, uint32_t count,
		    size_t ahead)
{
	struct confirmed *hand = context;
	const struct corpus *corpus = hand->corpus;
	struct pairs_head head = {.text = text};
	size_t at = hand->pairs.len;

	hand->index.text = NULL; /* another text may stand where the last one stood */
	if (!buf_append(&hand->pairs, slice_make((const char *)&head, sizeof(head))))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t other = candidate[i].text, shared = candidate[i].shared;
		const struct text *a = &corpus->text[text], *b = &corpus->text[other];

		prefetch(corpus, candidate + i, ahead - i);
		if (shared & SHARED_UNSURE)
			shared = count_shared(&hand->index, a, b);
		if (!candidate_is_promising(a, b, shared))
			continue;
		put_candidate(&hand->pairs, other, shared);
		head.count++;
		if (is_alike(a, b, shared) &&
		    union_find_root(hand->core, text) != union_find_root(hand->core, other) &&
		    has_same_facts(a, b))
			union_find_join(hand->core, text, other);
	}
	if (buf_failed(&hand->pairs))
		return false;
	if (head.count)
		memcpy(hand->pairs.data + at, &head, sizeof(head));
	else
		hand->pairs.len = at;
	return true;
}

static bool take(void *context, void *item, struct err *err)
{
	struct confirmation *confirmation = context;
	struct confirmed *hand = item;
	bool ok = tape_write(&confirmation->out, hand->pairs.data, hand->pairs.len, err);

	buf_clear(&hand->pairs);
	return ok;
}

/* The first thread works on the union-find that is asked for. */
static bool open_hands(struct confirmation *confirmation, const struct corpus *corpus,
		       uint32_t *core)
{
	size_t hands = walk_hands(corpus);

	confirmation->hand = array_new_zeroed(hands, sizeof(*confirmation->hand));
	if (!confirmation->hand)
		return false;
	for (size_t i = 0; i < hands; i++) {
		struct confirmed *hand = &confirmation->hand[confirmation->hands++];

		hand->corpus = corpus;
		hand->core = i ? union_find_new(corpus->texts) : core;
		if (!hand->core)
			return false;
	}
	return true;
}

static void join_cores(struct confirmation *confirmation, size_t texts)
{
	uint32_t *core = confirmation->hand[0].core;

	for (size_t i = 1; i < confirmation->hands; i++)
		for (uint32_t t = 0; t < texts; t++)
			if (confirmation->hand[i].core[t] != t)
				union_find_join(core, t, confirmation->hand[i].core[t]);
}

static void close_hands(struct confirmation *confirmation)
{
	for (size_t i = 0; i < confirmation->hands; i++) {
		buf_free(&confirmation->hand[i].pairs);
		if (i)
			free(confirmation->hand[i].core);
	}
	free(confirmation->hand);
}

bool candidates_confirm(struct candidates *candidates, struct corpus *corpus, uint32_t *core,
			struct err *err)
{
	struct confirmation confirmation = {0};
	struct visitor visitor = {confirm, take, &confirmation, NULL, sizeof(struct confirmed)};
	bool ok = open_hands(&confirmation, corpus, core) || err_no_memory(err);

	visitor.hands = confirmation.hand;
	for (size_t p = 0; ok && p < candidates->parts; p++) {
		struct part *part = &candidates->part[p];

		confirmation.out = (struct tape){.dir = part->pairs.dir, .room = part->pairs.room};
		ok = walk_part(candidates, p, corpus, &visitor, err);
		tape_free(&part->pairs);
		part->pairs = confirmation.out;
	}
	if (ok)
		join_cores(&confirmation, corpus->texts);
	close_hands(&confirmation);
	return ok;
}

void candidates_free(struct candidates *candidates)
{
	for (size_t p = 0; p < candidates->parts; p++)
		tape_free(&candidates->part[p].pairs);
	free(candidates->part);
	*candidates = (struct candidates){0};
}
