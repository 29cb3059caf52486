/* edits: what a set of edits says about a text, and whether chance could say as much. */
#ifndef WIREWASH_MOJIBAKE_EDITS_H
#define WIREWASH_MOJIBAKE_EDITS_H

#include "path.h"

enum { RARITY_COMMON = 5 }; /* of windows-1252 and ISO-8859-1, the usual suspects */

struct edit {
	size_t at; /* first sign */
	struct reading reading;
	bool doubt; /* another reading of what is damaged is nearly as likely */
};

/* Ascending, not overlapping. */
struct edits {
	struct edit *edit;
	size_t count;
};

/* What the language model takes for the text as it is. */
int64_t edits_text_cost(const struct tables *tables, struct text text);

/*
 * The charsets whose edits may well be chance: few, short, or odd ones. Of those `known` from the
 * layer before, less is wanted.
 */
uint32_t edits_weak(const struct tables *tables, struct text text, const struct edits *edits,
		    uint32_t known);

/* Takes out edits that are weak by themselves and make little likelier, whatever their charset. */
void edits_prune(const struct tables *tables, struct text text, struct edits *edits);

/* Marks the edits whose damage might as well be read in another way, as the finder was last set. */
void edits_doubt(struct finder *finder, struct text text, struct edits *edits);

/* Cost changes for each line that has edits, from the languages that its letters, as edited, speak
 * for. */
bool edits_adapt(const struct tables *tables, struct text text, const struct edits *edits,
		 struct arena *arena, const struct line_change **lines, size_t *count);

#endif
