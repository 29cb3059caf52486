/* Texts as sequences of words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "text/words.h"

static void same(const char *left, const char *right)
{
	struct words a = {0}, b = {0};

	assert_true(words_split(&a, slice_of(left)));
	assert_true(words_split(&b, slice_of(right)));
	assert_int_equal(a.count, b.count);
	if (a.count)
		assert_memory_equal(a.hash, b.hash, a.count * sizeof(*a.hash));
	words_free(&a);
	words_free(&b);
}

static void counts(const char *text, size_t expected)
{
	struct words words = {0};

	assert_true(words_split(&words, slice_of(text)));
	assert_int_equal(words.count, expected);
	words_free(&words);
}

/* `expected` has a letter for each word: p(lain), n(umber), j(oined number), N(ame). */
static void kinds(const char *text, const char *expected)
{
	static const char letter[] = {'p', 'n', 'j', 'N'};
	struct words words = {0};

	assert_true(words_split(&words, slice_of(text)));
	assert_int_equal(words.count, strlen(expected));
	for (size_t i = 0; i < words.count; i++)
		assert_int_equal(letter[words.kind[i] & WORD_KIND], expected[i]);
	words_free(&words);
}

static void form_does_not_count(void **state)
{
	(void)state;
	same("The harbour opened.", "the HARBOUR, opened!");
	same("line one\nline two", "  line\tone \r\n line   two\n");
	same("it's \"done\"", "it\u2019s \u201Cdone\u201D");
	same("caf\u00E9 na\u00EFve", "cafe naive");
	same("cafe\u0301", "caf\u00E9");
	same("\uFF21\uFF22\uFF23 \uFF11\uFF12", "abc 12");
	same("Stra\u00DFe", "STRASSE");
	same("co\u00ADoperate", "cooperate");
	same("\u0401\u043B\u043A\u0430", "\u0435\u043B\u043A\u0430"); /* Ёлка, елка */
	same("\U0001F449 read on", "read on");
	same("1.000", "1 000");
}

static void long_words_hash_alike_by_either_way(void **state)
{
	(void)state;
	same("ABCDEFGH", "\uFF41bcdefgh");
	same("abcdefghijklmnop", "abcdefghijklmno\uFF50");
	same("abcdefghijklmnopqrstuvw", "abcdefghijklmnopqrstuv\uFF57");
	same("x", "\uFF58");
}

static void words_differ(void **state)
{
	struct words words = {0};

	(void)state;
	assert_true(
		words_split(&words, SLICE("12 13 ab ba abcdefgh abcdefg abcdefghi \u304B \u304C")));
	for (size_t i = 0; i < words.count; i++)
		for (size_t j = 0; j < i; j++)
			assert_true(words.hash[i] != words.hash[j]);
	assert_int_equal(words.count, 9);
	words_free(&words);
}

static void unspaced_runs_give_pairs(void **state)
{
	(void)state;
	counts("\u4E2D\u56FD\u7ECF\u6D4E", 3);
	counts("\u4E2D", 1);
	counts("\u4E2D\u3002\u56FD", 2);
	counts("GDP\u589E\u957F5%", 3);
	counts("\u0E01\u0E31\u0E19", 1); /* a vowel sign is no character of its own */
	same("\u304C", "\u304B\u3099");
	same("\uFF76\uFF9E\uFF72\uFF84\uFF9E", "\u30AC\u30A4\u30C9"); /* halfwidth gaido */
	counts("\uD55C\uAD6D \uACBD\uC81C", 2);                       /* Korean words */
}

static void numbers(void **state)
{
	(void)state;
	kinds("at 1,250.75 points", "pnjjp");
	kinds("12, 13", "nn");
	kinds("3-4", "nn");
	kinds("2nd x2", "np");
	kinds("\uFF11\uFF10", "n");
}

static void names(void **state)
{
	(void)state;
	kinds("said Mara Lindholm of Oslo", "pNNpN");
	kinds("Then Mara left. Then Ola", "pNppN");
	kinds("in Wien, \u00D6sterreich; and", "pNNp");
	kinds("\u0432 \u041C\u043E\u0441\u043A\u0432\u0435", "pN"); /* в Москве */
	kinds("an EU and a USA plan", "ppppNp");                    /* two letters are no name */
	kinds("the\nMinister\u00A0Kern", "pNN");
}

static void lines(void **state)
{
	struct words words = {0};

	(void)state;
	assert_true(words_split(&words, SLICE("one two\n\n* three\n")));
	assert_int_equal(words.count, 3);
	assert_true(words.kind[0] & WORD_OPENS_LINE);
	assert_false(words.kind[1] & WORD_OPENS_LINE);
	assert_true(words.kind[2] & WORD_OPENS_LINE);
	words_free(&words);
}

static void nothing(void **state)
{
	(void)state;
	counts("", 0);
	counts(" \n\t...!", 0);
	counts("\u0301\u00AD\u200D", 0);
}

static void end_of_text(void **state)
{
	struct words words = {0};
	uint64_t hash;

	(void)state;
	for (size_t len = 1; len <= 24; len++) { /* reads nothing beyond the last byte */
		char *text = malloc(len);

		assert_non_null(text);
		memset(text, 'q', len);
		assert_true(words_split(&words, slice_make(text, len)));
		assert_int_equal(words.count, 1);
		hash = words.hash[0];
		free(text);
		assert_true(words_split(&words, slice_make("qqqqqqqqqqqqqqqqqqqqqqqq ", len)));
		assert_true(words.hash[0] == hash);
	}
	words_free(&words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(form_does_not_count),
		cmocka_unit_test(long_words_hash_alike_by_either_way),
		cmocka_unit_test(words_differ),
		cmocka_unit_test(unspaced_runs_give_pairs),
		cmocka_unit_test(numbers),
		cmocka_unit_test(names),
		cmocka_unit_test(lines),
		cmocka_unit_test(nothing),
		cmocka_unit_test(end_of_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
