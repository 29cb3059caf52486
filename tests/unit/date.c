/* date: what is understood, what is left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "text/date.h"

static void check(const char *text, const char *iso)
{
	char out[DATE_MAX + 1];
	size_t length = date_to_iso(slice_of(text), out);

	out[length] = 0;
	if (strcmp(out, iso) != 0)
		fail_msg("%s: got '%s', not '%s'", text, out, iso);
}

static void iso_8601_keeps_its_spelling(void **state)
{
	static const char *const spelled[] = {
		"2024-05-07",
		"2024-05-07T08:30",
		"2024-05-07T08:30:00",
		"2024-05-07T08:30:00Z",
		"2024-05-07T08:30:00.123456789Z",
		"2024-05-07T08:30:00.5+00:00",
		"2024-02-29T23:59:60-03:30",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(spelled); i++)
		check(spelled[i], spelled[i]);
}

static void near_misses_are_put_right(void **state)
{
	(void)state;
	check("  2024-05-07 08:30:00\n", "2024-05-07T08:30:00");
	check("2024-05-07 08:30:00 +0200", "2024-05-07T08:30:00+02:00");
	check("2024-05-07t08:30:00z", "2024-05-07T08:30:00+00:00");
	check("2024-05-07 8:30:00 -5", "2024-05-07T08:30:00-05:00");
	check("2024/5/7 20:48", "2024-05-07T20:48");
	check("2024.05.07", "2024-05-07");
	check("7.5.2024, 18:05", "2024-05-07T18:05");
	check("2024年5月7日 18:05", "2024-05-07T18:05");
}

static void names_of_months_are_english(void **state)
{
	(void)state;
	check("Tue, 07 May 2024 08:30:00 GMT", "2024-05-07T08:30:00+00:00");
	check("Tuesday, May 7, 2024", "2024-05-07");
	check("May 7th, 2024 at 8:30 p.m.", "2024-05-07T20:30");
	check("may 1st 2024 12:05 AM EST", "2024-05-01T00:05-05:00");
	check("7 Sept. 2024", "2024-09-07");
	check("07-Dec-2024", "2024-12-07");
	check("22nd of May", "");
	check("7 Mai 2024", "");
	check("7 Janvier 2024", "");
}

static void guesses_are_not_made(void **state)
{
	static const char *const unknown[] = {
		"",
		"5/7/2024",
		"07-05-2024",
		"24-05-07",
		"May 7",
		"2024",
		"2024-05",
		"20240507",
		"2023-02-29",
		"2024-13-01",
		"2024-04-31",
		"2024-05-07 24:00",
		"2024-05-07 8:60",
		"2024-05-07 13:00 pm",
		"2024-05-07 08:30 IST",
		"2024-05-07T08:30:00+99:00",
		"2024-05-07, more text",
		"2024-05-07T",
		"yesterday",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(unknown); i++)
		check(unknown[i], "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(iso_8601_keeps_its_spelling),
		cmocka_unit_test(near_misses_are_put_right),
		cmocka_unit_test(names_of_months_are_english),
		cmocka_unit_test(guesses_are_not_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
