/*
 * dateline: a line that is nothing but a date, with or without a time, as sites put it over or
 * under an article: "2025/10/22 20:48", "Oct 3, 2024", "12. Mai 2023, 14:20 Uhr", "2024年3月5日".
 * Month names of many languages are the data file data/months.txt.
 */
#ifndef WIREWASH_DATELINE_H
#define WIREWASH_DATELINE_H

#include "article/model/map.h"
#include "base/err.h"
#include "text/date.h"

/* Names of months and the small words of datelines. {0} is empty; dateline_words_open fills it. */
struct dateline_words {
	struct map names; /* hash of a word to 1..12 for a month, more for a word that may be
			     there */
};

bool dateline_words_open(struct dateline_words *words, struct err *err);
void dateline_words_free(struct dateline_words *words);

/* Whether the line is nothing but a date, be it clear which or not. */
bool dateline_looks(const struct dateline_words *words, struct slice line);

/*
 * Writes the line's date as ISO 8601 to `out`, no NUL, and returns its length; 0 when it is no
 * dateline, or when day and month cannot be distinguished.
 */
size_t dateline_to_iso(const struct dateline_words *words, struct slice line,
		       char out[static DATE_MAX]);

#endif
