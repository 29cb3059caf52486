/*
 * cluster: from edges to clusters, each around a centre that every member resembles, so that
 * chains of small changes do not drift from one story into another.
 *
 * The text that has the most in common with others (its edges' Jaccard figures summed up, and a
 * quarter for each edge; then the most shingles, then the lowest rank) becomes a centre.
 * From there the edges are followed; each text that is reached is compared with the centre, and
 * followed further only when it belongs. What is left goes on in the same way. Each edge is
 * followed at most twice: the time is linear in them, whatever their shape.
 *
 * A round-up joins none of its parts: a text that is much larger than another one does not come
 * into one cluster with it when a third one is a part of it, too, that has nothing in common with
 * that. Of a text with many parts, which are pieces that someone cut out of it, one such does not
 * count.
 *
 * Texts of an earlier archive become centres before all others. So a cluster has either such a
 * centre, which each of its members resembles, or no such text at all.
 */
#ifndef WIREWASH_CLUSTER_H
#define WIREWASH_CLUSTER_H

#include "dedup/edges.h"

struct clusters {
	struct membership {
		uint32_t centre;          /* its text; its own for a centre */
		struct likeness likeness; /* to the centre */
		enum relation relation;   /* near, or update where these are joined */
	} * of;                           /* each text */
};

/* Also ties texts, in edges->tie, that an edge joins but that came into different clusters. */
bool clusters_build(struct clusters *clusters, struct edges *edges, struct corpus *corpus,
		    struct err *err);
void clusters_free(struct clusters *clusters);

#endif
