#include "threshold.h"

#include "article/trees/forest.h"

enum {
	STEPS = 64,    /* thresholds that are tried */
	LOG2_E = 5909, /* in 1/FOREST_ONE */
	/* 2 to the power of a fraction is 1 + (LINEAR + SQUARE * fraction) * fraction, to 3 in
	   1000. */
	LINEAR = 2689,
	SQUARE = FOREST_ONE - LINEAR,
};

/* e to the power of -x, of an x in 1/FOREST_ONE. */
static uint32_t decay(uint64_t x)
{
	uint64_t exponent = x * LOG2_E / FOREST_ONE;
	uint64_t whole = exponent / FOREST_ONE, left = FOREST_ONE - exponent % FOREST_ONE;
	uint64_t power = FOREST_ONE + (LINEAR + SQUARE * left / FOREST_ONE) * left / FOREST_ONE;

	return whole < 32 ? (uint32_t)(power * LIKELIHOOD_ONE / FOREST_ONE >> (whole + 1)) : 0;
}

uint32_t likelihood(int32_t score)
{
	uint64_t size = score < 0 ? 0 - (uint64_t)score : (uint64_t)score;
	uint32_t likely =
		(uint32_t)(((uint64_t)LIKELIHOOD_ONE << 16) / (LIKELIHOOD_ONE + decay(size)));

	return score < 0 ? LIKELIHOOD_ONE - likely : likely;
}

uint32_t threshold_of(const struct block *blocks, const int32_t *scores, uint32_t count)
{
	uint64_t words[STEPS + 1] = {0}, right[STEPS + 1] = {0};
	uint64_t all = 0, kept = 0, kept_right = 0, best = 0;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t likely = likelihood(scores[i]);
		uint64_t expected = (uint64_t)blocks[i].words * likely;

		words[likely * STEPS / LIKELIHOOD_ONE] += blocks[i].words;
		right[likely * STEPS / LIKELIHOOD_ONE] += expected;
		all += expected;
	}
	for (unsigned step = STEPS + 1; step-- > 0;) {
		uint64_t both;

		kept += words[step];
		kept_right += right[step];
		both = kept * LIKELIHOOD_ONE + all;
		if (both > 0 && 2 * kept_right * LIKELIHOOD_ONE / both > best)
			best = 2 * kept_right * LIKELIHOOD_ONE / both;
	}
	return best / 2 > LIKELIHOOD_LEAST ? (uint32_t)(best / 2) : LIKELIHOOD_LEAST;
}
