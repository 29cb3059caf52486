/*
 * invisible: characters without a shape of their own. Most are debris wherever they occur; some
 * are spelling in the right company, and this decides in which.
 */
#ifndef WIREWASH_INVISIBLE_H
#define WIREWASH_INVISIBLE_H

#include "base/utf8.h"
#include "text/unicode/unicode.h"

/* A code point of a text, and where the next one begins. */
struct invisible_found {
	size_t at, next;
	uint32_t c;
};

/* Requires valid UTF-8 and at < text.len. */
static inline struct invisible_found found_at(struct slice text, size_t at)
{
	struct invisible_found found = {.at = at};

	found.next = utf8_next(text, at, &found.c);
	return found;
}

/* LF, VT, FF, CR, U+0085, U+2028 and U+2029. */
bool is_line_end(uint32_t c);

/* The marks, embeddings, overrides and isolates of the bidirectional algorithm. */
bool is_direction(uint32_t c);

/* What is known of the line that is being read, so that each is searched once at most. */
struct invisible {
	struct slice text;
	size_t line_from; /* set by the caller: where the present line begins */
	size_t line_to;   /* where the line ends for which line_rtl is known */
	bool line_rtl;    /* it has right-to-left letters */
};

/*
 * How far the text stays from found->at on, a code point with UNICODE_SCRUB that ends no line: up
 * to the offset returned; found->at itself when it is debris. `last` is the code point that it
 * will follow, 0 for none. The answer is the same for the text without its debris, in NFC,
 * and with its widths folded.
 */
size_t invisible_kept(struct invisible *state, const struct invisible_found *found, uint32_t last);

#endif
