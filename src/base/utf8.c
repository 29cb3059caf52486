#include "base/utf8.h"

#include "base/simd.h"
#include "base/utf8_avx2.h"

size_t ascii_prefix(struct slice bytes)
{
	const char *data = bytes.data;
	size_t at = 0;

	for (; bytes.len - at >= 64; at += 64) {
		if (simd_top_bits(simd_load(data + at) | simd_load(data + at + 16) |
				  simd_load(data + at + 32) | simd_load(data + at + 48)))
			break;
	}
	for (; bytes.len - at >= SIMD_WIDTH; at += SIMD_WIDTH) {
		unsigned high = simd_top_bits(simd_load(data + at));

		if (high)
			return at + (unsigned)__builtin_ctz(high);
	}
	while (at < bytes.len && (unsigned char)data[at] < 0x80)
		at++;
	return at;
}

/* Length of the valid sequence at p, 0 if there is none. The ranges are RFC 3629's table. */
static size_t sequence_length(const unsigned char *p, size_t left)
{
	unsigned char low = 0x80, high = 0xBF;
	size_t need, i;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	need = utf8_length((char)p[0]);
	if (left < need)
		return 0;
	if (p[0] == 0xE0)
		low = 0xA0;
	else if (p[0] == 0xED)
		high = 0x9F;
	else if (p[0] == 0xF0)
		low = 0x90;
	else if (p[0] == 0xF4)
		high = 0x8F;
	if (p[1] < low || p[1] > high)
		return 0;
	for (i = 2; i < need; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	}
	return need;
}

size_t utf8_valid_from(struct slice bytes, size_t at)
{
	const unsigned char *data = (const unsigned char *)bytes.data;

	while (at < bytes.len) {
		size_t length = sequence_length(data + at, bytes.len - at);

		if (length == 0)
			break;
		at += length;
		if (length == 1)
			at += ascii_prefix(slice_from(bytes, at));
	}
	return at;
}

size_t utf8_valid_prefix(struct slice bytes)
{
	size_t at = ascii_prefix(bytes);

	if (bytes.len - at >= UTF8_AVX2_MIN && utf8_avx2_supported())
		at += utf8_avx2_skip(slice_from(bytes, at));
	return utf8_valid_from(bytes, at);
}

size_t utf8_count(struct slice text)
{
	size_t at = 0, count = 0;

	/* Each lane counts its own starts of sequences, down from 0, as long as a byte can. */
	while (text.len - at >= SIMD_WIDTH) {
		bytes16 lanes = {0};

		for (int i = 0; i < 255 && text.len - at >= SIMD_WIDTH; i++, at += SIMD_WIDTH)
			lanes += (bytes16)((simd_load(text.data + at) & 0xC0) != 0x80);
		for (int i = 0; i < SIMD_WIDTH; i++)
			count += (uint8_t)-lanes[i];
	}
	for (; at < text.len; at++)
		count += ((unsigned char)text.data[at] & 0xC0) != 0x80;
	return count;
}

size_t utf8_encode(uint32_t c, char out[static 4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}
