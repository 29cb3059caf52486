/* This file is written in plain loops that compilers turn into vector instructions. */
#include "article/model/features_lines.h"

#include "article/model/features_lanes.h"

enum {
	LANES = FEATURE_LANES,
	SENTENCE = 8, /* words: of feature ended8 */
	MOST = INT16_MAX,
};

/* Counts of LANES lines. */
struct counts {
	int32_t words[LANES], chars[LANES];
	int16_t unit[LANES], length[LANES], sentences[LANES], small[LANES], capitals[LANES],
		heavy[LANES], heavy_capitals[LANES], brief[LANES], digits[LANES], numbers[LANES],
		punct[LANES], flags[LANES], signs[SIGN_COUNT][LANES];
};

static int16_t limited(uint32_t n)
{
	return (int16_t)(n < MOST ? n : MOST);
}

static void take_line(struct counts *counts, size_t k, const struct scan_line *scan, uint32_t unit)
{
	uint32_t punct = 0;

	counts->words[k] = (int32_t)(scan->words < INT32_MAX ? scan->words : INT32_MAX);
	counts->chars[k] = (int32_t)(scan->chars < INT32_MAX ? scan->chars : INT32_MAX);
	counts->unit[k] = limited(unit);
	counts->length[k] = limited(unit ? scan->chars * 8 / unit : 0);
	counts->sentences[k] = limited(scan->sentences);
	counts->small[k] = (int16_t)scan->small;
	counts->capitals[k] = (int16_t)scan->capitals;
	counts->heavy[k] = (int16_t)scan->heavy;
	counts->heavy_capitals[k] = (int16_t)scan->heavy_capitals;
	counts->brief[k] = (int16_t)scan->brief;
	counts->digits[k] = (int16_t)scan->digits;
	counts->numbers[k] = (int16_t)scan->numbers;
	counts->flags[k] = (int16_t)scan->flags;
	for (int sign = SIGN_COMMA; sign < SIGN_COUNT; sign++) {
		counts->signs[sign][k] = (int16_t)scan->signs[sign];
		punct += scan->signs[sign];
	}
	counts->punct[k] = (int16_t)punct;
}

LANES_INLINE void put_few(uint8_t *to, const int16_t counts[static LANES])
{
	uint8_t bytes[LANES];

	for (unsigned k = 0; k < LANES; k++)
		bytes[k] = (uint8_t)(counts[k] < 255 ? counts[k] : 255);
	memcpy(to, bytes, sizeof(bytes));
}

LANES_INLINE void put_flag(uint8_t *to, const int16_t flags[static LANES], int16_t flag)
{
	uint8_t bytes[LANES];

	for (unsigned k = 0; k < LANES; k++)
		bytes[k] = (uint8_t)((flags[k] & flag) != 0);
	memcpy(to, bytes, sizeof(bytes));
}

LANES_INLINE void put_share(uint8_t *to, const int16_t part[static LANES],
			    const int32_t whole[static LANES])
{
	uint8_t bytes[LANES];

	for (unsigned k = 0; k < LANES; k++)
		bytes[k] = (uint8_t)lanes_share(part[k], whole[k]);
	memcpy(to, bytes, sizeof(bytes));
}

LANES_INLINE void put_grade(uint8_t *to, const int32_t counts[static LANES])
{
	uint8_t bytes[LANES];

	for (unsigned k = 0; k < LANES; k++)
		bytes[k] = (uint8_t)lanes_grade(counts[k]);
	memcpy(to, bytes, sizeof(bytes));
}

LANES_INLINE void put_heavy_capital(uint8_t *to, const struct counts *counts)
{
	int32_t heavy[LANES];

	for (unsigned k = 0; k < LANES; k++)
		heavy[k] = counts->heavy[k];
	put_share(to, counts->heavy_capitals, heavy);
}

LANES_INLINE void put_ended8(uint8_t *to, const struct counts *counts)
{
	uint8_t bytes[LANES];

	for (unsigned k = 0; k < LANES; k++)
		bytes[k] = (uint8_t)((counts->unit[k] >= SENTENCE) &
				     ((counts->flags[k] & SCAN_ENDED) != 0));
	memcpy(to, bytes, sizeof(bytes));
}

