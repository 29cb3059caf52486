/* langtag: languages by any of their codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/words/langtag.h"

static void expect(const char *tag, const char *expected)
{
	char code[LANGTAG_CODE];

	assert_true(langtag_language(slice_of(tag), code));
	assert_string_equal(code, expected);
}

static void test_codes(void **state)
{
	(void)state;
	expect("de", "deu");
	expect("DEU", "deu");
	expect("de-AT", "deu");
	expect("en_GB", "eng");
	expect("zh-Hant-TW", "zho");
	/* Of what is not known, the code itself. */
	expect("qx", "qx");
}

static void test_no_tags(void **state)
{
	char code[LANGTAG_CODE];

	(void)state;
	assert_false(langtag_language(SLICE(""), code));
	assert_false(langtag_language(SLICE("d"), code));
	assert_false(langtag_language(SLICE("german"), code));
	assert_false(langtag_language(SLICE("de.AT"), code));
	assert_false(langtag_language(SLICE("*"), code));
}

static void test_lists(void **state)
{
	(void)state;
	assert_true(langtag_lists_meet(SLICE("fra, deu"), SLICE("de")));
	assert_true(langtag_lists_meet(SLICE("en-US"), SLICE("de, en")));
	assert_false(langtag_lists_meet(SLICE("fra,*,,x"), SLICE("de")));
	assert_false(langtag_lists_meet(SLICE(""), SLICE("de")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_no_tags),
		cmocka_unit_test(test_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
