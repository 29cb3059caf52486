/*
 * edges: which pairs of texts are one story, after exact comparison of all candidates; and, for
 * pairs that are not, what ties a text most closely to another one.
 */
#ifndef WIREWASH_EDGES_H
#define WIREWASH_EDGES_H

#include "dedup/candidates.h"
#include "dedup/compare.h"

struct edge {
	uint32_t a, b; /* texts; a > b */
	struct likeness likeness;
	enum relation relation; /* RELATION_NEAR, or RELATION_UPDATE where these are joined */
};

/* The closest tie of a text to one that is not in its cluster. */
struct tie {
	uint32_t other;
	struct likeness likeness;
	enum relation relation; /* RELATION_UNIQUE: none, and the rest is void */
};

struct edges {
	struct tape *part; /* of edges, for each part of the candidates, by the rank of `a` */
	size_t parts;
	struct tie *tie; /* one for each text */
};

bool edges_verify(struct edges *edges, struct corpus *corpus, const struct candidates *candidates,
		  struct err *err);

/*
 * Notes what the two texts, which are no story, are to each other, where it is closer than what
 * they are tied to so far. The comparer has `a` loaded.
 */
void edges_tie(struct edges *edges, const struct corpus *corpus, struct comparer *comparer,
	       uint32_t a, uint32_t b);

void edges_free(struct edges *edges);

/* All edges, by the rank of `a`, then of `b`. */
struct edge_reader {
	struct tape_reader *part;
	struct edge *next; /* of each part; a == b: there is none */
	size_t parts;
};

bool edge_reader_open(struct edge_reader *reader, const struct edges *edges, struct err *err);

/* *more is false when there is none. */
bool edge_reader_next(struct edge_reader *reader, struct edge *edge, bool *more, struct err *err);

void edge_reader_close(struct edge_reader *reader);

#endif
