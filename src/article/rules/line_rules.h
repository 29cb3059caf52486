/* judge: asks the rules about one line of a text. */
#ifndef WIREWASH_LINE_RULES_H
#define WIREWASH_LINE_RULES_H

#include "article/lines/labels.h"

/*
 * Notes in the row what the rules say about its line and what that looks like; reads only its
 * number. `labels` has the thread's memory, and counts the patterns that hit a limit.
 */
void line_rules_ask(struct labels *labels, const struct label_config *config,
		    const struct evidence *evidence, struct row *row);

#endif
