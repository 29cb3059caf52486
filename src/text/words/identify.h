/*
 * identify: the language of a text by its letters: n-grams of one to four letters inside words have
 * a weight for each language that uses them, and the language of the greatest sum wins. Scripts
 * that only one of the known languages uses decide by themselves. Good from some ten words on.
 *
 * The n-grams are the data file data/languages.ngrams, which scripts/language-train.py makes.
 */
#ifndef WIREWASH_IDENTIFY_H
#define WIREWASH_IDENTIFY_H

#include "base/err.h"
#include "base/slice.h"

struct identifier; /* immutable once made; any number of threads may read it */

/* Builds the table. NULL, with *err filled, when memory is short or the data is broken. */
struct identifier *identifier_open(struct err *err);
void identifier_close(struct identifier *identifier);

struct identified {
	struct slice code;  /* BCP 47 without region, such as "de"; empty: no letters. Lives as
			       long as the identifier */
	unsigned certainty; /* 0 to 1000; below IDENTIFY_DOUBTFUL another language is as likely */
};

/* Found on texts of 20 words: of those above it 1 in 100 is wrong. */
enum { IDENTIFY_DOUBTFUL = 200 };

/* Of valid UTF-8. Reads no more of a long text than is needed to be certain. */
struct identified identify(const struct identifier *identifier, struct slice text);

/*
 * Whether the primary language of a tag such as "en-GB" or "eng" is in a list such as "en,de"; "no"
 * in the list is also "nb" and "nn", and "nb" is "no".
 */
bool identified_is_in(struct slice tag, struct slice list);

#endif
