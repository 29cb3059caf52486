#include "dedup/array.h"

#include <stdlib.h>
#include <string.h>

enum { INSERTION_LIMIT = 48, DIGIT_BITS = 8, DIGIT_VALUES = 1 << DIGIT_BITS, DIGITS = 4 };

bool array_grow(void *array, size_t *cap, size_t need, size_t size)
{
	size_t wanted = *cap < 16 ? 16 : *cap;
	void *old, *grown;

	while (wanted < need) {
		if (wanted > SIZE_MAX / 2)
			return false;
		wanted *= 2;
	}
	if (wanted > SIZE_MAX / size)
		return false;
	memcpy(&old, array, sizeof(old)); /* whatever it points to, it is a pointer to an object */
	grown = realloc(old, wanted * size);
	if (!grown)
		return false;
	memcpy(array, &grown, sizeof(grown));
	*cap = wanted;
	return true;
}

void *array_new(size_t count, size_t size)
{
	if (count > SIZE_MAX / size)
		return NULL;
	return malloc(count ? count * size : 1);
}

void *array_new_zeroed(size_t count, size_t size)
{
	return calloc(count ? count : 1, size);
}

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

void sort_u64_by_high(uint64_t *values, size_t count, uint64_t *spare)
{
	for (unsigned digit = 0; digit < DIGITS; digit++) {
		size_t place[DIGIT_VALUES] = {0};
		unsigned shift = 32 + digit * DIGIT_BITS;
		uint64_t *from = digit % 2 ? spare : values, *to = digit % 2 ? values : spare;

		for (size_t i = 0; i < count; i++)
			place[from[i] >> shift & (DIGIT_VALUES - 1)]++;
		starts_of(place);
		for (size_t i = 0; i < count; i++)
			to[place[from[i] >> shift & (DIGIT_VALUES - 1)]++] = from[i];
	}
}

size_t unique_u32(uint32_t *values, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (i == 0 || values[i] != values[i - 1])
			values[kept++] = values[i];
	return kept;
}
