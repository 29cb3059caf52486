/*
 * plan: what dedup is going to take, and whether --memory allows it.
 */
#ifndef WIREWASH_PLAN_H
#define WIREWASH_PLAN_H

#include "dedup/corpus.h"
#include "engine/stage.h"

/* Fails when the records so far need more memory than there may be. */
bool plan_check(const struct corpus *corpus, struct err *err);

/* For --plan. */
void plan_tell(const struct corpus *corpus, const struct stage_env *env);

#endif
