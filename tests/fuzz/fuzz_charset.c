/*
 * charset: any bytes. What is decoded is valid UTF-8 without a byte order mark in front; what was
 * UTF-8 is left as it was; what is decoded by its looks is decoded alike when its charset is
 * forced.
 */
#include <assert.h>
#include <stdint.h>

#include "base/utf8.h"
#include "text/charset/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct charset *charset;
	struct slice bytes = slice_make((const char *)data, size);
	struct charset_request request = {.most_replaced = 1000};
	struct charset_result result, again;
	struct arena arena = {0};
	struct err err;

	if (!charset)
		charset = charset_open(&err);
	switch (charset_decode(charset, bytes, &request, &arena, &result)) {
	case DECODED:
		assert(utf8_valid(result.text));
		if (result.how == CHARSET_UTF8 && !result.replaced) {
			assert(slice_equal(result.text, bytes));
		} else if (result.how != CHARSET_MARK) {
			request.forced = result.name;
			assert(charset_decode(charset, bytes, &request, &arena, &again) == DECODED);
			assert(slice_equal(result.text, again.text));
		}
		break;
	case DECODING_BINARY:
	case DECODING_UNKNOWN:
		assert(size > 0);
		break;
	case DECODING_NO_MEMORY:
		break;
	}
	arena_free(&arena);
	return 0;
}
