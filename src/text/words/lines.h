/*
 * lines: a text as lines and paragraphs, and a line as words.
 *
 * A word is a run of letters and digits with an apostrophe inside ("don't"); in scripts that write
 * no spaces each character is one. Its hash is taken over the lower-case form, so that equal hashes
 * mean equal words whatever their case. Everything is linear in the bytes read.
 */
#ifndef WIREWASH_LINES_H
#define WIREWASH_LINES_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct line {
	struct slice raw;  /* without its '\n' */
	struct slice text; /* raw without white space (Unicode's too) at either end; may be empty */
	uint32_t paragraph; /* number of the block of non-blank lines it is in; blank: the one
			       before */
};

/* The lines of one text, in order. {0} is empty; the memory is kept from text to text. */
struct text_lines {
	struct line *items;
	size_t count, cap;
};

/*
 * Splits text into *lines, which then point into it. "a\n" is one line, "a\n\n" are two. False
 * when memory is short, or when there are more than UINT32_MAX lines.
 */
bool text_split(struct text_lines *lines, struct slice text, struct err *err);
void text_lines_free(struct text_lines *lines);

/* text without white space at either end: ASCII, no-break, ideographic, and invisible characters.
 */
struct slice text_trim(struct slice text);

enum word_flag {
	WORD_DIGITS = 1,  /* begins with a digit */
	WORD_SINGLE = 2,  /* one character of a script without spaces */
	WORD_CAPITAL = 4, /* begins with a capital letter */
};

struct word {
	uint64_t hash;    /* of the lower-case form */
	uint64_t prefix;  /* hash of its first WORD_PREFIX characters; 0 when it is shorter */
	uint32_t at, len; /* bytes, within the slice scanned */
	uint16_t chars;   /* code points, at most UINT16_MAX */
	uint16_t flags;   /* enum word_flag */
	uint32_t key;     /* hash of the first eight bytes of the lower-case form */
};

enum { WORD_PREFIX = 3 };

/*
 * Reads up to `max` words of `text`, starting at offset *at, and moves *at after the last one.
 * Returns how many; fewer than max means that the text is at its end. Requires valid UTF-8 and text
 * shorter than 4 GiB.
 */
size_t words_read(struct slice text, size_t *at, struct word *words, size_t max);

/* How many words words_read would read from offset `at` on. */
size_t words_count(struct slice text, size_t at);

/* The hash of a word of a list, folded as words_read folds it. */
uint64_t word_hash(struct slice word);

/* The hash of the first `chars` characters of a word that words_read found in `text`; it has as
 * many. */
uint64_t word_prefix(struct slice text, const struct word *word, unsigned chars);

/* The same as line_ends_sentence, whatever the last byte is. */
bool line_ends_sentence_anyhow(struct slice text);

/* Whether the line ends a sentence: . ! ? ellipsis or their kin, closing quotes and brackets aside.
 */
static inline bool line_ends_sentence(struct slice text)
{
	unsigned char last = text.len ? (unsigned char)text.data[text.len - 1] : 'a';

	if (last == '.' || (unsigned)(last | 0x20) - 'a' < 26)
		return last == '.';
	return line_ends_sentence_anyhow(text);
}

#endif
