/* What two texts have in common. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "dedup/passages.h"

/* `want` is pairs of what each text has, one after the other, and NULL. */
static void assert_passages(const char *here, const char *there, const char *const *want)
{
	struct passage *passage;
	size_t count, wanted = 0;

	while (want[2 * wanted])
		wanted++;
	assert_true(passages_find(slice_of(here), slice_of(there), &passage, &count));
	assert_int_equal(count, wanted);
	for (size_t i = 0; i < count; i++) {
		assert_true(slice_equal(passage[i].here, slice_of(want[2 * i])));
		assert_true(slice_equal(passage[i].there, slice_of(want[2 * i + 1])));
	}
	free(passage);
}

static void the_longest_comes_first(void **state)
{
	static const char *const want[] = {"four five six seven", "four five six seven",
					   "one two three", "one two three", NULL};

	(void)state;
	assert_passages("one two three x four five six seven",
			"four five six seven y one two three", want);
}

static void form_does_not_count(void **state)
{
	static const char *const want[] = {"“Ça va,” said\nthe BOY -", "\"Ca va\" said the boy.",
					   NULL};

	(void)state;
	assert_passages("“Ça va,” said\nthe BOY - then", "Well: \"Ca va\" said the boy.", want);
}

static void scripts_without_spaces(void **state)
{
	static const char *const want[] = {"老茶厂将", "老茶厂将", NULL};

	(void)state;
	assert_passages("青石镇的老茶厂将于", "村里老茶厂将要", want);
}

static void nothing_in_common(void **state)
{
	static const char *const none[] = {NULL};

	(void)state;
	assert_passages("one two three", "four five six", none);
	assert_passages("one two x", "one two y", none);
	assert_passages("", "one two three", none);
	assert_passages("... !", "", none);
}

static void repetition_takes_no_longer(void **state)
{
	struct buf text = {0};
	struct passage *passage;
	size_t count;

	(void)state;
	for (unsigned i = 0; i < 300000; i++)
		buf_append(&text, i % 1000 ? SLICE("so ") : SLICE("then "));
	assert_true(
		passages_find(buf_slice(&text), slice_from(buf_slice(&text), 5), &passage, &count));
	assert_true(count > 0);
	free(passage);
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_comes_first),    cmocka_unit_test(form_does_not_count),
		cmocka_unit_test(scripts_without_spaces),     cmocka_unit_test(nothing_in_common),
		cmocka_unit_test(repetition_takes_no_longer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
