/* Fingerprints: shingles, guards, slots and the sketch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "dedup/fingerprint.h"

/* `count` words that no other seed has. */
static void write_words(struct buf *text, unsigned seed, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		buf_printf(text, "w%ux%u ", seed, i);
}

static bool contains(const uint32_t *set, size_t count, uint32_t value)
{
	for (size_t i = 0; i < count; i++)
		if (set[i] == value)
			return true;
	return false;
}

static void forms_of_one_text_are_equal(void **state)
{
	struct fingerprinter maker = {0};
	struct fingerprint a, b;

	(void)state;
	assert_true(fingerprint_make(&maker, SLICE("The mayor\u2019s plan \u2013 42 trees"), &a));
	assert_true(fingerprint_make(&maker, SLICE("the MAYOR'S plan:\n42 trees."), &b));
	assert_true(a.words.low == b.words.low && a.words.high == b.words.high);
	assert_true(a.bytes != b.bytes);
	assert_true(fingerprint_make(&maker, SLICE("the mayor's plan: 43 trees"), &b));
	assert_true(a.words.low != b.words.low);
	fingerprinter_free(&maker);
}

static void texts_without_words_differ_by_their_bytes(void **state)
{
	struct fingerprinter maker = {0};
	struct fingerprint a, b, c;

	(void)state;
	assert_true(fingerprint_make(&maker, SLICE(""), &a));
	assert_true(fingerprint_make(&maker, SLICE("..."), &b));
	assert_true(fingerprint_make(&maker, SLICE("..."), &c));
	assert_true(a.words.low != b.words.low);
	assert_true(b.words.low == c.words.low);
	assert_int_equal(a.word_count, 0);
	assert_int_equal(a.shingles, 0);
	assert_int_equal(a.sketched, 0);
	fingerprinter_free(&maker);
}

static void shingles_are_distinct_and_in_order(void **state)
{
	struct fingerprinter maker = {0};
	struct fingerprint print;
	struct buf text = {0};

	(void)state;
	write_words(&text, 1, 40);
	write_words(&text, 1, 40);
	assert_true(fingerprint_make(&maker, buf_slice(&text), &print));
	assert_int_equal(print.word_count, 80);
	assert_int_equal(print.shingles, 40); /* 38, and two across the seam */
	buf_clear(&text);
	for (int i = 0; i < 1000; i++)
		buf_append(&text, SLICE("again "));
	assert_true(fingerprint_make(&maker, buf_slice(&text), &print));
	assert_int_equal(print.shingles, 1);
	buf_free(&text);
	fingerprinter_free(&maker);
}

/* Of a text's shingles those from `from` up to `to` stand in prose, and no others. */
static void check_prose(const char *text, size_t from, size_t to)
{
	struct fingerprinter maker = {0};
	struct fingerprint print;

	assert_true(fingerprint_make(&maker, slice_of(text), &print));
	for (size_t i = 0; i < print.shingles; i++)
		assert_int_equal(print.set[i] & SHINGLE_PROSE, i >= from && i < to);
	fingerprinter_free(&maker);
}

static void sentences_are_prose(void **state)
{
	(void)state;
	check_prose(
		"Home\nNews\nSport\nMoney\nWeather\nTravel\nFood\nHelp\nLog in\nAbout us\n\n"
		"The ferry to the outer islands will run twice a day from May.\n"
		"One two three four five six seven eight nine ten eleven twelve thirteen fourteen",
		12, 25);
	/* Wrapped anywhere, with links, and behind a quote. */
	check_prose("Menu\nThe ferry to the [outer islands](https://ferry.example/islands?page=2)\n"
		    "will run twice a day from the\nfirst of May, she said: \u201Cif the weather\n"
		    "permits.\u201D Read on\nShare this page with all of your friends and "
		    "neighbours now",
		    1, 23);
}

