/*
 * group: articles grouped by event. Each article is a vector of its words, weighted by where they
 * are, how often, and how rare; two are alike by the cosine of their vectors. Groups grow by
 * average linkage: the most alike first, as long as the mean likeness between all members of two
 * groups is high enough. All numbers are integers.
 */
#ifndef WIREWASH_EVENTS_GROUP_H
#define WIREWASH_EVENTS_GROUP_H

#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

struct group_rules {
	unsigned min;   /* thousandths: mean cosine from which two groups are one event; in an
			 * archive of fewer than some hundred articles more is asked for */
	int64_t window; /* seconds, not 0: articles so far apart count as half as alike */
};

/* A word of an article, as `digest` writes it. */
struct term {
	uint64_t hash;
	uint32_t weight; /* by place and number, 16ths */
	uint32_t word;   /* private: its number among all words */
};

struct article {
	int64_t moment;
	size_t from, count; /* of terms, by hash */
	struct slice id;    /* owned */
	uint32_t group;     /* the article that leads its group */
	uint32_t size;      /* of the group, at its leader */
	uint32_t certainty; /* of the group, at its leader: mean cosine of what was joined */
};

struct groups {
	struct article *articles;
	size_t count, cap;
	struct term *terms;
	size_t term_count, term_cap;
};

/* False when memory is short. `terms` is ordered by hash, each once. */
bool groups_add(struct groups *groups, struct slice id, int64_t moment, const struct term *terms,
		size_t count, struct err *err);

/* Fills `group`, `size` and `certainty` of every article. */
bool groups_find(struct groups *groups, const struct group_rules *rules, struct err *err);

void groups_free(struct groups *groups);

#endif
