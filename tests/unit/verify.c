/* Comparing two texts exactly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "dedup/compare.h"
#include "dedup/judge.h"

/* A text with all its memory. */
struct sample {
	struct fingerprinter maker;
	struct text text;
};

static void sample_make(struct sample *sample, struct slice content)
{
	struct fingerprint print;

	*sample = (struct sample){0};
	assert_true(fingerprint_make(&sample->maker, content, &print));
	sample->text = (struct text){
		.set = sample->maker.set,
		.shingles = print.shingles,
		.kept = print.shingles,
		.guards = print.guards,
		.slots = print.slots,
		.word_count = print.word_count,
		.rare = print.shingles,
		.scarce = print.shingles,
	};
	/* As in an archive in which no other text has any of it. */
	for (uint32_t i = 0; i < print.shingles; i++)
		sample->text.set[i] |= SHINGLE_RARE | SHINGLE_SCARCE;
}

/* Plain words, a few to a line when `lines` is set. */
static void write_words(struct buf *text, unsigned seed, unsigned count, bool lines)
{
	for (unsigned i = 0; i < count; i++)
		buf_printf(text, "w%ux%u%c", seed, i, lines && i % 4 == 3 ? '\n' : ' ');
	buf_push(text, '\n');
}

struct verdict_of_pair {
	struct likeness likeness;
	bool story;
	enum relation relation;
};

static struct verdict_of_pair verdict_of(struct slice left, struct slice right)
{
	struct verdict_of_pair verdict;
	struct err err = {0};
	struct forest *trees = judge_open(&err);
	struct comparer comparer = {.judge = trees};
	struct sample a, b;

	assert_non_null(trees);
	sample_make(&a, left);
	sample_make(&b, right);
	comparer_load(&comparer, &a.text);
	verdict.likeness = comparer_measure(&comparer, &b.text);
	verdict.story = comparer_story(&comparer, &b.text, &verdict.likeness) == RELATION_NEAR;
	verdict.relation = comparer_relation(&comparer, &b.text, &verdict.likeness);
	assert_false(comparer.failed);
	comparer_free(&comparer);
	forest_close(trees);
	fingerprinter_free(&a.maker);
	fingerprinter_free(&b.maker);
	return verdict;
}

static void figures_are_exact(void **state)
{
	struct buf a = {0}, b = {0};
	struct verdict_of_pair pair;

	(void)state;
	write_words(&a, 1, 102, false); /* 100 shingles */
	write_words(&b, 1, 52, false);  /* 50 of them */
	pair = verdict_of(buf_slice(&a), buf_slice(&b));
	assert_int_equal(pair.likeness.shared, 50);
	assert_int_equal(pair.likeness.jaccard, 500000);
	assert_int_equal(pair.likeness.containment, PPM);
	buf_free(&a);
	buf_free(&b);
}

static void nothing_in_common(void **state)
{
	struct buf a = {0}, b = {0};
	struct verdict_of_pair pair;

	(void)state;
	write_words(&a, 1, 100, false);
	write_words(&b, 2, 100, false);
	pair = verdict_of(buf_slice(&a), buf_slice(&b));
	assert_int_equal(pair.likeness.shared, 0);
	assert_false(pair.story);
	assert_int_equal(pair.relation, RELATION_UNIQUE);
	pair = verdict_of(buf_slice(&a), slice_make(NULL, 0));
	assert_int_equal(pair.likeness.jaccard, 0);
	assert_false(pair.story);
	buf_free(&a);
	buf_free(&b);
}

static void a_story_with_a_tail_is_a_story(void **state)
{
	struct buf a = {0}, b = {0};

	(void)state;
	write_words(&a, 1, 200, false);
	write_words(&b, 1, 200, false);
	write_words(&b, 2, 60, false);
	assert_true(verdict_of(buf_slice(&a), buf_slice(&b)).story);
	assert_true(verdict_of(buf_slice(&b), buf_slice(&a)).story);
	buf_free(&a);
	buf_free(&b);
}

