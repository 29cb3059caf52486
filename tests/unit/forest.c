/* forest: what trees say of rows, and files that are no forests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "article/trees/forest_trees.h"
#include "base/buf.h"

static const char *const features[] = {"words", "unused", "links"};

enum { FEATURES = 3 };

static const char small[] = "# words 10 or more: yes, unless all of it is links\n"
			    "forest 2 2 -100\n"
			    "column words 5 10\n"
			    "column links -1 900\n"
			    "tree 0:2 =-1000 1:2 =2000 =-3000\n"
			    "\n"
			    "tree 1:1 0:1 =1 =2 =4\n";

static struct forest *open_forest(const char *text)
{
	struct err err = {0};
	struct forest *forest = forest_open(slice_of(text), "f", features, FEATURES, &err);

	if (!forest)
		print_error("%s\n", err.message);
	assert_non_null(forest);
	return forest;
}

static int32_t score(const struct forest *forest, int32_t words, int32_t links)
{
	int32_t row[FEATURES] = {words, 12345, links}, sum;

	forest_score(forest, row, 1, &sum);
	return sum;
}

static void a_value_at_a_threshold_reaches_it(void **state)
{
	struct forest *forest = open_forest(small);

	(void)state;
	assert_int_equal(score(forest, 10, 899), -100 + 2000 + 4);
	assert_int_equal(score(forest, 9, 899), -100 - 1000 + 4);
	assert_int_equal(score(forest, 10, 900), -100 - 3000 + 4);
	assert_int_equal(score(forest, 5, -1), -100 - 1000 + 4);
	assert_int_equal(score(forest, 5, -2), -100 - 1000 + 2);
	assert_int_equal(score(forest, 4, -2), -100 - 1000 + 1);
	assert_int_equal(score(forest, INT32_MIN, INT32_MIN), -100 - 1000 + 1);
	assert_int_equal(score(forest, INT32_MAX, INT32_MAX), -100 - 3000 + 4);
	forest_close(forest);
}

static void rows_do_not_depend_on_their_neighbours(void **state)
{
	struct forest *forest = open_forest(small);
	int32_t values[101][FEATURES], scores[101];

	(void)state;
	for (int i = 0; i < 101; i++) {
		values[i][0] = i % 13;
		values[i][1] = i;
		values[i][2] = i * 31 % 1000 - 50;
	}
	for (size_t count = 0; count <= 101; count++) {
		memset(scores, 0x55, sizeof(scores));
		forest_score(forest, values[0], count, scores);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(scores[i], score(forest, values[i][0], values[i][2]));
		assert_true(count == 101 || scores[count] == 0x55555555);
	}
	forest_close(forest);
}

static void shares_add_up_to_the_score(void **state)
{
	struct forest *forest = open_forest(small);
	int32_t row[FEATURES] = {12, 0, 1000}, shares[FEATURES] = {0, 0, 0};
	/* The trees' means: (-1000 - 1000 + 2000 - 3000) / 4, and (1 + 2 + 4 + 4) / 4 cut off. */
	int32_t start = -100 - 750 + 2;

	(void)state;
	forest_explain(forest, row, shares);
	assert_int_equal(shares[0] + shares[1] + shares[2], score(forest, 12, 1000) - start);
	assert_int_equal(shares[0], 250);
	assert_int_equal(shares[1], 0);
	assert_int_equal(shares[2], -2500 + 2);
	forest_close(forest);
}

/* Numbers that are the same on every machine. */
static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

enum { RANDOM_COLUMNS = 3, RANDOM_ROWS = 2 * FOREST_ROWS + 20, RANDOM_TREES = 40 };

/* clang-format off */
static const int32_t random_thresholds[RANDOM_COLUMNS][3] = {
	{-7, 0, 9},              /* near one another */
	{-2000000000, 5, 2000000000},
	{INT32_MIN, 1, INT32_MAX},
};
/* clang-format on */

