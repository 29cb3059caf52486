#include "dedup/fingerprint.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/sorting.h"
#include "dedup/mix.h"
#include "dedup/stretches.h"

/* Words: longer than any sentence that is too short to count as prose, in scripts of pairs too. */
enum { BRIEF_SENTENCE = 24 };

#define SKETCH_LIMIT (UINT64_MAX / SKETCH_SCALE)

/* Appends the text's guards and slots to the set, behind its shingles. */
static bool add_guards(struct fingerprinter *maker, struct fingerprint *print)
{
	size_t base = print->shingles, room = base + MAX_GUARDS + MAX_SLOTS, guards, slots;
	uint32_t *guard, *slot;

	if (!ARRAY_RESERVE(maker->set, maker->set_cap, room) ||
	    !ARRAY_RESERVE(maker->spare, maker->spare_cap, MAX_GUARDS + MAX_SLOTS))
		return false;
	guard = maker->set + base;
	slot = guard + MAX_GUARDS;
	guards_find(&maker->words, guard, &guards, slot, &slots);
	sort_u32(guard, guards, maker->spare);
	sort_u32(slot, slots, maker->spare);
	print->guards = (uint32_t)unique_u32(guard, guards);
	print->slots = (uint32_t)unique_u32(slot, slots);
	print->marks = guards_mark(guard, print->guards);
	memmove(guard + print->guards, slot, print->slots * sizeof(*slot));
	return true;
}

/* Makes the table of shingles empty, and at least four times as large as what will be in it. */
static bool prepare_seen(struct fingerprinter *maker, size_t values)
{
	size_t size = 256;

	while (size < 4 * values)
		size *= 2;
	if (!ARRAY_RESERVE(maker->seen, maker->seen_cap, size))
		return false;
	memset(maker->seen, 0, size * sizeof(*maker->seen));
	maker->seen_mask = size - 1;
	return true;
}

/* Whether the value, whose flags do not count, is new. */
static inline bool is_new(const struct fingerprinter *maker, uint32_t value)
{
	size_t at = value >> FLAG_BITS & maker->seen_mask;

	value |= SHINGLE_FLAGS; /* 0 is an empty place */
	while (maker->seen[at]) {
		if (maker->seen[at] == value)
			return false;
		at = (at + 1) & maker->seen_mask;
	}
	maker->seen[at] = value;
	return true;
}

/* For each run of three words a sum, from which the hashes of runs of three and of five are made.
 */
static bool sum_runs(struct fingerprinter *maker)
{
	const uint64_t *word = maker->words.hash;
	size_t count = maker->words.count;

	if (!ARRAY_RESERVE(maker->sum, maker->sum_cap, count))
		return false;
	for (size_t i = 0; i + 2 < count; i++)
		maker->sum[i] = word[i] * MIX_PLACE_0 + word[i + 1] * MIX_PLACE_1 +
				word[i + 2] * MIX_PLACE_2;
	return true;
}

static inline uint32_t shingle(uint64_t sum)
{
	return (uint32_t)((sum ^ sum >> 32) * MIX_FINAL >> 32);
}

static bool add_shingles(struct fingerprinter *maker, struct fingerprint *print)
{
	const uint64_t *word = maker->words.hash;
	struct stretches stretch = {.words = &maker->words};
	size_t count = maker->words.count, found = 0, clutter = 0;
	bool single = count < SHORT_TEXT;
	size_t runs = single ? count : count - 2;

	if (!ARRAY_RESERVE(maker->set, maker->set_cap, runs) || !prepare_seen(maker, runs))
		return false;
	for (size_t i = 0; i < runs;) {
		size_t before = found;
		uint32_t prose;
		bool is_brief;

		stretches_next(&stretch);
		is_brief = stretch.end - i <= BRIEF_SENTENCE &&
			   (maker->words.kind[stretch.end - 1] & WORD_ENDS_SENTENCE);
		prose = stretch.is_prose ? SHINGLE_PROSE : 0;
		for (; i < stretch.end && i < runs; i++) {
			uint32_t value =
				single ? (uint32_t)(word[i] >> 32) : shingle(maker->sum[i]);

			value = (value & ~(uint32_t)SHINGLE_FLAGS) | prose;
			maker->set[found] = value;
			found += is_new(maker, value);
		}
		clutter += prose || is_brief ? 0 : found - before;
	}
	print->shingles = (uint32_t)found;
	print->clutter = (uint32_t)clutter;
	return true;
}

/*
 * A run of five words is two of three that overlap. The threshold looks at a hash's upper bits, and
 * what is kept of it are others, so that a short text's full sketch and a long one's sample have
 * the same values.
 */
static inline uint64_t run_hash(uint64_t first, uint64_t last)
{
	uint64_t hash = first + last * MIX_PLACE_3;

	return (hash ^ hash >> 32) * MIX_FINAL;
}

static inline uint32_t sketch_value(uint64_t hash)
{
	return (uint32_t)(hash >> 24);
}

