#include "dedup/recent.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/candidates.h"
#include "dedup/frequencies.h"
#include "dedup/judge.h"
#include "dedup/mix.h"
#include "dedup/moment.h"

enum {
	CHAIN = 64, /* so many of the records that share a value are met, the latest first */
	PLACE_BITS = 24,
	MOST_VALUES = 1 << PLACE_BITS, /* of one sketch; 2^27 words have as many */
	FIRST_SLOTS = 4096,
	SLOT_BYTES = 64, /* of the index, for each value: slots are half empty, and doubled */
	BASE_BYTES = 24 << 20,
	LEAST_BYTES = 1 << 20,
};

/*
 * A place in a record's sketch: the record's number, then the place. Numbers count from 1. The
 * place behind the last one stands for all the words of the text.
 */
typedef uint64_t reference;

/* A record that was kept. */
struct item {
	struct text text;
	struct hash128 words;
	uint64_t number;
	int64_t when;
	bool earlier;
	uint32_t hits;
	struct slice id;
	size_t bytes;
	reference *older; /* of each value of the sketch: who had it before */
};

/* The latest place of each value. */
struct slot {
	uint64_t key;
	reference latest; /* 0: empty */
};

struct recent {
	struct recent_rules rules;
	struct item **item; /* a ring; record n is item[n & (cap - 1)] */
	size_t cap;
	uint64_t oldest, next; /* those remembered: [oldest, next) */
	uint64_t bytes;
	struct slot *slot;
	size_t slots, used;
	struct frequencies frequencies;
	struct forest *judge;
	struct comparer comparer;
	struct item **met;
	size_t met_count, met_cap;
	bool chain_cut;                 /* some records that share a value were not met */
	uint32_t *here_set, *there_set; /* of what is compared, frequent shingles out */
	size_t here_cap, there_cap;
	struct buf of;
};

struct recent *recent_open(const struct recent_rules *rules, struct err *err)
{
	struct recent *recent = calloc(1, sizeof(*recent));

	if (!recent) {
		err_no_memory(err);
		return NULL;
	}
	recent->rules = *rules;
	recent->oldest = recent->next = 1;
	recent->judge = judge_open(err);
	recent->comparer.judge = recent->judge;
	recent->comparer.rules = rules->pairs;
	if (!recent->judge || !frequencies_open(&recent->frequencies, err)) {
		recent_close(recent);
		return NULL;
	}
	return recent;
}

static struct item *item_at(const struct recent *recent, uint64_t number)
{
	return recent->item[number & (recent->cap - 1)];
}

static bool is_remembered(const struct recent *recent, reference place)
{
	return place >> PLACE_BITS >= recent->oldest;
}

/* The index. */

static uint64_t value_key(uint32_t value)
{
	return value;
}

static uint64_t words_key(struct hash128 words)
{
	return words.low | UINT64_C(1) << 63; /* never a value's */
}

/* The slot of that key, or the empty one where it would be. */
static struct slot *find_slot(const struct recent *recent, uint64_t key)
{
	size_t at = (size_t)mix64(key) & (recent->slots - 1);

	while (recent->slot[at].latest && recent->slot[at].key != key)
		at = (at + 1) & (recent->slots - 1);
	return &recent->slot[at];
}

/* 0: nobody who is remembered. */
static reference latest(const struct recent *recent, uint64_t key)
{
	reference place = recent->slots ? find_slot(recent, key)->latest : 0;

	return is_remembered(recent, place) ? place : 0;
}

/* Room for so many more keys; leaves out those of whom nobody is remembered. */
static bool reserve_slots(struct recent *recent, size_t more)
{
	struct slot *old = recent->slot;
	size_t olds = recent->slots, alive = 0, slots = FIRST_SLOTS;

	if (2 * (recent->used + more) <= olds)
		return true;
	for (size_t i = 0; i < olds; i++)
		alive += old[i].latest && is_remembered(recent, old[i].latest);
	while (slots < 3 * (alive + more))
		slots *= 2;
	recent->slot = array_new_zeroed(slots, sizeof(*recent->slot));
	if (!recent->slot) {
		recent->slot = old;
		return false;
	}
	recent->slots = slots;
	recent->used = alive;
	for (size_t i = 0; i < olds; i++)
		if (old[i].latest && is_remembered(recent, old[i].latest))
			*find_slot(recent, old[i].key) = old[i];
	free(old);
	return true;
}

static reference put_key(struct recent *recent, uint64_t key, reference place)
{
	struct slot *slot = find_slot(recent, key);
	reference before = slot->latest;

	recent->used += !before;
	*slot = (struct slot){key, place};
	return before;
}

/* Remembering and forgetting. */

static uint32_t indexed(const struct text *text)
{
	return text->sketched < MOST_VALUES ? text->sketched : MOST_VALUES - 1;
}

static void forget_oldest(struct recent *recent)
{
	struct item *item = item_at(recent, recent->oldest++);

	frequencies_remove(&recent->frequencies, &item->text);
	recent->bytes -= item->bytes;
	free(item);
}

