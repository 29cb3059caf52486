/* reader: what is stored comes out, however it is cut up; damage is told after all that is good. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../lib/compress_to.h"
#include "../lib/reader_over.h"
#include "base/buf.h"
#include "io/reader.h"

static const struct {
	const char *name;
	const struct encoder *encoder;
} formats[] = {{"gzip", &gzip_encoder}, {"zstd", &zstd_encoder}};

/* Reads to the end, in portions of `cap`. False when it fails; then it must go on to fail. */
static bool read_all(struct reader *reader, size_t cap, struct buf *out, struct err *err)
{
	size_t got = 1;

	buf_clear(out);
	while (got) {
		assert_true(buf_reserve(out, cap));
		if (!reader_read(reader, out->data + out->len, cap, &got, err)) {
			assert_false(reader_read(reader, out->data + out->len, cap, &got, err));
			return false;
		}
		out->len += got;
	}
	return true;
}

static void assert_reads(struct slice stored, struct slice expected)
{
	static const size_t caps[] = {1, 7, 4096, 1 << 20};
	struct buf out = {0};

	for (size_t i = 0; i < COUNT_OF(caps); i++) {
		struct reader *reader = reader_over(stored, 0);
		struct err err = {0};

		assert_true(read_all(reader, caps[i], &out, &err));
		assert_true(slice_equal(buf_slice(&out), expected));
		assert_int_equal(reader_position(reader), stored.len);
		assert_int_equal(reader_size(reader), stored.len);
		reader_close(reader);
	}
	buf_free(&out);
}

/* What must come out of the stored bytes before the reader fails with this message. */
static void assert_damaged(struct slice stored, struct slice expected, const char *message)
{
	struct reader *reader = reader_over(stored, 0);
	struct buf out = {0};
	struct err err = {0};

	assert_false(read_all(reader, 100000, &out, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_string_equal(err.message, message);
	assert_true(slice_equal(buf_slice(&out), expected));
	buf_free(&out);
	reader_close(reader);
}

static void test_plain(void **state)
{
	(void)state;
	assert_reads(SLICE(""), SLICE(""));
	assert_reads(SLICE("x"), SLICE("x"));
	assert_reads(SLICE("some text\n"), SLICE("some text\n"));
	assert_reads(SLICE("\x1F"), SLICE("\x1F"));
	assert_reads(SLICE("\x28\xB5\x2F"), SLICE("\x28\xB5\x2F"));
	assert_reads(SLICE("P*M?"), SLICE("P*M?"));
}

static void test_members(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		struct buf stored = {0};

		compress_pieces(formats[i].encoder, SLICE("one "), 2, &stored);
		assert_reads(buf_slice(&stored), SLICE("one "));
		compress_pieces(formats[i].encoder, SLICE(""), 1, &stored);
		compress_to(formats[i].encoder, SLICE("two"), &stored);
		assert_reads(buf_slice(&stored), SLICE("one two"));
		buf_free(&stored);
	}
}

static void test_large(void **state)
{
	struct buf plain = {0}, stored = {0};

	(void)state;
	for (uint32_t i = 0; i < 300000; i++)
		buf_printf(&plain, "%" PRIu32 " ", i * 2654435761u);
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		buf_clear(&stored);
		compress_to(formats[i].encoder, buf_slice(&plain), &stored);
		assert_true(stored.len > 512 * 1024);
		assert_reads(buf_slice(&stored), buf_slice(&plain));
	}
	buf_free(&plain);
	buf_free(&stored);
}

static void test_padding(void **state)
{
	struct buf stored = {0};
	char message[200];
	size_t end;

	(void)state;
	compress_to(&gzip_encoder, SLICE("text"), &stored);
	buf_append(&stored, SLICE("\0\0\0\0\0\0\0\0\0\0"));
	end = stored.len;
	assert_reads(buf_slice(&stored), SLICE("text"));
	compress_to(&gzip_encoder, SLICE("more"), &stored);
	snprintf(message, sizeof(message),
		 "test: damaged at byte %zu (something else behind the compressed data). "
		 "The records before it were read.",
		 end);
	assert_damaged(buf_slice(&stored), SLICE("text"), message);
	buf_free(&stored);
}

