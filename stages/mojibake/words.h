/*
 * words: which words are frequent in any language, of those with a letter beyond ASCII. Tells what
 * a word with a damaged letter was. A hash table from data/words.txt, made once; immutable. One
 * word in some eight thousand that is not in it is taken for one that is.
 */
#ifndef WIREWASH_MOJIBAKE_WORDS_H
#define WIREWASH_MOJIBAKE_WORDS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

enum { WORD_BITS = 18, WORD_RANKS = 4 };

#define WORD_START 0x811C9DC5u

struct words {
	uint16_t *slots;
};

/* Reads data/words.txt. All memory comes from the arena, which must outlive *words. */
bool words_load(struct words *words, struct arena *arena, struct err *err);

/* A word's hash is that of the word without its last letter, with that added. FNV-1a. */
static inline uint32_t word_add(uint32_t hash, uint32_t lower_case_letter)
{
	return (hash ^ lower_case_letter) * 0x01000193u;
}

/* 0: not known; else the higher, the more frequent. */
unsigned words_rank(const struct words *words, uint32_t hash);

#endif