/* Writes a subtree, and adds what it says of each row that comes to it. */
static void grow_tree(struct buf *text, uint32_t *seed, unsigned depth,
		      int32_t rows[RANDOM_ROWS][RANDOM_COLUMNS], const bool *here, int32_t *sums)
{
	uint32_t column = next_random(seed) % RANDOM_COLUMNS, least = next_random(seed) % 3;
	bool lower[RANDOM_ROWS], upper[RANDOM_ROWS];

	if (depth == FOREST_MAX_DEPTH || next_random(seed) % 6 == 0) {
		int32_t leaf = (int32_t)(next_random(seed) % 2001) - 1000;

		buf_printf(text, " =%d", leaf);
		for (unsigned i = 0; i < RANDOM_ROWS; i++)
			sums[i] += here[i] ? leaf : 0;
		return;
	}
	buf_printf(text, " %u:%u", column, least + 1);
	for (unsigned i = 0; i < RANDOM_ROWS; i++) {
		bool yes = rows[i][column] >= random_thresholds[column][least];

		lower[i] = here[i] && !yes;
		upper[i] = here[i] && yes;
	}
	grow_tree(text, seed, depth + 1, rows, lower, sums);
	grow_tree(text, seed, depth + 1, rows, upper, sums);
}

static void the_score_is_what_the_trees_say(void **state)
{
	static const int32_t values[] = {INT32_MIN, -2000000000, -8, -7, 0, 1, 8, 9, 10, INT32_MAX};
	struct buf text = {0};
	uint32_t seed = 1;
	int32_t rows[RANDOM_ROWS][RANDOM_COLUMNS], sums[RANDOM_ROWS] = {0}, scores[RANDOM_ROWS];
	bool here[RANDOM_ROWS];
	struct forest *forest;

	(void)state;
	for (unsigned i = 0; i < RANDOM_ROWS; i++) {
		here[i] = true;
		for (unsigned c = 0; c < RANDOM_COLUMNS; c++)
			rows[i][c] = values[next_random(&seed) % 10];
	}
	buf_printf(&text, "forest %d %d 0\n", RANDOM_COLUMNS, RANDOM_TREES);
	for (unsigned c = 0; c < RANDOM_COLUMNS; c++)
		buf_printf(&text, "column %s %d %d %d\n", features[c], random_thresholds[c][0],
			   random_thresholds[c][1], random_thresholds[c][2]);
	for (unsigned i = 0; i < RANDOM_TREES; i++) {
		buf_printf(&text, "tree");
		grow_tree(&text, &seed, 0, rows, here, sums);
		buf_push(&text, '\n');
	}
	buf_push(&text, '\0');
	forest = open_forest(text.data);
	forest_score(forest, rows[0], RANDOM_ROWS, scores);
	for (unsigned i = 0; i < RANDOM_ROWS; i++)
		assert_int_equal(scores[i], sums[i]);
	forest_close(forest);
	buf_free(&text);
}

static void both_ways_give_the_same(void **state)
{
	struct forest *forest = open_forest(small);
	uint8_t bytes[2 * FOREST_ROWS];
	static const size_t counts[] = {1, FOREST_ROWS / 2, FOREST_ROWS / 2 + 1, FOREST_ROWS};

	(void)state;
	for (unsigned i = 0; i < FOREST_ROWS; i++) {
		bytes[i] = (uint8_t)(i % 3);
		bytes[FOREST_ROWS + i] = (uint8_t)(i / 3 % 3);
	}
	for (size_t i = 0; i < 4 && forest_sweep_avx2_supported(); i++) {
		int32_t one[FOREST_ROWS] = {0}, other[FOREST_ROWS] = {0};

		forest_sweep(forest, bytes, counts[i], one);
		forest_sweep_avx2(forest, bytes, counts[i], other);
		assert_memory_equal(one, other, counts[i] * sizeof(one[0]));
	}
	forest_close(forest);
}

static void a_forest_without_trees_says_its_base(void **state)
{
	struct forest *forest = open_forest("forest 1 0 7\ncolumn words 1\n");

	(void)state;
	assert_int_equal(score(forest, 3, 3), 7);
	forest_close(forest);
}

static void trees_may_be_as_deep_as_the_limit(void **state)
{
	struct buf text = {0};
	struct forest *forest;

	(void)state;
	buf_printf(&text, "forest 1 1 0\ncolumn words 1 2 3 4 5 6 7 8\ntree");
	for (int i = 1; i <= FOREST_MAX_DEPTH; i++)
		buf_printf(&text, " 0:%d =%d", i, i);
	buf_printf(&text, " =99");
	buf_push(&text, '\0');
	forest = open_forest(text.data);
	assert_int_equal(score(forest, 0, 0), 1);
	assert_int_equal(score(forest, 4, 0), 5);
	assert_int_equal(score(forest, 8, 0), 99);
	forest_close(forest);
	buf_free(&text);
}

