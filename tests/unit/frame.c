/* frame: labels of a page's menus and footers are counted at either end of a text, once each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "article/lines/frame.h"

static size_t count(const char *text, size_t enough)
{
	struct lexicon lexicon = {0};
	struct class_set labels = {{0}};
	struct text_lines lines = {0};
	struct err err = {0};
	size_t found;

	class_set_add(&labels, 3);
	assert_true(lexicon_add(&lexicon, 3, 1, SLICE("log in"), &err));
	assert_true(lexicon_add(&lexicon, 3, 1, SLICE("search"), &err));
	assert_true(lexicon_add(&lexicon, 3, 2, SLICE("impressum"), &err));
	assert_true(lexicon_add(&lexicon, 4, 1, SLICE("harbour"), &err));
	assert_true(text_split(&lines, slice_of(text), &err));
	found = frame_count(&lines, &lexicon, &labels, enough);
	text_lines_free(&lines);
	lexicon_free(&lexicon);
	return found;
}

static void labels_are_whole_lines(void **state)
{
	(void)state;
	assert_int_equal(count("Log in\nSearch\n\n* [12]Impressum\n", 9), 3);
	assert_int_equal(count("Log in to the harbour\nThe search went on.\nharbour\n", 9), 0);
	assert_int_equal(count("", 9), 0);
}

static void each_counts_once(void **state)
{
	(void)state;
	assert_int_equal(count("Search\nSearch\nSEARCH\n", 9), 1);
	assert_int_equal(count("\xC2\xA9 2020 A\nCopyright 2020 B\n", 9), 1);
	assert_int_equal(count("Log in\nSearch\nImpressum\n", 2), 2);
}

static void only_the_ends_count(void **state)
{
	char text[400] = "";
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < 50; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "a\n");
	at += (size_t)snprintf(text + at, sizeof(text) - at, "Search\n");
	for (size_t i = 0; i < 50; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "b\n");
	assert_int_equal(count(text, 9), 0);
	assert_int_equal(count(text + 40, 9), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_are_whole_lines),
		cmocka_unit_test(each_counts_once),
		cmocka_unit_test(only_the_ends_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
