/*
 * visible_date: dates in running text, with or without the name of a month: "Posted on May 7,
 * 2024", "12. März 2021", "04/05/2021", "2021年4月5日". Names of months are those of
 * article/lines/dateline.h.
 */
#ifndef WIREWASH_EXTRACT_VISIBLE_DATE_H
#define WIREWASH_EXTRACT_VISIBLE_DATE_H

#include "article/lines/dateline.h"

/* Which of two numbers is the month where nothing else tells. */
enum date_order { DAY_FIRST, MONTH_FIRST };

/* By the tag of the page's language and the page's address, of which either may be empty. */
enum date_order date_order_of(struct slice language, struct slice url);

struct visible_date {
	unsigned year, month, day;
	size_t at, end; /* in the text */
};

/* The first full date of a text, of years 1900 to 2099; false when it has none. */
bool visible_date_find(const struct dateline_words *words, struct slice text, enum date_order order,
		       struct visible_date *found);

/* Writes it as YYYY-MM-DD; returns 10. */
size_t visible_date_write(const struct visible_date *date, char out[static DATE_MAX]);

/* Days since 1900-01-01 of the date that an ISO 8601 text begins with; -1: none. */
int32_t date_day_number(struct slice iso);

#endif