/* The one value of a text of fewer words. */
static uint64_t short_hash(const uint64_t *word, size_t count)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum = (sum + word[i]) * MIX_PLACE_4;
	return run_hash(sum, count);
}

/*
 * Writes the sampled values to `low`, and the others to `high` if they are wanted; returns how many
 * are sampled. Both have room for all.
 */
static size_t sample(const uint64_t *sum, size_t runs, uint32_t *low, uint32_t *high)
{
	size_t sampled = 0, rest = 0;

	for (size_t i = 0; i < runs; i++) {
		uint64_t hash = run_hash(sum[i], sum[i + 2]);
		bool is_sampled = hash <= SKETCH_LIMIT;

		low[sampled] = sketch_value(hash);
		sampled += is_sampled;
		if (high && !is_sampled)
			high[rest++] = sketch_value(hash);
	}
	return sampled;
}

static bool add_sketch(struct fingerprinter *maker, struct fingerprint *print)
{
	const uint64_t *word = maker->words.hash;
	size_t count = maker->words.count, runs = count < 5 ? 1 : count - 4, sampled, rest = 0;
	bool dense = count < DENSE_TEXT;
	uint32_t *low, *high;

	if (!count)
		return true;
	if (!ARRAY_RESERVE(maker->sketch, maker->sketch_cap, 2 * runs) ||
	    !ARRAY_RESERVE(maker->spare, maker->spare_cap, runs))
		return false;
	low = maker->sketch;
	high = low + runs;
	if (count < 5) {
		uint64_t hash = short_hash(word, count);

		sampled = hash <= SKETCH_LIMIT;
		*(sampled ? low : high) = sketch_value(hash);
	} else {
		sampled = sample(maker->sum, runs, low, dense ? high : NULL);
	}
	if (dense)
		rest = runs - sampled;
	sort_u32(low, sampled, maker->spare);
	sampled = unique_u32(low, sampled);
	if (rest) {
		memmove(low + sampled, high, rest * sizeof(*high));
		sort_u32(low, sampled + rest, maker->spare);
	}
	print->sampled = (uint32_t)sampled;
	print->sketched = (uint32_t)unique_u32(low, sampled + rest);
	return true;
}

/*
 * XXH3-128 of the words' hashes, in the order of bytes that most machines have. Where a machine has
 * the other one, `hash` is turned around on the way in and out.
 */
static void to_little_endian(uint64_t *values, size_t count)
{
	const union {
		uint16_t word;
		unsigned char low_first;
	} probe = {1};

	if (probe.low_first)
		return;
	for (size_t i = 0; i < count; i++)
		values[i] = __builtin_bswap64(values[i]);
}

static struct hash128 hash_words(struct words *words)
{
	struct slice bytes = {(const char *)words->hash, words->count * sizeof(*words->hash)};
	struct hash128 hash;

	to_little_endian(words->hash, words->count);
	hash = hash128(bytes);
	to_little_endian(words->hash, words->count);
	return hash;
}

/*
 * Addresses tell copies from each other, but make no text: a copy has others. What the last word
 * before and the first behind one are to their sentence and line stays.
 */
static void drop_addresses(struct words *words)
{
	size_t kept = 0;
	unsigned char opens = 0;

	if (!words->has_addresses)
		return;
	for (size_t i = 0; i < words->count; i++) {
		unsigned char kind = words->kind[i];

		opens |= kind & WORD_OPENS_LINE;
		if ((kind & WORD_KIND) != WORD_ADDRESS) {
			words->hash[kept] = words->hash[i];
			words->kind[kept++] = kind | opens;
			opens = 0;
		} else if (kept) {
			words->kind[kept - 1] |= kind & WORD_ENDS_SENTENCE;
		}
	}
	words->count = kept;
}

/* A text without any word is a copy only of a text with the same bytes. */
static void add_identity(struct fingerprinter *maker, struct slice text, struct fingerprint *print)
{
	struct words *words = &maker->words;

	print->bytes = hash64(text);
	if (words->count == 0)
		print->words = (struct hash128){print->bytes, 0};
	else
		print->words = hash_words(words);
}

bool fingerprint_make(struct fingerprinter *maker, struct slice text, struct fingerprint *print)
{
	*print = (struct fingerprint){0};
	if (!words_split(&maker->words, text) || maker->words.count > UINT32_MAX)
		return false;
	add_identity(maker, text, print);
	drop_addresses(&maker->words);
	print->word_count = (uint32_t)maker->words.count;
	if (!sum_runs(maker) || !add_shingles(maker, print) || !add_guards(maker, print) ||
	    !add_sketch(maker, print))
		return false;
	print->set = maker->set;
	print->sketch = maker->sketch;
	return true;
}

void fingerprinter_free(struct fingerprinter *maker)
{
	words_free(&maker->words);
	free(maker->set);
	free(maker->spare);
	free(maker->sketch);
	free(maker->seen);
	free(maker->sum);
	*maker = (struct fingerprinter){0};
}
