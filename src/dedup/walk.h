/*
 * walk: takes pairs of texts past a visitor, on all threads of the corpus.
 */
#ifndef WIREWASH_DEDUP_WALK_H
#define WIREWASH_DEDUP_WALK_H

#include "dedup/candidates.h"

struct visitor {
	/*
	 * Looks at a text and its candidates of one part; the prints of all are loaded. On any
	 * thread: it reads texts, and writes to `hand` alone. After its own `count` candidates
	 * stand those of the next texts, `ahead` in all: these may be called for in time. False
	 * when memory is short.
	 */
	bool (*visit)(void *hand, uint32_t text, const struct candidate *candidate, uint32_t count,
		      size_t ahead);

	/*
	 * Takes over, and out of the hand, what was found. On the thread that called, in the order
	 * of the pairs: so threads leave no trace.
	 */
	bool (*take)(void *context, void *hand, struct err *err);

	void *context;
	void *hands; /* walk_hands(corpus) of them, of `hand_size` bytes */
	size_t hand_size;
};

/* How many threads there are. */
size_t walk_hands(const struct corpus *corpus);

/* All pairs of one part, in order. */
bool walk_part(const struct candidates *candidates, size_t part, struct corpus *corpus,
	       const struct visitor *visitor, struct err *err);

#endif
