/*
 * topic: does a paragraph speak of the same things as the article before it? The share of its
 * content words that the prose before it has used. Alone too weak to decide, it tells a foreign
 * article that was pasted after a heading from the article's own next paragraph.
 */
#ifndef WIREWASH_TOPIC_H
#define WIREWASH_TOPIC_H

#include "article/lines/evidence.h"

/* {0} is empty; memory is kept from text to text. */
struct topic {
	struct map words; /* hashes of content words of the prose so far, to the first line with it,
			     plus one */
	size_t next;      /* lines before this one have been taken in */
	uint32_t shares[1001]; /* how many prose lines had so many thousandths in common with those
				  before */
	uint32_t count;        /* how many there were */
	struct topic_gap {     /* lines [from, to) are foreign, and not to be taken in */
		size_t from, to;
	} * gaps;
	size_t gap_count, gap_cap;
	size_t gap;  /* the first one that was not come to yet */
	bool failed; /* memory ran out */
};

void topic_clear(struct topic *topic);
void topic_free(struct topic *topic);

/* Takes in the prose among the lines before `line` that were not taken in yet. */
void topic_advance(struct topic *topic, const struct evidence *evidence,
		   const struct languages *languages, size_t line);

/*
 * Leaves out lines [from, to): they are foreign. They must are after those that were taken in,
 * and after those that were left out before.
 */
void topic_skip(struct topic *topic, size_t from, size_t to);

/* Thousandths of the content words of `text` that were seen; 1000 when it has none. */
uint32_t topic_share(const struct topic *topic, const struct languages *languages,
		     language_set language, struct slice text);

/* The median of the prose lines' own shares; `fallback` when there are fewer than two. */
uint32_t topic_median(const struct topic *topic, uint32_t fallback);

#endif
