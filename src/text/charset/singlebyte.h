/*
 * singlebyte: which one-byte charset a text is in, by the letters that its languages use.
 *
 * Each pair of a charset and a language (data/alphabets.tsv) is a reading of the bytes. It costs
 * something for each byte above 0x7F: little for a frequent letter of the language, more for a
 * rare one, much for a letter of another alphabet, and much for what no text does: a capital
 * after a small letter, two scripts in one word, a symbol within a word. The costs are
 * logarithms of likelihoods, in ninths of a nat, so the cheapest reading is the likeliest, and the
 * distance to the next one says how sure that is. All integers.
 */
#ifndef WIREWASH_SINGLEBYTE_H
#define WIREWASH_SINGLEBYTE_H

#include "base/err.h"
#include "base/slice.h"
#include "text/charset/converter.h"

/* All readings; immutable once open. */
struct singlebyte;

/* NULL when memory is short. */
struct singlebyte *singlebyte_open(struct converters *converters, struct err *err);

/* NULL is allowed. */
void singlebyte_close(struct singlebyte *singlebyte);

struct reading {
	const char *charset; /* static; NULL when no reading makes sense */
	unsigned letters;    /* bytes above 0x7F that were weighed */
	unsigned mean;       /* cost of one of them */
	unsigned margin;     /* by how much the next reading that gives another text is dearer */
};

/* Weighs the readings of `bytes`; of a long document, its first 64 KiB around such bytes. */
struct reading singlebyte_read(const struct singlebyte *singlebyte, struct slice bytes);

#endif