static void test_rubbish_behind(void **state)
{
	struct buf stored = {0};
	char message[200];

	(void)state;
	compress_to(&gzip_encoder, SLICE("text"), &stored);
	snprintf(message, sizeof(message),
		 "test: damaged at byte %zu (something else behind the compressed data). "
		 "The records before it were read.",
		 stored.len);
	buf_append(&stored, SLICE("rubbish"));
	assert_damaged(buf_slice(&stored), SLICE("text"), message);
	buf_free(&stored);
}

/* Where exactly libzstd gives up within four bytes of rubbish is its own affair. */
static void test_rubbish_behind_zstd(void **state)
{
	struct buf stored = {0}, out = {0};
	struct reader *reader;
	struct err err = {0};
	size_t end;

	(void)state;
	compress_to(&zstd_encoder, SLICE("text"), &stored);
	end = stored.len;
	buf_append(&stored, SLICE("rubbish"));
	reader = reader_over(buf_slice(&stored), 0);
	assert_false(read_all(reader, 100, &out, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_in_range(reader_position(reader), end, end + 4);
	assert_true(slice_equal(buf_slice(&out), SLICE("text")));
	reader_close(reader);
	buf_free(&out);
	buf_free(&stored);
}

static void test_skippable_frames(void **state)
{
	struct buf stored = {0};

	(void)state;
	buf_append(&stored, SLICE("\x5A\x2A\x4D\x18\x03\x00\x00\x00"
				  "abc"));
	compress_to(&zstd_encoder, SLICE("text"), &stored);
	buf_append(&stored, SLICE("\x50\x2A\x4D\x18\x00\x00\x00\x00"));
	assert_reads(buf_slice(&stored), SLICE("text"));
	buf_free(&stored);
}

/*
 * A file that ends early is told from a whole one, with the offset, unless it ends between members
 * or within its magic bytes. What came out is how the whole would begin, and all whole blocks.
 */
static void test_cut_anywhere(void **state)
{
	static const char text[] = "abcdefghijABCDEFGHIJ0123456789.,;:!?()[]";
	struct slice plain = slice_make(text, sizeof(text) - 1);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		struct buf stored = {0}, out = {0};
		size_t between, longest = 0;

		compress_pieces(formats[i].encoder, slice_sub(plain, 0, 30), 10, &stored);
		between = stored.len;
		compress_pieces(formats[i].encoder, slice_from(plain, 30), 10, &stored);
		for (size_t cut = HEAD_BYTES; cut < stored.len; cut++) {
			struct reader *reader =
				reader_over(slice_sub(buf_slice(&stored), 0, cut), 0);
			struct err err = {0};
			char where[60];

			assert_int_equal(read_all(reader, 100, &out, &err), cut == between);
			assert_true(slice_starts(plain, buf_slice(&out)));
			assert_true(out.len >= longest);
			longest = out.len;
			if (cut >= between)
				assert_true(out.len >= 30);
			if (cut != between) {
				snprintf(where, sizeof(where), "byte %zu (unexpected end)", cut);
				assert_non_null(strstr(err.message, where));
				assert_int_equal(err.code, ERR_IO);
			}
			reader_close(reader);
		}
		assert_int_equal(longest, plain.len);
		buf_free(&stored);
		buf_free(&out);
	}
}

/* Whole blocks in front of damage come out, also when all of the file was in memory at once. */
static void test_block_before_damage(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		struct buf stored = {0}, out = {0};
		struct reader *reader;
		struct err err = {0};
		size_t first;

		compress_to(formats[i].encoder, SLICE("0123456789"), &stored);
		first = stored.len;
		compress_pieces(formats[i].encoder, SLICE("abcdefghijABCDEFGHIJ"), 10, &stored);
		/* Into the second block of the second member: a block type that does not exist. */
		for (size_t at = stored.len - 24; at < stored.len; at++)
			stored.data[at] = (char)0xFF;
		reader = reader_over(buf_slice(&stored), 0);
		assert_false(read_all(reader, 100000, &out, &err));
		assert_true(slice_starts(buf_slice(&out), SLICE("0123456789")));
		assert_true(reader_position(reader) > first);
		reader_close(reader);
		buf_free(&stored);
		buf_free(&out);
	}
}

/*
 * One changed bit is never missed, but in the few header bits that mean nothing; and what comes out
 * before the failure does not depend on how much is read at once.
 */
