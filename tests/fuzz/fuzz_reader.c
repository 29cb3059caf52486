/*
 * reader and lines: any bytes, as a file. However they are read, the same comes out; the lines are
 * what stands between the line ends of that, with what is too long cut short.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "../lib/reader_over.h"
#include "io/lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_LINE = 40, MOST_BYTES = 1 << 20 };

/* False when the reader failed. */
static bool read_all(struct reader *reader, size_t cap, struct buf *out)
{
	struct err err;
	size_t got = 1;

	while (got && out->len < MOST_BYTES) {
		if (!buf_reserve(out, cap))
			abort();
		if (!reader_read(reader, out->data + out->len, cap, &got, &err))
			return false;
		assert(got <= cap);
		out->len += got;
	}
	return true;
}

static void check_item(const struct batch *batch, const struct item *item, struct slice line)
{
	struct slice bytes = batch_slice(batch, item->bytes);
	struct slice raw = line;

	if (slice_ends(line, SLICE("\r")))
		line.len--;
	if (item->line == 1 && slice_starts(line, SLICE("\xEF\xBB\xBF")))
		line = slice_from(line, 3);
	if (line.len <= MAX_LINE) {
		assert(item->kind == ITEM_LINE && slice_equal(bytes, line));
		return;
	}
	assert(item->kind == ITEM_TOO_LONG && item->size == raw.len && slice_starts(raw, bytes));
	assert(bytes.len == (raw.len < TOO_LONG_KEPT ? raw.len : TOO_LONG_KEPT));
}

static void check_lines(struct reader *reader, struct slice content, bool whole)
{
	struct batch batch = {0};
	struct err err;
	struct lines *lines = lines_open(reader, slice_of(NULL), MAX_LINE, &err);
	uint64_t number = 0;
	bool more = true, good = true;

	while (good && more) {
		batch_clear(&batch);
		good = lines_fill(lines, &batch, &more, &err);
		for (size_t i = 0; good && i < batch.count; i++) {
			struct slice line;

			assert(slice_next_line(&content, &line));
			assert(batch.items[i].line == ++number);
			check_item(&batch, &batch.items[i], line);
		}
	}
	assert(good == whole);
	/* Nothing is left but, at damage, the line that it cuts. */
	if (whole)
		assert(content.len == 0);
	else
		assert(slice_find_byte(content, 0, '\n') == content.len);
	batch_free(&batch);
	lines_close(lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf large = {0}, small = {0};
	struct reader *reader = reader_over(slice_make((const char *)data, size), 0);
	bool whole = read_all(reader, 1 << 16, &large);

	reader_close(reader);
	if (large.len < MOST_BYTES) {
		reader = reader_over(slice_make((const char *)data, size), 0);
		assert(read_all(reader, 7, &small) == whole);
		assert(slice_equal(buf_slice(&large), buf_slice(&small)));
		reader_close(reader);
		reader = reader_over(slice_make((const char *)data, size), 0);
		check_lines(reader, buf_slice(&large), whole);
		reader_close(reader);
	}
	buf_free(&large);
	buf_free(&small);
	return 0;
}
