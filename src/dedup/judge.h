/*
 * judge: whether two texts are one story, by boosted trees over what tells pairs apart
 * (pair_features.h). scripts/dedup-train.py made data/story.forest, and says from what.
 */
#ifndef WIREWASH_DEDUP_JUDGE_H
#define WIREWASH_DEDUP_JUDGE_H

#include "article/trees/forest.h"
#include "dedup/pair_features.h"

/* NULL when memory is short. To be closed with forest_close. */
struct forest *judge_open(struct err *err);

/* In 1/FOREST_ONE of a logit: from 0 on rather one story than not. */
int32_t judge_score(const struct forest *judge, const int32_t *row);

#endif
