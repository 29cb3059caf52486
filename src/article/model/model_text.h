/*
 * model_text: what the files of trained models have in common. They are text, one item a line, with
 * blanks between words; "#" begins a comment line, and lines without anything do not count. Each
 * item begins with the word that says what it is.
 */
#ifndef WIREWASH_MODEL_TEXT_H
#define WIREWASH_MODEL_TEXT_H

#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

enum { MODEL_FEATURES = 1 << 11 }; /* no model may ask for more */

/* A file that is being read. Nothing in it is owned. */
struct model_text {
	struct slice rest;           /* after the last item */
	const char *name;            /* of the file, for messages */
	unsigned line;               /* the last one that was read, from 1 */
	const char *const *features; /* that a model may ask for, by number */
	size_t feature_count;
	struct err *err;

	/* Private. */
	bool placed;
	uint16_t places[2 * MODEL_FEATURES]; /* a feature's number, plus one, by its name's hash */
};

/* Says, with file and line, that the file is damaged; always false. */
bool model_refuse(const struct model_text *text, const char *what);

/* Cuts the next section off *rest: a line "[name]", and what is up to the next such line or the
 * end. False when the next line that counts is not that of this name. */
bool model_next_section(struct slice *rest, struct slice name, struct slice *section);

/* The next item, which must be of this kind, without its first word. */
bool model_next_item(struct model_text *text, const char *kind, struct slice *item);

/* Whether nothing follows the last item; else refuses. */
bool model_ends(const struct model_text *text);

/* The number of the feature of this name; else the message names it. */
bool model_find_feature(struct model_text *text, struct slice name, uint32_t *feature);

/* Cuts the next word off *item; false when only blanks are left. */
bool model_next_word(struct slice *item, struct slice *word);

/* The whole of `word` as a decimal number within [least, most]; silent. */
bool model_read_number(struct slice word, int64_t least, int64_t most, int32_t *number);

/* Both: the next word as a number. */
bool model_next_number(struct slice *item, int64_t least, int64_t most, int32_t *number);

#endif
