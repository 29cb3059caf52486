/* Languages: which one a text is in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "text/words/language.h"

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

static const char *told(const char *text)
{
	struct language_votes votes = {0};
	struct slice slice = slice_of(text);
	struct word word;
	size_t at = 0;
	int winner;
	static char code[8];

	while (words_read(slice, &at, &word, 1) == 1)
		language_votes_add(languages, &votes, slice, &word);
	winner = language_winner(languages, &votes);
	if (winner == LANGUAGE_NONE)
		return "none";
	snprintf(code, sizeof(code), "%.*s", (int)language_code(languages, winner).len,
		 language_code(languages, winner).data);
	return code;
}

static void texts_are_told_apart(void **state)
{
	/* clang-format off */
	static const char *const cases[][2] = {
		{"en", "The council has voted to raise the wall that it built after the war."},
		{"de", "Der Rat der Stadt hat beschlossen, die Mauer nach dem Winter zu erhöhen."},
		{"fr", "Le conseil de la ville a décidé que le mur est trop bas pour les hivers."},
		{"es", "El consejo de la ciudad decidió que el muro es bajo para los inviernos."},
		{"ru", "Совет города решил, что стена не выдержит и её надо поднять для защиты."},
		{"uk", "Рада міста вирішила, що стіна не витримає та її треба підняти для захисту."},
		{"pl", "Rada miasta uznała, że mur jest za niski i nie wytrzyma zimy, która przyjdzie."},
		{"zh", "市议会星期二决定把海堤加高两米，这是战后最大的工程。"},
		{"ja", "市議会は火曜日に防波堤を高くすることを決めました。"},
		{"ko", "시의회는 화요일에 방파제를 높이기로 결정했다."},
		{"ar", "قرر مجلس المدينة في يوم الثلاثاء أن يرفع الجدار الذي كان من قبل"},
		{"none", "xyzzy plugh"},
		{"none", ""},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(told(cases[i][1]), cases[i][0]);
}

static void tags_name_languages(void **state)
{
	(void)state;
	assert_int_equal(language_find(languages, SLICE("en")), LANGUAGE_ENGLISH);
	assert_int_equal(language_find(languages, SLICE("EN-us")), LANGUAGE_ENGLISH);
	assert_int_equal(language_find(languages, SLICE("de_AT")),
			 language_find(languages, SLICE("de")));
	assert_int_equal(language_find(languages, SLICE("")), LANGUAGE_NONE);
	assert_int_equal(language_find(languages, SLICE("english")), LANGUAGE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_told_apart),
		cmocka_unit_test(tags_name_languages),
	};

	return cmocka_run_group_tests(tests, open_languages, close_languages);
}