/* What follows is three times as long: who has the larger one must not lose the rest of it. */
static void a_story_above_a_long_tail_is_contained(void **state)
{
	struct buf a = {0}, b = {0};

	(void)state;
	for (unsigned i = 0; i < 8; i++)
		buf_printf(&a, "the %u of them ", 1000 + i);
	buf_append(&b, buf_slice(&a));
	write_words(&a, 1, 200, false);
	write_words(&b, 1, 200, false);
	write_words(&b, 2, 750, false);
	assert_false(verdict_of(buf_slice(&a), buf_slice(&b)).story);
	assert_int_equal(verdict_of(buf_slice(&b), buf_slice(&a)).relation, RELATION_CONTAINED);
	buf_free(&a);
	buf_free(&b);
}

static void other_news_above_a_story_is_another_story(void **state)
{
	struct buf a = {0}, b = {0};

	(void)state;
	write_words(&a, 1, 200, false);
	write_words(&b, 2, 130, false);
	write_words(&b, 1, 200, false);
	assert_false(verdict_of(buf_slice(&a), buf_slice(&b)).story);
	assert_int_equal(verdict_of(buf_slice(&b), buf_slice(&a)).relation, RELATION_CONTAINED);
	buf_free(&a);
	buf_free(&b);
}

/* A beginning that lacks words is no other story above the rest. */
static void a_worn_beginning_is_no_other_story(void **state)
{
	struct buf a = {0}, b = {0};

	(void)state;
	write_words(&a, 1, 300, false);
	for (unsigned i = 0; i < 300; i++)
		if (i >= 24 || i % 8 < 6)
			buf_printf(&b, "w1x%u ", i);
	assert_true(verdict_of(buf_slice(&a), buf_slice(&b)).story);
	assert_true(verdict_of(buf_slice(&b), buf_slice(&a)).story);
	buf_free(&a);
	buf_free(&b);
}

static void a_story_under_another_one_is_contained(void **state)
{
	struct buf a = {0}, b = {0};
	struct verdict_of_pair pair;

	(void)state;
	write_words(&a, 1, 200, false);
	write_words(&b, 2, 250, false);
	write_words(&b, 1, 200, false);
	pair = verdict_of(buf_slice(&a), buf_slice(&b));
	assert_false(pair.story);
	assert_int_equal(pair.relation, RELATION_CONTAINED);
	pair = verdict_of(buf_slice(&b), buf_slice(&a));
	assert_false(pair.story);
	assert_int_equal(pair.relation, RELATION_CONTAINED);
	buf_free(&a);
	buf_free(&b);
}

static void a_menu_above_a_story_is_no_other_story(void **state)
{
	struct buf a = {0}, b = {0};

	(void)state;
	write_words(&a, 1, 200, false);
	write_words(&b, 2, 30, true);
	write_words(&b, 1, 200, false);
	assert_true(verdict_of(buf_slice(&a), buf_slice(&b)).story);
	buf_free(&a);
	buf_free(&b);
}

static void a_shared_passage_is_an_excerpt(void **state)
{
	struct buf a = {0}, b = {0};
	struct verdict_of_pair pair;

	(void)state;
	write_words(&a, 1, 300, false);
	write_words(&a, 9, 80, false);
	write_words(&b, 2, 300, false);
	write_words(&b, 9, 80, false);
	pair = verdict_of(buf_slice(&a), buf_slice(&b));
	assert_false(pair.story);
	assert_int_equal(pair.relation, RELATION_EXCERPT);
	buf_free(&a);
	buf_free(&b);
}

/* Half of both texts is one passage: plenty of shingles, but neither is covered. */
static void half_a_text_is_no_story(void **state)
{
	struct buf a = {0}, b = {0};

	(void)state;
	write_words(&a, 9, 200, false);
	write_words(&a, 1, 200, false);
	write_words(&b, 9, 200, false);
	write_words(&b, 2, 200, false);
	assert_false(verdict_of(buf_slice(&a), buf_slice(&b)).story);
	buf_free(&a);
	buf_free(&b);
}

