/*
 * page_context: what the blocks of a page have in common: running sums over them, which of them are
 * alike, where the headline is. Made once for each page, for features.h.
 */
#ifndef WIREWASH_EXTRACT_PAGE_CONTEXT_H
#define WIREWASH_EXTRACT_PAGE_CONTEXT_H

#include "page.h"

#define NO_BLOCK UINT32_MAX /* no block */

/* All that is in elements of one tag and class, as have their parents and grandparents. */
struct group {
	uint32_t count, words, link_words, prose, ended;
	int64_t score; /* of its blocks, by words: see classify.c */
};

struct page_context {
	uint64_t *words, *prose; /* of all blocks before each one, and at [count] of all */
	uint32_t *prose_before, *prose_after; /* the block with prose on that side, or NO_BLOCK */
	uint32_t *group;                      /* of each block, a number */
	struct group *groups;
	uint32_t *copies; /* blocks of the same words */
	uint32_t *openings;
	uint32_t *copy_number;       /* blocks of the same words before it */
	uint32_t *headings, *titles; /* heading blocks, and those that are <h1>, up to it */
	uint32_t *heading;           /* the block that is the heading above it, or NO_BLOCK */
	uint32_t title;              /* the block that is the headline, or NO_BLOCK */
	uint32_t first_prose, last_prose;
	uint32_t first_in[CANDIDATE_COUNT], last_in[CANDIDATE_COUNT];
	uint32_t *child;   /* by node: of the container CANDIDATE_MANY the child that holds it; 0:
			      none */
	uint32_t *article; /* by node: an <article>'s number among those with text, plus one */
	uint32_t articles, largest_article;
};

#define NO_BLOCK UINT32_MAX /* no block */

/* In the page's arena; NULL when memory is short. */
struct page_context *page_context_make(struct page *page);

#endif
