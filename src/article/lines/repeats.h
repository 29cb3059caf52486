/*
 * repeats: what a text says twice: lines that are the same text twice over, teasers that a later
 * paragraph repeats, doubled titles, paragraphs and source lists that come again.
 */
#ifndef WIREWASH_REPEATS_H
#define WIREWASH_REPEATS_H

#include "article/lines/labels.h"

/* Drops or shortens rows. Requires rows with `same` filled. False when memory is short. */
bool repeats_drop(struct labels *labels, const struct label_config *config, struct err *err);

#endif