static void test_changed_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		struct buf stored = {0}, out = {0}, slowly = {0};

		compress_pieces(formats[i].encoder, SLICE("a text, a text, and a text"), 9,
				&stored);
		for (size_t bit = 8 * HEAD_BYTES; bit < 8 * stored.len; bit++) {
			struct reader *reader;
			struct err err = {0};

			stored.data[bit / 8] = (char)(stored.data[bit / 8] ^ 1 << bit % 8);
			reader = reader_over(buf_slice(&stored), 0);
			if (read_all(reader, 100, &out, &err))
				assert_true(slice_equal(buf_slice(&out),
							SLICE("a text, a text, and a text")));
			reader_close(reader);
			reader = reader_over(buf_slice(&stored), 0);
			(void)read_all(reader, 3, &slowly, &err);
			assert_true(slice_equal(buf_slice(&out), buf_slice(&slowly)));
			reader_close(reader);
			stored.data[bit / 8] = (char)(stored.data[bit / 8] ^ 1 << bit % 8);
		}
		buf_free(&stored);
		buf_free(&out);
		buf_free(&slowly);
	}
}

/* Every byte arrives by itself. */
static void test_dripping_pipe(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(formats) + 1; i++) {
		struct buf stored = {0}, out = {0};
		struct reader *reader;
		struct err err = {0};
		pid_t child;
		int ends[2];

		if (i < COUNT_OF(formats)) {
			compress_pieces(formats[i].encoder, SLICE("drop by drop, "), 5, &stored);
			compress_pieces(formats[i].encoder, SLICE("it fills"), 5, &stored);
		} else {
			buf_append(&stored, SLICE("drop by drop, it fills"));
		}
		assert_int_equal(pipe(ends), 0);
		child = fork();
		if (child == 0) {
			for (size_t k = 0; k < stored.len; k++) {
				struct timespec pause = {.tv_nsec = 100000};

				if (write(ends[1], stored.data + k, 1) != 1)
					_exit(1);
				nanosleep(&pause, NULL);
			}
			_exit(0);
		}
		close(ends[1]);
		reader = reader_open_fd(ends[0], "pipe", 0, &err);
		assert_false(reader_is_file(reader));
		assert_true(read_all(reader, 100, &out, &err));
		assert_true(slice_equal(buf_slice(&out), SLICE("drop by drop, it fills")));
		assert_int_equal(reader_size(reader), 0);
		assert_int_equal(waitpid(child, NULL, 0), child);
		reader_close(reader);
		buf_free(&stored);
		buf_free(&out);
	}
}

/* A byte that begins no magic is handed on at once, while the pipe is still open. */
static void test_first_byte_is_enough(void **state)
{
	struct reader *reader;
	struct err err = {0};
	size_t got;
	int ends[2];
	char byte;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	reader = reader_open_fd(ends[0], "pipe", 0, &err);
	assert_true(reader_read(reader, &byte, 1, &got, &err));
	assert_int_equal(got, 1);
	close(ends[1]);
	reader_close(reader);
}

static void test_peek(void **state)
{
	struct buf plain = {0}, out = {0};
	struct slice ahead = {0}, before;
	struct reader *reader;
	struct err err = {0};

	(void)state;
	for (unsigned i = 0; i < 200000; i++)
		buf_printf(&plain, "%u ", i);
	reader = reader_over(buf_slice(&plain), 0);
	do {
		before = ahead;
		assert_true(reader_peek(reader, &ahead, &err));
		assert_true(slice_starts(buf_slice(&plain), ahead));
		assert_true(ahead.len >= before.len);
	} while (ahead.len < 500000);
	assert_true(read_all(reader, 77777, &out, &err));
	assert_true(slice_equal(buf_slice(&out), buf_slice(&plain)));
	reader_close(reader);

	reader = reader_over(SLICE("ab"), 0);
	assert_true(reader_peek(reader, &ahead, &err));
	assert_int_equal(ahead.len, 2);
	assert_true(reader_peek(reader, &ahead, &err));
	assert_true(slice_equal(ahead, SLICE("ab")));
	assert_true(read_all(reader, 1, &out, &err));
	assert_true(slice_equal(buf_slice(&out), SLICE("ab")));
	reader_close(reader);
	buf_free(&plain);
	buf_free(&out);
}

