/*
 * date: dates as people and programs write them, to ISO 8601.
 *
 * Understood are ISO 8601 itself and its near misses (2024/05/07 8:30, 2024-05-07 08:30:00 +0200),
 * RFC 5322 (Tue, 07 May 2024 08:30:00 GMT), English month names in either order (May 7th, 2024 at
 * 8:30 p.m., 7 Sept. 2024), dotted European days (7.5.2024) and Chinese and Japanese ones
 * (2024年5月7日). What would need a guess is not: 7/5/2024, a year of two digits, a time zone
 * such as IST that has several meanings.
 */
#ifndef WIREWASH_DATE_H
#define WIREWASH_DATE_H

#include "base/slice.h"

enum { DATE_MAX = 40 }; /* bytes that any result fits in */

/*
 * Writes the date that all of `text` (white space around it aside) spells to `out`, no NUL, and
 * returns its length, or 0 when it is none. What is ISO 8601 already, YYYY-MM-DD with or without
 * Thh:mm[:ss[.fraction]][offset], keeps its spelling. Digits of a second's fraction past the 9th
 * are refused.
 */
size_t date_to_iso(struct slice text, char out[static DATE_MAX]);

#endif
