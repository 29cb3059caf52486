/* lines: what is a line, what is too long, what comes out before damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "../lib/compress_to.h"
#include "../lib/reader_over.h"
#include "io/lines.h"

/*
 * All items as text: "N:content|" for a line, "N!size:kept|" for one that is too long, and in the
 * end "error" when reading failed.
 */
static void read_items(struct reader *reader, uint64_t max_line, struct buf *seen)
{
	struct batch batch = {0};
	struct err err = {0};
	struct lines *lines = lines_open(reader, SLICE("name"), max_line, &err);
	bool more = true;

	assert_non_null(lines);
	while (more) {
		batch_clear(&batch);
		if (!lines_fill(lines, &batch, &more, &err)) {
			buf_printf(seen, "error");
			break;
		}
		for (size_t i = 0; i < batch.count; i++) {
			const struct item *item = &batch.items[i];

			assert_true(slice_equal(batch_slice(&batch, item->source), SLICE("name")));
			buf_printf(seen, "%u", (unsigned)item->line);
			if (item->kind == ITEM_TOO_LONG)
				buf_printf(seen, "!%u", (unsigned)item->size);
			buf_push(seen, ':');
			buf_append(seen, batch_slice(&batch, item->bytes));
			buf_push(seen, '|');
		}
	}
	buf_push(seen, '\0');
	assert_false(buf_failed(seen));
	batch_free(&batch);
	lines_close(lines);
	reader_close(reader);
}

static void assert_items(struct slice bytes, uint64_t max_line, const char *expected)
{
	struct buf seen = {0};

	read_items(reader_over(bytes, 0), max_line, &seen);
	assert_string_equal(seen.data, expected);
	buf_free(&seen);
}

static void test_line_ends(void **state)
{
	(void)state;
	assert_items(SLICE(""), 100, "");
	assert_items(SLICE("\n"), 100, "1:|");
	assert_items(SLICE("a"), 100, "1:a|");
	assert_items(SLICE("a\n"), 100, "1:a|");
	assert_items(SLICE("a\r\n\r\nb\r"), 100, "1:a|2:|3:b|");
	assert_items(SLICE("a\rb\n\n\nc"), 100, "1:a\rb|2:|3:|4:c|");
}

static void test_byte_order_mark(void **state)
{
	(void)state;
	assert_items(SLICE("\xEF\xBB\xBF"
			   "a\n\xEF\xBB\xBF"
			   "b\n"),
		     100,
		     "1:a|2:\xEF\xBB\xBF"
		     "b|");
	assert_items(SLICE("\xEF\xBB\xBF"), 100, "1:|");
	assert_items(SLICE("\xEF\xBB"), 100, "1:\xEF\xBB|");
	assert_items(SLICE("\xEF\xBB\xBF"
			   "12345\r\n"),
		     5, "1:12345|");
}

static void test_limit(void **state)
{
	(void)state;
	assert_items(SLICE("12345\n123456\r\n1\n"), 5, "1:12345|2!7:123456\r|3:1|");
	assert_items(SLICE("12345\r\n123456"), 5, "1:12345|2!6:123456|");
}

/* A line far larger than what is read at once: its beginning and its size, then the next line. */
static void test_resync(void **state)
{
	enum { LONG = 3000000 };
	struct buf bytes = {0}, seen = {0};
	char end[64];
	size_t kept;

	(void)state;
	buf_printf(&bytes, "a\n");
	for (int i = 0; i < LONG; i++)
		buf_push(&bytes, 'x');
	buf_printf(&bytes, "\nb\n");
	read_items(reader_over(buf_slice(&bytes), 0), 10000, &seen);
	kept = (size_t)snprintf(end, sizeof(end), "1:a|2!%d:", LONG);
	assert_memory_equal(seen.data, end, kept);
	assert_string_equal(seen.data + kept + TOO_LONG_KEPT, "|3:b|");
	buf_free(&bytes);
	buf_free(&seen);
}

/* More lines than one batch takes, of one byte each, and with a limit smaller than what is left. */
static void test_many_lines(void **state)
{
	enum { COUNT = 300000 };
	struct buf bytes = {0}, seen = {0}, expected = {0};

	(void)state;
	for (unsigned i = 1; i <= COUNT; i++) {
		buf_printf(&bytes, "\n");
		buf_printf(&expected, "%u:|", i);
	}
	buf_push(&expected, '\0');
	read_items(reader_over(buf_slice(&bytes), 0), 1, &seen);
	assert_true(seen.len == expected.len && memcmp(seen.data, expected.data, seen.len) == 0);
	buf_free(&bytes);
	buf_free(&seen);
	buf_free(&expected);
}

/* Long and short lines by turns, so that every way over a block's end is met. */
static void test_across_blocks(void **state)
{
	struct buf bytes = {0}, seen = {0}, expected = {0};

	(void)state;
	for (unsigned i = 1; i <= 400; i++) {
		size_t len = i * 2654435761u % 20000;

		buf_printf(&expected, "%u:", i);
		for (size_t k = 0; k < len; k++) {
			buf_push(&bytes, (char)('a' + k % 26));
			buf_push(&expected, (char)('a' + k % 26));
		}
		buf_push(&bytes, '\n');
		buf_push(&expected, '|');
	}
	buf_push(&expected, '\0');
	read_items(reader_over(buf_slice(&bytes), 0), 20000, &seen);
	assert_true(seen.len == expected.len && memcmp(seen.data, expected.data, seen.len) == 0);
	buf_free(&bytes);
	buf_free(&seen);
	buf_free(&expected);
}

static void test_damage(void **state)
{
	struct buf whole = {0}, seen = {0};

	(void)state;
	compress_to(&gzip_encoder, SLICE("first\nsecond\nthird"), &whole);
	read_items(reader_over(slice_sub(buf_slice(&whole), 0, whole.len - 3), 0), 100, &seen);
	assert_string_equal(seen.data, "1:first|2:second|error");
	buf_free(&whole);
	buf_free(&seen);
}

/* What came through a pipe is handed on while the writer still holds the pipe. */
static void test_pipe_does_not_wait(void **state)
{
	struct batch batch = {0};
	struct err err = {0};
	struct reader *reader;
	struct lines *lines;
	bool more;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	reader = reader_open_fd(ends[0], "pipe", 0, &err);
	lines = lines_open(reader, slice_make(NULL, 0), 100, &err);
	assert_int_equal(write(ends[1], "one\ntwo\nthr", 11), 11);
	assert_true(lines_fill(lines, &batch, &more, &err));
	assert_true(more);
	assert_int_equal(batch.count, 2);
	assert_int_equal(batch.input_bytes, 11);
	assert_int_equal(write(ends[1], "ee\n", 3), 3);
	batch_clear(&batch);
	assert_true(lines_fill(lines, &batch, &more, &err));
	assert_int_equal(batch.count, 1);
	assert_true(slice_equal(batch_slice(&batch, batch.items[0].bytes), SLICE("three")));
	close(ends[1]);
	batch_clear(&batch);
	assert_true(lines_fill(lines, &batch, &more, &err));
	assert_false(more);
	assert_int_equal(batch.count, 0);
	batch_free(&batch);
	lines_close(lines);
	reader_close(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line_ends),  cmocka_unit_test(test_byte_order_mark),
		cmocka_unit_test(test_limit),      cmocka_unit_test(test_resync),
		cmocka_unit_test(test_many_lines), cmocka_unit_test(test_across_blocks),
		cmocka_unit_test(test_damage),     cmocka_unit_test(test_pipe_does_not_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
