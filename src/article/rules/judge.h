/* judge: asks the rules about one line of a text. */
#ifndef WIREWASH_JUDGE_H
#define WIREWASH_JUDGE_H

#include "article/lines/labels.h"

/*
 * Notes in the row what the rules say about its line and what that looks like; reads only its
 * number. `labels` has the thread's memory, and counts the patterns that hit a limit.
 */
void judge_row(struct labels *labels, const struct label_means *means,
	       const struct evidence *evidence, struct row *row);

#endif
