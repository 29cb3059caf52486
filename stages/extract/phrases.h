/*
 * phrases: what short blocks of a page say when they are boilerplate: "Sign up for", "Read more",
 * "All rights reserved". The phrases, by what they are part of, are data/phrases.txt.
 */
#ifndef WIREWASH_EXTRACT_PHRASES_H
#define WIREWASH_EXTRACT_PHRASES_H

#include "article/rules/lexicon.h"

/* clang-format off */
#define TOPICS(X) \
	X(ads) X(author) X(comments) X(cookie) X(copyright) X(ctaline) X(disclaimer) X(donate) X(meta) \
	X(nav) X(newsletter) X(photo) X(readmore) X(related) X(share) X(source) X(tags)
/* clang-format on */

enum topic_name {
#define X(name) TOPIC_##name,
	TOPICS(X)
#undef X
		TOPIC_COUNT
};

extern const char *const topic_names[TOPIC_COUNT];

/* How much of a block speaks of a topic. */
enum { TOPIC_NONE, TOPIC_PART, TOPIC_START, TOPIC_WHOLE };

struct topics {
	unsigned char by[TOPIC_COUNT]; /* TOPIC_... */
	unsigned char most;            /* of these */
};

/* {0} to begin with; fill with phrases_load. */
struct phrases {
	struct lexicon lexicon; /* whole, start, part */
	struct lexicon words;   /* the class of a word is its topic */
};

bool phrases_load(struct phrases *phrases, struct err *err);
void phrases_free(struct phrases *phrases);

enum { PHRASES_WORDS = 45 }; /* blocks of more words are never looked up */

/* Looks up a block of `count` words, at most PHRASES_WORDS. */
void phrases_find(const struct phrases *phrases, struct slice text, const struct word *words,
		  size_t count, struct topics *topics);

enum { PHRASES_AHEAD = 8 }; /* no word of a topic has more characters in a script without spaces */

/*
 * Adds one to the count of each topic that has the first of `count` words of `text` for one of its
 * own. Several characters of a script without spaces may be a word.
 */
void phrases_count(const struct phrases *phrases, struct slice text, const struct word *words,
		   size_t count, uint32_t counts[static TOPIC_COUNT]);

#endif
