/*
 * numbers: what the items of numbered lists are called, and in which columns the cells of tables
 * are, as HTML counts them.
 */
#ifndef WIREWASH_EXTRACT_NUMBERS_H
#define WIREWASH_EXTRACT_NUMBERS_H

#include "text/markup/html.h"

enum {
	NUMBER_MAX = 999999999, /* of an item: Markdown knows no higher ones, and none below 0 */
	COLUMNS_MAX = 64,       /* cells farther to the right are in the last column */
};

/*
 * Fills `numbers`, which are zeros, one for each node: of each item of a numbered list its number;
 * of each cell its column, from 0, and of each table how many columns it has. Other nodes' are not
 * meant to be used.
 */
void numbers_count(const struct html *html, uint32_t *numbers);

#endif
