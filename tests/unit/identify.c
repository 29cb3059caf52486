/* identify: each script and some close pairs; texts too short, mixed, or without letters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/words/identify.h"

static void check(const struct identifier *identifier, const char *text, const char *code)
{
	struct identified found = identify(identifier, slice_of(text));

	assert_int_equal(found.code.len, strlen(code));
	assert_memory_equal(found.code.data, code, found.code.len);
}

static void test_languages(void **state)
{
	struct err err;
	struct identifier *identifier = identifier_open(&err);

	(void)state;
	assert_non_null(identifier);
	check(identifier, "Die Feuerwehr war noch in der Nacht im Einsatz und suchte Zeugen.",
	      "de");
	check(identifier, "A prefeitura não informou quando as obras da ponte vão começar.", "pt");
	check(identifier, "Starosta řekl, že se most otevře až příští týden v pondělí.", "cs");
	check(identifier, "Starosta povedal, že sa most otvorí až budúci týždeň v pondelok.", "sk");
	check(identifier, "Кметът каза, че мостът ще бъде отворен следващата седмица.", "bg");
	check(identifier, "Градоначалникот рече дека мостот ќе биде отворен следната недела.",
	      "mk");
	check(identifier, "Η γέφυρα θα ανοίξει ξανά την άνοιξη.", "el");
	check(identifier, "다리는 내년 봄에 다시 열릴 예정이다.", "ko");
	check(identifier, "橋は春に再び開通する。", "ja");
	check(identifier, "12.5 % ... !", "");
	check(identifier, "", "");
	identifier_close(identifier);
}

static void test_doubt(void **state)
{
	struct err err;
	struct identifier *identifier = identifier_open(&err);

	(void)state;
	assert_non_null(identifier);
	assert_true(identify(identifier, SLICE("radio")).certainty < IDENTIFY_DOUBTFUL);
	assert_true(identify(identifier, SLICE("The mayor said that the bridge will open again "
					       "next week, after years of work."))
			    .certainty >= IDENTIFY_DOUBTFUL);
	identifier_close(identifier);
}

static void test_lists(void **state)
{
	(void)state;
	assert_true(identified_is_in(SLICE("en-GB"), SLICE("de,en")));
	assert_true(identified_is_in(SLICE("eng"), SLICE("en")));
	assert_true(identified_is_in(SLICE("nb"), SLICE("no")));
	assert_true(identified_is_in(SLICE("no"), SLICE("nb")));
	assert_true(identified_is_in(SLICE("sr-Latn"), SLICE("sr")));
	assert_false(identified_is_in(SLICE("nn"), SLICE("nb")));
	assert_false(identified_is_in(SLICE("it"), SLICE("id")));
	assert_false(identified_is_in(SLICE(""), SLICE("en")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_doubt),
		cmocka_unit_test(test_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
