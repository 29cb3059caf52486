/*
 * stoplist: takes the frequent shingles out of all texts, so that boilerplate and stock phrases
 * neither tie texts together nor keep copies apart.
 *
 * Frequency counts stories, not copies: texts whose sketches are alike form a core cluster, whose
 * first eight members share the weight of one document. Otherwise a story on 5,000 sites would
 * stop-list itself. A shingle is frequent when more than
 *
 *   clamp(0.005 x core clusters, 100, max(300, 0.0015 x texts))
 *
 * documents have it, or when more than 5 % of one site's (and at least four) do. From 80,000
 * texts on, frequencies are counted on a sample of the core clusters.
 */
#ifndef WIREWASH_STOPLIST_H
#define WIREWASH_STOPLIST_H

#include "dedup/corpus.h"

enum { WEIGHT_UNIT = 32 };

/*
 * Reorders nothing: each text's set keeps its order; text->kept says how many shingles are left.
 * `core` joins the texts of each core cluster by union-find: see candidates_confirm.
 */
bool stoplist_apply(struct corpus *corpus, uint32_t *core, struct err *err);

#endif
