#include "dedup/sorting.h"

#include <string.h>

enum {
	INSERTION_LIMIT = 12,
	BUCKET_LIMIT = 256,
	BUCKET_BITS = 6,
	DIGIT_BITS = 8,
	DIGIT_VALUES = 1 << DIGIT_BITS,
	DIGITS = 4,
};

static void insertion_sort(uint32_t *values, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		uint32_t value = values[i];
		size_t j = i;

		for (; j > 0 && values[j - 1] > value; j--)
			values[j] = values[j - 1];
		values[j] = value;
	}
}

/*
 * Hashes fall evenly into buckets by their top bits, and are nearly sorted then. Where they do not,
 * this is no worse than insertion sort of so few.
 */
static void bucket_sort(uint32_t *values, size_t count, uint32_t *spare)
{
	unsigned char end[1 << BUCKET_BITS] = {0};
	unsigned sum = 0;

	memcpy(spare, values, count * sizeof(*values));
	for (size_t i = 0; i < count; i++)
		end[spare[i] >> (32 - BUCKET_BITS)]++;
	for (unsigned b = 0; b < 1 << BUCKET_BITS; b++) {
		unsigned from = sum;

		sum += end[b];
		end[b] = (unsigned char)from;
	}
	for (size_t i = 0; i < count; i++)
		values[end[spare[i] >> (32 - BUCKET_BITS)]++] = spare[i];
	insertion_sort(values, count);
}

/* Turns counts into the places where each digit's elements begin. */
static void starts_of(size_t place[DIGIT_VALUES])
{
	size_t sum = 0;

	for (unsigned d = 0; d < DIGIT_VALUES; d++) {
		size_t count = place[d];

		place[d] = sum;
		sum += count;
	}
}

void sort_u32(uint32_t *values, size_t count, uint32_t *spare)
{
	if (count <= INSERTION_LIMIT) {
		insertion_sort(values, count);
		return;
	}
	if (count < BUCKET_LIMIT) {
		bucket_sort(values, count, spare);
		return;
	}
	for (unsigned digit = 0; digit < DIGITS; digit++) { /* an even number: ends in `values` */
		size_t place[DIGIT_VALUES] = {0};
		unsigned shift = digit * DIGIT_BITS;
		uint32_t *from = digit % 2 ? spare : values, *to = digit % 2 ? values : spare;

		for (size_t i = 0; i < count; i++)
			place[from[i] >> shift & (DIGIT_VALUES - 1)]++;
		starts_of(place);
		for (size_t i = 0; i < count; i++)
			to[place[from[i] >> shift & (DIGIT_VALUES - 1)]++] = from[i];
	}
}

/* By the 32 bits from `from_bit` on. */
static void sort_u64(uint64_t *values, size_t count, uint64_t *spare, unsigned from_bit)
{
	for (unsigned digit = 0; digit < DIGITS; digit++) {
		size_t place[DIGIT_VALUES] = {0};
		unsigned shift = from_bit + digit * DIGIT_BITS;
		uint64_t *from = digit % 2 ? spare : values, *to = digit % 2 ? values : spare;

		for (size_t i = 0; i < count; i++)
			place[from[i] >> shift & (DIGIT_VALUES - 1)]++;
		starts_of(place);
		for (size_t i = 0; i < count; i++)
			to[place[from[i] >> shift & (DIGIT_VALUES - 1)]++] = from[i];
	}
}

void sort_u64_by_high(uint64_t *values, size_t count, uint64_t *spare)
{
	sort_u64(values, count, spare, 32);
}

void sort_u64_by_low(uint64_t *values, size_t count, uint64_t *spare)
{
	sort_u64(values, count, spare, 0);
}

size_t unique_u32(uint32_t *values, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (i == 0 || values[i] != values[i - 1])
			values[kept++] = values[i];
	return kept;
}
