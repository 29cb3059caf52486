/*
 * slice: borrowed bytes. A slice owns nothing and is never NUL-terminated; the bytes live as long
 * as their owner (a buf, an arena, a mapped file) says. Pass slices by value.
 *
 * The empty slice may have data == NULL; no function here reads data when len is 0.
 */
#ifndef WIREWASH_SLICE_H
#define WIREWASH_SLICE_H

#include "base/assert.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
	const char *data;
	size_t len; /* bytes */
};

/* A slice over a string literal; the second where C wants a constant, as in a static table. */
#define SLICE(literal) ((struct slice)SLICE_INIT(literal))
/* clang-format off */
#define SLICE_INIT(literal) {(literal), sizeof(literal) - 1}
/* clang-format on */

static inline struct slice slice_make(const char *data, size_t len)
{
	ASSERT(data || len == 0);
	return (struct slice){data, len};
}

/* A slice over a NUL-terminated string; NULL gives the empty slice. */
static inline struct slice slice_of(const char *string)
{
	return (struct slice){string, string ? strlen(string) : 0};
}

/* The bytes [from, to). Requires from <= to <= s.len. */
static inline struct slice slice_sub(struct slice s, size_t from, size_t to)
{
	ASSERT(from <= to && to <= s.len);
	return (struct slice){from ? s.data + from : s.data, to - from};
}

static inline struct slice slice_from(struct slice s, size_t from)
{
	return slice_sub(s, from, s.len);
}

static inline bool slice_equal(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool slice_starts(struct slice s, struct slice prefix)
{
	return s.len >= prefix.len && slice_equal(slice_sub(s, 0, prefix.len), prefix);
}

static inline bool slice_ends(struct slice s, struct slice suffix)
{
	return s.len >= suffix.len && slice_equal(slice_from(s, s.len - suffix.len), suffix);
}

/* Order by bytes, a prefix before what it is a prefix of. Returns <0, 0 or >0. */
int slice_compare(struct slice a, struct slice b);

/* Offset of the first `byte` in s at or after `from`, or s.len. Requires from <= s.len. */
size_t slice_find_byte(struct slice s, size_t from, char byte);

/* Offset of the first `needle` in s at or after `from`, or s.len. An empty needle is found at from.
 */
size_t slice_find(struct slice s, size_t from, struct slice needle);

/* s without ASCII white space (space, \t \n \v \f \r) at either end. */
struct slice slice_trim(struct slice s);

/*
 * Cuts the first line off *rest into *line, without its '\n'. Returns false when nothing is left.
 * "a\n" is one line; "a\n\n" two; "" none.
 */
bool slice_next_line(struct slice *rest, struct slice *line);

#endif
