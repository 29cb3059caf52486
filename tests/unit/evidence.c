/* Evidence: what is found out about each line before anyone decides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "article/lines/evidence.h"
#include "article/rules/shapes.h"
#include "article/model/topic.h"
#include "base/compiler.h"

static struct languages *languages;
static struct dateline_words dates;
static struct lexicon lexicon;
static struct evidence_config config;

static int open_means(void **state)
{
	struct err err;

	(void)state;
	languages = languages_open(&err);
	config = (struct evidence_config){languages, &lexicon, &dates, NULL};
	return languages && dateline_words_open(&dates, &err) &&
			       lexicon_add(&lexicon, 0, ~(language_set)0, SLICE("sea wall"),
					   &err) &&
			       lexicon_add(&lexicon, 1, ~(language_set)0, SLICE("wall*"), &err)
		       ? 0
		       : -1;
}

static int close_means(void **state)
{
	(void)state;
	languages_close(languages);
	dateline_words_free(&dates);
	lexicon_free(&lexicon);
	return 0;
}

static void shapes_are_seen(void **state)
{
	static const struct {
		const char *line;
		uint32_t words, shapes;
		/* clang-format off */
	} cases[] = {
		{"Plain words here", 3, 0},
		{"A list:", 2, SHAPE(COLON)},
		{"Who? Me!", 2, SHAPE(QUESTION) | SHAPE(EXCLAIM)},
		{"👉 Look here", 2, SHAPE(EMOJI)},
		{"**👉 Look** 🔥", 1, SHAPE(EMOJI) | SHAPE(EMOJI_END)},
		{"✓ done", 1, 0},
		{"🇺🇸 United States", 2, 0},
		{"[a](/b)", 2, SHAPE(LINK) | SHAPE(LOCAL)},
		{"see https://example.org", 4, SHAPE(URL)},
		{"a@example.org", 3, SHAPE(HANDLE)},
		{"#one #two", 2, SHAPE(HASHTAGS)},
		{"- item", 1, SHAPE(BULLET)},
		{"• item", 1, SHAPE(BULLET)},
		{"### Head", 1, SHAPE(HEADING)},
		{"#Head", 1, SHAPE(HASHTAGS)},
		{"one | two | three", 3, SHAPE(BARS)},
		{"one · two › three", 3, SHAPE(BARS)},
		{"NOW", 1, SHAPE(UPPER)},
		{"_so it is_", 3, SHAPE(WRAPPED)},
		{"\"Yes\"", 1, SHAPE(QUOTED)},
		{"„Ja“", 1, SHAPE(QUOTED)},
		{"— Yes", 1, SHAPE(SPEECH)},
		{"·", 0, SHAPE(BARE)},
		{"---", 0, SHAPE(BARE) | SHAPE(RULE)},
		{"", 0, SHAPE(BARE)},
		{"© them", 1, SHAPE(RIGHTS)},
		{"(c) them", 2, SHAPE(RIGHTS)},
		{"5 €", 1, SHAPE(DIGITS) | SHAPE(MONEY)},
		{"a = b;", 2, SHAPE(CODE)},
		{"{{x}}", 1, SHAPE(BRACKETED) | SHAPE(CODE)},
		{"a, b", 2, SHAPE(COMMAS)},
		{"and so...", 2, SHAPE(TEASER)},
		{"и так далее…", 3, SHAPE(TEASER)},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		uint32_t seen = shapes_of(slice_of(cases[i].line), cases[i].words);

		if (seen != cases[i].shapes)
			fail_msg("'%s': %08x, not %08x", cases[i].line, seen, cases[i].shapes);
	}
}

static void datelines_are_dates_and_nothing_else(void **state)
{
	/* clang-format off */
	static const char *const cases[][2] = {
		{"2025/10/22 20:48", "2025-10-22T20:48"},
		{"Oct 3, 2024", "2024-10-03"},
		{"12.05.2023 14:20", "2023-05-12T14:20"},
		{"12. Mai 2023, 14:20 Uhr", "2023-05-12T14:20"},
		{"3 октября 2024", "2024-10-03"},
		{"le 3 octobre 2024 à 20h48", "2024-10-03T20:48"},
		{"03/04/2024", NULL},
		{"31 février 2024", NULL},
	};
	/* clang-format on */
	static const char *const others[] = {"2024", "In 2024 it rained", "12 34",
					     "May",  "Chapter 3, 2024",   ""};
	char iso[DATE_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		size_t len = dateline_to_iso(&dates, slice_of(cases[i][0]), iso);
		size_t wanted = cases[i][1] ? strlen(cases[i][1]) : 0;

		if (len != wanted || memcmp(iso, cases[i][1] ? cases[i][1] : "", len) != 0)
			fail_msg("'%s': '%.*s'", cases[i][0], (int)len, iso);
	}
	assert_true(dateline_looks(&dates, SLICE("03/04/2024")));
	assert_true(dateline_looks(&dates, SLICE("Mis à jour le 12/05/2024 à 09:14")));
	for (size_t i = 0; i < COUNT_OF(others); i++)
		assert_false(dateline_looks(&dates, slice_of(others[i])));
}

