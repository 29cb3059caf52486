#include "base/array.h"

#include "base/assert.h"

#include <stdlib.h>
#include <string.h>

bool array_resize(void *array, size_t count, size_t size)
{
	void *old, *resized;

	ASSERT(size > 0);
	if (count > SIZE_MAX / size)
		return false;
	memcpy(&old, array, sizeof(old)); /* whatever it points to, it is a pointer to an object */
	resized = realloc(old, count * size);
	if (!resized)
		return false;
	memcpy(array, &resized, sizeof(resized));
	return true;
}

bool array_grow(void *array, size_t *cap, size_t need, size_t size)
{
	size_t wanted = *cap < 16 ? 16 : *cap;

	ASSERT(size > 0);
	while (wanted < need) {
		if (wanted > SIZE_MAX / 2)
			return false;
		wanted *= 2;
	}
	if (!array_resize(array, wanted, size))
		return false;
	*cap = wanted;
	return true;
}

void *array_new(size_t count, size_t size)
{
	ASSERT(size > 0);
	if (count > SIZE_MAX / size)
		return NULL;
	return malloc(count ? count * size : 1);
}

void *array_new_zeroed(size_t count, size_t size)
{
	ASSERT(size > 0);
	return calloc(count ? count : 1, size);
}
