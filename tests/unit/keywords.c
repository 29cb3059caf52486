/* The words of a headline that say something, and finding them in a text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../stages/extract/keywords.h"
#include "base/compiler.h"

static struct languages *languages;

static int open_languages(void **state)
{
	struct err err;

	(void)state;
	languages = languages_open(&err);
	return languages ? 0 : -1;
}

static int close_languages(void **state)
{
	(void)state;
	languages_close(languages);
	return 0;
}

/* The keywords that stand in a text. */
static keyword_set said(const struct keywords *keywords, const char *text)
{
	struct word words[64];
	size_t at = 0, count = words_read(slice_of(text), &at, words, COUNT_OF(words));
	uint64_t before = 0;
	keyword_set set = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t key = keyword_key(&words[i], before);

		if (key)
			set |= keyword_find(keywords, key);
		before = words[i].flags & WORD_SINGLE ? words[i].hash : 0;
	}
	return set;
}

static int how_many(keyword_set set)
{
	return __builtin_popcountll(set);
}

static void read(struct keywords *keywords, const char *title, const char *summary,
		 const char *site)
{
	keywords_read(keywords, languages, slice_of(title), slice_of(summary), slice_of(site));
}

static void frequent_words_say_nothing(void **state)
{
	struct keywords keywords;

	(void)state;
	read(&keywords, "The harbour of Lindau and the ferry", "", "");
	assert_int_equal(keywords.count, 3);
	assert_int_equal(how_many(said(&keywords, "and of the")), 0);
	assert_int_equal(
		how_many(said(&keywords, "A FERRY left the Harbour, and the ferry came back")), 2);
}

static void the_description_has_words_of_its_own(void **state)
{
	struct keywords keywords;

	(void)state;
	read(&keywords, "Ferry stops", "The ferry stops until spring", "");
	assert_int_equal(how_many(keywords.title), 2);
	assert_int_equal(keywords.count, 4);
	assert_int_equal(said(&keywords, "the ferry stops"), keywords.title);
	assert_int_equal(how_many(said(&keywords, "until spring") & keywords.title), 0);
}

static void the_name_of_the_site_is_none(void **state)
{
	struct keywords keywords;

	(void)state;
	read(&keywords, "Ferry stops - Example Courier", "", "Example Courier");
	assert_int_equal(how_many(said(&keywords, "The Example Courier uses cookies")), 0);
	assert_int_equal(how_many(said(&keywords, "ferry")), 1);
}

static void pairs_of_characters_are_words(void **state)
{
	struct keywords keywords;

	(void)state;
	read(&keywords, "渡船停运", "", "");
	assert_int_equal(keywords.count, 3);
	assert_int_equal(how_many(said(&keywords, "渡船")), 1);
	assert_int_equal(how_many(said(&keywords, "停船渡")), 0);
	assert_int_equal(how_many(said(&keywords, "湖上的渡船停运")), 3);
}

static void long_headlines_are_cut(void **state)
{
	struct keywords keywords;
	char many[64 * 8 + 1] = "";

	(void)state;
	for (unsigned i = 0; i < 64; i++) {
		char *word = many + 8 * (size_t)i;

		for (unsigned n = 0; n < 7; n++)
			word[n] = (char)('b' + (n ? (i >> n) % 2 : i % 20));
		word[7] = ' ';
	}
	read(&keywords, many, many, "");
	assert_in_range(keywords.count, 32, KEYWORD_MAX);
	assert_int_equal(how_many(keywords.title), 32);
	read(&keywords, "", "", "");
	assert_int_equal(keywords.count, 0);
	assert_int_equal(keywords.title, 0);
	assert_int_equal(said(&keywords, many), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frequent_words_say_nothing),
		cmocka_unit_test(the_description_has_words_of_its_own),
		cmocka_unit_test(the_name_of_the_site_is_none),
		cmocka_unit_test(pairs_of_characters_are_words),
		cmocka_unit_test(long_headlines_are_cut),
	};

	return cmocka_run_group_tests_name("keywords", tests, open_languages, close_languages);
}
