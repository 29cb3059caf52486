/* line_cache: what was found is found again, for the same line in the same place and language
 * alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "article/rules/line_cache.h"
#include "base/compiler.h"

static void what_was_kept_is_found(void **state)
{
	struct line_cache *cache = calloc(1, sizeof(*cache));
	struct line_cache_key key = {SLICE("Share the harbour"), 77, 3, 1};
	const struct line_cache_line *line;

	(void)state;
	assert_non_null(cache);
	assert_null(line_cache_find(cache, &key));
	line_cache_keep(cache, &key, 42, -1);
	line = line_cache_find(cache, &key);
	assert_non_null(line);
	assert_int_equal(line->shapes, 42);
	assert_int_equal(line->rule, -1);
	free(cache);
}

static void another_line_is_another(void **state)
{
	/* clang-format off */
	const struct line_cache_key others[] = {
		{SLICE("Share the harbou"), 77, 3, 1},      {SLICE("Share the harbouR"), 77, 3, 1},
		{SLICE("Share the harbour!"), 77, 3, 1},    {SLICE("Share the harbour"), 78, 3, 1},
		{SLICE("Share the harbour"), 77, 2, 1},     {SLICE("Share the harbour"), 77, 3, 0},
	};
	/* clang-format on */
	struct line_cache *cache = calloc(1, sizeof(*cache));
	struct line_cache_key key = {SLICE("Share the harbour"), 77, 3, 1};

	(void)state;
	assert_non_null(cache);
	line_cache_keep(cache, &key, 42, 5);
	for (size_t i = 0; i < COUNT_OF(others); i++)
		assert_null(line_cache_find(cache, &others[i]));
	key.text = SLICE("Leave it");
	line_cache_keep(cache, &key, 1, 2);
	assert_int_equal(line_cache_find(cache, &key)->rule, 2);
	free(cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_kept_is_found),
		cmocka_unit_test(another_line_is_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
