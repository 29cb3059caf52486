/*
 * why: dedup --why ID: what became of the records with that id, their clusters, and the passages
 * that each shares with the one it was matched with, side by side. --why ID --why ID: the same of
 * any two records, with the facts that only one of them has, and all that differs, word by word.
 */
#ifndef WIREWASH_WHY_H
#define WIREWASH_WHY_H

#include "dedup/dedup.h"

struct why;

/* Looks for the records, of one id or of two; none is an error. */
struct why *why_open(const struct dedup *dedup, const char *const *ids, size_t count,
		     struct err *err);

/* The text of a document, which is kept when it is wanted. On any thread. */
bool why_note(struct why *why, uint32_t document, struct slice text, struct err *err);

/* When all were noted: writes the explanation to standard output. */
bool why_write(const struct why *why, struct err *err);

void why_close(struct why *why);

#endif
