/*
 * word_sieve: a look at words that most words of a text do not pass, so that what is looked for in
 * earnest is little. It never stops a word that it is for, and lets some others through.
 *
 * What is looked for begins with a word, with two of them, with a stem, or with a number. Of two
 * words the longer one is looked for, and only beside it the other. All that is kept of them is
 * bits by their hashes, few enough to stay in a processor's nearest cache.
 */
#ifndef WIREWASH_WORD_SIEVE_H
#define WIREWASH_WORD_SIEVE_H

#include "text/words/lines.h"

enum {
	SIEVE_BITS = 15,
	SIEVE_SIZE = 1 << SIEVE_BITS,
	SIEVE_WORD_BITS = 14,
	SIEVE_WORDS = 1 << SIEVE_WORD_BITS,
	SIEVE_ALONE = 1, /* a word that is enough by itself */
	SIEVE_PAIR = 2,  /* one of two */
};

/* {0} lets nothing through. */
struct word_sieve {
	unsigned char words[SIEVE_WORDS]; /* SIEVE_ALONE and SIEVE_PAIR, by a word's key */
	uint64_t pairs[SIEVE_SIZE / 64];  /* a bit each, by the keys of two words */
	uint64_t stems[SIEVE_SIZE / 64];  /* the same by a word's prefix */
	bool has_stems;
	uint16_t numbers; /* WORD_DIGITS: numbers too; else 0 */
};

static inline uint32_t sieve_word_slot(uint32_t key)
{
	return key >> (32 - SIEVE_WORD_BITS);
}

static inline uint32_t sieve_pair_slot(uint32_t first, uint32_t second)
{
	return (first ^ (second >> 16 | second << 16)) * UINT32_C(0x9E3779B1) >> (32 - SIEVE_BITS);
}

static inline uint32_t sieve_stem_slot(uint64_t prefix)
{
	return (uint32_t)(prefix >> (64 - SIEVE_BITS));
}

static inline unsigned sieve_bit(const uint64_t *bits, uint32_t slot)
{
	return (unsigned)(bits[slot / 64] >> slot % 64) & 1;
}

/* SIEVE_ALONE and SIEVE_PAIR, or 0, of a word with this key. */
static inline unsigned sieve_word(const struct word_sieve *sieve, uint32_t key)
{
	return sieve->words[sieve_word_slot(key)];
}

static inline bool sieve_pair(const struct word_sieve *sieve, uint32_t first, uint32_t second)
{
	return sieve_bit(sieve->pairs, sieve_pair_slot(first, second));
}

/* Whether a word may be looked for by its stem, or as a number. */
static inline bool sieve_stem(const struct word_sieve *sieve, const struct word *word)
{
	return (word->prefix && sieve_bit(sieve->stems, sieve_stem_slot(word->prefix))) ||
	       sieve->numbers & word->flags;
}

static inline unsigned sieve_kind(const struct word_sieve *sieve, const struct word *word)
{
	return sieve_word(sieve, word->key) | (sieve_stem(sieve, word) ? SIEVE_ALONE : 0);
}

/* Whether something may begin at word `at` of `count` words. */
static inline bool sieve_passes(const struct word_sieve *sieve, const struct word *words, size_t at,
				size_t count)
{
	unsigned kind = sieve_kind(sieve, &words[at]);

	if (kind & SIEVE_ALONE)
		return true;
	return at + 1 < count && sieve_pair(sieve, words[at].key, words[at + 1].key) &&
	       (kind | sieve_word(sieve, words[at + 1].key)) & SIEVE_PAIR;
}

/*
 * Moves *at, which is an offset where words_read may begin, to the first word from there on that
 * passes, or to the text's end. Returns how many words were before it.
 */
size_t words_sift(struct slice text, size_t *at, const struct word_sieve *sieve);

#endif
