/*
 * lines: a text as lines and paragraphs, and a line as words.
 *
 * A word is a run of letters and digits with an apostrophe inside ("don't"); in scripts that write
 * no spaces each character is one. Its hash is taken over the lower-case form, so that equal hashes
 * stand for equal words whatever their case. Everything is linear in the bytes read.
 */
#ifndef WIREWASH_LINES_H
#define WIREWASH_LINES_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct line {
	struct slice raw;   /* without its '\n' */
	struct slice text;  /* raw without white space (Unicode's too) at either end; may be empty */
	uint32_t paragraph; /* number of the block of non-blank lines it stands in; blank: the one before */
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

/* text without white space at either end: ASCII, no-break, ideographic, and invisible characters. */
struct slice text_trim(struct slice text);

enum word_flag {
	WORD_CAPITAL = 1, /* begins with a capital letter */
	WORD_UPPER = 2,   /* two letters or more, all capital */
	WORD_DIGITS = 4,  /* begins with a digit */
	WORD_SINGLE = 8,  /* one character of a script without spaces */
};

struct word {
	uint64_t hash;   /* of the lower-case form */
	uint64_t prefix; /* hash of its first WORD_PREFIX characters; 0 when it is shorter */
	uint32_t at, len;/* bytes, within the slice scanned */
	uint16_t chars;  /* code points, at most UINT16_MAX */
	uint16_t flags;  /* enum word_flag */
};

enum { WORD_PREFIX = 3 };

/*
 * Reads up to `max` words of `text`, starting at offset *at, and moves *at behind the last one.
 * Returns how many; fewer than max means that the text is at its end. Requires valid UTF-8 and text
 * shorter than 4 GiB.
 */
size_t words_read(struct slice text, size_t *at, struct word *words, size_t max);

/* The hash of a word of a list, folded as words_read folds it. */
uint64_t word_hash(struct slice word);

/*
 * The hashes of a word's first 1, 2, ... characters, for at most `max` of them: out[0] is that of the first.
 * Returns how many.
 */
size_t word_prefix_hashes(struct slice word, uint64_t *out, size_t max);

/*
 * A glance at a long line, for when only few words could matter: whether any of its words begins as
 * some word or phrase does. {0} is empty. Bits stand for hashes of the first eight bytes, or four
 * where there are no more, so that more may seem to be found than was put in, but never less.
 */
struct glance {
	uint64_t four[1024], eight[1024];
};

/* Adds the beginning of a word or phrase of at least three bytes; shorter ones are passed over. */
void glance_add(struct glance *glance, struct slice phrase);

/*
 * True when no word of the text begins so; *words is then about how many there are. False also when
 * the text is in a script that a glance does not serve (not Latin).
 */
bool glance_finds_nothing(const struct glance *glance, struct slice text, uint32_t *words);

/* Whether the line ends a sentence: . ! ? ellipsis or their kin, closing quotes and brackets aside. */
bool line_ends_sentence(struct slice text);

#endif
