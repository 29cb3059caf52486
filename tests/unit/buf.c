/* Bufs: growing, printing, and running out of memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/buf.h"

static void content_grows(void **state)
{
	struct buf buf = {0};

	(void)state;
	assert_int_equal(buf_slice(&buf).len, 0);
	for (int i = 0; i < 10000; i++) {
		assert_true(buf_push(&buf, (char)('a' + i % 26)));
		assert_true(buf_append(&buf, SLICE("0\0")));
	}
	assert_int_equal(buf.len, 30000);
	for (int i = 0; i < 10000; i++) {
		assert_int_equal(buf.data[3 * i], 'a' + i % 26);
		assert_int_equal(buf.data[3 * i + 1], '0');
		assert_int_equal(buf.data[3 * i + 2], '\0');
	}
	assert_true(buf_append(&buf, slice_make(NULL, 0)));
	buf_free(&buf);
	assert_null(buf.data);
	assert_int_equal(buf.cap, 0);
}

static void printing_appends(void **state)
{
	struct buf buf = {0};

	(void)state;
	assert_true(buf_printf(&buf, "%d-%s", 12, "ab"));
	assert_true(buf_printf(&buf, "%s", ""));
	assert_true(buf_printf(&buf, "|%0500d|", 7));
	assert_int_equal(buf.len, 5 + 502);
	assert_memory_equal(buf.data, "12-ab|000", 9);
	assert_int_equal(buf.data[buf.len - 2], '7');
	buf_free(&buf);
}

static void clearing_keeps_the_memory(void **state)
{
	struct buf buf = {0};
	char *data;

	(void)state;
	assert_true(buf_reserve(&buf, 1000));
	data = buf.data;
	buf_push(&buf, 'x');
	buf_clear(&buf);
	assert_int_equal(buf.len, 0);
	assert_true(buf_reserve(&buf, 1000));
	assert_ptr_equal(buf.data, data);
	buf_free(&buf);
}

/* A size that no machine has: the content stays, the failure sticks until the buf is cleared. */
static void failure_sticks(void **state)
{
	struct buf buf = {0};

	(void)state;
	assert_true(buf_append(&buf, SLICE("abc")));
	assert_false(buf_reserve(&buf, SIZE_MAX));
	assert_true(buf_failed(&buf));
	assert_false(buf_push(&buf, 'd'));
	assert_false(buf_append(&buf, SLICE("d")));
	assert_false(buf_append(&buf, slice_make(NULL, 0)));
	assert_false(buf_printf(&buf, "d"));
	assert_true(slice_equal(buf_slice(&buf), SLICE("abc")));
	buf_clear(&buf);
	assert_false(buf_failed(&buf));
	assert_true(buf_push(&buf, 'd'));
	assert_false(buf_reserve(&buf, SIZE_MAX - 1));
	buf_free(&buf);
	assert_false(buf_failed(&buf));
	assert_false(buf_reserve(&buf, SIZE_MAX / 2 + 1));
	buf_free(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(content_grows),
		cmocka_unit_test(printing_appends),
		cmocka_unit_test(clearing_keeps_the_memory),
		cmocka_unit_test(failure_sticks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
