/*
 * Hashes: XXH3 (xxHash 0.8 and later, whose output is frozen). Never for secrets.
 */
#ifndef WIREWASH_HASH_H
#define WIREWASH_HASH_H

#include <stdint.h>

#include "base/slice.h"

struct hash128 {
	uint64_t low;
	uint64_t high;
};

uint64_t hash64(struct slice bytes);
uint64_t hash64_seeded(struct slice bytes, uint64_t seed);
struct hash128 hash128(struct slice bytes);

/* XXH3-128 of the parts joined without anything between them. */
struct hash128 hash128_joined(const struct slice *parts, size_t count);

/* XXH3-128 of what comes piece by piece. hash128_end gives it and frees; NULL when memory is short.
 */
struct hash_stream;
struct hash_stream *hash128_begin(void);
void hash128_add(struct hash_stream *stream, struct slice bytes);
struct hash128 hash128_end(struct hash_stream *stream);

/* 32 lower-case hexadecimal digits, high half first, as xxh128sum prints them; no NUL. */
enum { HASH128_HEX = 32 };
void hash128_hex(struct hash128 hash, char out[static HASH128_HEX]);

#endif
