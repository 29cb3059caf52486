#include <stdlib.h>

#include "io/compress/format.h"
#include "io/lines.h"

enum { READ_BYTES = 64 * 1024 };

struct document {
	struct reader *reader;
	struct slice source;
	uint64_t max_size;
};

static void *open_document(struct reader *reader, struct slice source, uint64_t max_size,
			   struct err *err)
{
	struct document *document = calloc(1, sizeof(*document));

	if (!document) {
		err_no_memory(err);
		return NULL;
	}
	*document = (struct document){reader, source, max_size};
	return document;
}

/* Reads the rest of a document that is too long, over and over into the same place. */
static bool skip_rest(struct document *document, struct batch *batch, uint64_t *size,
		      struct err *err)
{
	struct buf *bytes = &batch->bytes;
	size_t got = 1;

	while (got) {
		if (!buf_reserve(bytes, READ_BYTES))
			return err_no_memory(err);
		if (!reader_read(document->reader, bytes->data + bytes->len, READ_BYTES, &got, err))
			return false;
		*size += got;
	}
	return true;
}

/* A document that damage cuts is no document: nothing is added then. */
static bool fill_document(void *state, struct batch *batch, bool *more, struct err *err)
{
	struct document *document = state;
	struct buf *bytes = &batch->bytes;
	struct item item = {.kind = ITEM_DOCUMENT};
	size_t got = 1;

	*more = false;
	item.source = (struct span){bytes->len, document->source.len};
	buf_append(bytes, document->source);
	item.bytes.at = bytes->len;
	while (got && bytes->len - item.bytes.at <= document->max_size) {
		if (!buf_reserve(bytes, READ_BYTES))
			return err_no_memory(err);
		if (!reader_read(document->reader, bytes->data + bytes->len, READ_BYTES, &got,
				 err)) {
			bytes->len = item.bytes.at;
			return false;
		}
		bytes->len += got;
	}
	item.bytes.len = bytes->len - item.bytes.at;
	if (item.bytes.len > document->max_size) {
		item.kind = ITEM_TOO_LONG;
		item.size = item.bytes.len;
		if (item.bytes.len > TOO_LONG_KEPT)
			item.bytes.len = TOO_LONG_KEPT;
		bytes->len = item.bytes.at + item.bytes.len;
		if (!skip_rest(document, batch, &item.size, err))
			return false;
	}
	batch->input_bytes += reader_position(document->reader);
	if (item.bytes.len == 0)
		return true;
	return batch_add(batch, &item) || err_no_memory(err);
}

const struct format format_document = {open_document, fill_document, free};

/* What comes through a pipe is read to its end, so that the program that writes to it is not ended.
 */
static bool fill_head(void *state, struct batch *batch, bool *more, struct err *err)
{
	struct document *document = state;
	struct buf *bytes = &batch->bytes;
	struct item item = {.kind = ITEM_DOCUMENT, .size = reader_size(document->reader)};
	char rest[4096];
	size_t got = 1;

	*more = false;
	item.source = (struct span){bytes->len, document->source.len};
	buf_append(bytes, document->source);
	item.bytes.at = bytes->len;
	if (!buf_reserve(bytes, TOO_LONG_KEPT))
		return err_no_memory(err);
	if (!reader_read(document->reader, bytes->data + bytes->len, TOO_LONG_KEPT, &item.bytes.len,
			 err))
		return false;
	bytes->len += item.bytes.len;
	while (got && !document->source.len) {
		if (!reader_read(document->reader, rest, sizeof(rest), &got, err))
			return false;
	}
	batch->input_bytes += reader_position(document->reader);
	return batch_add(batch, &item) || err_no_memory(err);
}

const struct format format_head = {open_document, fill_head, free};