static void every_threshold_has_a_byte(void **state)
{
	struct buf text = {0};
	struct forest *forest;

	(void)state;
	buf_printf(&text, "forest 1 1 0\ncolumn words");
	for (int i = 1; i <= FOREST_MAX_THRESHOLDS; i++)
		buf_printf(&text, " %d", 10 * i);
	buf_printf(&text, "\ntree 0:255 0:254 =1 =2 =3\n");
	buf_push(&text, '\0');
	forest = open_forest(text.data);
	assert_int_equal(score(forest, 2539, 0), 1);
	assert_int_equal(score(forest, 2540, 0), 2);
	assert_int_equal(score(forest, 2549, 0), 2);
	assert_int_equal(score(forest, 2550, 0), 3);
	forest_close(forest);
	buf_free(&text);
}

static void refuses(const char *text, const char *message)
{
	struct err err = {0};

	assert_null(forest_open(slice_of(text), "f", features, FEATURES, &err));
	assert_int_equal(err.code, ERR_USAGE);
	if (!strstr(err.message, message))
		print_error("%s, not %s\n", err.message, message);
	assert_non_null(strstr(err.message, message));
}

#define COLUMN "forest 1 1 0\ncolumn words 5 9\n"

static void damaged_files_are_refused(void **state)
{
	(void)state;
	refuses("", "f:0: \"forest\" is missing");
	refuses("tree =1\n", "f:1: \"forest\" is missing");
	refuses("forest 1 1\n", "f:1: no head");
	refuses("forest 0 1 0\n", "f:1: no head");
	refuses("forest 1 99999 0\n", "f:1: no head");
	refuses("forest 1 1 0 0\n", "f:1: no head");
	refuses("forest 1 1 0\n", "f:1: \"column\" is missing");
	refuses("forest 1 1 0\ncolumn\n", "without a name");
	refuses("forest 1 1 0\ncolumn word 1\n", "f:2: no feature is called \"word\"");
	refuses("forest 1 1 0\ncolumn words\n", "without thresholds");
	refuses("forest 1 1 0\ncolumn words 5 5\n", "ascending");
	refuses("forest 1 1 0\ncolumn words 2147483648\n", "ascending");
	refuses("forest 1 1 0\ncolumn words 0x5\n", "ascending");
	refuses("forest 1 1 0\ncolumn words 99999999999999999999\n", "ascending");
	refuses(COLUMN, "f:2: \"tree\" is missing");
	refuses(COLUMN "tree\n", "f:3: a tree that is cut short");
	refuses(COLUMN "tree 0:1 =1\n", "cut short");
	refuses(COLUMN "tree 0:1 =1 =2 =3\n", "too many nodes");
	refuses(COLUMN "tree 1:1 =1 =2\n", "asks for what there is not");
	refuses(COLUMN "tree -1:1 =1 =2\n", "asks for what there is not");
	refuses(COLUMN "tree 0:0 =1 =2\n", "asks for what there is not");
	refuses(COLUMN "tree 0:3 =1 =2\n", "asks for what there is not");
	refuses(COLUMN "tree 0 =1 =2\n", "asks for what there is not");
	refuses(COLUMN "tree =\n", "a leaf out of range");
	refuses(COLUMN "tree =524289\n", "a leaf out of range");
	refuses(COLUMN "tree =1 \ntree =1\n", "more than the head promised");
}

static void trees_that_are_too_large_are_refused(void **state)
{
	struct buf text = {0};

	(void)state;
	buf_printf(&text, COLUMN "tree");
	for (int i = 0; i <= FOREST_MAX_DEPTH; i++)
		buf_printf(&text, " 0:1 =1");
	buf_printf(&text, " =2");
	buf_push(&text, '\0');
	refuses(text.data, "too deep");
	buf_clear(&text);
	buf_printf(&text, "forest 1 1 0\ncolumn words");
	for (int i = 0; i <= FOREST_MAX_THRESHOLDS; i++)
		buf_printf(&text, " %d", i);
	buf_push(&text, '\0');
	refuses(text.data, "too many");
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_at_a_threshold_reaches_it),
		cmocka_unit_test(rows_do_not_depend_on_their_neighbours),
		cmocka_unit_test(shares_add_up_to_the_score),
		cmocka_unit_test(the_score_is_what_the_trees_say),
		cmocka_unit_test(both_ways_give_the_same),
		cmocka_unit_test(a_forest_without_trees_says_its_base),
		cmocka_unit_test(trees_may_be_as_deep_as_the_limit),
		cmocka_unit_test(every_threshold_has_a_byte),
		cmocka_unit_test(damaged_files_are_refused),
		cmocka_unit_test(trees_that_are_too_large_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
