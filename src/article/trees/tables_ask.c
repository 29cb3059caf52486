#include "article/trees/tables_ask.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

enum tables_way tables_best_way(void)
{
	if (__builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512bw"))
		return TABLES_AVX512;
	return __builtin_cpu_supports("avx2") ? TABLES_AVX2 : TABLES_PLAIN;
}

#define INLINE __attribute__((always_inline)) static inline

enum { HALVES = TABLES_ROWS / TABLES_HALF };

AVX2 INLINE __m256i load(const void *bytes)
{
	return _mm256_loadu_si256((const __m256i *)bytes);
}

/* Sums of TABLES_HALF rows, 16 bits each: of rows 0 to 7 and 16 to 23, and of the others. */
struct short_sums {
	__m256i even, odd;
};

/* Which leaf each row of each half comes to. `halves` is a constant to the compiler. */
AVX2 INLINE void find_leaves(const struct table *table, const uint8_t *const *columns, size_t row,
			     unsigned halves, __m256i index[HALVES])
{
	for (unsigned half = 0; half < halves; half++)
		index[half] = _mm256_setzero_si256();
#pragma GCC unroll 6
	for (unsigned i = 0; i < TABLES_SHALLOW; i++) {
		const uint8_t *column = columns[table->shallow[i].feature] + row;
		__m256i least = _mm256_set1_epi32((int)table->shallow[i].least);

#pragma GCC unroll 2
		for (unsigned half = 0; half < halves; half++) {
			__m256i value = load(column + half * TABLES_HALF);
			__m256i yes = _mm256_cmpeq_epi8(_mm256_max_epu8(value, least), value);

			index[half] =
				_mm256_sub_epi8(_mm256_add_epi8(index[half], index[half]), yes);
		}
	}
}

/*
 * A byte of each row's leaf. A lookup uses the low four bits, and is 0 where the top bit is set:
 * where so much was taken from the index that it is below 0, the leaf is among those that were
 * looked up before.
 */
AVX2 INLINE void look_up(const uint8_t bytes[static TABLES_ROUNDS][TABLES_LANES], unsigned halves,
			 const __m256i index[HALVES], __m256i found[HALVES])
{
#pragma GCC unroll 4
	for (unsigned round = 0; round < TABLES_ROUNDS; round++) {
		__m256i leaves = _mm256_broadcastsi128_si256(
			_mm_loadu_si128((const __m128i *)(const void *)bytes[round]));
		__m256i before = _mm256_set1_epi8((char)(round * TABLES_LANES));

#pragma GCC unroll 2
		for (unsigned half = 0; half < halves; half++) {
			__m256i place = _mm256_sub_epi8(index[half], before);
			__m256i leaf = _mm256_shuffle_epi8(leaves, place);

			found[half] = round ? _mm256_xor_si256(found[half], leaf) : leaf;
		}
	}
}

AVX2 INLINE void add_eight(int32_t *sums, __m128i values)
{
	__m256i sum = _mm256_add_epi32(load(sums), _mm256_cvtepi16_epi32(values));

	_mm256_storeu_si256((__m256i *)(void *)sums, sum);
}

/* Empties the short sums. */
AVX2 INLINE void pour(struct short_sums *from, int32_t *sums)
{
	add_eight(sums, _mm256_castsi256_si128(from->even));
	add_eight(sums + 8, _mm256_castsi256_si128(from->odd));
	add_eight(sums + 16, _mm256_extracti128_si256(from->even, 1));
	add_eight(sums + 24, _mm256_extracti128_si256(from->odd, 1));
	*from = (struct short_sums){_mm256_setzero_si256(), _mm256_setzero_si256()};
}

AVX2 INLINE void ask(const struct table *tables, size_t count, const uint8_t *const *columns,
		     size_t row, unsigned halves, int32_t *sums)
{
	struct short_sums some[HALVES];

	for (unsigned half = 0; half < halves; half++)
		some[half] = (struct short_sums){_mm256_setzero_si256(), _mm256_setzero_si256()};
	for (size_t i = 0; i < count; i++) {
		__m256i index[HALVES], low[HALVES], high[HALVES];

		for (unsigned half = 0; tables[i].full && half < halves; half++)
			pour(&some[half], sums + half * TABLES_HALF);
		find_leaves(&tables[i], columns, row, halves, index);
		look_up(tables[i].low, halves, index, low);
		look_up(tables[i].high, halves, index, high);
#pragma GCC unroll 2
		for (unsigned half = 0; half < halves; half++) {
			some[half].even = _mm256_add_epi16(
				some[half].even, _mm256_unpacklo_epi8(low[half], high[half]));
			some[half].odd = _mm256_add_epi16(
				some[half].odd, _mm256_unpackhi_epi8(low[half], high[half]));
		}
	}
	for (unsigned half = 0; half < halves; half++)
		pour(&some[half], sums + half * TABLES_HALF);
}

AVX2 void tables_ask_avx2(const struct table *tables, size_t count, const uint8_t *const *columns,
			  size_t row, size_t rows, int32_t *sums)
{
	if (rows > TABLES_HALF)
		ask(tables, count, columns, row, HALVES, sums);
	else
		ask(tables, count, columns, row, 1, sums);
}

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi")))

AVX512 INLINE __m512i find_leaves_avx512(const struct table *table, const uint8_t *const *columns,
					 size_t row)
{
	__m512i index = _mm512_setzero_si512();

#pragma GCC unroll 6
	for (unsigned i = 0; i < TABLES_SHALLOW; i++) {
		const uint8_t *column = columns[table->shallow[i].feature] + row;
		__m512i value = _mm512_loadu_si512(column);
		__m512i least = _mm512_set1_epi32((int)table->shallow[i].least);
		__m512i bit = _mm512_set1_epi8((char)(1 << (TABLES_SHALLOW - 1 - i)));

		index = _mm512_mask_add_epi8(index, _mm512_cmpge_epu8_mask(value, least), index,
					     bit);
	}
	return index;
}

/* Adds short sums: `even` are those of eight rows out of sixteen, `odd` those of the other eight.
 */
AVX512 INLINE void pour_avx512(__m512i even, __m512i odd, int32_t *sums)
{
	int16_t evens[TABLES_HALF], odds[TABLES_HALF];

	_mm512_storeu_si512(evens, even);
	_mm512_storeu_si512(odds, odd);
	for (unsigned i = 0; i < TABLES_HALF; i++) {
		sums[i / 8 * TABLES_LANES + i % 8] += evens[i];
		sums[i / 8 * TABLES_LANES + 8 + i % 8] += odds[i];
	}
}

AVX512 void tables_ask_avx512(const struct table *tables, size_t count,
			      const uint8_t *const *columns, size_t row, int32_t *sums)
{
	__m512i even = _mm512_setzero_si512(), odd = even;

	for (size_t i = 0; i < count; i++) {
		__m512i index, low, high;

		if (tables[i].full) {
			pour_avx512(even, odd, sums);
			even = odd = _mm512_setzero_si512();
		}
		index = find_leaves_avx512(&tables[i], columns, row);
		low = _mm512_permutexvar_epi8(index, _mm512_loadu_si512(tables[i].low));
		high = _mm512_permutexvar_epi8(index, _mm512_loadu_si512(tables[i].high));
		even = _mm512_add_epi16(even, _mm512_unpacklo_epi8(low, high));
		odd = _mm512_add_epi16(odd, _mm512_unpackhi_epi8(low, high));
	}
	pour_avx512(even, odd, sums);
}

#else

enum tables_way tables_best_way(void)
{
	return TABLES_PLAIN;
}

/* Neither is called. */
void tables_ask_avx2(const struct table *tables, size_t count, const uint8_t *const *columns,
		     size_t row, size_t rows, int32_t *sums)
{
	(void)tables;
	(void)count;
	(void)columns;
	(void)row;
	(void)rows;
	(void)sums;
}

void tables_ask_avx512(const struct table *tables, size_t count, const uint8_t *const *columns,
		       size_t row, int32_t *sums)
{
	(void)tables;
	(void)count;
	(void)columns;
	(void)row;
	(void)sums;
}

#endif