/* A report that any month could fill in. */
static void write_report(struct buf *text, unsigned base)
{
	static const char *const item[] = {"wheat",  "barley", "maize", "timber",
					   "copper", "salt",   "wool",  "coal"};

	buf_append(text, SLICE("The port office put out its monthly table of goods that crossed "
			       "the quay. "));
	for (unsigned i = 0; i < COUNT_OF(item); i++)
		buf_printf(
			text,
			"Ships carried %u tonnes of %s past the outer lock, the office said, and ",
			base + 37 * i, item[i]);
	buf_append(text,
		   SLICE("nothing else was weighed during the month under review by its clerks."));
}

static void one_form_with_other_numbers_is_a_template(void **state)
{
	struct buf a = {0}, b = {0};
	struct verdict_of_pair pair;

	(void)state;
	write_report(&a, 1000);
	write_report(&b, 2001);
	pair = verdict_of(buf_slice(&a), buf_slice(&b));
	assert_true(pair.likeness.jaccard >= 300000);
	assert_false(pair.story);
	assert_int_equal(pair.relation, RELATION_TEMPLATE);
	assert_true(verdict_of(buf_slice(&a), buf_slice(&a)).story);
	buf_free(&a);
	buf_free(&b);
}

/*
 * Nine words in a row lose two of them to noise, so that a third of the shingles is left, all over
 * the text: Jaccard is 0.2. Every fiftieth word is a number.
 */
static void write_noisy(struct buf *text, unsigned noise, unsigned numbers)
{
	for (unsigned i = 0; i < 450; i++) {
		if (noise && (i % 9 == 0 || i % 9 == 4))
			buf_printf(text, "n%ux%u ", noise, i);
		else if (numbers && i % 50 == 20)
			buf_printf(text, "%u ", numbers + i);
		else
			buf_printf(text, "w%u ", i);
	}
}

static void noise_all_over_leaves_a_story(void **state)
{
	struct buf a = {0}, b = {0}, c = {0}, blind = {0}, noisy = {0};
	struct verdict_of_pair pair;

	(void)state;
	write_noisy(&a, 0, 100);
	write_noisy(&b, 1, 100);
	write_noisy(&c, 1, 301);
	pair = verdict_of(buf_slice(&a), buf_slice(&b));
	assert_in_range(pair.likeness.jaccard, 150000, 249999);
	assert_true(pair.story);
	assert_true(verdict_of(buf_slice(&b), buf_slice(&a)).story);
	assert_false(verdict_of(buf_slice(&a), buf_slice(&c)).story); /* other numbers */
	write_noisy(&blind, 0, 0);
	write_noisy(&noisy, 1, 0);
	assert_false(verdict_of(buf_slice(&blind), buf_slice(&noisy)).story); /* none */
	buf_free(&a);
	buf_free(&b);
	buf_free(&c);
	buf_free(&blind);
	buf_free(&noisy);
}

/* As much of both texts is shared, but in one piece. */
static void a_fifth_in_one_piece_is_no_story(void **state)
{
	struct buf a = {0}, b = {0};

	(void)state;
	for (unsigned i = 0; i < 450; i++) {
		buf_printf(&a, i % 50 == 20 ? "%u " : "w%u ", i);
		buf_printf(&b, i % 50 == 20 ? "%u " : i < 150 ? "w%u " : "v%u ", i);
	}
	assert_in_range(verdict_of(buf_slice(&a), buf_slice(&b)).likeness.jaccard, 150000, 249999);
	assert_false(verdict_of(buf_slice(&a), buf_slice(&b)).story);
	buf_free(&a);
	buf_free(&b);
}

