/*
 * File names from any title: safe, readable for UTF-8, of bounded length, and never given out
 * twice.
 *
 * The input is titles, one a line; what is not UTF-8 in it is passed over.
 */
#include <assert.h>

#include "base/utf8.h"
#include "text/filename.h"
#include "text/unicode/unicode.h"

enum { TITLES = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_safe(struct slice name)
{
	uint32_t c;

	assert(name.len > 0 && name.len <= FILENAME_LIMIT + 1 && utf8_valid(name));
	assert(name.data[0] != '-' && name.data[name.len - 1] != '-');
	for (size_t at = 0; at < name.len;) {
		at = utf8_next(name, at, &c);
		assert(c == '-' || c == '_' || unicode_flags(c) & UNICODE_WORD);
	}
	utf8_next(name, 0, &c);
	assert(!(unicode_flags(c) & UNICODE_MARK));
	assert(!slice_equal(name, SLICE("con")) && !slice_equal(name, SLICE("NUL")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct filename_set set = {0};
	struct buf text = {0}, name = {0}, unique[TITLES] = {{0}};
	struct slice rest = slice_make((const char *)data, size), title;
	size_t count = 0;
	struct err err;

	while (rest.len) {
		size_t good = utf8_valid_prefix(rest);

		buf_append(&text, slice_sub(rest, 0, good));
		rest = slice_from(rest, good < rest.len ? good + 1 : good);
	}
	rest = buf_slice(&text);
	while (count < TITLES && slice_next_line(&rest, &title)) {
		buf_clear(&name);
		if (!filename_make(title, &name))
			continue;
		check_safe(buf_slice(&name));
		assert(filename_unique(&set, buf_slice(&name), &unique[count], &err));
		assert(slice_starts(buf_slice(&unique[count]), buf_slice(&name)));
		for (size_t i = 0; i < count; i++)
			assert(!slice_equal(buf_slice(&unique[i]), buf_slice(&unique[count])));
		count++;
	}
	for (size_t i = 0; i < count; i++)
		buf_free(&unique[i]);
	filename_set_free(&set);
	buf_free(&text);
	buf_free(&name);
	return 0;
}
