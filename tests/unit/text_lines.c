/* Letters, lines and words: what a text is made of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "base/utf8.h"
#include "text/unicode/letters.h"
#include "text/words/lines.h"
#include "text/words/word_sieve.h"

static void assert_slice(struct slice seen, const char *expected)
{
	struct slice wanted = slice_of(expected);

	assert_int_equal(seen.len, wanted.len);
	assert_memory_equal(seen.data ? seen.data : "", expected, wanted.len);
}

static void letters_are_told_from_signs(void **state)
{
	static const struct {
		uint32_t c;
		enum letter_kind kind;
		/* clang-format off */
	} cases[] = {
		{'a', LETTER_ALPHA},     {'7', LETTER_DIGIT},     {' ', LETTER_SPACE},
		{'-', LETTER_PUNCT},     {0xA0, LETTER_SPACE},    {0xE9, LETTER_ALPHA},
		{0xD7, LETTER_PUNCT},    {0x416, LETTER_ALPHA},   {0x4E2D, LETTER_SINGLE},
		{0x3042, LETTER_SINGLE}, {0xD55C, LETTER_ALPHA},  {0xE01, LETTER_SINGLE},
		{0x2019, LETTER_PUNCT},  {0x1F449, LETTER_SYMBOL}, {0x2192, LETTER_SYMBOL},
		{0x3002, LETTER_PUNCT},  {0x200B, LETTER_SPACE},  {0xFEFF, LETTER_SPACE},
		{0x20AC, LETTER_PUNCT},  {0xF8FF, LETTER_SYMBOL}, {0x301, LETTER_ALPHA},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (letter_kind(cases[i].c) != cases[i].kind)
			fail_msg("U+%04X is %d", (unsigned)cases[i].c,
				 (int)letter_kind(cases[i].c));
}

/* What is told at once of the scripts that most texts are written in is what the search would tell.
 */
static void common_letters_are_like_any(void **state)
{
	(void)state;
	for (uint32_t c = 0; c < 0x110000; c++)
		if (letter_kind(c) != letter_kind_of_any(c) ||
		    letter_lower(c) != letter_lower_of_any(c))
			fail_msg("U+%04X", (unsigned)c);
	for (int last = 1; last < 128; last++) {
		char line[] = {'a', '.', (char)last};

		assert_int_equal(line_ends_sentence(slice_make(line, 3)),
				 line_ends_sentence_anyhow(slice_make(line, 3)));
	}
}

static void letters_have_a_lower_case(void **state)
{
	/* clang-format off */
	static const uint32_t pairs[][2] = {
		{'A', 'a'},       {0xC4, 0xE4},     {0x10C, 0x10D},   {0x139, 0x13A}, {0x141, 0x142},
		{0x178, 0xFF},    {0x17D, 0x17E},   {0x391, 0x3B1},   {0x38F, 0x3CE}, {0x401, 0x451},
		{0x42F, 0x44F},   {0x490, 0x491},   {0x531, 0x561},   {0x1EA0, 0x1EA1}, {0xFF21, 'a'},
		{0x2019, '\''},   {0x4E2D, 0x4E2D}, {0xD7, 0xD7},     {0x130, 'i'},   {'[', '['},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		assert_int_equal(letter_lower(pairs[i][0]), pairs[i][1]);
		assert_int_equal(letter_lower(pairs[i][1]), pairs[i][1]);
	}
}

static void lines_and_paragraphs_are_counted(void **state)
{
	struct text_lines lines = {0};
	struct err err = {0};

	(void)state;
	assert_true(text_split(&lines, SLICE("one\n  two \xC2\xA0\n\n \nthree\n"), &err));
	assert_int_equal(lines.count, 5);
	assert_slice(lines.items[1].raw, "  two \xC2\xA0");
	assert_slice(lines.items[1].text, "two");
	assert_int_equal(lines.items[3].text.len, 0);
	assert_int_equal(lines.items[0].paragraph, lines.items[1].paragraph);
	assert_int_equal(lines.items[1].paragraph + 1, lines.items[4].paragraph);
	assert_true(text_split(&lines, SLICE(""), &err));
	assert_int_equal(lines.count, 0);
	text_lines_free(&lines);
}

