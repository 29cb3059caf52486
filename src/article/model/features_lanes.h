/*
 * features_lanes: features are worked out for FEATURE_LANES lines at once, in plain loops that
 * compilers turn into vector instructions. Private to features*.c.
 */
#ifndef WIREWASH_FEATURES_LANES_H
#define WIREWASH_FEATURES_LANES_H

#include <string.h>

#include "article/model/features.h"

#define LANES_INLINE static inline __attribute__((always_inline))

/* Where feature `feature` of line i stands. */
static inline uint8_t *feature_at(const struct features *features, enum feature feature, size_t i)
{
	return features->columns + feature * features->column_size + FEATURE_EDGE + i;
}

#define FEATURE_AT(features, name, i) feature_at((features), FEATURE_##name, (i))

LANES_INLINE int32_t lanes_least(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

LANES_INLINE int32_t lanes_most(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

/*
 * Where n is among steps, 2^bits of them for each doubling, the first one at 2^bits being
 * number 2^bits. n is below 2^24: as a floating-point number it is exact, with the doublings and
 * leading digits on top of its bits.
 */
LANES_INLINE int32_t lanes_step(int32_t n, int bits)
{
	float number = (float)n;
	int32_t step;

	memcpy(&step, &number, sizeof(step));
	return (step >> (23 - bits)) - ((126 + bits) << bits);
}

/* The same as feature_grade, for n from 0 on. No branch, or the loop is no loop of vectors. */
LANES_INLINE int32_t lanes_grade(int32_t n)
{
	int32_t step = lanes_step(lanes_most(16, lanes_least(n, 1 << 20)), 4);

	return lanes_least(lanes_least(n, step), 255);
}

/* The same as feature_signed_grade. */
LANES_INLINE int32_t lanes_signed_grade(int32_t n)
{
	int32_t sign = n < 0 ? -1 : 0, size = (n ^ sign) - sign;
	int32_t step = lanes_step(lanes_most(8, lanes_least(size, 1 << 20)), 3);

	step = lanes_least(lanes_least(size, step), 127);
	return 128 + ((step ^ sign) - sign);
}

/*
 * The whole part of a / b, where a is below 2^23 and b at least 1. The quotient of floating-point
 * numbers is off by 2^-23 of itself at most, too little to reach the next whole number.
 */
LANES_INLINE int32_t lanes_whole(int32_t a, int32_t b)
{
	return (int32_t)((float)a / (float)b);
}

/* `part`, below 2^15, of `whole` in parts of 255: 255 where it is as much or more, and 0 of
 * nothing. */
LANES_INLINE int32_t lanes_share(int32_t part, int32_t whole)
{
	int32_t share = lanes_whole(part * 255, lanes_most(whole, 1));

	return lanes_least(share, 255) & -(int32_t)(whole > 0);
}

#endif
