/*
 * line_cache: what the rules said about short lines, kept for the next text with the same line. A
 * site's buttons, labels and disclaimers are in each of its articles, and asking about them is
 * dear.
 *
 * What is kept depends on the line, on the text's language and on whether prose is before and
 * after the line, and on nothing else; so that it is the same whether a line was met before or
 * not.
 */
#ifndef WIREWASH_LINE_CACHE_H
#define WIREWASH_LINE_CACHE_H

#include <stdint.h>

#include "base/slice.h"

enum {
	LINE_CACHE_LINES = 4096, /* the newest line of each hash stays */
	LINE_CACHE_BYTES = 224,  /* longer lines are not kept */
};

struct line_cache {
	struct line_cache_line {
		uint64_t hash; /* of the text */
		int32_t language;
		uint32_t position; /* SHAPE(TOP), SHAPE(TAIL) */
		uint32_t shapes;   /* what was found: */
		int32_t rule;      /* the rule, -1 none */
		uint16_t len;      /* 0: nothing is kept here */
		char text[LINE_CACHE_BYTES];
	} lines[LINE_CACHE_LINES];
};

/* A line that is asked about; no more than LINE_CACHE_BYTES long, and not empty. */
struct line_cache_key {
	struct slice text;
	uint64_t hash;
	int language;
	uint32_t position;
};

/* What was found for this line before; NULL when nothing is known. */
const struct line_cache_line *line_cache_find(const struct line_cache *cache,
					      const struct line_cache_key *key);

/* Keeps what was found. */
void line_cache_keep(struct line_cache *cache, const struct line_cache_key *key, uint32_t shapes,
		     int rule);

#endif