static void forget(struct recent *recent)
{
	uint64_t taken = BASE_BYTES + frequencies_bytes(), limit = LEAST_BYTES;

	if (!recent->rules.memory)
		return;
	if (recent->rules.memory > taken + LEAST_BYTES)
		limit = recent->rules.memory - taken;
	while (recent->bytes > limit && recent->oldest < recent->next)
		forget_oldest(recent);
}

static bool reserve_item(struct recent *recent)
{
	size_t cap = recent->cap ? 2 * recent->cap : 1024;
	struct item **item;

	if (recent->next - recent->oldest < recent->cap)
		return true;
	item = array_new(cap, sizeof(struct item *));
	if (!item)
		return false;
	for (uint64_t n = recent->oldest; n < recent->next; n++)
		item[n & (cap - 1)] = item_at(recent, n);
	free(recent->item);
	recent->item = item;
	recent->cap = cap;
	return true;
}

static struct text text_of(const struct digest *digest)
{
	return (struct text){
		.hash = digest->words.low,
		.marks = digest->marks,
		.shingles = digest->shingles,
		.kept = digest->shingles,
		.guards = digest->guards,
		.slots = digest->slots,
		.sketched = digest->sketched,
		.sampled = digest->sampled,
		.site = digest->site,
		.word_count = digest->word_count,
	};
}

/* In one piece of memory: the item, references, the set and the sketch, the id. */
static struct item *make_item(const struct digest *digest, const struct description *about)
{
	size_t references = digest->sketched * sizeof(reference);
	size_t bytes = sizeof(struct item) + references + digest->values.len + about->id.len;
	struct item *item = malloc(bytes);
	char *rest = (char *)(item + 1);

	if (!item)
		return NULL;
	*item = (struct item){
		.text = text_of(digest),
		.words = digest->words,
		.when = moment_of(about->date),
		.bytes = bytes + (size_t)SLOT_BYTES * (digest->sketched + 1),
	};
	item->older = (reference *)(void *)rest;
	rest += references;
	item->text.set = (uint32_t *)(void *)rest;
	if (digest->values.len)
		memcpy(rest, digest->values.data, digest->values.len);
	rest += digest->values.len;
	if (about->id.len)
		memcpy(rest, about->id.data, about->id.len);
	item->id = slice_make(rest, about->id.len);
	return item;
}

/* Owns the item in any case. */
static bool remember(struct recent *recent, struct item *item)
{
	const uint32_t *sketch = text_sketch(&item->text);
	uint32_t values = indexed(&item->text);
	reference first;

	if (!reserve_item(recent) || !reserve_slots(recent, values + 1u)) {
		free(item);
		return false;
	}
	item->number = recent->next++;
	recent->item[item->number & (recent->cap - 1)] = item;
	first = item->number << PLACE_BITS;
	for (uint32_t i = 0; i < values; i++)
		item->older[i] = put_key(recent, value_key(sketch[i]), first | i);
	put_key(recent, words_key(item->words), first | values);
	recent->bytes += item->bytes;
	frequencies_add(&recent->frequencies, &item->text);
	forget(recent);
	return true;
}

/* Looking around. */

static bool is_in_window(const struct recent *recent, const struct item *a, const struct item *b)
{
	uint64_t apart;

	if (!recent->rules.window || a->when == DATE_UNKNOWN || b->when == DATE_UNKNOWN)
		return true;
	apart = a->when < b->when ? (uint64_t)b->when - (uint64_t)a->when
				  : (uint64_t)a->when - (uint64_t)b->when;
	return apart <= (uint64_t)recent->rules.window;
}

static const struct item *find_copy(const struct recent *recent, const struct item *item)
{
	reference place = latest(recent, words_key(item->words));
	const struct item *other = place ? item_at(recent, place >> PLACE_BITS) : NULL;

	if (!other || other->words.low != item->words.low ||
	    other->words.high != item->words.high || !is_in_window(recent, item, other))
		return NULL;
	return other;
}

static bool meet(struct recent *recent, struct item *other)
{
	if (!other->hits++) {
		if (!ARRAY_RESERVE(recent->met, recent->met_cap, recent->met_count + 1))
			return false;
		recent->met[recent->met_count++] = other;
	}
	return true;
}

static bool meet_all(struct recent *recent, const struct item *item)
{
	const uint32_t *sketch = text_sketch(&item->text);

	recent->met_count = 0;
	recent->chain_cut = false;
	for (uint32_t i = 0; i < indexed(&item->text); i++) {
		reference place = latest(recent, value_key(sketch[i]));
		unsigned met = 0;

		for (; place && is_remembered(recent, place) && met < CHAIN; met++) {
			struct item *other = item_at(recent, place >> PLACE_BITS);

			if (!meet(recent, other))
				return false;
			place = other->older[place & (MOST_VALUES - 1)];
		}
		recent->chain_cut = recent->chain_cut || met == CHAIN;
	}
	return true;
}

static bool is_candidate(const struct recent *recent, const struct item *item,
			 const struct item *other, uint32_t hits)
{
	if (!is_in_window(recent, item, other))
		return false;
	if (recent->chain_cut && hits >= MIN_SHARED)
		hits = text_sketch_shared(&item->text, &other->text);
	return candidate_is_promising(&item->text, &other->text, hits) &&
	       candidate_is_worth(&item->text, &other->text, hits);
}

