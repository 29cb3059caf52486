/*
 * pattern: regular expressions (PCRE2), held on a short lead. The only file that knows the library.
 *
 * Subjects are one line or paragraph, never a document. Every search has a limit on its steps, on
 * its memory and on its subject's length; a search that hits one says so, and is never taken for
 * one that found nothing.
 */
#ifndef WIREWASH_PATTERN_H
#define WIREWASH_PATTERN_H

#include "base/err.h"
#include "base/slice.h"

/*
 * Longest subject, bytes. Longer ones are not searched: PATTERN_LIMIT. A pattern may start anew at
 * each byte and run to the end from there, which no step limit stops: only a short subject does.
 */
enum { PATTERN_MAX_SUBJECT = 4 * 1024 };

struct pattern;      /* compiled; any number of threads may use it */
struct pattern_room; /* what one thread needs to search */

/*
 * Compiles a pattern in PCRE2's syntax, UTF-8, with Unicode properties, without regard to case; \C
 * is refused. NULL, with err saying where and why, when it is wrong. Machine code is made of it
 * when it is searched for the first time: most runs need few of their patterns.
 */
struct pattern *pattern_compile(struct slice source, struct err *err);
void pattern_free(struct pattern *pattern);

struct pattern_room *pattern_room_open(struct err *err);
void pattern_room_close(struct pattern_room *room);

/* Whether memory was short in any search so far. */
bool pattern_room_failed(const struct pattern_room *room);

enum pattern_result {
	PATTERN_ABSENT,
	PATTERN_FOUND, /* *found is the first match */
	PATTERN_LIMIT, /* a limit was hit: nothing is known */
};

/*
 * Searches subject (valid UTF-8). `found` may be NULL. When memory is short the answer is
 * PATTERN_LIMIT, and the room remembers that.
 */
enum pattern_result pattern_search(struct pattern *pattern, struct pattern_room *room,
				   struct slice subject, struct slice *found);

#endif
