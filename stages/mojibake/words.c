#include "words.h"

#include "base/asset.h"

enum { SLOTS = 1 << WORD_BITS };

static int digit_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/*
 * The values in the file, ascending, each as what it is more than the one before: five bits a
 * digit, the lowest first, and a sixth where more follow.
 */
static bool read_value(struct slice *digits, uint32_t *value)
{
	uint64_t more = 0;

	for (unsigned shift = 0; shift < 32 && digits->len; shift += 5) {
		int digit = digit_value(digits->data[0]);

		if (digit < 0)
			return false;
		*digits = slice_from(*digits, 1);
		more |= (uint64_t)(digit & 31) << shift;
		if (digit < 32) {
			more += *value;
			*value = (uint32_t)more;
			return more <= UINT32_MAX && *value & 3;
		}
	}
	return false;
}

bool words_load(struct words *words, struct arena *arena, struct err *err)
{
	struct slice rest, line;
	uint32_t value = 0;
	size_t count = 0;

	words->slots = arena_zalloc(arena, SLOTS, sizeof(*words->slots));
	if (!words->slots)
		return err_no_memory(err);
	if (!asset_find("mojibake/words.txt", &rest))
		return err_set(err, ERR_USAGE, "words.txt is not built in");
	while (slice_next_line(&rest, &line)) {
		while (line.len && line.data[0] != '#') {
			uint32_t at;

			if (!read_value(&line, &value) || ++count > SLOTS / 2)
				return err_set(err, ERR_USAGE, "words.txt is damaged");
			for (at = value >> (32 - WORD_BITS); words->slots[at];)
				at = (at + 1) % SLOTS;
			words->slots[at] = (uint16_t)value;
		}
	}
	return true;
}

unsigned words_rank(const struct words *words, uint32_t hash)
{
	hash ^= hash >> 15;
	hash *= 0x2C1B3C6Du;
	hash ^= hash >> 12;
	for (uint32_t at = hash >> (32 - WORD_BITS); words->slots[at]; at = (at + 1) % SLOTS)
		if (((words->slots[at] ^ hash) & 0xFFFCu) == 0)
			return words->slots[at] & 3u;
	return 0;
}
