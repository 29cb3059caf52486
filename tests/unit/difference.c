/* Differences against a plain longest common subsequence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "text/diff/difference.h"

enum { MOST = 24 };

static size_t longest_common(const uint64_t *a, size_t n, const uint64_t *b, size_t m)
{
	size_t best[MOST + 1][MOST + 1] = {{0}};

	for (size_t i = n; i-- > 0;)
		for (size_t j = m; j-- > 0;)
			best[i][j] = a[i] == b[j]                      ? best[i + 1][j + 1] + 1
				     : best[i + 1][j] > best[i][j + 1] ? best[i + 1][j]
								       : best[i][j + 1];
	return best[0][0];
}

/* Partners come in the same order and are equal; returns how many there are. */
static size_t check_partners(const struct difference_side *a, const struct difference_side *b)
{
	size_t count = 0, j = 0;

	for (size_t i = 0; i < a->count; i++) {
		if (!a->same[i])
			continue;
		while (j < b->count && !b->same[j])
			j++;
		assert_true(j < b->count);
		assert_true(a->elements[i] == b->elements[j]);
		j++;
		count++;
	}
	while (j < b->count)
		assert_false(b->same[j++]);
	return count;
}

static void finds_the_longest_common_subsequence(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		uint64_t x[MOST], y[MOST];
		bool same_x[MOST], same_y[MOST];
		size_t n, m;
		struct difference_side a = {x, 0, same_x}, b = {y, 0, same_y};

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		n = (size_t)(seed >> 33) % (MOST + 1);
		m = (size_t)(seed >> 40) % (MOST + 1);
		for (size_t i = 0; i < MOST; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			x[i] = (seed >> 33) % 4;
			y[i] = (seed >> 45) % 4;
		}
		a.count = n;
		b.count = m;
		assert_true(difference_find(&a, &b));
		assert_int_equal(check_partners(&a, &b), longest_common(x, n, y, m));
	}
}

/* Two long sequences without anything in common end in time and have no partners. */
static void gives_up_on_what_is_all_different(void **state)
{
	enum { COUNT = 100000 };
	uint64_t *x = calloc(COUNT, sizeof(*x)), *y = calloc(COUNT, sizeof(*y));
	bool *same_x = calloc(COUNT, sizeof(bool)), *same_y = calloc(COUNT, sizeof(bool));
	struct difference_side a = {x, COUNT, same_x}, b = {y, COUNT, same_y};

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		x[i] = i;
		y[i] = i + COUNT;
	}
	assert_true(difference_find(&a, &b));
	assert_int_equal(check_partners(&a, &b), 0);
	free(x);
	free(y);
	free(same_x);
	free(same_y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_longest_common_subsequence),
		cmocka_unit_test(gives_up_on_what_is_all_different),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
