/*
 * simd: 16 bytes at a time, in the vector extensions of GCC and Clang, which become SSE2 or NEON.
 * Comparing two bytes16 gives one whose bytes are 0xFF where it holds and 0 elsewhere.
 */
#ifndef WIREWASH_SIMD_H
#define WIREWASH_SIMD_H

#include <stdint.h>
#include <string.h>

enum { SIMD_WIDTH = 16 };

typedef uint8_t bytes16 __attribute__((vector_size(SIMD_WIDTH)));

static inline bytes16 simd_load(const char *p)
{
	bytes16 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline void simd_store(char *p, bytes16 v)
{
	memcpy(p, &v, sizeof(v));
}

/* All 16 bytes the same. */
static inline bytes16 simd_fill(uint8_t byte)
{
	return (bytes16){0} + byte;
}

/* The top bits of the 16 bytes as a number, the first byte's lowest: what movemask is to SSE2. */
static inline unsigned simd_top_bits_portable(bytes16 v)
{
	uint64_t halves[2];
	unsigned bits = 0;

	memcpy(halves, &v, sizeof(v));
	if (((halves[0] | halves[1]) & 0x8080808080808080u) == 0)
		return 0;
	for (unsigned i = 0; i < SIMD_WIDTH; i++)
		bits |= (unsigned)(v[i] >> 7) << i;
	return bits;
}

static inline unsigned simd_top_bits(bytes16 v)
{
#ifdef __SSE2__
	typedef char signed_bytes16 __attribute__((vector_size(SIMD_WIDTH)));

	return (unsigned)__builtin_ia32_pmovmskb128((signed_bytes16)v);
#else
	return simd_top_bits_portable(v);
#endif
}

#endif
