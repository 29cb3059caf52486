/* UTF-8: each way to validate gives the one answer; counting, walking, encoding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "base/simd.h"
#include "base/utf8.h"
#include "base/utf8_avx2.h"

/* RFC 3629 by decoding, with nothing in common with the code under test. */
static size_t reference_prefix(struct slice bytes)
{
	size_t at = 0;

	while (at < bytes.len) {
		unsigned char lead = (unsigned char)bytes.data[at];
		unsigned more = lead < 0x80   ? 0
				: lead < 0xC0 ? 9
				: lead < 0xE0 ? 1
				: lead < 0xF0 ? 2
					      : 3;
		uint32_t c = more == 0 ? lead : lead & (0x3Fu >> more);
		static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};

		if (more == 9 || lead >= 0xF8 || bytes.len - at <= more)
			break;
		for (unsigned i = 1; i <= more; i++) {
			unsigned char next = (unsigned char)bytes.data[at + i];

			if (next >> 6 != 2)
				return at;
			c = c << 6 | (next & 0x3F);
		}
		if (c < least[more] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
			break;
		at += more + 1;
	}
	return at;
}

static void assert_prefix(struct slice bytes)
{
	size_t expected = reference_prefix(bytes);

	assert_int_equal(utf8_valid_from(bytes, 0), expected);
	assert_int_equal(utf8_valid_prefix(bytes), expected);
	if (bytes.len >= UTF8_AVX2_MIN && utf8_avx2_supported()) {
		size_t skipped = utf8_avx2_skip(bytes);

		assert_true(skipped <= expected);
		assert_int_equal(utf8_valid_from(bytes, skipped), expected);
	}
}

/* All pairs of bytes, and all that a lead may be followed by, among ASCII and after text. */
static void every_sequence_is_judged_alike(void **state)
{
	enum { AROUND = 80 };
	char text[2 * AROUND + 4];

	(void)state;
	for (unsigned first = 0x80; first < 0x100; first++) {
		for (unsigned rest = 0; rest < 0x100 * 8; rest++) {
			static const unsigned char thirds[] = {0x00, 0x7F, 0x80, 0x8F,
							       0x90, 0xBF, 0xC2, 0xFF};

			memset(text, 'x', sizeof(text));
			text[AROUND] = (char)first;
			text[AROUND + 1] = (char)(rest & 0xFF);
			text[AROUND + 2] = (char)thirds[rest >> 8];
			text[AROUND + 3] = (char)thirds[rest % 7];
			assert_prefix(slice_make(text, sizeof(text)));
			assert_prefix(slice_make(text, AROUND + 2));
		}
	}
}

/* Each kind of character and each kind of error at each place of the blocks. */
static void place_does_not_matter(void **state)
{
	/* clang-format off */
	static const struct slice pieces[] = {
		SLICE_INIT("\xc3\xa4"),         SLICE_INIT("\xe2\x80\xa8"),     SLICE_INIT("\xf0\x9f\x98\x80"),
		SLICE_INIT("\x80"),             SLICE_INIT("\xc3"),             SLICE_INIT("\xe2\x80"),
		SLICE_INIT("\xf0\x9f\x98"),     SLICE_INIT("\xc0\x80"),         SLICE_INIT("\xe0\x9f\xbf"),
		SLICE_INIT("\xed\x9f\xbf"),     SLICE_INIT("\xed\xa0\x80"),     SLICE_INIT("\xed\xbf\xbf"),
		SLICE_INIT("\xf0\x8f\xbf\xbf"), SLICE_INIT("\xf4\x8f\xbf\xbf"), SLICE_INIT("\xf4\x90\x80\x80"),
		SLICE_INIT("\xf5\x80\x80\x80"), SLICE_INIT("\xff"),             SLICE_INIT("\xc3\xa4\xa4"),
		SLICE_INIT("\xef\xbf\xbf"),     SLICE_INIT("\xc1\xbf"),         SLICE_INIT("\xf8\x88\x80\x80\x80"),
	};
	/* clang-format on */
	/* clang-format off */
	static const struct slice fillings[] = {
		SLICE_INIT("a"), SLICE_INIT("\xd0\xb6"), SLICE_INIT("\xe4\xb8\xad"), SLICE_INIT("\xf0\x9f\x8c\x8d"),
	};
	/* clang-format on */
	char text[400];

	(void)state;
	for (size_t f = 0; f < COUNT_OF(fillings); f++) {
		for (size_t piece = 0; piece < COUNT_OF(pieces); piece++) {
			for (size_t at = 0; at < 260; at += fillings[f].len) {
				for (size_t i = 0; i + 4 <= sizeof(text); i += fillings[f].len)
					memcpy(text + i, fillings[f].data, fillings[f].len);
				memcpy(text + at, pieces[piece].data, pieces[piece].len);
				assert_prefix(slice_make(text, at + pieces[piece].len));
				assert_prefix(slice_make(text, 390 - at % 7));
			}
		}
	}
}

