/* Slices: comparing, finding, trimming, lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "base/slice.h"

static const struct slice none = {NULL, 0};

static void equality_and_ends(void **state)
{
	(void)state;
	assert_true(slice_equal(none, SLICE("")));
	assert_true(slice_equal(SLICE("a\0b"), SLICE("a\0b")));
	assert_false(slice_equal(SLICE("a\0b"), SLICE("a\0c")));
	assert_false(slice_equal(SLICE("a"), SLICE("ab")));
	assert_true(slice_starts(SLICE("abc"), SLICE("ab")));
	assert_true(slice_starts(SLICE("abc"), none));
	assert_true(slice_starts(none, none));
	assert_false(slice_starts(SLICE("a"), SLICE("ab")));
	assert_true(slice_ends(SLICE("abc"), SLICE("bc")));
	assert_true(slice_ends(none, none));
	assert_false(slice_ends(SLICE("abc"), SLICE("ab")));
	assert_false(slice_ends(SLICE("c"), SLICE("bc")));
	assert_int_equal(slice_of(NULL).len, 0);
	assert_int_equal(slice_of("abc").len, 3);
}

static void order_is_by_bytes(void **state)
{
	/* clang-format off */
	static const struct slice ascending[] = {
		SLICE_INIT(""), SLICE_INIT("\0"), SLICE_INIT("A"), SLICE_INIT("a"), SLICE_INIT("a\0"),
		SLICE_INIT("aa"), SLICE_INIT("b"), SLICE_INIT("\x80"), SLICE_INIT("\xff"),
	};
	/* clang-format on */

	(void)state;
	for (size_t a = 0; a < COUNT_OF(ascending); a++) {
		for (size_t b = 0; b < COUNT_OF(ascending); b++) {
			int order = slice_compare(ascending[a], ascending[b]);

			assert_int_equal((order > 0) - (order < 0), (a > b) - (a < b));
		}
	}
	assert_int_equal(slice_compare(none, SLICE("")), 0);
}

static void finding(void **state)
{
	struct slice s = SLICE("abcabc\0x");

	(void)state;
	assert_int_equal(slice_find_byte(s, 0, 'b'), 1);
	assert_int_equal(slice_find_byte(s, 2, 'b'), 4);
	assert_int_equal(slice_find_byte(s, 5, 'b'), s.len);
	assert_int_equal(slice_find_byte(s, 0, '\0'), 6);
	assert_int_equal(slice_find_byte(s, s.len, 'x'), s.len);
	assert_int_equal(slice_find_byte(none, 0, 'x'), 0);
	assert_int_equal(slice_find(s, 0, SLICE("bc")), 1);
	assert_int_equal(slice_find(s, 2, SLICE("bc")), 4);
	assert_int_equal(slice_find(s, 0, SLICE("c\0x")), 5);
	assert_int_equal(slice_find(s, 0, SLICE("bd")), s.len);
	assert_int_equal(slice_find(s, 3, none), 3);
	assert_int_equal(slice_find(s, s.len, SLICE("x")), s.len);
	assert_int_equal(slice_find(none, 0, SLICE("x")), 0);
	assert_int_equal(slice_find(SLICE("ab"), 0, SLICE("abc")), 2);
}

static void trimming(void **state)
{
	(void)state;
	assert_true(slice_equal(slice_trim(SLICE(" \t\n\v\f\r a b \r\n")), SLICE("a b")));
	assert_true(slice_equal(slice_trim(SLICE("a")), SLICE("a")));
	assert_int_equal(slice_trim(SLICE("  \n")).len, 0);
	assert_int_equal(slice_trim(none).len, 0);
	/* Only ASCII white space; the bytes of a no-break space are others. */
	assert_int_equal(slice_trim(SLICE("\xc2\xa0")).len, 2);
}

static void parts(void **state)
{
	(void)state;
	assert_true(slice_equal(slice_sub(SLICE("abcd"), 1, 3), SLICE("bc")));
	assert_true(slice_equal(slice_from(SLICE("abcd"), 4), SLICE("")));
	assert_int_equal(slice_sub(none, 0, 0).len, 0);
	assert_null(slice_from(none, 0).data);
}

static void lines(void **state)
{
	static const struct {
		struct slice text;
		const char *lines[4];
		/* clang-format off */
	} cases[] = {
		{SLICE_INIT(""), {NULL}},
		{SLICE_INIT("a"), {"a", NULL}},
		{SLICE_INIT("a\n"), {"a", NULL}},
		{SLICE_INIT("a\n\n"), {"a", "", NULL}},
		{SLICE_INIT("\n"), {"", NULL}},
		{SLICE_INIT("a\r\nb"), {"a\r", "b", NULL}},
		{SLICE_INIT("\na\nb"), {"", "a", "b", NULL}},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct slice rest = cases[i].text, line;

		for (size_t n = 0; cases[i].lines[n]; n++) {
			assert_true(slice_next_line(&rest, &line));
			assert_true(slice_equal(line, slice_of(cases[i].lines[n])));
		}
		assert_false(slice_next_line(&rest, &line));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equality_and_ends),
		cmocka_unit_test(order_is_by_bytes),
		cmocka_unit_test(finding),
		cmocka_unit_test(trimming),
		cmocka_unit_test(parts),
		cmocka_unit_test(lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
