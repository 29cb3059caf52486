/* data: reads the data files: words between blanks, lines, "#" comments. */
#ifndef WIREWASH_MOJIBAKE_DATA_H
#define WIREWASH_MOJIBAKE_DATA_H

#include <stdint.h>

#include "base/slice.h"

/* Cuts the next word off *line; false when only blanks are left. */
static inline bool data_word(struct slice *line, struct slice *word)
{
	size_t at = 0, end;

	while (at < line->len && line->data[at] == ' ')
		at++;
	for (end = at; end < line->len && line->data[end] != ' ';)
		end++;
	*word = slice_sub(*line, at, end);
	*line = slice_from(*line, end);
	return word->len != 0;
}

/* Cuts a hexadecimal number off *word, up to the first character that is no digit of it. */
static inline uint32_t data_hex(struct slice *word)
{
	uint32_t value = 0;
	size_t at = 0;

	for (; at < word->len; at++) {
		char c = word->data[at];

		if (c >= '0' && c <= '9')
			value = value << 4 | (uint32_t)(c - '0');
		else if (c >= 'A' && c <= 'F')
			value = value << 4 | (uint32_t)(c - 'A' + 10);
		else
			break;
	}
	*word = slice_from(*word, at);
	return value;
}

/* The same for a decimal number, with an optional '-'. */
static inline int data_int(struct slice *word)
{
	bool minus = word->len && word->data[0] == '-';
	size_t at = minus;
	int value = 0;

	for (; at < word->len && word->data[at] >= '0' && word->data[at] <= '9'; at++)
		value = value * 10 + (word->data[at] - '0');
	*word = slice_from(*word, at);
	return minus ? -value : value;
}

/* Drops `byte` if the word begins with it. */
static inline bool data_skip(struct slice *word, char byte)
{
	if (!word->len || word->data[0] != byte)
		return false;
	*word = slice_from(*word, 1);
	return true;
}

#endif
