#include "dedup/fingerprint.h"

#include <stdlib.h>

#include "base/array.h"
#include "dedup/mix.h"
#include "dedup/sorting.h"

/* Guards and slots of a text beyond these are left out; an article has some dozens. */
enum { MAX_GUARDS = 4096, MAX_SLOTS = 4096, MAX_PENDING = 64 };

#define SKETCH_LIMIT (UINT64_MAX / SKETCH_SCALE)
#define NAME_SALT    0x5A5Au

/* Guards and slots on their way through a text. */
struct guard_walk {
	uint32_t *guard, *slot;
	size_t guards, slots;
	uint32_t pending[MAX_PENDING]; /* guards that wait for the ordinary word behind them */
	size_t waiting;
	uint64_t last;   /* ordinary word */
	uint64_t before; /* the last two of them */
	uint64_t number; /* the number so far, over its points and commas */
};

static void open_guard(struct guard_walk *walk, uint32_t value)
{
	if (walk->guards < MAX_GUARDS)
		walk->guard[walk->guards++] = value;
	if (walk->waiting < MAX_PENDING)
		walk->pending[walk->waiting++] = value;
}

static void replace_guard(struct guard_walk *walk, uint32_t value)
{
	if (walk->guards && walk->guards < MAX_GUARDS)
		walk->guard[walk->guards - 1] = value;
	if (walk->waiting && walk->waiting < MAX_PENDING)
		walk->pending[walk->waiting - 1] = value;
}

/* An ordinary word: everything that waits stands between it and the two before. */
static void close_slots(struct guard_walk *walk, uint64_t word)
{
	uint32_t context = (uint32_t)(mix64(walk->before * 31 + word) >> 44) << SLOT_VALUE_BITS;

	for (size_t i = 0; i < walk->waiting && walk->slots < MAX_SLOTS; i++) {
		uint32_t value = walk->pending[i] >> 20 & ((1u << (SLOT_VALUE_BITS - 1)) - 1);

		walk->slot[walk->slots++] =
			context | value << 1 | (walk->pending[i] & GUARD_NUMBER);
	}
	walk->waiting = 0;
	walk->before = walk->last * 31 + word;
	walk->last = word;
}

static uint32_t number_guard(uint64_t number)
{
	return (uint32_t)mix64(number) | GUARD_NUMBER;
}

static uint32_t name_guard(uint64_t name)
{
	return (uint32_t)mix64(name ^ NAME_SALT) & ~(uint32_t)GUARD_NUMBER;
}

static void walk_guards(struct guard_walk *walk, const struct words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		uint64_t hash = words->hash[i];

		switch (words->kind[i] & WORD_KIND) {
		case WORD_NUMBER:
			walk->number = hash;
			open_guard(walk, number_guard(hash));
			break;
		case WORD_NUMBER_JOINED:
			walk->number = walk->number * 31 + hash;
			replace_guard(walk, number_guard(walk->number));
			break;
		case WORD_NAME:
			open_guard(walk, name_guard(hash));
			break;
		default:
			close_slots(walk, hash);
			break;
		}
	}
}

/* Appends the text's guards and slots to the set, behind its shingles. */
static bool add_guards(struct fingerprinter *maker, struct fingerprint *print)
{
	size_t base = print->shingles, room = base + MAX_GUARDS + MAX_SLOTS;
	struct guard_walk walk = {.before = 1};

	if (!ARRAY_RESERVE(maker->set, maker->set_cap, room) ||
	    !ARRAY_RESERVE(maker->spare, maker->spare_cap, MAX_GUARDS + MAX_SLOTS))
		return false;
	walk.guard = maker->set + base;
	walk.slot = walk.guard + MAX_GUARDS;
	walk_guards(&walk, &maker->words);
	sort_u32(walk.guard, walk.guards, maker->spare);
	sort_u32(walk.slot, walk.slots, maker->spare);
	print->guards = (uint32_t)unique_u32(walk.guard, walk.guards);
	print->slots = (uint32_t)unique_u32(walk.slot, walk.slots);
	memmove(walk.guard + print->guards, walk.slot, print->slots * sizeof(*walk.slot));
	return true;
}

static bool prepare_seen(struct fingerprinter *maker, size_t values)
{
	size_t cap = maker->seen_cap ? maker->seen_cap : 256;
	uint64_t *seen;

	while (cap < 2 * values)
		cap *= 2;
	if (cap > maker->seen_cap || maker->generation == UINT32_MAX) {
		seen = array_new_zeroed(cap, sizeof(*seen));
		if (!seen)
			return false;
		free(maker->seen);
		maker->seen = seen;
		maker->seen_cap = cap;
		maker->generation = 0;
	}
	maker->generation++;
	return true;
}

