/*
 * Any text has a language of the table or none, and a certainty in its range. What is not UTF-8 in
 * the input is passed over.
 */
#include <assert.h>

#include "base/utf8.h"
#include "text/words/identify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct identifier *identifier;
	struct slice text = slice_make((const char *)data, size);
	struct identified found;
	struct err err;

	if (!identifier)
		identifier = identifier_open(&err);
	assert(identifier);
	text.len = utf8_valid_prefix(text);
	found = identify(identifier, text);
	assert(found.certainty <= 1000);
	assert(found.code.len <= 8);
	return 0;
}
