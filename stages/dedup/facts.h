/*
 * facts: what two texts say of which the other says nothing: numbers and names. For people to look
 * at; what dedup decides by is in dedup/pair_features.h.
 */
#ifndef WIREWASH_FACTS_H
#define WIREWASH_FACTS_H

#include "base/buf.h"

/*
 * Appends the words with a digit, and those that begin with a capital letter within a sentence, of
 * `text` that `other` does not have at all: the first ones, in their order, joined by ", "; "none"
 * when there are none. Both are valid UTF-8. False when memory is short.
 */
bool facts_missing_in(struct slice text, struct slice other, struct buf *out);

#endif
