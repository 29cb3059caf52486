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
	struct slice bytes = slice_make((const char *)data, size), text, again;
	struct arena arena = {0};
	const char *name, *same;
	struct err err;

	if (!charset)
		charset = charset_open(&err);
	switch (charset_decode(charset, bytes, NULL, &arena, &text, &name)) {
	case DECODED:
		assert(utf8_valid(text));
		if (slice_equal(slice_of(name), SLICE("UTF-8"))) {
			assert(slice_ends(bytes, text) && bytes.len - text.len <= 3);
		} else {
			assert(charset_decode(charset, bytes, name, &arena, &again, &same) ==
			       DECODED);
			assert(slice_equal(text, again));
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
