/*
 * postings: for each sketch value that two or more texts share, the list of these texts.
 */
#ifndef WIREWASH_POSTINGS_H
#define WIREWASH_POSTINGS_H

#include "dedup/corpus.h"

struct postings {
	uint32_t *member; /* the lists one after the other; each in order of rank */
	size_t *list;     /* list l is member[list[l] .. list[l + 1]) */
	size_t lists, list_cap;
	uint32_t *list_of; /* the lists of text t are list_of[text[t] .. text[t + 1]) */
	size_t *text;
};

bool postings_build(struct postings *postings, const struct corpus *corpus, struct err *err);
void postings_free(struct postings *postings);

#endif
