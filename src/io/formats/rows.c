#include <stdlib.h>

#include "base/utf8.h"
#include "io/compress/format.h"
#include "io/lines.h"
#include "io/formats/table.h"

enum {
	READ_BYTES = 256 * 1024,
	MOST_ITEMS = 16 * 1024,
	HEADER_MAX = 64 * 1024,
	COLUMNS_MAX = 4096,
	SAMPLE_WITHIN = 64 * 1024,
	SAMPLE_MAX = 16 * 1024,
	LINE_END = 2, /* bytes at most */
};

struct rows {
	struct reader *reader;
	struct slice source;
	uint64_t max_size;
	struct buf header; /* the first row, without its end */
	struct buf sample; /* some rows that show the charset; empty when that is UTF-8 */
	struct buf tail;   /* what was read behind the last batch's rows */
	char delimiter;
	size_t columns;   /* 0: there is no header yet */
	uint64_t line;    /* of the first byte that is not yet cut */
	uint64_t counted; /* bytes of the file that a batch's input_bytes has */
	bool at_end;
};

/* A batch while it is filled: bytes[start ..) is what has not been cut yet. */
struct filling {
	struct rows *rows;
	struct batch *batch;
	struct span source, header, sample;
	size_t start;
	size_t first; /* the item that this call began with */
};

enum step { STEP_CUT, STEP_READ, STEP_END, STEP_FAIL };

static void *open_rows(struct reader *reader, struct slice source, uint64_t max_size,
		       struct err *err)
{
	struct rows *rows = calloc(1, sizeof(*rows));

	if (!rows) {
		err_no_memory(err);
		return NULL;
	}
	*rows = (struct rows){.reader = reader, .source = source, .max_size = max_size, .line = 1};
	return rows;
}

static void close_rows(void *state)
{
	struct rows *rows = state;

	buf_free(&rows->header);
	buf_free(&rows->sample);
	buf_free(&rows->tail);
	free(rows);
}

static struct slice window(const struct filling *filling)
{
	return slice_from(buf_slice(&filling->batch->bytes), filling->start);
}

static size_t count_lines(struct slice bytes)
{
	size_t count = 0;

	for (size_t at = 0; (at = slice_find_byte(bytes, at, '\n')) < bytes.len; at++)
		count++;
	return count;
}

static void take(struct filling *filling, size_t n)
{
	filling->rows->line += count_lines(slice_sub(window(filling), 0, n));
	filling->start += n;
}

static bool read_more(struct filling *filling, struct err *err)
{
	struct buf *bytes = &filling->batch->bytes;
	size_t got;

	if (!buf_reserve(bytes, READ_BYTES))
		return err_no_memory(err);
	if (!reader_read(filling->rows->reader, bytes->data + bytes->len, READ_BYTES, &got, err))
		return false;
	filling->rows->at_end = got == 0;
	bytes->len += got;
	return true;
}

/* The header stands once in the batch, before what is cut. */
static bool begin(struct filling *filling)
{
	struct rows *rows = filling->rows;
	struct buf *bytes = &filling->batch->bytes;

	filling->source = (struct span){bytes->len, rows->source.len};
	buf_append(bytes, rows->source);
	filling->header = (struct span){bytes->len, rows->header.len};
	buf_append(bytes, buf_slice(&rows->header));
	filling->sample = (struct span){bytes->len, rows->sample.len};
	buf_append(bytes, buf_slice(&rows->sample));
	filling->start = bytes->len;
	buf_append(bytes, buf_slice(&rows->tail));
	buf_clear(&rows->tail);
	return !buf_failed(bytes);
}

static enum step add_row(struct filling *filling, size_t size, uint64_t dropped, struct err *err)
{
	struct rows *rows = filling->rows;
	struct slice row = table_without_end(slice_sub(window(filling), 0, size));
	struct item item = {.kind = ITEM_DOCUMENT,
			    .tag = TAG_ROW,
			    .source = filling->source,
			    .header = filling->header,
			    .sample = filling->sample,
			    .line = rows->line,
			    .bytes = {filling->start, row.len}};

	take(filling, size);
	if (!row.len && !dropped)
		return STEP_CUT;
	if (dropped || row.len > rows->max_size) {
		item.kind = ITEM_TOO_LONG;
		item.size = row.len + dropped;
		if (item.bytes.len > TOO_LONG_KEPT)
			item.bytes.len = TOO_LONG_KEPT;
	}
	if (batch_add(filling->batch, &item))
		return STEP_CUT;
	err_no_memory(err);
	return STEP_FAIL;
}

/* A line without end: its end is looked for, but only its beginning kept. */
static enum step pass_over(struct filling *filling, struct err *err)
{
	struct buf *bytes = &filling->batch->bytes;
	uint64_t dropped = 0;
	size_t end;

	while ((end = slice_find_byte(window(filling), 0, '\n')) == window(filling).len &&
	       !filling->rows->at_end) {
		if (end > TOO_LONG_KEPT) {
			dropped += end - TOO_LONG_KEPT;
			bytes->len = filling->start + TOO_LONG_KEPT;
		}
		if (!read_more(filling, err))
			return STEP_FAIL;
	}
	return add_row(filling, end < window(filling).len ? end + 1 : end, dropped, err);
}

/*
 * Whole lines of the table's beginning, from the first on that is not ASCII: enough to tell in what
 * charset the file is. None when what was looked at is UTF-8.
 */
