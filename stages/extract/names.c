#include "names.h"

#include <string.h>

static const struct slice separator = SLICE_INIT("; ");

/* The name at `at`, which moves on to the next one. */
static struct slice next_name(struct slice names, size_t *at)
{
	size_t from = *at, end = slice_find(names, from, separator);

	*at = end < names.len ? end + separator.len : names.len;
	return slice_sub(names, from, end);
}

static bool has_name(struct slice names, struct slice name)
{
	for (size_t at = 0; at < names.len;)
		if (slice_equal(next_name(names, &at), name))
			return true;
	return slice_equal(names, name);
}

bool names_add(struct arena *arena, struct slice *names, struct slice name)
{
	size_t len = names->len + separator.len + name.len;
	char *both;

	if (name.len == 0 || len > NAMES_LENGTH_MAX || has_name(*names, name))
		return true;
	if (names->len == 0) {
		*names = name;
		return true;
	}
	both = arena_bytes(arena, len);
	if (!both)
		return false;
	memcpy(both, names->data, names->len);
	memcpy(both + names->len, separator.data, separator.len);
	memcpy(both + names->len + separator.len, name.data, name.len);
	*names = slice_make(both, len);
	return true;
}

/* The next letter or digit at or after `at`, in lower case; 0 at the end. Bytes beyond ASCII count
 * as letters. */
static char next_letter(struct slice name, size_t *at)
{
	while (*at < name.len) {
		char c = name.data[(*at)++];

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
			return c;
	}
	return 0;
}

static bool same_letters(struct slice a, struct slice b)
{
	size_t at_a = 0, at_b = 0;

	for (;;) {
		char left = next_letter(a, &at_a), right = next_letter(b, &at_b);

		if (left != right)
			return false;
		if (!left)
			return true;
	}
}

bool names_remove(struct arena *arena, struct slice *names, struct slice unwanted)
{
	struct slice left = {0};

	for (size_t at = 0; at < names->len;) {
		struct slice name = next_name(*names, &at);

		if (!same_letters(name, unwanted) && !names_add(arena, &left, name))
			return false;
	}
	*names = left;
	return true;
}