/* What a record was matched with. */
struct match {
	const struct item *other; /* NULL: nothing */
	enum relation relation;
	bool is_joined; /* as one story */
	struct likeness likeness;
};

static bool is_closer(const struct match *new, const struct match *old)
{
	if (old->other && new->is_joined != old->is_joined)
		return new->is_joined;
	if (!old->other || new->relation != old->relation)
		return new->relation > old->relation;
	if (new->relation == RELATION_NEAR &&new->likeness.jaccard != old->likeness.jaccard)
		return new->likeness.jaccard > old->likeness.jaccard;
	if (new->likeness.containment != old->likeness.containment)
		return new->likeness.containment > old->likeness.containment;
	if (new->likeness.jaccard != old->likeness.jaccard)
		return new->likeness.jaccard > old->likeness.jaccard;
	return new->other->number < old->other->number;
}

static bool reserve_set(uint32_t **set, size_t *cap, const struct text *text)
{
	return ARRAY_RESERVE(*set, *cap, text_bytes(text) / sizeof(**set) + 1);
}

/* `here` is loaded. */
static bool compare(struct recent *recent, const struct text *here, const struct item *other,
		    struct match *match)
{
	struct text there;

	if (!reserve_set(&recent->there_set, &recent->there_cap, &other->text))
		return false;
	there = frequencies_filter(&recent->frequencies, &other->text, recent->there_set);
	match->other = other;
	match->likeness = comparer_measure(&recent->comparer, &there);
	match->relation = comparer_story(&recent->comparer, &there, &match->likeness);
	match->is_joined = match->relation != RELATION_UNIQUE;
	if (!match->is_joined)
		match->relation = comparer_relation(&recent->comparer, &there, &match->likeness);
	/* Only the smaller one is contained. */
	if (match->relation == RELATION_CONTAINED && here->kept > there.kept)
		match->relation = RELATION_UNIQUE;
	return !recent->comparer.failed;
}

static bool find_near(struct recent *recent, const struct item *item, struct match *best)
{
	struct text here;
	bool loaded = false;

	if (!reserve_set(&recent->here_set, &recent->here_cap, &item->text))
		return false;
	for (size_t i = 0; i < recent->met_count; i++) {
		struct item *other = recent->met[i];
		struct match match;
		uint32_t hits = other->hits;

		other->hits = 0;
		if (!is_candidate(recent, item, other, hits))
			continue;
		if (!loaded) {
			here = frequencies_filter(&recent->frequencies, &item->text,
						  recent->here_set);
			comparer_load(&recent->comparer, &here);
			loaded = true;
		}
		if (!compare(recent, &here, other, &match))
			return false;
		if (match.relation != RELATION_UNIQUE && is_closer(&match, best))
			*best = match;
	}
	return true;
}

static bool find_match(struct recent *recent, const struct item *item, struct match *match)
{
	*match = (struct match){.other = find_copy(recent, item)};
	if (!match->other)
		return meet_all(recent, item) && find_near(recent, item, match);
	match->relation = RELATION_EXACT;
	match->is_joined = true;
	match->likeness = likeness_of_copies(&item->text);
	return true;
}

/* `words`: so many the record has. */
static bool tell(struct recent *recent, const struct match *match, uint32_t words,
		 struct sighting *sighting)
{
	*sighting = (struct sighting){.is_kept = true};
	if (!match->other && words < STUB_WORDS)
		sighting->relation = RELATION_NO_ARTICLE;
	if (!match->other)
		return true;
	buf_clear(&recent->of);
	if (!buf_append(&recent->of, match->other->id))
		return false;
	*sighting = (struct sighting){
		.relation = match->relation,
		.likeness = match->likeness,
		.of = buf_slice(&recent->of),
		.of_earlier = match->other->earlier,
		.is_kept = !match->is_joined &&
			   !(match->relation == RELATION_CONTAINED && recent->rules.drop_contained),
	};
	return true;
}

bool recent_take(struct recent *recent, struct slice bytes, bool earlier, struct sighting *sighting,
		 struct err *err)
{
	struct digest digest = digest_read(bytes);
	struct description about = strings_read(digest.strings);
	struct item *item = make_item(&digest, &about);
	struct match match;

	if (!item)
		return err_no_memory(err);
	item->earlier = earlier;
	if (!find_match(recent, item, &match) ||
	    !tell(recent, &match, digest.word_count, sighting)) {
		free(item);
		return err_no_memory(err);
	}
	if (sighting->is_kept)
		return remember(recent, item) || err_no_memory(err);
	free(item);
	return true;
}

void recent_close(struct recent *recent)
{
	if (!recent)
		return;
	while (recent->oldest < recent->next)
		free(item_at(recent, recent->oldest++));
	free(recent->item);
	free(recent->slot);
	frequencies_free(&recent->frequencies);
	comparer_free(&recent->comparer);
	forest_close(recent->judge);
	free(recent->met);
	free(recent->here_set);
	free(recent->there_set);
	buf_free(&recent->of);
	free(recent);
}
