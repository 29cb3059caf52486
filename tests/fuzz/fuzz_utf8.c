/* UTF-8: each way to validate gives the one answer, and what is valid walks to its end. */
#include <assert.h>
#include <stdint.h>

#include "base/utf8.h"
#include "base/utf8_avx2.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = slice_make((const char *)data, size);
	size_t valid = utf8_valid_from(bytes, 0), at = 0, count = 0;

	assert(utf8_valid_prefix(bytes) == valid);
	assert(ascii_prefix(bytes) <= valid);
	if (size >= UTF8_AVX2_MIN && utf8_avx2_supported())
		assert(utf8_valid_from(bytes, utf8_avx2_skip(bytes)) == valid);
	while (at < valid) {
		uint32_t c;
		size_t next = utf8_next(bytes, at, &c);
		char back[4];

		assert(c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF));
		assert(utf8_encode(c, back) == next - at &&
		       memcmp(back, data + at, next - at) == 0);
		assert(utf8_before(bytes, next) == at);
		at = next;
		count++;
	}
	assert(at == valid);
	assert(utf8_count(slice_sub(bytes, 0, valid)) == count);
	return 0;
}
