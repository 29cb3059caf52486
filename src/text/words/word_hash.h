/*
 * word_hash: the hash of a word takes its bytes eight at a time, the first one lowest, zeros after
 * the last; it is the same whether they come one by one or eight at once, and on all machines.
 */
#ifndef WIREWASH_WORD_HASH_H
#define WIREWASH_WORD_HASH_H

#include "base/slice.h"

#include <stdint.h>

struct word_hash {
	uint64_t hash;
	uint64_t pending;
	unsigned shift; /* bits of `pending` in use */
};

#define WORD_HASH_SEED 0x9E3779B97F4A7C15u
#define WORD_HASH_BLOCK 0xFF51AFD7ED558CCDu
#define WORD_HASH_FINAL 0xC4CEB9FE1A85EC53u

static inline uint64_t word_hash_block(uint64_t hash, uint64_t block)
{
	hash = (hash ^ block) * WORD_HASH_BLOCK;
	return hash ^ hash >> 32;
}

static inline uint64_t word_hash_end(uint64_t hash, uint64_t block)
{
	hash = word_hash_block(hash, block) * WORD_HASH_FINAL;
	return hash ^ hash >> 29;
}

/* One by one, from {.hash = WORD_HASH_SEED} to word_hash_finish. */
static inline void word_hash_byte(struct word_hash *state, unsigned char byte)
{
	state->pending |= (uint64_t)byte << state->shift;
	state->shift += 8;
	if (state->shift == 64) {
		state->hash = word_hash_block(state->hash, state->pending);
		state->pending = 0;
		state->shift = 0;
	}
}

static inline void word_hash_bytes(struct word_hash *state, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		word_hash_byte(state, (unsigned char)bytes[i]);
}

static inline uint64_t word_hash_finish(const struct word_hash *state)
{
	return word_hash_end(state->hash, state->pending);
}

static inline uint64_t word_hash_load(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
	       (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
	       (uint64_t)b[7] << 56;
}

/* Setting bit 5 makes ASCII letters small and leaves digits alone. */
#define ASCII_LOWER 0x2020202020202020u

/* Of text[from, to), all ASCII letters and digits, as if small. */
static inline uint64_t word_hash_ascii(struct slice text, size_t from, size_t to)
{
	uint64_t hash = WORD_HASH_SEED, block = 0;

	for (; to - from >= 8; from += 8)
		hash = word_hash_block(hash, word_hash_load(text.data + from) | ASCII_LOWER);
	for (size_t i = from; i < to; i++)
		block |= (uint64_t)((unsigned char)text.data[i] | 0x20) << 8 * (i - from);
	return word_hash_end(hash, block);
}

enum { WORD_HASH_SHORT = 16 };

/* The same of fewer than WORD_HASH_SHORT bytes at p, where so many can be read; without a branch.
 */
static inline uint64_t word_hash_short(const char *p, unsigned len)
{
	uint64_t whole = word_hash_block(WORD_HASH_SEED, word_hash_load(p) | ASCII_LOWER);
	uint64_t rest = word_hash_load(p + (len & 8)) | ASCII_LOWER;

	rest &= ((uint64_t)1 << 8 * (len & 7)) - 1;
	return word_hash_end(len & 8 ? whole : WORD_HASH_SEED, rest);
}

#endif
