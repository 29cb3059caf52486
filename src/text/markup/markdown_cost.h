/*
 * How much work a Markdown text may be for the parser (see markdown.h), from a cheap look at it.
 */
#ifndef WIREWASH_MARKDOWN_COST_H
#define WIREWASH_MARKDOWN_COST_H

#include <stdint.h>

#include "base/slice.h"

struct markdown_cost {
	unsigned depth; /* containers in one another, at most */
	uint64_t steps; /* of the inline parser: bytes times marks, summed over all paragraphs */
};

struct markdown_cost markdown_measure(struct slice text);

#endif