static void words_are_cut_and_flagged(void **state)
{
	struct slice text = SLICE("Don\xE2\x80\x99t SHOUT, 3rd time \xE4\xB8\xAD\xE6\x96\x87!");
	struct word words[8];
	size_t at = 0, count = words_read(text, &at, words, COUNT_OF(words));

	(void)state;
	assert_int_equal(count, 6);
	assert_int_equal(words[0].chars, 5);
	assert_int_equal(words[0].flags, WORD_CAPITAL);
	assert_int_equal(words[1].chars, 5);
	assert_int_equal(words[2].flags, WORD_DIGITS);
	assert_int_equal(words[4].flags, WORD_SINGLE);
	assert_true(words[0].hash == word_hash(SLICE("don't")));
	assert_true(words[1].hash == word_hash(SLICE("shout")));
	assert_slice(slice_sub(text, words[3].at, words[3].at + words[3].len), "time");
}

static void words_can_be_read_in_pieces(void **state)
{
	struct slice text = SLICE("a bb ccc dddd eeeee");
	struct word word;
	size_t at = 0, count = 0;

	(void)state;
	while (words_read(text, &at, &word, 1) == 1)
		assert_int_equal(word.chars, ++count);
	assert_int_equal(count, 5);
}

/* A text of many kinds of characters, another one for each seed. */
static struct slice mixed_text(uint32_t seed, char *out, size_t count)
{
	static const char *const pieces[] = {"a",
					     "Zb",
					     "stand",
					     "7",
					     "19",
					     " ",
					     " ",
					     " ",
					     ". ",
					     "-",
					     "extraordinarily",
					     "'",
					     "'",
					     "\xE2\x80\x99",
					     "\xC3\xA9",
					     "\xE4\xB8\xAD",
					     "\xD0\x96\xD1\x83\xD0\xBA"};
	static const unsigned kinds[] = {11, 11, 14, COUNT_OF(pieces)}; /* from plain ASCII on */
	unsigned some = kinds[seed % COUNT_OF(kinds)];
	size_t len = 0;

	for (size_t i = 0; i < count; i++) {
		struct slice piece;

		seed = seed * 1664525 + 1013904223;
		piece = slice_of(pieces[(seed >> 16) % some]);
		memcpy(out + len, piece.data, piece.len);
		len += piece.len;
	}
	return slice_make(out, len);
}

/* Words are the same wherever reading began, and their hashes those of their letters. */
static void words_do_not_depend_on_where_reading_begins(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < 2000; seed++) {
		char memory[100 * 15], *exact;
		struct slice text = mixed_text(seed, memory, seed % 100);
		struct word words[1500];
		size_t at = 0, count;

		exact = malloc(text.len + 1); /* so that reading too far is seen */
		memcpy(exact, text.data, text.len);
		text.data = exact;
		count = words_read(text, &at, words, COUNT_OF(words));
		assert_int_equal(at, text.len);
		assert_int_equal(words_count(text, 0), count);
		for (size_t i = 0; i < count; i++) {
			struct word alone;

			at = words[i].at;
			assert_int_equal(words_count(text, at), count - i);
			assert_int_equal(words_read(text, &at, &alone, 1), 1);
			assert_int_equal(at, words[i].at + words[i].len);
			assert_memory_equal(&alone, &words[i], offsetof(struct word, flags));
			assert_int_equal(alone.flags, words[i].flags);
			assert_int_equal(alone.key, words[i].key);
			assert_true(alone.hash == word_hash(slice_sub(text, alone.at, at)));
			assert_int_equal(alone.chars, utf8_count(slice_sub(text, alone.at, at)));
			assert_true((alone.prefix != 0) == (alone.chars >= WORD_PREFIX));
			assert_true(!alone.prefix ||
				    alone.prefix == word_prefix(text, &alone, WORD_PREFIX));
		}
		free(exact);
	}
}

