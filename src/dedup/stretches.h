/*
 * stretches: the sentences and lines of a text, as runs of its words, and which of them are prose.
 */
#ifndef WIREWASH_STRETCHES_H
#define WIREWASH_STRETCHES_H

#include "text/words/words.h"

/* {.words = w} is before the first word. */
struct stretches {
	const struct words *words;
	size_t end;     /* of the present stretch */
	bool is_prose;  /* ... is it a sentence of a usual length, or a long line? */
	bool are_lines; /* the text marks no sentences: so it is with Thai and Lao, and with
			   transcripts */
	bool has_begun;
};

/* Goes on to the next stretch, which begins where the present one ends. There must be words left.
 */
void stretches_next(struct stretches *stretches);

#endif