static void slots_look_at_the_same_places(void **state)
{
	struct sample a, b;

	(void)state;
	sample_make(&a, SLICE("sold 10 apples and bought 20 pears then 30 plums"));
	sample_make(&b, SLICE("sold 10 apples and bought 20 pears then 31 plums"));
	assert_true(slots_agree(&a.text, &b.text)); /* two of three */
	fingerprinter_free(&b.maker);
	sample_make(&b, SLICE("sold 11 apples and bought 20 pears then 31 plums"));
	assert_false(slots_agree(&a.text, &b.text));
	fingerprinter_free(&b.maker);
	sample_make(&b, SLICE("lent 11 horses and hired 21 carts"));
	assert_true(slots_agree(&a.text, &b.text)); /* no place in common */
	fingerprinter_free(&b.maker);
	fingerprinter_free(&a.maker);
}

/* Places by name, and four numbers among them, of which so many are other ones. */
static void write_progress(struct buf *text, unsigned names, unsigned changed)
{
	buf_clear(text);
	for (unsigned i = 0; i < names; i++) {
		for (unsigned j = 0; j < 20; j++)
			buf_printf(text, "w%ux%u ", i, j);
		buf_printf(text, "reached Name%c and w%u ", (char)('a' + i), i);
		if (i < 4)
			buf_printf(text, "with %u v%u ", 200 + i + (i < changed ? 300 : 0), i);
	}
}

static bool goes_on(unsigned names, unsigned changed)
{
	struct buf a = {0}, b = {0};
	bool story;

	write_progress(&a, names, 0);
	write_progress(&b, names, changed);
	story = verdict_of(buf_slice(&a), buf_slice(&b)).story;
	buf_free(&a);
	buf_free(&b);
	return story;
}

/* As a story goes on. Where less else stays, other numbers make another report of the same form. */
static void few_numbers_may_change(void **state)
{
	(void)state;
	assert_true(goes_on(16, 2));
	assert_true(goes_on(8, 2));
	assert_false(goes_on(8, 3)); /* 9 of 12 */
}

static void guards_need_three(void **state)
{
	struct sample a, b;

	(void)state;
	sample_make(&a, SLICE("from 1 to 2"));
	sample_make(&b, SLICE("from 1 to 2 to 3 to 4"));
	assert_int_equal(guard_share(&a.text, &b.text), GUARD_UNKNOWN);
	fingerprinter_free(&a.maker);
	sample_make(&a, SLICE("from 1 to 2 to 7"));
	assert_int_equal(guard_share(&a.text, &b.text), 666666);
	fingerprinter_free(&a.maker);
	fingerprinter_free(&b.maker);
}

static void short_texts_need_the_same_facts(void **state)
{
	struct slice a = SLICE(
		"Trams to Elm Street stop at 9 and at 11 on the nights of May 4 and of May 5");
	struct slice b =
		SLICE("Trams to Elm Street stop at 9 and at 11 on the nights of May 4 and May 5");
	struct slice c = SLICE(
		"Trams to Elm Street stop at 9 and at 12 on the nights of May 4 and of May 6");

	(void)state;
	assert_true(verdict_of(a, b).story);
	assert_false(verdict_of(a, c).story);
	assert_false(verdict_of(SLICE("see page 1 2 3"), SLICE("see the page 1 2 3")).story);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_exact),
		cmocka_unit_test(nothing_in_common),
		cmocka_unit_test(a_story_with_a_tail_is_a_story),
		cmocka_unit_test(a_story_above_a_long_tail_is_contained),
		cmocka_unit_test(other_news_above_a_story_is_another_story),
		cmocka_unit_test(a_worn_beginning_is_no_other_story),
		cmocka_unit_test(a_story_under_another_one_is_contained),
		cmocka_unit_test(a_menu_above_a_story_is_no_other_story),
		cmocka_unit_test(a_shared_passage_is_an_excerpt),
		cmocka_unit_test(half_a_text_is_no_story),
		cmocka_unit_test(one_form_with_other_numbers_is_a_template),
		cmocka_unit_test(noise_all_over_leaves_a_story),
		cmocka_unit_test(a_fifth_in_one_piece_is_no_story),
		cmocka_unit_test(slots_look_at_the_same_places),
		cmocka_unit_test(few_numbers_may_change),
		cmocka_unit_test(guards_need_three),
		cmocka_unit_test(short_texts_need_the_same_facts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