/*
 * Whether the value is new among those of this generation. `mask` bounds the part of the table in
 * use.
 */
static inline bool is_new(struct fingerprinter *maker, uint32_t value, size_t mask)
{
	uint64_t entry = (uint64_t)maker->generation << 32 | value;
	size_t at = value >> 1 & mask;

	while (maker->seen[at] >> 32 == maker->generation) {
		if (maker->seen[at] == entry)
			return false;
		at = (at + 1) & mask;
	}
	maker->seen[at] = entry;
	return true;
}

static inline uint32_t shingle(uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t hash = a * MIX_PLACE_0 + b * MIX_PLACE_1 + c * MIX_PLACE_2;

	hash ^= hash >> 32;
	return (uint32_t)(hash * MIX_FINAL >> 32);
}

/* The end of the line that begins with word `at`, and SHINGLE_PROSE when the line is long. */
static size_t next_line(const struct words *words, size_t at, uint32_t *prose)
{
	size_t end = at + 1;

	while (end < words->count && !(words->kind[end] & WORD_OPENS_LINE))
		end++;
	*prose = end - at >= PROSE_WORDS ? SHINGLE_PROSE : 0;
	return end;
}

static bool add_shingles(struct fingerprinter *maker, struct fingerprint *print)
{
	const uint64_t *word = maker->words.hash;
	size_t count = maker->words.count, mask = 255, found = 0;
	bool single = count < SHORT_TEXT;
	size_t runs = single ? count : count - 2, line_end = 0;
	uint32_t prose = 0;

	if (!ARRAY_RESERVE(maker->set, maker->set_cap, runs) || !prepare_seen(maker, runs))
		return false;
	while (mask + 1 < 2 * runs)
		mask = mask * 2 + 1;
	for (size_t i = 0; i < runs; i++) {
		uint32_t value = single ? (uint32_t)(word[i] >> 32)
					: shingle(word[i], word[i + 1], word[i + 2]);

		if (i == line_end)
			line_end = next_line(&maker->words, i, &prose);
		value = value & ~(uint32_t)SHINGLE_PROSE;
		if (is_new(maker, value, mask))
			maker->set[found++] = value | prose;
	}
	print->shingles = (uint32_t)found;
	return true;
}

/* The hash of a run of up to five words. */
static inline uint64_t run_hash(const uint64_t *word, size_t count)
{
	static const uint64_t place[5] = {MIX_PLACE_0, MIX_PLACE_1, MIX_PLACE_2, MIX_PLACE_3,
					  MIX_PLACE_4};
	uint64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += word[i] * place[i];
	return mix64(sum);
}

/*
 * The threshold looks at a hash's upper bits, and what is kept of it are its lower ones, so that
 * a short text's full sketch and a long one's sample have the same values.
 */
static bool add_sketch(struct fingerprinter *maker, struct fingerprint *print)
{
	const uint64_t *word = maker->words.hash;
	size_t count = maker->words.count, width = count < 5 ? count : 5, sampled = 0, rest = 0;
	size_t runs = count ? count - width + 1 : 0;
	bool dense = count < DENSE_TEXT;
	uint32_t *low, *high;

	if (!runs)
		return true;
	if (!ARRAY_RESERVE(maker->sketch, maker->sketch_cap, 2 * runs) ||
	    !ARRAY_RESERVE(maker->spare, maker->spare_cap, runs))
		return false;
	low = maker->sketch;
	high = low + runs;
	for (size_t i = 0; i < runs; i++) {
		uint64_t hash = width == 5 ? run_hash(word + i, 5) : run_hash(word + i, width);

		if (hash <= SKETCH_LIMIT)
			low[sampled++] = (uint32_t)hash;
		else if (dense)
			high[rest++] = (uint32_t)hash;
	}
	sort_u32(low, sampled, maker->spare);
	sampled = unique_u32(low, sampled);
	memmove(low + sampled, high, rest * sizeof(*high));
	sort_u32(low, sampled + rest, maker->spare);
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

/* A text without any word is a copy only of a text with the same bytes. */
static void add_identity(struct fingerprinter *maker, struct slice text, struct fingerprint *print)
{
	struct words *words = &maker->words;

	print->bytes = hash64(text);
	print->word_count = (uint32_t)words->count;
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
	if (!add_shingles(maker, print) || !add_guards(maker, print) || !add_sketch(maker, print))
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
	*maker = (struct fingerprinter){0};
}
