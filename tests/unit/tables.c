/* tables: what boosted tables say of columns of bytes, and files that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "article/trees/tables_ask.h"
#include "base/buf.h"
#include "base/compiler.h"

static const char *const features[] = {"words", "links"};

enum { ROWS = 100, ROOM = 160 };

static uint8_t words[ROOM], links[ROOM];
static const uint8_t *const columns[] = {words, links};

static const char small[] = "# words 10 or more and no links: yes\n"
			    "tables 3 -100\n"
			    "table words 10 links 1 = -1000 -2000 3000 400\n"
			    "\n"
			    "table = 7\n"
			    "table links 255 words 0 = 1 2 3 4\n";

static int fill_columns(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROOM; i++) {
		words[i] = (uint8_t)(i % 23);
		links[i] = (uint8_t)(i % 5 == 0 ? 0 : i % 7 == 0 ? 255 : 1);
	}
	return 0;
}

static struct tables *open_tables(const char *text)
{
	struct err err = {0};
	struct tables *tables =
		tables_open(slice_of(text), "t", features, COUNT_OF(features), &err);

	if (!tables)
		print_error("%s\n", err.message);
	assert_non_null(tables);
	return tables;
}

static int32_t expected(size_t i)
{
	int32_t first = words[i] >= 10  ? (links[i] >= 1 ? 400 : 3000)
			: links[i] >= 1 ? -2000
					: -1000;

	return -100 + first + 7 + (links[i] == 255 ? 4 : 2);
}

static void each_row_gets_its_leaves(void **state)
{
	struct tables *tables = open_tables(small);
	int32_t scores[ROWS + 1];

	(void)state;
	for (size_t count = 0; count <= ROWS; count++) {
		scores[count] = 12345;
		tables_score(tables, columns, count, 3, 0, scores);
		assert_int_equal(scores[count], 12345);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(scores[i], expected(i));
	}
	tables_close(tables);
}

static void clear_rows_are_done_with_in_lanes(void **state)
{
	struct tables *tables = open_tables("tables 2 0\ntable words 200 = -50 50\ntable = 1\n");
	int32_t scores[ROWS];

	(void)state;
	words[40] = 200;
	tables_score(tables, columns, ROWS, 1, 49, scores);
	assert_int_equal(scores[0], -50);
	assert_int_equal(scores[40], 50);
	tables_score(tables, columns, ROWS, 1, 50, scores);
	assert_int_equal(scores[0], -49);
	assert_int_equal(scores[40], 51);
	fill_columns(NULL);
	tables_close(tables);
}

/* Tables of every depth: row after row, and through the ones that are asked at once. */
static void many_rows_get_what_one_row_gets(void **state)
{
	static const int32_t leaves[] = {-32767, -256, -255, -1, 0, 1, 127, 128, 255, 256, 32767};

	(void)state;
	for (unsigned depth = 0; depth <= TABLES_DEPTH; depth++) {
		char text[4096];
		struct tables *tables;
		int32_t together[ROWS], alone;
		const uint8_t *one[COUNT_OF(columns)];
		size_t len = (size_t)snprintf(text, sizeof(text), "tables 1 5\ntable");

		for (unsigned i = 0; i < depth; i++)
			len += (size_t)snprintf(text + len, sizeof(text) - len, " %s %u",
						i == 1 ? "links" : "words",
						i == 1 ? 255 : 2 + 3 * i);
		len += (size_t)snprintf(text + len, sizeof(text) - len, " =");
		for (size_t i = 0; i < (size_t)1 << depth; i++)
			len += (size_t)snprintf(text + len, sizeof(text) - len, " %d",
						(int)leaves[i * 7 % COUNT_OF(leaves)]);
		tables = open_tables(text);
		tables_score(tables, columns, ROWS, 1, 0, together);
		for (size_t i = 0; i < ROWS; i++) {
			size_t leaf = 0;

			for (unsigned k = 0; k < depth; k++)
				leaf = 2 * leaf +
				       (k == 1 ? links[i] >= 255 : words[i] >= 2 + 3 * k);
			assert_int_equal(together[i], 5 + leaves[leaf * 7 % COUNT_OF(leaves)]);
			if (i + TABLES_READ > ROOM)
				continue;
			for (size_t f = 0; f < COUNT_OF(columns); f++)
				one[f] = columns[f] + i;
			tables_score(tables, one, 1, 1, 0, &alone);
			assert_int_equal(alone, together[i]);
		}
		tables_close(tables);
	}
}

/* Many tables, with leaves of all sizes; behind them, if `deep`, one that says nothing and is too
 * deep for AVX. */
static struct tables *open_many(unsigned count, bool deep)
{
	struct buf text = {0};
	struct tables *tables;
	uint32_t seed = 1;

