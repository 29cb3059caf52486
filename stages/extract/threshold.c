#include "threshold.h"

#include "article/trees/tables.h"

enum {
	/* Thousandths of F1 at which to cut: a half is best when blocks err each by itself, less
	   when they err together, as the cards of a list do. Found on wcxb_dev, by sites kept
	   apart. */
	ARTICLE_CUT = 500,
	OTHER_CUT = 420,
	STEPS = 64,    /* thresholds that are tried */
	LOG2_E = 5909, /* in 1/TABLES_ONE */
	/* 2 to the power of a fraction is 1 + (LINEAR + SQUARE * fraction) * fraction, to 3 in
	   1000. */
	LINEAR = 2689,
	SQUARE = TABLES_ONE - LINEAR,
};

/* e to the power of -x, of an x in 1/TABLES_ONE. */
static uint32_t decay(uint64_t x)
{
	uint64_t exponent = x * LOG2_E / TABLES_ONE;
	uint64_t whole = exponent / TABLES_ONE, left = TABLES_ONE - exponent % TABLES_ONE;
	uint64_t power = TABLES_ONE + (LINEAR + SQUARE * left / TABLES_ONE) * left / TABLES_ONE;

	return whole < 32 ? (uint32_t)(power * LIKELIHOOD_ONE / TABLES_ONE >> (whole + 1)) : 0;
}

uint32_t likelihood(int32_t score)
{
	uint64_t size = score < 0 ? 0 - (uint64_t)score : (uint64_t)score;
	uint32_t likely =
		(uint32_t)(((uint64_t)LIKELIHOOD_ONE << 16) / (LIKELIHOOD_ONE + decay(size)));

	return score < 0 ? LIKELIHOOD_ONE - likely : likely;
}

uint32_t threshold_of(const struct block *blocks, const int32_t *scores, uint32_t count,
		      bool article, enum favor favor, uint32_t *certainty)
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
	*certainty = (uint32_t)(best * 1000 / LIKELIHOOD_ONE);
	best = best * (article ? ARTICLE_CUT : OTHER_CUT) / 1000;
	best = best > LIKELIHOOD_LEAST ? best : LIKELIHOOD_LEAST;
	/* The best F-beta keeps what is likelier than F / (1 + beta^2): of beta 1/2 and 2. */
	if (favor == FAVOR_PRECISION)
		best = best * 8 / 5;
	else if (favor == FAVOR_RECALL)
		best = best * 2 / 5;
	return (uint32_t)best;
}
