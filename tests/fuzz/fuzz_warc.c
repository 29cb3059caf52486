/*
 * format_warc and http: any bytes, as a file. Reading comes to an end; what comes out is whole
 * records, each with a place in the file; and of those that are HTTP responses, some body.
 */
#include <assert.h>
#include <stdint.h>

#include "../lib/reader_over.h"
#include "io/compress/format.h"
#include "io/archive/http.h"
#include "io/lines.h"
#include "io/archive/warc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SIZE = 300 };

static void check_http(struct slice block)
{
	struct http_response response;
	struct arena arena = {0};
	struct slice body;

	if (!http_parse(block, &response))
		return;
	assert(response.status < 1000 && response.body.len <= block.len);
	if (http_decode(&response, MAX_SIZE, &arena, &body) <= HTTP_BODY_CUT)
		assert(body.len <= MAX_SIZE);
	arena_free(&arena);
}

static void check_item(const struct batch *batch, const struct item *item, size_t size)
{
	struct slice bytes = batch_slice(batch, item->bytes);
	struct warc_header header;

	assert(item->offset <= size);
	assert(item->tag == TAG_WARC && item->kind != ITEM_LINE);
	assert(!warc_header_parse(bytes, &header));
	if (item->kind == ITEM_TOO_LONG) {
		assert(header.content_length > MAX_SIZE);
		return;
	}
	if (header.type > WARC_CONVERSION) {
		assert(bytes.len == header.size);
		return;
	}
	assert(header.content_length <= MAX_SIZE);
	assert(bytes.len == header.size + header.content_length);
	check_http(slice_from(bytes, header.size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader *reader = reader_over(slice_make((const char *)data, size), 100);
	struct batch batch = {0};
	struct err err = {0};
	void *cutting = format_warc.open(reader, slice_of("fuzz"), MAX_SIZE, &err);
	size_t troubles = 0;
	bool more = true;

	while (more) {
		batch_clear(&batch);
		if (!format_warc.fill(cutting, &batch, &more, &err)) {
			assert(err.code == ERR_IO || err.code == ERR_LIMIT);
			/* Each is of another place. */
			assert(troubles++ < 1000 * (size + 1));
		}
		for (size_t i = 0; i < batch.count; i++)
			check_item(&batch, &batch.items[i], size);
	}
	format_warc.close(cutting);
	reader_close(reader);
	batch_free(&batch);
	check_http(slice_make((const char *)data, size));
	return 0;
}