	buf_printf(&text, "tables %u 17\n", count + deep);
	for (unsigned t = 0; t < count; t++) {
		unsigned depth = t % 7;

		buf_append(&text, SLICE("table"));
		for (unsigned i = 0; i < depth; i++, seed = seed * 1664525 + 1013904223)
			buf_printf(&text, " %s %u", features[seed >> 30 & 1], seed >> 20 & 31);
		buf_append(&text, SLICE(" ="));
		for (unsigned i = 0; i < 1u << depth; i++, seed = seed * 1664525 + 1013904223)
			buf_printf(&text, " %d",
				   (int)(seed >> 15) % (t % 11 ? 300 : 32768) *
					   (seed & 64 ? 1 : -1));
		buf_append(&text, SLICE("\n"));
	}
	for (unsigned i = 0; deep && i < 8 + 256 + 2; i++)
		buf_append(&text, i == 0   ? SLICE("table")
				  : i < 9  ? SLICE(" words 1")
				  : i == 9 ? SLICE(" =")
					   : SLICE(" 0"));
	buf_append(&text, SLICE("\n"));
	buf_push(&text, 0);
	assert_false(buf_failed(&text));
	tables = open_tables(text.data);
	buf_free(&text);
	return tables;
}

/* Those that the machine knows. */
static void all_ways_are_the_same(void **state)
{
	enum { COUNT = 300, FIRST = 150 };
	struct tables *shallow = open_many(COUNT, false), *deep = open_many(COUNT, true);

	(void)state;
	for (enum tables_way way = TABLES_PLAIN; way <= tables_best_way(); way++) {
		tables_go(shallow, way);
		for (size_t count = 0; count <= ROWS; count++) {
			for (int32_t clear = 1000; clear < 200000; clear *= 3) {
				int32_t a[ROWS], b[ROWS];

				tables_score(shallow, columns, count, FIRST, clear, a);
				tables_score(deep, columns, count, FIRST, clear, b);
				assert_memory_equal(a, b, count * sizeof(*a));
			}
		}
	}
	tables_close(shallow);
	tables_close(deep);
}

static void shares_say_which_feature_spoke(void **state)
{
	struct tables *tables = open_tables(small);
	int32_t shares[COUNT_OF(features)] = {0};

	(void)state;
	/* Row 11: many words, a link. The mean of all leaves is 100, of those with many words 1700.
	 */
	tables_explain(tables, columns, 11, shares);
	assert_int_equal(shares[0], 1600 + 1);
	assert_int_equal(shares[1], -1300 - 1);
	tables_close(tables);
}

/* Columns make bytes of any integers: a table asks how many borders a value reaches. */
static void columns_have_borders(void **state)
{
	static const int32_t rows[][2] = {{-500, 7}, {-3, 7}, {0, 7}, {99999, -1}, {100000, 7}};
	static const int32_t want[] = {11, 12, 12, 112, 13};
	struct tables *tables = open_tables("tables 2 10 2\n"
					    "column links 0\n"
					    "column words -3 0 100000\n"
					    "table words 1 words 3 = 1 1 2 3\n"
					    "table links 1 = 100 0\n");
	static struct tables_rows memory;
	int32_t scores[COUNT_OF(want)], shares[2] = {0, 0};

	(void)state;
	tables_score_rows(tables, rows[0], 2, COUNT_OF(want), &memory, scores);
	for (size_t i = 0; i < COUNT_OF(want); i++)
		assert_int_equal(scores[i], want[i]);
	tables_explain_row(tables, rows[3], &memory, shares);
	assert_int_equal(shares[1], 50);
	tables_close(tables);
}

static void what_is_no_file_of_tables_is_refused(void **state)
{
	/* clang-format off */
	static const char *const broken[] = {
		"", "tables\n", "tables 1\n", "tables 1 0\n", "tables 1 0 0\n", "tables -1 0\n",
		"tables 99999 0\n", "tables 1 999999999\n", "forest 1 1 0\n",
		"tables 1 0\ntable\n", "tables 1 0\ntable =\n", "tables 1 0\ntable words 1 = 1\n",
		"tables 1 0\ntable words = 1 2\n", "tables 1 0\ntable words 256 = 1 2\n",
		"tables 1 0\ntable words -1 = 1 2\n", "tables 1 0\ntable nonsense 1 = 1 2\n",
		"tables 1 0\ntable words 1 = 1 2 3\n", "tables 1 0\ntable words 1 = 1 32768\n",
		"tables 1 0\ntable words 1 = 1 x\n", "tables 1 0\ntable = 1\ntable = 1\n",
		"tables 1 0\ntable words 1 words 2 words 3 words 4 words 5 words 6 words 7 words 8 words 9 =\n",
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(broken); i++) {
		struct err err = {0};

		assert_null(
			tables_open(slice_of(broken[i]), "t", features, COUNT_OF(features), &err));
		assert_int_equal(err.code, ERR_USAGE);
	}
	for (size_t len = 0; len < sizeof(small) - 2; len++) {
		struct err err = {0};
		struct tables *tables = tables_open(slice_make(small, len), "t", features,
						    COUNT_OF(features), &err);

		tables_close(tables);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_gets_its_leaves),
		cmocka_unit_test(clear_rows_are_done_with_in_lanes),
		cmocka_unit_test(many_rows_get_what_one_row_gets),
		cmocka_unit_test(all_ways_are_the_same),
		cmocka_unit_test(shares_say_which_feature_spoke),
		cmocka_unit_test(columns_have_borders),
		cmocka_unit_test(what_is_no_file_of_tables_is_refused),
	};

	return cmocka_run_group_tests_name("tables", tests, fill_columns, NULL);
}