/* 256 MiB of zeros: stopped at the ratio, but never below 64 MiB. */
static void test_bomb(void **state)
{
	static char zeros[1 << 20];
	struct err err = {0};
	struct buf stored = {0};
	struct reader *reader;
	uint64_t total = 0;
	size_t got;

	(void)state;
	for (int i = 0; i < 256; i++)
		compress_pieces(&zstd_encoder, slice_make(zeros, sizeof(zeros)), sizeof(zeros),
				&stored);
	reader = reader_over(buf_slice(&stored), 1000);
	while (reader_read(reader, zeros, sizeof(zeros), &got, &err) && got)
		total += got;
	assert_int_equal(err.code, ERR_LIMIT);
	assert_non_null(strstr(err.message, "--max-ratio"));
	assert_true(total >= 64 << 20 && total < 66 << 20);
	reader_close(reader);

	reader = reader_over(buf_slice(&stored), 0);
	total = 0;
	while (reader_read(reader, zeros, sizeof(zeros), &got, &err) && got)
		total += got;
	assert_int_equal(total, 256 << 20);
	reader_close(reader);
	buf_free(&stored);
}

static void test_large_window(void **state)
{
	/* A frame header that asks for a window of 2^28 bytes, and one of 2^27; then nothing. */
	static const char too_large[] = "\x28\xB5\x2F\xFD\x00\x90\x01\x00\x00";
	static const char large[] = "\x28\xB5\x2F\xFD\x00\x88\x01\x00\x00";
	struct reader *reader = reader_over(slice_make(too_large, sizeof(too_large) - 1), 0);
	struct err err = {0};
	struct buf out = {0};

	(void)state;
	assert_false(read_all(reader, 100, &out, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_non_null(strstr(err.message, "--long=27"));
	reader_close(reader);
	buf_free(&out);
	assert_reads(slice_make(large, sizeof(large) - 1), SLICE(""));
}

/* UTF-16 through a second reader, at any portion; what is broken becomes no UTF-8. */
static void test_utf16(void **state)
{
	static const struct {
		struct slice stored, expected;
		bool whole;
		/* clang-format off */
	} cases[] = {
		{{"\xFF\xFE", 2}, {"", 0}, true},
		{{"\xFF\xFEz\0\xE4\0", 6}, {"z\xC3\xA4", 3}, true},
		{{"\xFE\xFF\xD8\x3D\xDE\x00\x20\xAC", 8}, {"\xF0\x9F\x98\x80\xE2\x82\xAC", 7}, true},
		{{"\xFE\xFF\xD8\x00\0a", 6}, {"\xED\xA0\x80" "a", 4}, true},
		{{"\xFE\xFF\xDC\x00\xD8\x00\xD8\x3D\xDE\x00", 10},
		 {"\xED\xB0\x80\xED\xA0\x80\xF0\x9F\x98\x80", 10}, true},
		{{"\xFF\xFEz\0y", 5}, {"z", 1}, false},
		{{"\xFF\xFEz\0\0\xD8", 6}, {"z", 1}, false},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		for (size_t cap = 1; cap < 12; cap++) {
			struct err err = {0};
			struct buf out = {0};
			struct reader *reader = reader_through(reader_over(cases[i].stored, 0),
							       &utf16_decoder, &err);

			assert_int_equal(read_all(reader, cap, &out, &err), cases[i].whole);
			assert_true(slice_equal(buf_slice(&out), cases[i].expected));
			assert_int_equal(reader_position(reader), cases[i].stored.len);
			assert_int_equal(reader_size(reader), cases[i].stored.len);
			assert_true(reader_is_file(reader));
			reader_close(reader);
			buf_free(&out);
		}
	}
}

static void test_cannot_open(void **state)
{
	struct err err = {0};

	(void)state;
	assert_null(reader_open("/nonexistent/file", 0, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_non_null(strstr(err.message, "cannot open /nonexistent/file"));
}

static void test_directory(void **state)
{
	struct err err = {0};
	struct buf out = {0};
	struct reader *reader = reader_open("/", 0, &err);

	(void)state;
	assert_non_null(reader);
	assert_false(read_all(reader, 10, &out, &err));
	assert_int_equal(err.code, ERR_IO);
	reader_close(reader);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_padding),
		cmocka_unit_test(test_rubbish_behind),
		cmocka_unit_test(test_rubbish_behind_zstd),
		cmocka_unit_test(test_skippable_frames),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_block_before_damage),
		cmocka_unit_test(test_changed_anywhere),
		cmocka_unit_test(test_dripping_pipe),
		cmocka_unit_test(test_first_byte_is_enough),
		cmocka_unit_test(test_peek),
		cmocka_unit_test(test_bomb),
		cmocka_unit_test(test_large_window),
		cmocka_unit_test(test_utf16),
		cmocka_unit_test(test_cannot_open),
		cmocka_unit_test(test_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