/* Lets about one in `rare` things through. */
static void fill_sieve(struct word_sieve *sieve, uint32_t seed, uint32_t rare)
{
	*sieve = (struct word_sieve){.numbers = seed % 5 == 0 ? WORD_DIGITS : 0, .has_stems = true};
	for (uint32_t slot = 0; slot < SIEVE_SIZE; slot++) {
		seed = seed * 1664525 + 1013904223;
		if ((seed >> 16) % rare == 0)
			sieve->words[slot % SIEVE_WORDS] |= seed >> 8 & 3;
		if ((seed >> 20) % rare == 0)
			sieve->pairs[slot / 64] |= UINT64_C(1) << slot % 64;
		if ((seed >> 12) % rare == 0)
			sieve->stems[slot / 64] |= UINT64_C(1) << slot % 64;
	}
}

/* A sieve stops at the words that pass when they are read, and at some short ones, and counts the
 * others. */
static void sifting_stops_where_reading_would(void **state)
{
	static struct word_sieve sieve;

	(void)state;
	for (uint32_t seed = 0; seed < 1000; seed++) {
		char memory[100 * 15], *exact;
		struct slice text = mixed_text(seed, memory, seed % 100);
		struct word words[1500];
		size_t at = 0, count, i = 0;

		if (seed % 50 == 0)
			fill_sieve(&sieve, seed, 2 + seed / 50 * 4);
		exact = malloc(text.len + 1);
		memcpy(exact, text.data, text.len);
		text.data = exact;
		count = words_read(text, &at, words, COUNT_OF(words));
		for (at = 0;; at = words[i].at + words[i].len, i++) {
			size_t passed = words_sift(text, &at, &sieve);

			for (; passed > 0; passed--)
				assert_false(sieve_passes(&sieve, words, i++, count));
			if (at == text.len)
				break;
			assert_int_equal(at, words[i].at);
			assert_true(words[i].chars < WORD_PREFIX ||
				    sieve_passes(&sieve, words, i, count));
		}
		assert_int_equal(i, count);
		free(exact);
	}
}

static void prefixes_hash_as_words_do(void **state)
{
	struct slice text =
		SLICE("\xD0\x9F\xD0\xBE\xD0\xB4\xD0\xBF\xD0\xB8\xD1\x81\xD1\x8C"); /* Podpis' */
	struct word word;
	size_t at = 0;

	(void)state;
	assert_int_equal(words_read(text, &at, &word, 1), 1);
	assert_true(word_prefix(text, &word, 7) == word.hash);
	assert_true(word_prefix(text, &word, WORD_PREFIX) == word.prefix);
	assert_true(word_prefix(text, &word, 4) == word_hash(slice_sub(text, 0, 8)));
}

static void sentence_ends_are_seen(void **state)
{
	static const char *const ended[] = {"Yes.",
					    "Yes!\"",
					    "Really? ",
					    "Wait\xE2\x80\xA6",
					    "\xE5\xA5\xBD\xE3\x80\x82",
					    "\xE1\x88\xB0\xE1\x8D\xA2", /* Ethiopic */
					    "\xD5\xA1\xD6\x89",         /* Armenian */
					    "\xE1\x80\x80\xE1\x81\x8B", /* Burmese */
					    "(So it is.)",
					    "He said \xE2\x80\x9Cno.\xE2\x80\x9D"};
	static const char *const open[] = {"", "Headline", "List:", "1)", "a, b,", "\xE2\x80\x9D"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ended); i++)
		assert_true(line_ends_sentence(slice_of(ended[i])));
	for (size_t i = 0; i < COUNT_OF(open); i++)
		assert_false(line_ends_sentence(slice_of(open[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_are_told_from_signs),
		cmocka_unit_test(letters_have_a_lower_case),
		cmocka_unit_test(common_letters_are_like_any),
		cmocka_unit_test(lines_and_paragraphs_are_counted),
		cmocka_unit_test(words_are_cut_and_flagged),
		cmocka_unit_test(words_can_be_read_in_pieces),
		cmocka_unit_test(words_do_not_depend_on_where_reading_begins),
		cmocka_unit_test(sifting_stops_where_reading_would),
		cmocka_unit_test(prefixes_hash_as_words_do),
		cmocka_unit_test(sentence_ends_are_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
