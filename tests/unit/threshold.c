/* How likely a block of a page must be part of the article, page by page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "article/trees/tables.h"
#include "base/compiler.h"
#include "../../stages/extract/threshold.h"

enum { PERCENT = LIKELIHOOD_ONE / 100 };

static void scores_are_logits(void **state)
{
	static const struct {
		int32_t score;
		int percent;
		/* clang-format off */
	} cases[] = {
		{0, 50}, {TABLES_ONE, 73}, {-TABLES_ONE, 27}, {2 * TABLES_ONE, 88}, {-5 * TABLES_ONE, 1},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_in_range(likelihood(cases[i].score) + PERCENT / 2,
				cases[i].percent * PERCENT, (cases[i].percent + 1) * PERCENT);
	assert_int_equal(likelihood(INT32_MAX), LIKELIHOOD_ONE);
	assert_int_equal(likelihood(INT32_MIN), 0);
	for (int32_t score = -9 * TABLES_ONE; score < 9 * TABLES_ONE; score += 13)
		assert_true(likelihood(score) <= likelihood(score + 13));
}

static void a_sure_article_is_cut_at_a_half(void **state)
{
	static const struct block blocks[] = {{.words = 300}, {.words = 40}, {.words = 5}};
	static const int32_t scores[] = {6 * TABLES_ONE, -6 * TABLES_ONE, -TABLES_ONE / 2};
	uint32_t certainty, least = threshold_of(blocks, scores, COUNT_OF(blocks), true,
						 FAVOR_NEITHER, &certainty);

	(void)state;
	assert_in_range(least, 48 * PERCENT, 51 * PERCENT);
}

static void other_pages_are_cut_lower(void **state)
{
	static const struct block blocks[] = {{.words = 300}, {.words = 40}, {.words = 5}};
	static const int32_t scores[] = {6 * TABLES_ONE, -6 * TABLES_ONE, -TABLES_ONE / 2};
	uint32_t certainty,
		least = threshold_of(blocks, scores, 3, false, FAVOR_NEITHER, &certainty);

	(void)state;
	assert_in_range(least, 40 * PERCENT, 44 * PERCENT);
}

static void a_doubtful_page_is_cut_lower(void **state)
{
	static const struct block blocks[] = {{.words = 100}, {.words = 100}, {.words = 100}};
	static const int32_t scores[] = {TABLES_ONE / 10, -TABLES_ONE / 4, -4 * TABLES_ONE};
	uint32_t certainty, least = threshold_of(blocks, scores, COUNT_OF(blocks), true,
						 FAVOR_NEITHER, &certainty);

	(void)state;
	assert_true(likelihood(scores[1]) >= least);
	assert_true(likelihood(scores[2]) < least);
}

static void favoring_moves_the_cut(void **state)
{
	static const struct block blocks[] = {{.words = 100}, {.words = 100}, {.words = 100}};
	static const int32_t scores[] = {3 * TABLES_ONE, 0, -3 * TABLES_ONE};
	uint32_t certainty, recall, neither, precision;

	(void)state;
	recall = threshold_of(blocks, scores, 3, true, FAVOR_RECALL, &certainty);
	neither = threshold_of(blocks, scores, 3, true, FAVOR_NEITHER, &certainty);
	precision = threshold_of(blocks, scores, 3, true, FAVOR_PRECISION, &certainty);
	assert_true(recall < neither && neither < precision);
	assert_in_range(certainty, 500, 950);
}

static void a_hopeless_page_keeps_nothing_unlikely(void **state)
{
	static const struct block blocks[] = {{.words = 10}, {.words = 0}};
	static const int32_t scores[] = {-5 * TABLES_ONE, 0};
	uint32_t certainty;

	(void)state;
	assert_int_equal(threshold_of(blocks, scores, 1, true, FAVOR_NEITHER, &certainty),
			 LIKELIHOOD_LEAST);
	assert_int_equal(threshold_of(blocks + 1, scores + 1, 1, true, FAVOR_NEITHER, &certainty),
			 LIKELIHOOD_LEAST);
	assert_int_equal(threshold_of(NULL, NULL, 0, true, FAVOR_NEITHER, &certainty),
			 LIKELIHOOD_LEAST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_are_logits),
		cmocka_unit_test(a_sure_article_is_cut_at_a_half),
		cmocka_unit_test(other_pages_are_cut_lower),
		cmocka_unit_test(a_doubtful_page_is_cut_lower),
		cmocka_unit_test(favoring_moves_the_cut),
		cmocka_unit_test(a_hopeless_page_keeps_nothing_unlikely),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
