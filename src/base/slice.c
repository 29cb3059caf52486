#include "base/slice.h"

#include "base/ascii.h"

/* In POSIX since 2024; the feature macros of older C libraries hide it. */
void *memmem(const void *haystack, size_t haystack_len, const void *needle, size_t needle_len);

int slice_compare(struct slice a, struct slice b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter ? memcmp(a.data, b.data, shorter) : 0;

	if (order)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

size_t slice_find_byte(struct slice s, size_t from, char byte)
{
	const char *hit = from < s.len ? memchr(s.data + from, byte, s.len - from) : NULL;

	ASSERT(from <= s.len);
	return hit ? (size_t)(hit - s.data) : s.len;
}

size_t slice_find(struct slice s, size_t from, struct slice needle)
{
	const char *hit;

	ASSERT(from <= s.len);
	if (needle.len == 0)
		return from;
	if (from >= s.len)
		return s.len;
	hit = memmem(s.data + from, s.len - from, needle.data, needle.len);
	return hit ? (size_t)(hit - s.data) : s.len;
}

struct slice slice_trim(struct slice s)
{
	size_t from = 0, to = s.len;

	while (from < to && ascii_is_space(s.data[from]))
		from++;
	while (to > from && ascii_is_space(s.data[to - 1]))
		to--;
	return slice_sub(s, from, to);
}

bool slice_next_line(struct slice *rest, struct slice *line)
{
	size_t end;

	if (rest->len == 0)
		return false;
	end = slice_find_byte(*rest, 0, '\n');
	*line = slice_sub(*rest, 0, end);
	*rest = slice_from(*rest, end < rest->len ? end + 1 : end);
	return true;
}
