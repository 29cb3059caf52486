/* wrapped: text that was broken at a margin, and text that was not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "text/words/wrapped.h"

/* Broken behind the last word that fits in 60 characters. */
static const char letter[] = "The harbour office said on Tuesday that the two ferries will\n"
			     "stay in the dock until the new pumps have come, which may\n"
			     "take as long as three weeks; the older one has been out of\n"
			     "service since a storm bent its ramp in the spring.\n"
			     "\n"
			     "Travellers can use the bridge at Norhaven instead. Buses will\n"
			     "leave every half hour from the square, and tickets that have\n"
			     "been paid for already are good for them as well.\n"
			     "- No dogs\n"
			     "- No bicycles\n";

static const char titles[] = "Harbour office keeps both of the ferries in the dock for now\n"
			     "Norhaven bridge to carry all of the traffic until the summer\n"
			     "Council votes on new pumps as the older ones fail once again\n"
			     "Storm of the spring cost the town more than had been thought\n"
			     "Why the ramp was never mended, and who should have mended it\n"
			     "The square will be closed to buses on the first of the month\n";

static void assert_lines(const char *text, size_t count)
{
	struct text_lines lines = {0};
	struct err err = {0};

	assert_true(text_split(&lines, slice_of(text), &err));
	text_join_wrapped(&lines);
	assert_int_equal(lines.count, count);
	text_lines_free(&lines);
}

static void lines_of_a_paragraph_become_one(void **state)
{
	struct text_lines lines = {0};
	struct err err = {0};

	(void)state;
	assert_true(text_split(&lines, slice_of(letter), &err));
	assert_in_range(text_margin(&lines), 61, 63);
	text_join_wrapped(&lines);
	assert_int_equal(lines.count, 5);
	assert_true(slice_starts(lines.items[0].text, SLICE("The harbour")));
	assert_true(slice_ends(lines.items[0].text, SLICE("in the spring.")));
	assert_true(slice_ends(lines.items[0].raw, SLICE("in the spring.")));
	assert_int_equal(lines.items[1].text.len, 0);
	assert_true(slice_ends(lines.items[2].text, SLICE("as well.")));
	assert_true(slice_equal(lines.items[3].text, SLICE("- No dogs")));
	text_lines_free(&lines);
}

static void joined_text_is_joined_no_further(void **state)
{
	struct text_lines lines = {0};
	struct err err = {0};

	(void)state;
	assert_true(text_split(&lines, slice_of(letter), &err));
	text_join_wrapped(&lines);
	assert_int_equal(text_margin(&lines), 0);
	text_lines_free(&lines);
}

static void titles_stay_apart(void **state)
{
	(void)state;
	assert_lines(titles, 6);
}

/* What goes beyond the margin was not broken there. */
static void long_lines_speak_against_a_margin(void **state)
{
	char text[2048];
	int len = snprintf(text, sizeof(text), "%s", letter);

	(void)state;
	for (int i = 0; i < 6; i++)
		len += snprintf(text + len, sizeof(text) - (size_t)len,
				"A paragraph on one line that goes on and on, far beyond where the "
				"others end, and ends of itself.\n");
	assert_lines(text, 16);
}

/* Scripts without spaces can be broken anywhere, so breaks tell nothing. */
static void scripts_without_spaces_stay(void **state)
{
	char text[4096];
	int len = 0;

	(void)state;
	for (int line = 0; line < 9; line++)
		for (int i = 0; i <= 55; i++)
			len += snprintf(text + len, sizeof(text) - (size_t)len,
					i < 55 ? "字" : "\n");
	assert_lines(text, 9);
}

static void little_text_tells_nothing(void **state)
{
	(void)state;
	assert_lines("", 0);
	assert_lines("\n\n", 2);
	assert_lines("The harbour office said on Tuesday that the two ferries will\nstay in.\n", 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_a_paragraph_become_one),
		cmocka_unit_test(joined_text_is_joined_no_further),
		cmocka_unit_test(titles_stay_apart),
		cmocka_unit_test(long_lines_speak_against_a_margin),
		cmocka_unit_test(scripts_without_spaces_stay),
		cmocka_unit_test(little_text_tells_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