static bool take_sample(struct filling *filling)
{
	struct slice bytes = window(filling);
	size_t from, end;

	bytes.len = bytes.len < SAMPLE_WITHIN ? bytes.len : SAMPLE_WITHIN;
	from = ascii_prefix(bytes);
	if (utf8_valid_prefix(bytes) + 4 > bytes.len)
		return true;
	while (from > 0 && bytes.data[from - 1] != '\n')
		from--;
	end = bytes.len - from > SAMPLE_MAX ? from + SAMPLE_MAX : bytes.len;
	if (end < window(filling).len) {
		while (end > from && bytes.data[end - 1] != '\n')
			end--;
	}
	filling->sample = (struct span){filling->start + from, end - from};
	return buf_append(&filling->rows->sample, slice_sub(bytes, from, end));
}

/* The first row says what the columns are called. */
static enum step take_header(struct filling *filling, const char **why)
{
	struct rows *rows = filling->rows;
	struct table_header header;
	struct slice bytes = window(filling), row;
	size_t mark;

	/* However it comes, the same is looked at. */
	if (bytes.len < SAMPLE_WITHIN && !rows->at_end)
		return STEP_READ;
	mark = table_prologue(bytes);
	rows->line += count_lines(slice_sub(bytes, 0, mark));
	bytes = slice_from(bytes, mark);
	if (bytes.len > HEADER_MAX)
		bytes.len = HEADER_MAX;
	switch (table_header(bytes, rows->at_end && bytes.len < HEADER_MAX, &header)) {
	case ROW_OPEN:
		if (bytes.len < HEADER_MAX)
			return STEP_READ;
		if (!header.fields)
			break;
		/* By another delimiter it is whole. */
		/* fall through */
	case ROW_WHOLE:
		if (header.fields > COLUMNS_MAX)
			break;
		rows->delimiter = header.delimiter;
		rows->columns = header.fields;
		row = table_without_end(slice_sub(bytes, 0, header.size));
		filling->start += mark;
		filling->header = (struct span){filling->start, row.len};
		if (!take_sample(filling))
			return STEP_FAIL;
		take(filling, header.size);
		return buf_append(&rows->header, row) ? STEP_CUT : STEP_FAIL;
	case ROW_BROKEN:
		break;
	}
	*why = "its first row is no header";
	return STEP_END;
}

/*
 * Cuts the row at `start`. One that is broken, or has the wrong number of fields on several lines,
 * is its first line alone: the quote that opened it may have been none.
 */
static enum step cut(struct filling *filling, struct err *err)
{
	struct rows *rows = filling->rows;
	struct slice bytes = window(filling);
	size_t size, fields, line;
	enum table_row row;
	bool at_end = rows->at_end;

	if (!bytes.len)
		return at_end ? STEP_END : STEP_READ;
	/* However much was read, what is looked at is the same. */
	if (bytes.len > rows->max_size + LINE_END) {
		bytes.len = (size_t)rows->max_size + LINE_END;
		at_end = false;
	}
	row = table_row(bytes, rows->delimiter, at_end, &size, &fields);
	if (row == ROW_OPEN && bytes.len == window(filling).len)
		return STEP_READ;
	line = slice_find_byte(bytes, 0, '\n');
	line += line < bytes.len;
	if (row == ROW_WHOLE && (fields == rows->columns || line == size))
		return add_row(filling, size, 0, err);
	if (at_end || slice_ends(slice_sub(bytes, 0, line), SLICE("\n")))
		return add_row(filling, line, 0, err);
	return bytes.len < window(filling).len ? pass_over(filling, err) : STEP_READ;
}

/* Reads as much again as there is, so that a row is not looked at many times. */
static bool read_on(struct filling *filling, struct err *err)
{
	size_t wanted = 2 * window(filling).len;

	do {
		if (!read_more(filling, err))
			return false;
	} while (window(filling).len < wanted && !filling->rows->at_end);
	return true;
}

static bool is_full(const struct filling *filling, enum step step)
{
	const struct batch *batch = filling->batch;

	return batch->count > filling->first &&
	       (batch->count - filling->first >= MOST_ITEMS || filling->start >= BATCH_BYTES ||
		(step == STEP_READ && !reader_is_file(filling->rows->reader)));
}

static enum step cut_some(struct filling *filling, const char **why, struct err *err)
{
	enum step step;

	do {
		step = filling->rows->columns ? cut(filling, err) : take_header(filling, why);
		if (is_full(filling, step))
			break;
		if (step == STEP_READ && !read_on(filling, err))
			step = STEP_FAIL;
	} while (step == STEP_CUT || step == STEP_READ);
	return step;
}

/* Leaves what was not cut for the next batch. */
static bool finish(struct filling *filling)
{
	struct rows *rows = filling->rows;
	uint64_t position = reader_position(rows->reader);

	filling->batch->input_bytes += position - rows->counted;
	rows->counted = position;
	buf_append(&rows->tail, window(filling));
	filling->batch->bytes.len = filling->start;
	return !buf_failed(&rows->tail);
}

static bool fill_rows(void *state, struct batch *batch, bool *more, struct err *err)
{
	struct rows *rows = state;
	struct filling filling = {.rows = rows, .batch = batch, .first = batch->count};
	struct slice name = rows->source.len ? rows->source : SLICE("standard input");
	const char *why = NULL;
	enum step step;

	*more = false;
	if (!begin(&filling))
		return err_no_memory(err);
	step = cut_some(&filling, &why, err);
	if (step == STEP_FAIL)
		return err->code != ERR_NONE ? false : err_no_memory(err);
	if (!finish(&filling))
		return err_no_memory(err);
	*more = step != STEP_END;
	if (!why)
		return true;
	return err_set(err, ERR_IO, "%.*s: %s. Nothing of it was read.", (int)name.len, name.data,
		       why);
}

const struct format format_rows = {open_rows, fill_rows, close_rows};