static const char text[] = "Sea Wall\n"
			   "\n"
			   "The town has built a wall of stone and of wood, and it will stand "
			   "there for more than a hundred years.\n"
			   "Note: the walls\n"
			   "The people of the town have paid for it with what they had, and they "
			   "will do so again next year.\n"
			   "The end\n";

static void lines_are_read_once_and_well(void **state)
{
	struct evidence evidence = {0};
	struct line_evidence line;
	struct err err;

	(void)state;
	assert_true(evidence_read(&evidence, &config, SLICE(text), LANGUAGE_NONE, &err));
	assert_int_equal(evidence.lines.count, 6);
	assert_int_equal(evidence.language, LANGUAGE_ENGLISH);
	assert_int_equal(evidence.first_prose, 2);
	assert_int_equal(evidence.last_prose, 4);

	evidence_line(&evidence, &config, 0, &line);
	assert_int_equal(line.words, 2);
	assert_int_equal(line.shapes, SHAPE(TOP));
	assert_true(class_set_has(&line.whole, 0) && class_set_has(&line.end, 1));
	assert_false(class_set_has(&line.start, 1));

	evidence_line(&evidence, &config, 3, &line);
	assert_int_equal(line.label_words, 1);
	assert_int_equal(line.shapes, SHAPE(LABEL));
	assert_int_equal(line.function, 2);
	assert_true(class_set_has(&line.cover[2], 1) && !class_set_has(&line.cover[2], 0));

	evidence_line(&evidence, &config, 5, &line);
	assert_int_equal(line.shapes, SHAPE(TAIL));
	evidence_free(&evidence);
}

/* Nothing is kept of a line with more words than any rule asks for, be it the only line that there
 * is. */
static void long_lines_are_only_counted(void **state)
{
	static char seas[4 * 3000];
	struct evidence evidence = {0};
	struct line_evidence line;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof(seas); i += 4)
		memcpy(seas + i, "sea ", 4);
	assert_true(evidence_read(&evidence, &config, slice_make(seas, sizeof(seas)), LANGUAGE_NONE,
				  &err));
	assert_int_equal(evidence.lines.count, 1);
	evidence_line(&evidence, &config, 0, &line);
	assert_int_equal(line.words, 3000);
	assert_false(class_set_has(&line.start, 0) || class_set_has(&line.end, 1));
	evidence_free(&evidence);
}

static void topics_are_shared_or_foreign(void **state)
{
	static const char prose[] = "The harbour council of Velden voted on Tuesday to raise the "
				    "sea wall by two metres after a hard winter.\n"
				    "The sea wall of Velden was built by the harbour council after "
				    "the winter of the great flood, it is said.\n";
	struct evidence evidence = {0};
	struct topic topic = {0};
	struct err err;
	language_set english = (language_set)1 << LANGUAGE_ENGLISH;

	(void)state;
	assert_true(evidence_read(&evidence, &config, SLICE(prose), LANGUAGE_NONE, &err));
	topic_advance(&topic, &evidence, languages, 2);
	assert_int_equal(
		topic_share(&topic, languages, english, SLICE("the harbour council of Velden")),
		1000);
	assert_int_equal(topic_share(&topic, languages, english, SLICE("bakers win golden loaf")),
			 0);
	assert_int_equal(topic_share(&topic, languages, english, SLICE("bakers of Velden")), 500);
	assert_int_equal(topic_share(&topic, languages, english, SLICE("the of and")), 1000);
	assert_int_equal(topic_median(&topic, 123), 123);
	topic_clear(&topic);
	assert_int_equal(topic_share(&topic, languages, english, SLICE("Velden")), 0);
	topic_free(&topic);
	evidence_free(&evidence);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes_are_seen),
		cmocka_unit_test(datelines_are_dates_and_nothing_else),
		cmocka_unit_test(lines_are_read_once_and_well),
		cmocka_unit_test(long_lines_are_only_counted),
		cmocka_unit_test(topics_are_shared_or_foreign),
	};

	return cmocka_run_group_tests(tests, open_means, close_means);
}