LANES_INLINE void put_counts(struct features *features, size_t i, const struct counts *counts)
{
	put_few(FEATURE_AT(features, words, i), counts->unit);
	put_few(FEATURE_AT(features, length, i), counts->length);
	put_few(FEATURE_AT(features, sentences, i), counts->sentences);
	put_few(FEATURE_AT(features, numbers, i), counts->numbers);
	put_few(FEATURE_AT(features, commas, i), counts->signs[SIGN_COMMA]);
	put_few(FEATURE_AT(features, bars, i), counts->signs[SIGN_BAR]);
	put_few(FEATURE_AT(features, links, i), counts->signs[SIGN_LINK]);
	put_few(FEATURE_AT(features, quotes, i), counts->signs[SIGN_QUOTE]);
	put_few(FEATURE_AT(features, parens, i), counts->signs[SIGN_PAREN]);
	put_few(FEATURE_AT(features, exclaims, i), counts->signs[SIGN_EXCLAIM]);
	put_few(FEATURE_AT(features, hashes, i), counts->signs[SIGN_HASH]);
	put_few(FEATURE_AT(features, money, i), counts->signs[SIGN_MONEY]);
	put_few(FEATURE_AT(features, symbols, i), counts->signs[SIGN_SYMBOL]);
}

LANES_INLINE void put_shares(struct features *features, size_t i, const struct counts *counts)
{
	put_grade(FEATURE_AT(features, chars, i), counts->chars);
	put_share(FEATURE_AT(features, smallest, i), counts->small, counts->words);
	put_share(FEATURE_AT(features, capital, i), counts->capitals, counts->words);
	put_share(FEATURE_AT(features, brief, i), counts->brief, counts->words);
	put_share(FEATURE_AT(features, digits, i), counts->digits, counts->chars);
	put_share(FEATURE_AT(features, punct, i), counts->punct, counts->chars);
	put_heavy_capital(FEATURE_AT(features, heavy_capital, i), counts);
}

LANES_INLINE void put_flags(struct features *features, size_t i, const struct counts *counts)
{
	const int16_t *flags = counts->flags;

	put_ended8(FEATURE_AT(features, ended8, i), counts);
	put_flag(FEATURE_AT(features, ended, i), flags, SCAN_ENDED);
	put_flag(FEATURE_AT(features, quoted_end, i), flags, SCAN_QUOTED_END);
	put_flag(FEATURE_AT(features, soft_end, i), flags, SCAN_SOFT_END);
	put_flag(FEATURE_AT(features, colon, i), flags, SCAN_COLON_END);
	put_flag(FEATURE_AT(features, asks, i), flags, SCAN_ASKS);
	put_flag(FEATURE_AT(features, ellipsis, i), flags, SCAN_ELLIPSIS);
	put_flag(FEATURE_AT(features, small, i), flags, SCAN_SMALL);
	put_flag(FEATURE_AT(features, quoted, i), flags, SCAN_QUOTED);
	put_flag(FEATURE_AT(features, dash, i), flags, SCAN_DASH);
	put_flag(FEATURE_AT(features, bullet, i), flags, SCAN_BULLET);
	put_flag(FEATURE_AT(features, symbol, i), flags, SCAN_SYMBOL);
	put_flag(FEATURE_AT(features, upper, i), flags, SCAN_UPPER);
	put_flag(FEATURE_AT(features, rights, i), flags, SCAN_RIGHTS);
	put_flag(FEATURE_AT(features, year, i), flags, SCAN_YEAR);
	put_flag(FEATURE_AT(features, time, i), flags, SCAN_TIME);
}

LANES_INLINE void fill_lines(struct features *features)
{
	struct counts counts = {0};

	for (size_t i = 0; i < features->count; i += LANES) {
		for (size_t k = 0; k < LANES && i + k < features->count; k++)
			take_line(&counts, k, &features->scan[i + k], features->unit[i + k]);
		put_counts(features, i, &counts);
		put_shares(features, i, &counts);
		put_flags(features, i, &counts);
	}
}

void features_fill_lines(struct features *features)
{
	fill_lines(features);
}

#if defined(__x86_64__)

bool features_avx2_supported(void)
{
	return __builtin_cpu_supports("avx2");
}

__attribute__((target("avx2"))) void features_fill_lines_avx2(struct features *features)
{
	fill_lines(features);
}

#else

bool features_avx2_supported(void)
{
	return false;
}

void features_fill_lines_avx2(struct features *features)
{
	fill_lines(features);
}

#endif
