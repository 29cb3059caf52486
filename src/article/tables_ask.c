#include "article/tables_ask.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

enum { HALF = TABLES_LANES / 2 };

bool tables_avx2_supported(void)
{
	return __builtin_cpu_supports("avx2");
}

AVX2 static inline __m256i load_two(const uint8_t *first, const uint8_t *second)
{
	return _mm256_inserti128_si256(
		_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)first)),
		_mm_loadu_si128((const __m128i *)(const void *)second), 1);
}

/* Which leaf each row comes to. */
AVX2 static inline __m256i find_leaves(const struct table *table, const uint8_t *const *columns,
				       const size_t rows[2])
{
	__m256i index = _mm256_setzero_si256();

	for (unsigned i = 0; i < table->depth; i++) {
		const struct question *question = &table->questions[i];
		const uint8_t *column = columns[question->feature];
		__m256i value = load_two(column + rows[0], column + rows[1]);
		__m256i least = _mm256_set1_epi8((char)question->least);
		__m256i yes = _mm256_cmpeq_epi8(_mm256_max_epu8(value, least), value);

		index = _mm256_sub_epi8(_mm256_add_epi8(index, index), yes);
	}
	return index;
}

AVX2 static inline __m256i look_up(const uint8_t bytes[static TABLES_LANES], __m256i index)
{
	__m128i table = _mm_loadu_si128((const __m128i *)(const void *)bytes);

	return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(table), index);
}

/* A byte of each row's leaf. The two highest bits of an index, of six, say which round found it. */
AVX2 static inline __m256i take(const uint8_t bytes[static TABLES_ROUNDS][TABLES_LANES], __m256i index)
{
	__m256i place = _mm256_and_si256(index, _mm256_set1_epi8(15));
	__m256i odd = _mm256_slli_epi16(index, 3), upper = _mm256_slli_epi16(index, 2);
	__m256i lower_half = _mm256_blendv_epi8(look_up(bytes[0], place), look_up(bytes[1], place), odd);
	__m256i upper_half = _mm256_blendv_epi8(look_up(bytes[2], place), look_up(bytes[3], place), odd);

	return _mm256_blendv_epi8(lower_half, upper_half, upper);
}

AVX2 static inline __m256i load_sums(const int32_t *sums)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)sums);
}

AVX2 static inline void store_sums(int32_t *sums, __m256i value)
{
	_mm256_storeu_si256((__m256i *)(void *)sums, value);
}

AVX2 static inline __m256i add_lower(__m256i sum, __m256i leaves)
{
	return _mm256_add_epi32(sum, _mm256_cvtepi16_epi32(_mm256_castsi256_si128(leaves)));
}

AVX2 static inline __m256i add_upper(__m256i sum, __m256i leaves)
{
	return _mm256_add_epi32(sum, _mm256_cvtepi16_epi32(_mm256_extracti128_si256(leaves, 1)));
}

AVX2 void tables_ask_avx2(const struct table *tables, size_t count, const uint8_t *const *columns,
			  const size_t rows[2], int32_t *const sums[2])
{
	__m256i a = load_sums(sums[0]), b = load_sums(sums[0] + HALF);
	__m256i c = load_sums(sums[1]), d = load_sums(sums[1] + HALF);

	for (size_t i = 0; i < count; i++) {
		__m256i index = find_leaves(&tables[i], columns, rows);
		__m256i low = take(tables[i].low, index), high = take(tables[i].high, index);
		__m256i first = _mm256_unpacklo_epi8(low, high), last = _mm256_unpackhi_epi8(low, high);

		a = add_lower(a, first);
		b = add_lower(b, last);
		c = add_upper(c, first);
		d = add_upper(d, last);
	}
	store_sums(sums[0], a);
	store_sums(sums[0] + HALF, b);
	store_sums(sums[1], c);
	store_sums(sums[1] + HALF, d);
}

#else

bool tables_avx2_supported(void)
{
	return false;
}

void tables_ask_avx2(const struct table *tables, size_t count, const uint8_t *const *columns,
		     const size_t rows[2], int32_t *const sums[2])
{
	(void)tables;
	(void)count;
	(void)columns;
	(void)rows;
	(void)sums;
}

#endif
