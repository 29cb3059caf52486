#include "text/rewrite.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/compiler.h"

static const struct slice text = SLICE_INIT("one two three");
static const struct slice rule = SLICE_INIT("rule");

static void check_edit(const struct rewrite *r, size_t at, struct rewrite_edit want)
{
	assert_true(at < r->edit_count);
	assert_int_equal(r->edits[at].from, want.from);
	assert_int_equal(r->edits[at].to, want.to);
	assert_int_equal(r->edits[at].out_from, want.out_from);
	assert_int_equal(r->edits[at].out_to, want.out_to);
}

static void what_is_cut_at_the_ends_costs_no_copy(void **state)
{
	struct arena arena = {0};
	struct rewrite r;
	struct slice out;

	(void)state;
	rewrite_begin(&r, text, &arena, false);
	rewrite_replace(&r, 0, 4, 0, SLICE(""), rule);
	out = rewrite_end(&r, 10, 3, rule);
	assert_ptr_equal(out.data, text.data + 4);
	assert_int_equal(out.len, 3);
	assert_null(arena.chunks);
	arena_free(&arena);
}

static void the_end_of_the_output_can_be_taken_back(void **state)
{
	struct arena arena = {0};
	struct rewrite r;
	struct slice out;
	uint32_t c;

	(void)state;
	rewrite_begin(&r, text, &arena, true);
	rewrite_replace(&r, 3, 4, 0, SLICE("-"), rule); /* one-two three */
	rewrite_replace(&r, 7, 8, 0, SLICE("+"), rule); /* one-two+three */
	assert_int_equal(rewrite_before(&r, 8, 0, &c), 1);
	assert_int_equal(c, '+');
	assert_int_equal(rewrite_before(&r, 8, 1, &c), 1);
	assert_int_equal(c, 'o');
	assert_int_equal(rewrite_before(&r, 8, 8, &c), 0);
	rewrite_replace(&r, 8, 8, 5, SLICE(" 2 "), rule); /* one 2 three */
	assert_int_equal(r.edit_count, 1);
	check_edit(&r, 0, (struct rewrite_edit){.from = 3, .to = 8, .out_from = 3, .out_to = 6});
	out = rewrite_end(&r, text.len, 2, rule);
	assert_true(slice_equal(out, SLICE("one 2 thr")));
	assert_int_equal(r.edit_count, 2);
	check_edit(&r, 1, (struct rewrite_edit){.from = 11, .to = 13, .out_from = 9, .out_to = 9});
	arena_free(&arena);
}

static void half_of_an_edit_stays(void **state)
{
	struct arena arena = {0};
	struct rewrite r;
	struct slice out;

	(void)state;
	rewrite_begin(&r, text, &arena, true);
	rewrite_replace(&r, 3, 4, 0, SLICE("ABC"), rule); /* oneABCtwo three */
	rewrite_replace(&r, 5, 6, 3, SLICE("x"), rule);   /* oneAxo three */
	out = rewrite_end(&r, text.len, 0, rule);
	assert_true(slice_equal(out, SLICE("oneAxo three")));
	assert_int_equal(r.edit_count, 1);
	check_edit(&r, 0, (struct rewrite_edit){.from = 3, .to = 6, .out_from = 3, .out_to = 5});
	arena_free(&arena);
}

static void a_text_may_grow(void **state)
{
	struct arena arena = {0};
	struct rewrite r;
	struct slice out;

	(void)state;
	rewrite_begin(&r, text, &arena, false);
	for (int i = 0; i < 1000; i++)
		rewrite_replace(&r, 3, 3, 0, SLICE("0123456789"), rule);
	out = rewrite_end(&r, text.len, 0, rule);
	assert_int_equal(out.len, text.len + 10000);
	assert_true(slice_starts(out, SLICE("one0123456789")));
	assert_true(slice_ends(out, SLICE("789 two three")));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_cut_at_the_ends_costs_no_copy),
		cmocka_unit_test(the_end_of_the_output_can_be_taken_back),
		cmocka_unit_test(half_of_an_edit_stays),
		cmocka_unit_test(a_text_may_grow),
	};

	return cmocka_run_group_tests_name("rewrite", tests, NULL, NULL);
}
