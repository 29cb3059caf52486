#include "base/hash.h"

#include <stdlib.h>

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

	ASSERT(parts || count == 0);
	XXH3_128bits_reset(&state);
	for (size_t i = 0; i < count; i++)
		XXH3_128bits_update(&state, parts[i].data, parts[i].len);
	hash = XXH3_128bits_digest(&state);
	return (struct hash128){hash.low64, hash.high64};
}

struct hash_stream {
	XXH3_state_t state;
};

struct hash_stream *hash128_begin(void)
{
	void *memory = NULL;

	/* Its state is aligned as vectors are. */
	if (posix_memalign(&memory, 64, sizeof(struct hash_stream)) != 0)
		return NULL;
	XXH3_128bits_reset(&((struct hash_stream *)memory)->state);
	return memory;
}

void hash128_add(struct hash_stream *stream, struct slice bytes)
{
	ASSERT(stream);
	XXH3_128bits_update(&stream->state, bytes.data, bytes.len);
}

struct hash128 hash128_end(struct hash_stream *stream)
{
	XXH128_hash_t hash = XXH3_128bits_digest(&stream->state);

	ASSERT(stream);
	free(stream);
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
