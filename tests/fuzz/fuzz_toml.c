/* toml: whatever is read can be written as JSON, which is valid UTF-8; reading it again is the
 * same. */
#include <assert.h>
#include <stdint.h>

#include "base/utf8.h"
#include "text/markup/toml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_to(struct slice text, struct buf *json)
{
	struct arena arena = {0};
	struct err err = {0};
	struct value *root;

	assert(toml_read(text, &arena, &root, &err));
	if (root) {
		assert(root->kind == VALUE_MAP);
		value_write_json(root, json);
	}
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	struct buf once = {0}, again = {0};

	if (size > 65536 || !utf8_valid(text))
		return -1;
	read_to(text, &once);
	read_to(text, &again);
	assert(utf8_valid(buf_slice(&once)));
	assert(slice_equal(buf_slice(&once), buf_slice(&again)));
	buf_free(&once);
	buf_free(&again);
	return 0;
}
