#include "io/lines.h"

#include <stdlib.h>

#include "io/compress/format.h"

enum { READ_BYTES = 256 * 1024, MOST_ITEMS = 16 * 1024 };

struct lines {
	struct reader *reader;
	struct slice source;
	uint64_t max_line;
	uint64_t number;  /* of the last line that is in */
	uint64_t dropped; /* bytes of the present line that were not kept: it is too long */
	uint64_t counted; /* bytes of the file that a batch's input_bytes has */
	struct buf tail;  /* what was read after the last batch's lines */
	bool at_end;
	struct err failure; /* told when the lines before it have been handed on */
};

/* A batch while it is filled: bytes[start ..) is the line that has not ended yet. */
struct filling {
	struct lines *lines;
	struct batch *batch;
	struct span source;
	size_t start;
	size_t first; /* the item that this call began with */
};

struct lines *lines_open(struct reader *reader, struct slice source, uint64_t max_line,
			 struct err *err)
{
	struct lines *lines = calloc(1, sizeof(*lines));

	if (!lines) {
		err_no_memory(err);
		return NULL;
	}
	lines->reader = reader;
	lines->source = source;
	lines->max_line = max_line;
	return lines;
}

void lines_close(struct lines *lines)
{
	if (!lines)
		return;
	buf_free(&lines->tail);
	free(lines);
}

static struct span without_bom(const char *data, struct span line)
{
	if (slice_starts(slice_make(data + line.at, line.len), SLICE("\xEF\xBB\xBF")))
		return (struct span){line.at + 3, line.len - 3};
	return line;
}

/* Ends the present line at `end`, an offset in the batch's bytes. */
static bool end_line(struct filling *filling, size_t end)
{
	struct lines *lines = filling->lines;
	const char *data = filling->batch->bytes.data;
	struct span raw = {filling->start, end - filling->start}, line = raw;
	struct item item = {.source = filling->source, .line = ++lines->number};

	if (line.len && data[end - 1] == '\r')
		line.len--;
	if (lines->number == 1)
		line = without_bom(data, line);
	if (lines->dropped || line.len > lines->max_line) {
		item.kind = ITEM_TOO_LONG;
		item.size = raw.len + lines->dropped;
		item.bytes.at = raw.at;
		item.bytes.len = raw.len < TOO_LONG_KEPT ? raw.len : TOO_LONG_KEPT;
	} else {
		item.kind = ITEM_LINE;
		item.bytes = line;
	}
	lines->dropped = 0;
	return batch_add(filling->batch, &item);
}

static bool has_lines(const struct filling *filling)
{
	return filling->batch->count > filling->first;
}

static bool has_most_items(const struct filling *filling)
{
	return filling->batch->count - filling->first >= MOST_ITEMS;
}

/* Ends all lines whose '\n' is in bytes[from ..), up to the limit. */
static bool cut_lines(struct filling *filling, size_t from)
{
	const struct buf *bytes = &filling->batch->bytes;

	while (from < bytes->len && !has_most_items(filling)) {
		const char *end = memchr(bytes->data + from, '\n', bytes->len - from);

		if (!end)
			break;
		from = (size_t)(end - bytes->data);
		if (!end_line(filling, from))
			return false;
		filling->start = ++from;
	}
	return true;
}

/* Shortens a line that is surely too long (a BOM and a '\r' do not count) before it fills memory.
 */
static void drop_excess(struct filling *filling)
{
	struct lines *lines = filling->lines;
	struct buf *bytes = &filling->batch->bytes;
	size_t len = bytes->len - filling->start;

	if (has_most_items(filling) || len <= TOO_LONG_KEPT ||
	    (!lines->dropped && len - 4 <= lines->max_line))
		return;
	lines->dropped += len - TOO_LONG_KEPT;
	bytes->len = filling->start + TOO_LONG_KEPT;
}

static bool read_more(struct filling *filling, struct err *err)
{
	struct lines *lines = filling->lines;
	struct buf *bytes = &filling->batch->bytes;
	size_t from = bytes->len, got;

	if (!buf_reserve(bytes, READ_BYTES))
		return err_no_memory(err);
	if (!reader_read(lines->reader, bytes->data + from, READ_BYTES, &got, &lines->failure)) {
		bytes->len = filling->start;
		return true;
	}
	bytes->len += got;
	lines->at_end = got == 0;
	if (!cut_lines(filling, from))
		return err_no_memory(err);
	drop_excess(filling);
	return true;
}

static bool is_done(const struct filling *filling)
{
	const struct lines *lines = filling->lines;

	if (lines->at_end || lines->failure.code != ERR_NONE)
		return true;
	return has_lines(filling) &&
	       (has_most_items(filling) || filling->batch->bytes.len >= BATCH_BYTES ||
		!reader_is_file(lines->reader));
}

/* Takes up what the last batch left over. */
static bool begin(struct filling *filling)
{
	struct lines *lines = filling->lines;
	struct buf *bytes = &filling->batch->bytes;

	filling->source = (struct span){bytes->len, lines->source.len};
	buf_append(bytes, lines->source);
	filling->start = bytes->len;
	buf_append(bytes, buf_slice(&lines->tail));
	buf_clear(&lines->tail);
	return !buf_failed(bytes) && cut_lines(filling, filling->start);
}

/* Ends the last line, or leaves what is left for the next batch. */
static bool finish(struct filling *filling, bool *more)
{
	struct lines *lines = filling->lines;
	struct buf *bytes = &filling->batch->bytes;

	if (lines->at_end && !has_most_items(filling)) {
		*more = false;
		return bytes->len == filling->start || end_line(filling, bytes->len);
	}
	buf_append(&lines->tail, slice_from(buf_slice(bytes), filling->start));
	bytes->len = filling->start;
	return !buf_failed(&lines->tail);
}

bool lines_fill(struct lines *lines, struct batch *batch, bool *more, struct err *err)
{
	struct filling filling = {.lines = lines, .batch = batch, .first = batch->count};
	uint64_t position;

	*more = true;
	if (!begin(&filling))
		return err_no_memory(err);
	while (!is_done(&filling)) {
		if (!read_more(&filling, err))
			return false;
	}
	if (lines->failure.code != ERR_NONE && !has_lines(&filling)) {
		*err = lines->failure;
		*more = false;
		return false;
	}
	position = reader_position(lines->reader);
	batch->input_bytes += position - lines->counted;
	lines->counted = position;
	return finish(&filling, more) || err_no_memory(err);
}

static void *open_format(struct reader *reader, struct slice source, uint64_t max_size,
			 struct err *err)
{
	return lines_open(reader, source, max_size, err);
}

static bool fill_format(void *state, struct batch *batch, bool *more, struct err *err)
{
	return lines_fill(state, batch, more, err);
}

static void close_format(void *state)
{
	lines_close(state);
}

const struct format format_lines = {open_format, fill_format, close_format};
