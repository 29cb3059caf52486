#include "base/hash.h"

/* Inlined, so that hashing needs no allocation and the compiler sees short lengths. */
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t hash64(struct slice bytes)
{
	return XXH3_64bits(bytes.data, bytes.len);
}

uint64_t hash64_seeded(struct slice bytes, uint64_t seed)
{
	return XXH3_64bits_withSeed(bytes.data, bytes.len, seed);
}

struct hash128 hash128(struct slice bytes)
{
	XXH128_hash_t hash = XXH3_128bits(bytes.data, bytes.len);

	return (struct hash128){hash.low64, hash.high64};
}

struct hash128 hash128_joined(const struct slice *parts, size_t count)
{
	XXH3_state_t state;
	XXH128_hash_t hash;

	XXH3_128bits_reset(&state);
	for (size_t i = 0; i < count; i++)
		XXH3_128bits_update(&state, parts[i].data, parts[i].len);
	hash = XXH3_128bits_digest(&state);
	return (struct hash128){hash.low64, hash.high64};
}

void hash128_hex(struct hash128 hash, char out[static HASH128_HEX])
{
	static const char digits[] = "0123456789abcdef";

	for (unsigned i = 0; i < 16; i++) {
		out[i] = digits[hash.high >> (60 - 4 * i) & 15];
		out[16 + i] = digits[hash.low >> (60 - 4 * i) & 15];
	}
}
