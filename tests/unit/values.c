/* format_values: JSON that is not by lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "io/compress/format.h"

enum { MAX_SIZE = 100 };

/* Everything that comes out, an item a line; what is too long as its size. */
static void read_values(const char *input, struct buf *lines, bool *good)
{
	struct batch batch = {0};
	struct err err = {0};
	int ends[2];
	struct reader *reader;
	void *cutting;
	bool more = true;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], input, strlen(input)), strlen(input));
	close(ends[1]);
	reader = reader_open_fd(ends[0], "name", 0, &err);
	cutting = format_values.open(reader, SLICE("name"), MAX_SIZE, &err);
	assert_non_null(cutting);
	*good = true;
	while (more) {
		batch_clear(&batch);
		*good = format_values.fill(cutting, &batch, &more, &err) && *good;
		for (size_t i = 0; i < batch.count; i++) {
			struct slice bytes = batch_slice(&batch, batch.items[i].bytes);

			if (batch.items[i].kind == ITEM_TOO_LONG)
				buf_printf(lines, "%d", (int)batch.items[i].size);
			else
				buf_append(lines, bytes);
			buf_push(lines, '\n');
		}
	}
	format_values.close(cutting);
	reader_close(reader);
	batch_free(&batch);
}

static void expect(const char *input, const char *expected, bool is_good)
{
	struct buf lines = {0};
	bool good;

	read_values(input, &lines, &good);
	buf_push(&lines, '\0');
	assert_string_equal(lines.data, expected);
	assert_int_equal(good, is_good);
	buf_free(&lines);
}

static void test_arrays(void **state)
{
	(void)state;
	expect("", "", true);
	expect(" [ ] ", "", true);
	expect("[{\"a\":1},{\"a\":[{\"a\":2},{\"a\":3}]}]",
	       "{\"a\":1}\n{\"a\":[{\"a\":2},{\"a\":3}]}\n", true);
	expect("[1,\"]\\\"\",[],null]", "1\n\"]\\\"\"\n[]\nnull\n", true);
	/* As some writers append to a file that is closed. */
	expect("[{}][{}]\n", "{}\n{}\n", true);
	expect("{}\n{\n\"a\":\n1}3 4", "{}\n{\"a\":1}\n3\n4\n", true);
}

static void test_damage(void **state)
{
	(void)state;
	expect("[{\"a\":1},{\"a\":2", "{\"a\":1}\n{\"a\":2\n", false);
	expect("[{\"a\":1}", "{\"a\":1}\n", false);
	/* A quote is missing; the next object begins as the first did. */
	expect("[{\"a\":\"1\"},{\"a\":\"2},{\"a\":\"3\"}]",
	       "{\"a\":\"1\"}\n{\"a\":\"2}\n{\"a\":\"3\"}\n", true);
	expect("[{\"a\":1}}},{\"a\":2}]]", "{\"a\":1}\n}\n}\n{\"a\":2}\n]\n", true);
}

static void test_too_long(void **state)
{
	struct buf input = {0}, expected = {0};

	(void)state;
	for (size_t len = MAX_SIZE; len < 20000; len = len * 3 / 2) {
		buf_printf(&input, "[{\"a\":\"%0*d\"},{\"a\":2}]", (int)len, 0);
		buf_printf(&expected, "%zu\n{\"a\":2}\n", len + 8);
	}
	buf_push(&input, '\0');
	buf_push(&expected, '\0');
	expect(input.data, expected.data, true);
	buf_free(&input);
	buf_free(&expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arrays),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
