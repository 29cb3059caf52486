/*
 * headline: the headline and the dateline that a page dump leaves on top of an article.
 */
#ifndef WIREWASH_HEADLINE_H
#define WIREWASH_HEADLINE_H

#include "article/lines/labels.h"

struct headline {
	int title; /* row, or -1 */
	int date;  /* row, or -1; its iso form is in `iso` */
	char iso[DATE_MAX];
	size_t iso_len;
};

/*
 * Looks among the first rows that stay. A dateline there is a date; a short line right before it
 * that ends no sentence is the title. A title without a dateline is not claimed: the first line of
 * a text may be anything.
 */
void headline_find(const struct labels *labels, const struct dateline_words *dates,
		   struct headline *headline);

#endif
