/* ahead: however many threads read, what comes is what one would have read, trouble in its place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "io/ahead.h"

enum { SOURCES = 60 };

/* Source n gives n % 7 batches; every fifth is in trouble at its end, every ninth cannot be opened.
 */
struct list {
	unsigned next;
	size_t size; /* bytes in each batch */
};

struct source {
	struct list *list;
	unsigned number, given;
};

static bool next_source(void *context, void **opened, struct err *err)
{
	struct list *list = context;
	struct source *source;

	if (list->next == SOURCES)
		return true;
	if (list->next % 9 == 8)
		return err_set(err, ERR_IO, "%u cannot be opened", list->next++);
	source = calloc(1, sizeof(*source));
	assert_non_null(source);
	*source = (struct source){list, list->next++, 0};
	*opened = source;
	return true;
}

static bool fill(void *state, struct batch *batch, bool *more, struct err *err)
{
	struct source *source = state;
	struct item item = {.line = source->number, .size = source->given};

	*more = false;
	if (source->given < source->number % 7) {
		item.bytes.len = source->list->size;
		assert_true(buf_reserve(&batch->bytes, item.bytes.len));
		batch->bytes.len += item.bytes.len;
		assert_true(batch_add(batch, &item));
		source->given++;
		*more = true;
		return true;
	}
	return source->number % 5 || err_set(err, ERR_IO, "%u ends badly", source->number);
}

static void close_source(void *state)
{
	free(state);
}

static const struct ahead_kind kind = {next_source, fill, close_source};

/* What comes of it, one line each. */
static void take_all(struct ahead *ahead, struct buf *log)
{
	struct batch batch = {0};
	struct err err = {0};

	for (;;) {
		switch (ahead_take(ahead, &batch, &err)) {
		case AHEAD_BATCH:
			assert_int_equal(batch.count, 1);
			buf_printf(log, "%u.%u\n", (unsigned)batch.items[0].line,
				   (unsigned)batch.items[0].size);
			continue;
		case AHEAD_TROUBLE:
			buf_printf(log, "%s\n", err.message);
			continue;
		case AHEAD_END:
			break;
		}
		break;
	}
	assert_int_equal(ahead_take(ahead, &batch, &err), AHEAD_END);
	batch_free(&batch);
}

static void expected(struct buf *log)
{
	for (unsigned number = 0; number < SOURCES; number++) {
		if (number % 9 == 8) {
			buf_printf(log, "%u cannot be opened\n", number);
			continue;
		}
		for (unsigned i = 0; i < number % 7; i++)
			buf_printf(log, "%u.%u\n", number, i);
		if (number % 5 == 0)
			buf_printf(log, "%u ends badly\n", number);
	}
}

static void in_order(void **state)
{
	static const size_t sizes[] = {0, 100, 3 << 20, 5 << 20};
	struct buf wanted = {0};

	(void)state;
	expected(&wanted);
	for (unsigned threads = 1; threads <= 9; threads++) {
		for (size_t i = 0; i < COUNT_OF(sizes); i++) {
			struct list list = {.size = sizes[i]};
			struct ahead *ahead = ahead_open(&kind, &list, threads);
			struct buf log = {0};

			assert_non_null(ahead);
			take_all(ahead, &log);
			ahead_close(ahead);
			assert_true(slice_equal(buf_slice(&log), buf_slice(&wanted)));
			buf_free(&log);
		}
	}
	buf_free(&wanted);
}

static void left_early(void **state)
{
	(void)state;
	for (unsigned takes = 0; takes < 30; takes++) {
		struct list list = {.size = 100};
		struct ahead *ahead = ahead_open(&kind, &list, 3);
		struct batch batch = {0};
		struct err err;

		assert_non_null(ahead);
		for (unsigned i = 0; i < takes; i++)
			ahead_take(ahead, &batch, &err);
		ahead_close(ahead);
		batch_free(&batch);
		assert_true(list.next <= SOURCES);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_order),
		cmocka_unit_test(left_early),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
