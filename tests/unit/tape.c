/* tape and sorter: the same bytes and the same order, in memory and in files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dedup/sorter.h"

enum { VALUES = 200000 };

static uint32_t value_at(size_t i)
{
	return (uint32_t)(i * 2654435761u);
}

static void write_values(struct tape *tape)
{
	struct err err;

	for (size_t i = 0; i < VALUES; i++) {
		uint32_t value = value_at(i);

		assert_true(tape_write(tape, &value, sizeof(value), &err));
	}
	assert_int_equal(tape_size(tape), VALUES * sizeof(uint32_t));
}

static const size_t rooms[] = {0, 1, 5000, 4 * VALUES, 4 * VALUES - 1};

static void what_was_written_is_read_in_sequence(void **state)
{
	(void)state;
	for (size_t r = 0; r < COUNT_OF(rooms); r++) {
		struct tape tape = {.room = rooms[r]};
		struct tape_reader reader = {.tape = &tape, .block = r % 2 ? 4096 : 0};
		struct err err;

		write_values(&tape);
		assert_int_equal(tape.is_filed, rooms[r] && rooms[r] < 4 * VALUES);
		for (size_t i = 0; i < VALUES; i++) {
			const uint32_t *value = tape_next(&reader, sizeof(*value), &err);

			assert_non_null(value);
			assert_int_equal(*value, value_at(i));
			if (i % 1000 == 0) {
				tape_skip(&reader, 700 * sizeof(*value));
				i += 700;
			}
		}
		assert_true(tape_ended(&reader));
		tape_reader_free(&reader);
		tape_free(&tape);
	}
}

static void what_was_written_is_read_and_changed_anywhere(void **state)
{
	(void)state;
	for (size_t r = 0; r < COUNT_OF(rooms); r++) {
		struct tape tape = {.room = rooms[r]};
		struct buf room = {0};
		struct err err;

		write_values(&tape);
		for (size_t i = 0; i + 10 < VALUES; i += 997) {
			uint32_t zeros[4] = {0};
			const uint32_t *value;

			assert_true(tape_rewrite(&tape, 4 * (i + 2), zeros, sizeof(zeros), &err));
			value = tape_read(&tape, 4 * i, 40, &room, &err);
			assert_non_null(value);
			for (size_t k = 0; k < 10; k++)
				assert_int_equal(value[k], k >= 2 && k < 6 ? 0 : value_at(i + k));
		}
		buf_free(&room);
		tape_free(&tape);
	}
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
	struct tape tape = {.room = 1, .dir = "/nonexistent/folder"};
	struct err err = {0};

	(void)state;
	assert_false(tape_write(&tape, "abc", 3, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_non_null(strstr(err.message, "/nonexistent/folder"));
	tape_free(&tape);
}

static int compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

/* `spread` says how many bits of the values differ. */
static void assert_sorts(size_t count, size_t room, bool low_ascends, unsigned spread)
{
	struct sorter sorter = {.room = room, .low_ascends = low_ascends};
	uint64_t *values = malloc((count + 1) * sizeof(*values)), value;
	struct err err;
	bool more;

	assert_non_null(values);
	for (size_t i = 0; i < count; i++) {
		uint64_t low = low_ascends ? i : value_at(i + 7);

		values[i] = (uint64_t)(value_at(i) >> (32 - spread)) << 32 | low;
		assert_true(sorter_add(&sorter, values[i], &err));
	}
	qsort(values, count, sizeof(*values), compare);
	assert_true(sorter_finish(&sorter, &err));
	for (size_t i = 0; i < count; i++) {
		assert_true(sorter_next(&sorter, &value, &more, &err));
		assert_true(more);
		assert_true(value == values[i]);
	}
	assert_true(sorter_next(&sorter, &value, &more, &err));
	assert_false(more);
	sorter_free(&sorter);
	free(values);
}

static void values_are_sorted(void **state)
{
	static const size_t counts[] = {0, 1, 2, 15, 16, 17, 1000, 50000};
	static const size_t some[] = {0, 1, 4096, 100000, 1 << 20};

	(void)state;
	for (size_t c = 0; c < COUNT_OF(counts); c++)
		for (size_t r = 0; r < COUNT_OF(some); r++) {
			assert_sorts(counts[c], some[r], false, 32);
			assert_sorts(counts[c], some[r], true, 32);
			assert_sorts(counts[c], some[r], false, 1);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read_in_sequence),
		cmocka_unit_test(what_was_written_is_read_and_changed_anywhere),
		cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
		cmocka_unit_test(values_are_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
