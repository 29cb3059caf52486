/* mix: hashes over hashes, the same on all machines. */
#ifndef WIREWASH_DEDUP_MIX_H
#define WIREWASH_DEDUP_MIX_H

#include <stdint.h>

/* The finaliser of MurmurHash3: every bit of x bears on every bit of the result. */
static inline uint64_t mix64(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xFF51AFD7ED558CCDu;
	x ^= x >> 33;
	x *= 0xC4CEB9FE1A85EC53u;
	return x ^ x >> 33;
}

/* For a last multiplication, of which the upper bits count. */
#define MIX_FINAL 0xFF51AFD7ED558CCDu

/* Odd multipliers, one for each place in a run of words. */
#define MIX_PLACE_0 0x9E3779B97F4A7C15u
#define MIX_PLACE_1 0xC2B2AE3D27D4EB4Fu
#define MIX_PLACE_2 0x165667B19E3779F9u
#define MIX_PLACE_3 0x27D4EB2F165667C5u
#define MIX_PLACE_4 0x85EBCA77C2B2AE63u

#endif
