#include "report/names.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/hash.h"

struct slice names_get(const struct names *names, uint32_t number)
{
	return slice_sub(buf_slice(&names->bytes), names->at[number], names->at[number + 1]);
}

static uint32_t *slot_of(const struct names *names, struct slice name)
{
	size_t slot = hash64(name) & (names->slot_count - 1);

	while (names->slots[slot] && !slice_equal(names_get(names, names->slots[slot] - 1), name))
		slot = (slot + 1) & (names->slot_count - 1);
	return &names->slots[slot];
}

/* Keeps a third of the slots free. */
static bool grow(struct names *names)
{
	size_t count = names->slot_count ? names->slot_count * 2 : 64;
	uint32_t *slots;

	if ((names->count + 1) * 3 / 2 < names->slot_count)
		return true;
	slots = array_new_zeroed(count, sizeof(*slots));
	if (!slots)
		return false;
	free(names->slots);
	names->slots = slots;
	names->slot_count = count;
	for (uint32_t i = 0; i < names->count; i++)
		*slot_of(names, names_get(names, i)) = i + 1;
	return true;
}

bool names_number(struct names *names, struct slice name, uint32_t *number)
{
	uint32_t *slot;

	if (!grow(names) || !ARRAY_RESERVE(names->at, names->at_cap, (size_t)names->count + 2))
		return false;
	if (names->count == 0)
		names->at[0] = 0;
	slot = slot_of(names, name);
	if (*slot == 0) {
		if (!buf_append(&names->bytes, name))
			return false;
		names->at[++names->count] = names->bytes.len;
		*slot = names->count;
	}
	*number = *slot - 1;
	return true;
}

void names_free(struct names *names)
{
	buf_free(&names->bytes);
	free(names->at);
	free(names->slots);
	*names = (struct names){0};
}
