/*
 * judged: what the rules said about short lines, kept for the next text with the same line. A
 * site's buttons, labels and disclaimers stand in each of its articles, and asking about them is
 * dear.
 *
 * What is kept depends on the line, on the text's language and on whether prose stands before and
 * behind the line, and on nothing else; so that it is the same whether a line was met before or
 * not.
 */
#ifndef WIREWASH_JUDGED_H
#define WIREWASH_JUDGED_H

#include <stdint.h>

#include "base/slice.h"

enum {
	JUDGED_LINES = 4096, /* the newest line of each hash stays */
	JUDGED_BYTES = 224,  /* longer lines are not kept */
};

struct judged {
	struct judged_line {
		uint64_t hash; /* of the text */
		int32_t language;
		uint32_t position; /* SHAPE(TOP), SHAPE(TAIL) */
		uint32_t shapes;   /* what was found: */
		int32_t rule;      /* the rule, -1 none */
		uint16_t len;      /* 0: nothing is kept here */
		char text[JUDGED_BYTES];
	} lines[JUDGED_LINES];
};

/* A line that is asked about; no more than JUDGED_BYTES long, and not empty. */
struct judged_key {
	struct slice text;
	uint64_t hash;
	int language;
	uint32_t position;
};

/* What was found for this line before; NULL when nothing is known. */
const struct judged_line *judged_find(const struct judged *judged, const struct judged_key *key);

/* Keeps what was found. */
void judged_keep(struct judged *judged, const struct judged_key *key, uint32_t shapes, int rule);

#endif
