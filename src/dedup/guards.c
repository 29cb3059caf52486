#include "dedup/guards.h"

#include "base/simd.h"
#include "dedup/mix.h"

enum { MAX_PENDING = 64 };

#define NAME_SALT 0x5A5Au

struct guard_walk {
	uint32_t *guard, *slot;
	size_t guards, slots;
	uint32_t pending[MAX_PENDING]; /* guards that wait for the ordinary word after them */
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

/* Everything that waits is between this ordinary word and the two before. */
static void close_slots(struct guard_walk *walk, uint64_t word)
{
	uint32_t context = (uint32_t)(mix64(walk->before * 31 + word) >> 44) << SLOT_VALUE_BITS;

	for (size_t i = 0; i < walk->waiting && walk->slots < MAX_SLOTS; i++) {
		uint32_t value = walk->pending[i] >> 20 & ((1u << (SLOT_VALUE_BITS - 1)) - 1);

		walk->slot[walk->slots++] =
			context | value << 1 | (walk->pending[i] & GUARD_NUMBER);
	}
	walk->waiting = 0;
}

/* So many ordinary words, of which only the first and the last two count. */
static void pass_ordinary(struct guard_walk *walk, const uint64_t *word, size_t count)
{
	if (!count)
		return;
	if (walk->waiting)
		close_slots(walk, word[0]);
	walk->before = (count > 1 ? word[count - 2] : walk->last) * 31 + word[count - 1];
	walk->last = word[count - 1];
}

static uint32_t number_guard(uint64_t number)
{
	return (uint32_t)mix64(number) | GUARD_NUMBER;
}

static uint32_t name_guard(uint64_t name)
{
	return (uint32_t)mix64(name ^ NAME_SALT) & ~(uint32_t)GUARD_NUMBER;
}

static void pass_guard(struct guard_walk *walk, uint64_t hash, enum word_kind kind)
{
	switch (kind) {
	case WORD_NUMBER:
		walk->number = hash;
		open_guard(walk, number_guard(hash));
		break;
	case WORD_NUMBER_JOINED:
		walk->number = walk->number * 31 + hash;
		replace_guard(walk, number_guard(walk->number));
		break;
	default:
		open_guard(walk, name_guard(hash));
		break;
	}
}

static inline bool is_guard(unsigned char kind)
{
	kind &= WORD_KIND;
	return kind == WORD_NUMBER || kind == WORD_NUMBER_JOINED || kind == WORD_NAME;
}

/* The first number or name from `at` on, or the end. */
static size_t next_guard(const struct words *words, size_t at)
{
	for (; at + SIMD_WIDTH <= words->count; at += SIMD_WIDTH) {
		bytes16 kind = simd_load((const char *)words->kind + at) & WORD_KIND;
		unsigned bits = simd_top_bits(
			(bytes16)(kind - WORD_NUMBER <= simd_fill(WORD_NAME - WORD_NUMBER)));

		if (bits)
			return at + (unsigned)__builtin_ctz(bits);
	}
	while (at < words->count && !is_guard(words->kind[at]))
		at++;
	return at;
}

void guards_find(const struct words *words, uint32_t *guard, size_t *guards, uint32_t *slot,
		 size_t *slots)
{
	struct guard_walk walk = {.guard = guard, .slot = slot, .before = 1};

	for (size_t at = 0; at < words->count; at++) {
		size_t next = next_guard(words, at);

		pass_ordinary(&walk, words->hash + at, next - at);
		if (next < words->count)
			pass_guard(&walk, words->hash[next], words->kind[next] & WORD_KIND);
		at = next;
	}
	*guards = walk.guards;
	*slots = walk.slots;
}

struct guard_marks guards_mark(const uint32_t *guard, size_t count)
{
	struct guard_marks marks = {0};

	for (size_t i = 0; i < count; i++)
		marks.bits[guard[i] >> 31] |= (uint64_t)1 << (guard[i] >> 25 & 63);
	return marks;
}
