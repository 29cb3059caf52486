/*
 * why: dedup --why ID: what became of the records with that id, and the passages that each shares
 * with the one it was matched with, side by side.
 */
#ifndef WIREWASH_WHY_H
#define WIREWASH_WHY_H

#include "dedup/dedup.h"

struct why;

/* Looks for the records; none is an error. */
struct why *why_open(const struct dedup *dedup, const char *id, struct err *err);

/* The text of a document, which is kept when it is wanted. On any thread. */
bool why_note(struct why *why, uint32_t document, struct slice text, struct err *err);

/* When all were noted: writes the explanation to standard output. */
bool why_write(const struct why *why, struct err *err);

void why_close(struct why *why);

#endif
