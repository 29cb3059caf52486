/*
 * format_rows and format_values: any bytes, as a table or as JSON that is not by lines. Reading
 * comes to an end; nothing comes out twice; and what was cut is the same in one piece and in many.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/compress/format.h"
#include "io/lines.h"
#include "io/formats/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SIZE = 300 };

/* Gives so many bytes at a time. */
struct dripping {
	const uint8_t *data;
	size_t size, at, piece;
};

static bool drip(void *state, char *data, size_t cap, size_t *got, struct err *err)
{
	struct dripping *dripping = state;
	size_t left = dripping->size - dripping->at;

	(void)err;
	*got = left < dripping->piece ? left : dripping->piece;
	if (*got > cap)
		*got = cap;
	if (*got)
		memcpy(data, dripping->data + dripping->at, *got);
	dripping->at += *got;
	return true;
}

/* A row that is well formed is made of its fields. */
static void check_row(struct slice header, struct slice row)
{
	struct table_header shape;
	struct arena arena = {0};
	size_t size, fields, count = 0, bytes = 0;
	bool more = true;

	assert(table_header(header, true, &shape) == ROW_WHOLE);
	if (table_row(row, shape.delimiter, true, &size, &fields) != ROW_WHOLE || size != row.len)
		return;
	while (more) {
		struct slice field = table_field(&row, shape.delimiter, &more), value;

		assert(table_value(field, &arena, &value) && value.len <= field.len);
		bytes += field.len + 1;
		count++;
	}
	assert(count == fields && bytes == size + 1);
	arena_free(&arena);
}

static void take(const struct format *format, const struct batch *batch, struct buf *out)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct item *item = &batch->items[i];
		struct slice bytes = batch_slice(batch, item->bytes);

		assert(item->kind == ITEM_TOO_LONG ? item->size > MAX_SIZE : bytes.len <= MAX_SIZE);
		if (format == &format_rows && item->kind == ITEM_DOCUMENT)
			check_row(batch_slice(batch, item->header), bytes);
		buf_printf(out, "%d %llu %llu ", (int)item->kind, (unsigned long long)item->line,
			   (unsigned long long)item->size);
		buf_append(out, bytes);
		buf_push(out, '\n');
	}
}

/* All that comes out, as text. */
static struct buf cut(const struct format *format, const uint8_t *data, size_t size, size_t piece)
{
	struct dripping dripping = {data, size, 0, piece};
	struct err err = {0};
	int ends[2];
	struct reader *origin, *reader;
	struct batch batch = {0};
	struct buf out = {0};
	bool more = true, good;
	void *cutting;

	if (pipe(ends) != 0)
		abort();
	close(ends[1]);
	origin = reader_open_raw(ends[0], "fuzz", &err);
	reader = reader_open_feed(&(struct reader_feed){drip, &dripping, origin}, "fuzz", &err);
	cutting = format->open(reader, SLICE("fuzz"), MAX_SIZE, &err);
	while (more) {
		batch_clear(&batch);
		good = format->fill(cutting, &batch, &more, &err);
		assert(good || (err.code == ERR_IO && !more) || err.code == ERR_LIMIT);
		take(format, &batch, &out);
	}
	format->close(cutting);
	reader_close(reader);
	reader_close(origin);
	batch_free(&batch);
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct format *const formats[] = {&format_rows, &format_values};

	for (size_t i = 0; i < 2; i++) {
		struct buf whole = cut(formats[i], data, size, size + 1);
		struct buf pieces = cut(formats[i], data, size, 7);

		assert(slice_equal(buf_slice(&whole), buf_slice(&pieces)));
		buf_free(&whole);
		buf_free(&pieces);
	}
	return 0;
}
