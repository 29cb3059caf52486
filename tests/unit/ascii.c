/* base/ascii.h: each class over all 256 bytes, against the C locale where it has the same class. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>

#include "base/ascii.h"

static void agrees_with_the_c_locale(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		char c = (char)byte;

		assert_int_equal(ascii_is_space(c), isspace(byte) != 0);
		assert_int_equal(ascii_is_digit(c), isdigit(byte) != 0);
		assert_int_equal(ascii_is_upper(c), isupper(byte) != 0);
		assert_int_equal(ascii_is_lower(c), islower(byte) != 0);
		assert_int_equal(ascii_is_letter(c), isalpha(byte) != 0);
		assert_int_equal(ascii_lower(c), (char)tolower(byte));
		assert_int_equal(ascii_hex_value(c) >= 0, isxdigit(byte) != 0);
	}
}

static void kinds_of_white_space_differ(void **state)
{
	(void)state;
	assert_true(ascii_is_blank('\t') && !ascii_is_blank('\n'));
	assert_true(ascii_is_json_space('\n') && !ascii_is_json_space('\f'));
	assert_true(ascii_is_space('\f') && !ascii_is_space('\0'));
	assert_true(ascii_is_space_or_control('\0') && !ascii_is_space_or_control((char)0xA0));
}

static void hexadecimal_digits_have_values(void **state)
{
	(void)state;
	assert_int_equal(ascii_hex_value('9'), 9);
	assert_int_equal(ascii_hex_value('a'), 10);
	assert_int_equal(ascii_hex_value('F'), 15);
	assert_int_equal(ascii_hex_value('g'), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_c_locale),
		cmocka_unit_test(kinds_of_white_space_differ),
		cmocka_unit_test(hexadecimal_digits_have_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