static void without_sentences_long_lines_are_prose(void **state)
{
	struct buf text = {0};

	(void)state;
	for (unsigned i = 0; i < 10; i++) {
		write_words(&text, i, 4);
		buf_push(&text, '\n');
	}
	write_words(&text, 99, 16);
	buf_push(&text, '\0');
	check_prose(text.data, 40, 56);
	buf_free(&text);
}

static void addresses_are_no_text(void **state)
{
	struct fingerprinter maker = {0};
	struct fingerprint a, b;

	(void)state;
	assert_true(fingerprint_make(&maker, SLICE("See www.quay.example/1 for more"), &a));
	assert_true(fingerprint_make(&maker, SLICE("See www.quay.example/2 for more"), &b));
	assert_true(a.words.low != b.words.low);
	assert_int_equal(a.word_count, 3);
	fingerprinter_free(&maker);
}

static void a_short_text_keeps_its_words(void **state)
{
	struct fingerprinter maker = {0};
	struct fingerprint print;

	(void)state;
	assert_true(fingerprint_make(&maker, SLICE("one two three two one"), &print));
	assert_int_equal(print.word_count, 5);
	assert_int_equal(print.shingles, 3);
	assert_int_equal(print.sketched, 1); /* one run of five words */
	fingerprinter_free(&maker);
}

/* A sample of a long text and the full sketch of its beginning have the sampled values in common.
 */
static void sketches_nest(void **state)
{
	struct fingerprinter maker = {0}, other = {0};
	struct fingerprint whole, part;
	struct buf text = {0};
	size_t part_len, shared = 0;

	(void)state;
	write_words(&text, 7, 60);
	part_len = text.len;
	write_words(&text, 8, 2000);
	assert_true(fingerprint_make(&maker, buf_slice(&text), &whole));
	assert_true(fingerprint_make(&other, slice_make(text.data, part_len), &part));
	assert_int_equal(part.sketched, 56);
	assert_int_equal(whole.sketched, whole.sampled);
	assert_in_range(whole.sampled, 190, 330); /* an eighth of 2056 is 257 */
	for (size_t i = 0; i < part.sketched; i++)
		shared += contains(whole.sketch, whole.sketched, part.sketch[i]);
	assert_int_equal(shared, part.sampled);
	buf_free(&text);
	fingerprinter_free(&maker);
	fingerprinter_free(&other);
}

static void sketches_are_sorted(void **state)
{
	struct fingerprinter maker = {0};
	struct fingerprint print;
	struct buf text = {0};

	(void)state;
	write_words(&text, 3, 5000);
	assert_true(fingerprint_make(&maker, buf_slice(&text), &print));
	for (size_t i = 1; i < print.sketched; i++)
		assert_true(print.sketch[i - 1] < print.sketch[i]);
	buf_free(&text);
	fingerprinter_free(&maker);
}

static void numbers_and_names_are_guards(void **state)
{
	struct fingerprinter maker = {0};
	struct fingerprint print;
	size_t numbers = 0;

	(void)state;
	assert_true(fingerprint_make(
		&maker, SLICE("The fund of Harlan Pike lost 1,250.75 crowns on May 3."), &print));
	assert_int_equal(print.guards, 5); /* Harlan, Pike, 1250.75, May, 3 */
	for (size_t i = 0; i < print.guards; i++)
		numbers += fingerprint_guards(&print)[i] & GUARD_NUMBER;
	assert_int_equal(numbers, 2);
	assert_int_equal(print.slots, 3); /* the last two wait for a word that never comes */
	fingerprinter_free(&maker);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_of_one_text_are_equal),
		cmocka_unit_test(texts_without_words_differ_by_their_bytes),
		cmocka_unit_test(shingles_are_distinct_and_in_order),
		cmocka_unit_test(sentences_are_prose),
		cmocka_unit_test(without_sentences_long_lines_are_prose),
		cmocka_unit_test(addresses_are_no_text),
		cmocka_unit_test(a_short_text_keeps_its_words),
		cmocka_unit_test(sketches_nest),
		cmocka_unit_test(sketches_are_sorted),
		cmocka_unit_test(numbers_and_names_are_guards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
