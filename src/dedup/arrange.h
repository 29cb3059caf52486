/*
 * arrange: puts the prints of a corpus, which are in a file, into order of rank. Two passes, each
 * in sequence, through ARRANGE_PARTS files at most: no step jumps about in a file.
 */
#ifndef WIREWASH_ARRANGE_H
#define WIREWASH_ARRANGE_H

#include "dedup/corpus.h"

enum { ARRANGE_PARTS = 48 };

/* For texts with ranks, whose `at` is still by input order; leaves out what only copies had. */
bool corpus_arrange(struct corpus *corpus, struct err *err);

#endif