static void random_bytes_are_judged_alike(void **state)
{
	/* Mostly bytes that make sense together, so that some of it is valid. */
	static const unsigned char likely[] =
		"aa\xc3\xa4\xe2\x80\x99\xed\x9f\xf0\x9f\x90\xf4\x8f\xa0\xbf";
	uint64_t seed = 1;
	char text[300];

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		for (size_t i = 0; i < sizeof(text); i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			text[i] = (char)(round % 4 ? likely[(seed >> 33) % (sizeof(likely) - 1)]
						   : seed >> 56 & 0x7F);
		}
		if (round % 4 == 0)
			text[seed >> 40 & 0xFF] = (char)(seed >> 33);
		assert_prefix(slice_make(text + round % 32, sizeof(text) - 32));
	}
}

static void ascii_ends_at_the_first_high_byte(void **state)
{
	char text[256];

	(void)state;
	memset(text, 'a', sizeof(text));
	for (size_t len = 0; len <= sizeof(text); len++) {
		assert_int_equal(ascii_prefix(slice_make(text, len)), len);
		for (size_t at = 0; at < len; at += 1 + len / 16) {
			text[at] = (char)0x80;
			assert_int_equal(ascii_prefix(slice_make(text, len)), at);
			text[at] = 'a';
		}
	}
	assert_int_equal(ascii_prefix(slice_make(NULL, 0)), 0);
	assert_int_equal(utf8_valid_prefix(slice_make(NULL, 0)), 0);
}

static void top_bits_are_the_same_in_each_way(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits < 0x10000; bits++) {
		bytes16 v = {0};

		for (unsigned i = 0; i < SIMD_WIDTH; i++)
			v[i] = bits >> i & 1 ? 0xFF : 0x7F;
		assert_int_equal(simd_top_bits(v), bits);
		assert_int_equal(simd_top_bits_portable(v), bits);
	}
}

static void walking_and_encoding_are_inverse(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		uint32_t back = 0;
		char text[4];
		size_t len;

		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		len = utf8_encode(c, text);
		assert_int_equal(utf8_length(text[0]), len);
		assert_int_equal(utf8_next(slice_make(text, len), 0, &back), len);
		assert_int_equal(back, c);
		assert_int_equal(utf8_before(slice_make(text, len), len), 0);
		assert_true(utf8_valid(slice_make(text, len)));
		assert_int_equal(utf8_valid_prefix(slice_make(text, len - 1)), 0);
	}
}

static void counting_counts_code_points(void **state)
{
	char text[4 * 200];
	size_t len = 0;

	(void)state;
	assert_int_equal(utf8_count(slice_make(NULL, 0)), 0);
	for (size_t n = 1; n <= 200; n++) {
		len += utf8_encode(n % 4 == 0   ? 'a'
				   : n % 4 == 1 ? 0x436
				   : n % 4 == 2 ? 0x4E2D
						: 0x1F600,
				   text + len);
		assert_int_equal(utf8_count(slice_make(text, len)), n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_sequence_is_judged_alike),
		cmocka_unit_test(place_does_not_matter),
		cmocka_unit_test(random_bytes_are_judged_alike),
		cmocka_unit_test(ascii_ends_at_the_first_high_byte),
		cmocka_unit_test(top_bits_are_the_same_in_each_way),
		cmocka_unit_test(walking_and_encoding_are_inverse),
		cmocka_unit_test(counting_counts_code_points),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
