/* Words of any text: in bounds, as many as can be, and the same whatever form the text has. */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "text/words/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Returns whether one of the words is an address. */
static bool split(struct words *words, const char *text, size_t len)
{
	bool address = false;

	if (!words_split(words, slice_make(text, len)))
		abort();
	assert(words->count <= len);
	for (size_t i = 0; i < words->count; i++) {
		assert((words->kind[i] & WORD_KIND) <= WORD_ADDRESS);
		address |= (words->kind[i] & WORD_KIND) == WORD_ADDRESS;
	}
	return address;
}

/* Small letters, and punctuation for other punctuation, in a copy that ends where its memory does.
 */
static char *disguise(const char *text, size_t len)
{
	char *copy = malloc(len ? len : 1);

	if (!copy)
		abort();
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		copy[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '!' || c == '"' ? '-' : c;
	}
	return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	struct words plain = {0}, disguised = {0};
	bool address;
	char *copy;

	text.len = utf8_valid_prefix(text);
	copy = disguise(text.data, text.len);
	address = split(&plain, text.data, text.len);
	address |= split(&disguised, copy, text.len);
	/* Addresses are taken as they stand. */
	assert(address || plain.count == disguised.count);
	assert(address || plain.count == 0 ||
	       memcmp(plain.hash, disguised.hash, plain.count * sizeof(*plain.hash)) == 0);
	words_free(&plain);
	words_free(&disguised);
	free(copy);
	return 0;
}
