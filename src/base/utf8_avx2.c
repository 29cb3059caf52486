#include "base/utf8_avx2.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdint.h>

#define AVX2 __attribute__((target("avx2")))

/*
 * What may be wrong with two bytes in a row, a bit each. Three half-bytes decide: both of the first
 * and the upper of the second. Each looks up which errors it allows; what all three allow is one.
 * But TWO_CONTINUATIONS is an error only where no third or fourth byte is due; where one is due,
 * its absence is.
 */
enum {
	TOO_SHORT = 1 << 0,   /* a lead, then no continuation */
	TOO_LONG = 1 << 1,    /* ASCII, then a continuation */
	OVERLONG_3 = 1 << 2,  /* E0 80-9F */
	TOO_LARGE = 1 << 3,   /* F4 90-BF, F5-FF 90-BF */
	SURROGATE = 1 << 4,   /* ED A0-BF */
	OVERLONG_2 = 1 << 5,  /* C0-C1 */
	OVERLONG_4 = 1 << 6,  /* F0 80-8F */
	TOO_LARGE_8 = 1 << 6, /* F5-FF 80-8F; never confused with the former: other lower half */
	TWO_CONTINUATIONS = 1 << 7,

	/* The errors that the lower half of the first byte has no say in. */
	ANY_LOW = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS,
	LOW_5_UP = ANY_LOW | TOO_LARGE | TOO_LARGE_8,
	/* Those of a continuation after something. */
	CONTINUATION = TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS,
};

/* clang-format off */
static const uint8_t first_high[16] = {
	TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
	TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS,
	TOO_SHORT | OVERLONG_2,
	TOO_SHORT,
	TOO_SHORT | OVERLONG_3 | SURROGATE,
	TOO_SHORT | TOO_LARGE | TOO_LARGE_8 | OVERLONG_4,
};
/* clang-format on */

/* clang-format off */
static const uint8_t first_low[16] = {
	ANY_LOW | OVERLONG_2 | OVERLONG_3 | OVERLONG_4,
	ANY_LOW | OVERLONG_2,
	ANY_LOW,
	ANY_LOW,
	ANY_LOW | TOO_LARGE,
	LOW_5_UP, LOW_5_UP, LOW_5_UP, LOW_5_UP, LOW_5_UP, LOW_5_UP, LOW_5_UP, LOW_5_UP,
	LOW_5_UP | SURROGATE,
	LOW_5_UP, LOW_5_UP,
};
/* clang-format on */

/* clang-format off */
static const uint8_t second_high[16] = {
	TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
	CONTINUATION | OVERLONG_3 | OVERLONG_4 | TOO_LARGE_8,
	CONTINUATION | OVERLONG_3 | TOO_LARGE,
	CONTINUATION | SURROGATE | TOO_LARGE,
	CONTINUATION | SURROGATE | TOO_LARGE,
	TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
};
/* clang-format on */

bool utf8_avx2_supported(void)
{
	return __builtin_cpu_supports("avx2");
}

AVX2 static inline __m256i load(const char *p)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

AVX2 static inline __m256i lookup(const uint8_t table[static 16], __m256i index)
{
	__m128i half = _mm_loadu_si128((const __m128i *)(const void *)table);

	return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(half), index);
}

AVX2 static inline __m256i upper_half(__m256i bytes)
{
	return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0F));
}

/* Not zero where the 32 bytes at p break UTF-8. Reads the 3 bytes before p. */
AVX2 static inline __m256i errors(const char *p)
{
	__m256i here = load(p), before = load(p - 1);
	__m256i low = _mm256_and_si256(before, _mm256_set1_epi8(0x0F));
	__m256i wrong = _mm256_and_si256(
		_mm256_and_si256(lookup(first_high, upper_half(before)), lookup(first_low, low)),
		lookup(second_high, upper_half(here)));
	/* The top bit: E0-FF two bytes before, or F0-FF three bytes before. */
	__m256i third = _mm256_subs_epu8(load(p - 2), _mm256_set1_epi8(0xE0 - 0x80));
	__m256i fourth = _mm256_subs_epu8(load(p - 3), _mm256_set1_epi8(0xF0 - 0x80));
	__m256i due = _mm256_and_si256(_mm256_or_si256(third, fourth),
				       _mm256_set1_epi8((char)TWO_CONTINUATIONS));

	return _mm256_xor_si256(wrong, due);
}

/* The start of the sequence that `at` is in or after: all before it has been found valid. */
static size_t back_to_lead(struct slice bytes, size_t at)
{
	while (at > 0 && ((unsigned char)bytes.data[--at] & 0xC0) == 0x80)
		;
	return at;
}

AVX2 size_t utf8_avx2_skip(struct slice bytes)
{
	const char *data = bytes.data;
	char first[3 + 32] = {0};
	__m256i wrong;
	size_t at;

	memcpy(first + 3, data, 32);
	wrong = errors(first + 3);
	if (!_mm256_testz_si256(wrong, wrong))
		return 0;
	for (at = 32; bytes.len - at >= 64; at += 64) {
		__m256i one = load(data + at), other = load(data + at + 32);

		/* ASCII, and nothing is due from the three bytes before. */
		if (_mm256_movemask_epi8(
			    _mm256_or_si256(_mm256_or_si256(one, other), load(data + at - 3))) == 0)
			continue;
		wrong = _mm256_or_si256(errors(data + at), errors(data + at + 32));
		if (!_mm256_testz_si256(wrong, wrong))
			break;
	}
	return back_to_lead(bytes, at);
}

#else

bool utf8_avx2_supported(void)
{
	return false;
}

size_t utf8_avx2_skip(struct slice bytes)
{
	(void)bytes;
	return 0;
}

#endif
