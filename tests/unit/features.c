/* Features that are worked out many at once, against the same one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "article/model/features_context.h"
#include "article/model/features_lanes.h"
#include "article/model/features_lines.h"
#include "base/buf.h"

static void grades_are_the_same(void **state)
{
	static const int32_t far[] = {1 << 20, (1 << 20) + 1, (1 << 24) - 1,
				      1 << 24, 1 << 30,       INT32_MAX};

	(void)state;
	for (int32_t n = 0; n < 1 << 20; n++) {
		if (lanes_grade(n) != feature_grade((uint32_t)n) ||
		    lanes_signed_grade(n) != feature_signed_grade(n) ||
		    lanes_signed_grade(-n) != feature_signed_grade(-n))
			fail_msg("%d", (int)n);
	}
	for (size_t i = 0; i < sizeof(far) / sizeof(*far); i++) {
		assert_int_equal(lanes_grade(far[i]), 255);
		assert_int_equal(lanes_signed_grade(far[i]), 255);
		assert_int_equal(lanes_signed_grade(-far[i]), 1);
	}
}

static void expect_share(int32_t part, int32_t whole)
{
	int32_t expected = whole == 0 ? 0 : part >= whole ? 255 : part * 255 / whole;

	if (lanes_share(part, whole) != expected)
		fail_msg("%d of %d: %d, not %d", (int)part, (int)whole,
			 (int)lanes_share(part, whole), (int)expected);
}

static void shares_are_whole_numbers(void **state)
{
	(void)state;
	for (int32_t whole = 0; whole < 1 << 15; whole += whole < 600 ? 1 : 37)
		for (int32_t part = 0; part < 1 << 15;
		     part += part < whole + 3 || part < 600 ? 1 : 509)
			expect_share(part, whole);
	for (int32_t whole = 1 << 15; whole > 0 && whole < 1 << 30; whole += whole / 3)
		for (int32_t near = -2; near <= 2; near++)
			for (int32_t part = 0; part < 1 << 15; part++)
				expect_share(part, whole + near);
}

/* Lines of all lengths, with repeats, and now and then one that is longer than what is read of it.
 */
static void make_text(uint32_t seed, uint32_t lines, struct buf *text)
{
	static const char *const words[] = {
		"The", "harbour", "is",   "closed", "3",     "2019", "more,", "SHARE", "“Go", "é",
		"to",  "read",    "day.", "Then",   "12:30", "|",    "#tag",  "雨",    "a"};

	buf_clear(text);
	for (uint32_t i = 0; i < lines; i++) {
		uint32_t count;

		seed = seed * 1664525 + 1013904223;
		count = seed >> 28 == 0    ? 1500
			: (seed >> 24 & 1) ? seed >> 16 & 7
					   : seed >> 16 & 63;
		for (uint32_t k = 0; k <= count; k++) {
			seed = seed * 1664525 + 1013904223;
			buf_append(
				text,
				slice_of(words[(seed >> 16) % (sizeof(words) / sizeof(*words))]));
			buf_append(text, SLICE(" "));
		}
		buf_append(text, seed >> 30 ? SLICE("end.\n") : SLICE("end\n"));
	}
	assert_false(buf_failed(text));
}

static void expect_same_columns(const struct features *features, const uint8_t *columns)
{
	for (enum feature f = 0; f < FEATURE_COUNT; f++)
		for (size_t i = 0; i < features->count; i++)
			if (feature_of(features, i, f) !=
			    columns[f * features->column_size + FEATURE_EDGE + i])
				fail_msg("%s of line %zu",
					 feature_names[FEATURE_REACH * FEATURE_COUNT + f], i);
}

/* Both ways to fill the columns, whichever of them the machine would take. */
static void both_ways_are_the_same(void **state)
{
	struct features features = {0};
	struct text_lines lines = {0};
	struct buf text = {0};
	struct err err;

	(void)state;
	for (uint32_t count = 0; count < 140; count += count < 70 ? 1 : 23) {
		uint8_t *columns;
		size_t size;

		make_text(count, count, &text);
		assert_true(text_split(&lines, buf_slice(&text), &err));
		assert_true(features_scan(&features, &lines, &err));
		assert_true(features_work_out(&features, NULL, &err));
		for (size_t i = 0; i < features.count; i++) {
			features.score[i] = (int16_t)(i * 37 % 201 - 100);
			features.before_after[i] = (int16_t)(i * 91 % 201 - 100);
		}
		features_fill_lines(&features);
		features_fill_context(&features);
		size = FEATURE_COUNT * features.column_size;
		columns = malloc(size);
		assert_non_null(columns);
		memcpy(columns, features.columns, size);
		if (features_avx2_supported()) {
			memset(feature_at(&features, 0, 0), 7, features.count);
			features_fill_lines_avx2(&features);
			features_fill_context_avx2(&features);
		}
		expect_same_columns(&features, columns);
		free(columns);
	}
	features_free(&features);
	text_lines_free(&lines);
	buf_free(&text);
}

/* What is asked of a line's neighbours beyond the first and the last line is 0. */
static void beyond_the_text_is_nothing(void **state)
{
	const uint8_t *columns[FEATURE_NAMES];
	struct features features = {0};
	struct text_lines lines = {0};
	struct buf text = {0};
	struct err err;

	(void)state;
	for (uint32_t count = 40; count > 0; count--) {
		make_text(count, count, &text);
		assert_true(text_split(&lines, buf_slice(&text), &err));
		assert_true(features_scan(&features, &lines, &err));
		assert_true(features_work_out(&features, NULL, &err));
		features_columns(&features, columns);
		for (unsigned k = 0; k < FEATURE_NAMES; k++) {
			int away = (int)(k / FEATURE_COUNT) - FEATURE_REACH;

			for (int i = 0; i < (int)count; i++)
				if (i + away < 0 || i + away >= (int)count)
					assert_int_equal(columns[k][i], 0);
		}
	}
	features_free(&features);
	text_lines_free(&lines);
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grades_are_the_same),
		cmocka_unit_test(shares_are_whole_numbers),
		cmocka_unit_test(both_ways_are_the_same),
		cmocka_unit_test(beyond_the_text_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
