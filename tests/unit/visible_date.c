/* visible_date: dates in running text, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../stages/extract/visible_date.h"
#include "base/compiler.h"

static int open_words(void **state)
{
	static struct dateline_words words;
	struct err err = {0};

	*state = &words;
	return dateline_words_open(&words, &err) ? 0 : -1;
}

static int close_words(void **state)
{
	dateline_words_free(*state);
	return 0;
}

static void is_date(void **state, enum date_order order, const char *text, const char *want)
{
	struct visible_date date;
	char out[DATE_MAX] = "";
	size_t len = 0;

	if (visible_date_find(*state, slice_of(text), order, &date))
		len = visible_date_write(&date, out);
	if (!slice_equal(slice_make(out, len), slice_of(want)))
		fail_msg("'%s' gives '%.*s', not '%s'", text, (int)len, out, want);
}

static void dates_are_found_in_many_languages(void **state)
{
	static const char *const cases[][2] = {
		{"Posted on May 7th, 2024 by the crew", "2024-05-07"},
		{"Monday, 7 May 2024", "2024-05-07"},
		{"12. März 2021, 14:30 Uhr", "2021-03-12"},
		{"Publié le 10 mai 2019", "2019-05-10"},
		{"7 de mayo de 2024", "2024-05-07"},
		{"2021年4月5日 14:30", "2021-04-05"},
		{"2021년 4월 5일", "2021-04-05"},
		{"15 stycznia 2020", "2020-01-15"},
		{"05.04.2021, 14:30 Uhr", "2021-04-05"},
		{"the 05.04.21", "2021-04-05"},
		{"2021-04-05 14:30", "2021-04-05"},
		{"2021/4/5", "2021-04-05"},
		{"23/04/2021", "2021-04-23"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		is_date(state, MONTH_FIRST, cases[i][0], cases[i][1]);
}

static void what_is_no_date_is_none(void **state)
{
	static const char *const cases[] = {
		"Copyright 2024",
		"May 2024",
		"version 1.2.2021.4",
		"31.13.2020",
		"12 ships of 2020",
		"call 030 2021 05",
		"",
		"1.5",
		"32 May 2020",
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		is_date(state, DAY_FIRST, cases[i], "");
}

static void the_page_says_which_is_the_month(void **state)
{
	is_date(state, MONTH_FIRST, "04/05/2021", "2021-04-05");
	is_date(state, DAY_FIRST, "04/05/2021", "2021-05-04");
	assert_int_equal(date_order_of(SLICE("en-US"), SLICE("")), MONTH_FIRST);
	assert_int_equal(date_order_of(SLICE("en-GB"), SLICE("")), DAY_FIRST);
	assert_int_equal(date_order_of(SLICE("fr"), SLICE("")), DAY_FIRST);
	assert_int_equal(date_order_of(SLICE("en"), SLICE("https://a.example.uk/x")), DAY_FIRST);
	assert_int_equal(date_order_of(SLICE("en"), SLICE("https://a.example/x")), MONTH_FIRST);
}

static void days_are_counted(void **state)
{
	(void)state;
	assert_int_equal(date_day_number(SLICE("1900-01-01")), 0);
	assert_int_equal(
		date_day_number(SLICE("2024-03-01")) - date_day_number(SLICE("2024-02-28")), 2);
	assert_int_equal(date_day_number(SLICE("2021-01-01T00:30:00Z")) -
				 date_day_number(SLICE("2020-12-31")),
			 1);
	assert_int_equal(date_day_number(SLICE("2021-1-1")), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(dates_are_found_in_many_languages, open_words,
						close_words),
		cmocka_unit_test_setup_teardown(what_is_no_date_is_none, open_words, close_words),
		cmocka_unit_test_setup_teardown(the_page_says_which_is_the_month, open_words,
						close_words),
		cmocka_unit_test(days_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
