/*
 * guesses: how far a text may be doubted. A text without one sure sign of noise is left alone; one
 * with hardly any keeps what inside its prose is noise only by a guess; and no text loses more to
 * guesses than a share of its words.
 */
#ifndef WIREWASH_GUESSES_H
#define WIREWASH_GUESSES_H

#include "article/lines/labels.h"

/*
 * Whether the active rows show a sure sign of noise: something that went already, a line that is
 * noise for sure, or likely ones that bear each other out. Rows that structure_mark found to be
 * content do not count.
 */
bool guesses_have_sign(const struct labels *labels, const struct label_config *config);

/* Marks the active rows whose rule is a guess that must not count in this text. */
void guesses_suppress(struct labels *labels, const struct label_config *config);

/* Whether what went by guesses is more than `limit` thousandths of the text's words. */
bool guesses_exceed(const struct labels *labels, unsigned limit);

#endif
