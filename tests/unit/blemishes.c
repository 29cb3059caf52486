/* What shows that a copy is not a clean one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "dedup/blemishes.h"

static void clean_text_has_none(void **state)
{
	/* clang-format off */
	static const char *const clean[] = {
		"",
		"Caf\u00E9 au lait, 3 a.m., the A4 and 2nd Street: \u201Cyes\u201D, H2O & co.; AT&T; R&D",
		"\u00C0 la carte; Stra\u00DFe\u201D; \u00E9\u00BB fin; \u00C4\u00D6\u00DC \u00E0\u00A0Paris",
		"\u041F\u0440\u0438\u0432\u0435\u0442, \u4F60\u597D\uFF0C\u3053\u3093\u306B\u3061\u306F",
		"fish &c; &; &verylongname;",
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(clean); i++)
		assert_int_equal(count_broken(slice_of(clean[i])), 0);
}

static void each_kind_is_counted(void **state)
{
	(void)state;
	assert_int_equal(count_broken(SLICE("a\uFFFDb \uFFFD")), 2);
	assert_int_equal(count_broken(SLICE("caf\u00C3\u00A9 and it\u00E2\u20AC\u2122s")), 2);
	assert_int_equal(
		count_broken(SLICE("\u00C2\u00A0now \u00D0\u00B0 \u00F0\u0178\u02DC\u20AC")), 3);
	assert_int_equal(count_broken(SLICE("Smith &amp; Sons&#8217; &nbsp;")), 3);
	assert_int_equal(count_broken(SLICE("the c0mpany s0ld fi1ms in 1997s or i18n")), 3);
}

/* Wherever the blocks of the scan begin and end. */
static void the_place_does_not_matter(void **state)
{
	struct buf text = {0};

	(void)state;
	for (unsigned before = 0; before < 40; before++)
		for (unsigned after = 0; after < 20; after += 19) {
			buf_clear(&text);
			for (unsigned i = 0; i < before; i++)
				buf_push(&text, '.');
			buf_append(&text, SLICE("b0y \u00C3\u00A9 &lt; \uFFFD"));
			for (unsigned i = 0; i < after; i++)
				buf_push(&text, '.');
			assert_int_equal(count_broken(buf_slice(&text)), 4);
		}
	buf_free(&text);
}

static void an_ellipsis_breaks_off(void **state)
{
	(void)state;
	assert_true(breaks_off(SLICE("The council met on Monday and ...\n")));
	assert_true(breaks_off(SLICE("The council met on Monday and\u2026 Read more")));
	assert_true(breaks_off(SLICE("The council met [...] [+2310 chars]")));
	assert_false(breaks_off(
		SLICE("\"Well...\" she said. The council met on Monday and voted at last.")));
	assert_false(breaks_off(SLICE("The council met.")));
	assert_false(breaks_off(SLICE("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clean_text_has_none),
		cmocka_unit_test(each_kind_is_counted),
		cmocka_unit_test(the_place_does_not_matter),
		cmocka_unit_test(an_ellipsis_breaks_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
