/* spool: what goes in comes out, whatever it looks like, and leaves no name behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "io/spool.h"

static void assert_round_trip(size_t piece, size_t pieces)
{
	struct err err = {0};
	struct spool *spool = spool_open(NULL, &err);
	struct buf in = {0}, out = {0};
	struct reader *reader;
	size_t got = 1;

	assert_non_null(spool);
	buf_append(&in, SLICE("\x1F\x8B\x08 looks like gzip"));
	assert_true(spool_write(spool, buf_slice(&in), &err));
	for (size_t i = 0; i < pieces; i++) {
		size_t before = in.len;

		for (size_t k = 0; k < piece; k++)
			buf_push(&in, (char)(i * 7 + k * 13));
		assert_true(spool_write(spool, slice_from(buf_slice(&in), before), &err));
	}
	assert_false(buf_failed(&in));
	reader = spool_read(spool, &err);
	assert_non_null(reader);
	spool_close(spool);
	while (got) {
		assert_true(buf_reserve(&out, 10000));
		assert_true(reader_read(reader, out.data + out.len, 10000, &got, &err));
		out.len += got;
	}
	assert_true(slice_equal(buf_slice(&in), buf_slice(&out)));
	reader_close(reader);
	buf_free(&in);
	buf_free(&out);
}

static void test_round_trip(void **state)
{
	(void)state;
	assert_round_trip(0, 0);
	assert_round_trip(1, 1000);
	assert_round_trip(99991, 20);
	assert_round_trip(600000, 3);
}

static void test_no_name_is_left(void **state)
{
	char directory[] = "/tmp/wirewash-test-XXXXXX";
	struct err err = {0};
	struct spool *spool;

	(void)state;
	assert_non_null(mkdtemp(directory));
	spool = spool_open(directory, &err);
	assert_non_null(spool);
	assert_int_equal(rmdir(directory), 0); /* works only when it is empty */
	spool_close(spool);
}

static void test_missing_directory(void **state)
{
	struct err err = {0};

	(void)state;
	assert_null(spool_open("/nonexistent/place", &err));
	assert_int_equal(err.code, ERR_IO);
	assert_non_null(strstr(err.message, "/nonexistent/place"));
}

static void test_tmpdir(void **state)
{
	struct err err = {0};

	(void)state;
	setenv("TMPDIR", "/nonexistent/tmpdir", 1);
	assert_null(spool_open(NULL, &err));
	assert_non_null(strstr(err.message, "/nonexistent/tmpdir"));
	unsetenv("TMPDIR");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_no_name_is_left),
		cmocka_unit_test(test_missing_directory),
		cmocka_unit_test(test_tmpdir),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
