/* Texts as sequences of words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "text/words/words.h"

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

/* `expected` has a letter for each word: p(lain), n(umber), j(oined number), N(ame), 2 (a pair),
 * @ (an address). */
static void kinds(const char *text, const char *expected)
{
	static const char letter[] = {'p', 'n', 'j', 'N', '2', '@'};
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
	assert_true(words_split(&words,
				SLICE("12 13 ab ba abcdefgh abcdefg abcdefghi \u304B, \u304C")));
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
	same("\u4E2D\u56FD\u7ECF\u6D4E", "\u4E2D\u56FD\n\u3000\u3000\u7ECF \u6D4E");
	counts("\u4E2D \nA \u56FD", 3);
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

/* `expected` has '.' for each word that ends a sentence, else '-'. */
static void sentences(const char *text, const char *expected)
{
	struct words words = {0};

	assert_true(words_split(&words, slice_of(text)));
	assert_int_equal(words.count, strlen(expected));
	for (size_t i = 0; i < words.count; i++)
		assert_int_equal(words.kind[i] & WORD_ENDS_SENTENCE ? '.' : '-', expected[i]);
	words_free(&words);
}

static void ends_of_sentences(void **state)
{
	(void)state;
	sentences("Is it done? \"It is.\" (Yes!) Well", "--.-..-");
	sentences("at 1.50 in a.b, see: x", "--------");
	sentences("the end", "--");
	sentences("the end.", "-.");
	sentences("he said \u201Cgo.\u201D Then", "--.-");
	sentences("\u4E2D\u56FD\u3002\u7ECF\u6D4E\uFF01", "..");
	sentences("...", "");
}

static void addresses(void **state)
{
	(void)state;
	kinds("see https://a.example/b?c=1&d#e.", "p@");
	kinds("(www.a.example) and http://\u4E2D.example", "@p@2p");
	kinds("[the docks](/news/docks-2.html) open", "pp@p");
	kinds("[1] (see below) a](b c) www. data: x", "nppp@pppp");
	kinds("mailto:x@y.example data:image/png;base64,AAAA= http:", "@@p");
	sentences("Go to www.a.example. Now", "--.-");
	counts("www.a", 1);
	counts("a://", 1);
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

/* A word, what stands behind it, two more words, and so many full stops. */
static void write_words(struct buf *text, const char *first, size_t len, const char *gap,
			size_t stops)
{
	buf_clear(text);
	buf_append(text, slice_of(first));
	for (size_t i = 1; i < len; i++)
		buf_push(text, (char)('a' + i % 26));
	buf_append(text, slice_of(gap));
	buf_append(text, SLICE("Bcd 12"));
	while (stops--)
		buf_push(text, '.');
	assert_false(buf_failed(text));
}

/* Words that have much text behind them, and those at its end, are found in different ways. */
static void the_way_does_not_show(void **state)
{
	static const char *const gaps[] = {" ",   "  ", ", ", ". ", "! ",     "\n",
					   ".\n", ",",  ".",  ": ", "-",      " (",
					   "](",  ") ", "/",  "\t", "\u00A0", " \u2013 "};
	struct words near_end = {0}, far = {0}, wide = {0};
	struct buf text = {0}, other = {0}, third = {0};

	(void)state;
	for (size_t len = 1; len <= 70; len++)
		for (size_t g = 0; g < sizeof(gaps) / sizeof(*gaps); g++) {
			write_words(&text, "A", len, gaps[g], 0);
			write_words(&other, "A", len, gaps[g], 100);
			write_words(&third, "\uFF21", len, gaps[g], 100);
			assert_true(words_split(&near_end, buf_slice(&text)));
			assert_true(words_split(&far, buf_slice(&other)));
			assert_true(words_split(&wide, buf_slice(&third)));
			assert_int_equal(near_end.count, far.count);
			assert_int_equal(wide.count, far.count);
			assert_memory_equal(near_end.hash, far.hash, far.count * sizeof(*far.hash));
			assert_memory_equal(near_end.kind, far.kind, far.count - 1);
			assert_memory_equal(wide.hash, far.hash, far.count * sizeof(*far.hash));
		}
	buf_free(&text);
	buf_free(&other);
	buf_free(&third);
	words_free(&near_end);
	words_free(&far);
	words_free(&wide);
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
		cmocka_unit_test(ends_of_sentences),
		cmocka_unit_test(addresses),
		cmocka_unit_test(nothing),
		cmocka_unit_test(end_of_text),
		cmocka_unit_test(the_way_does_not_show),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
