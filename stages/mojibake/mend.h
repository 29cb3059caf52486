/*
 * mend: what damage the path could only guess at. Where bytes were lost, several characters are
 * possible; where a blank may be the last byte of a letter, a blank may have stood after it, too.
 * Each stretch with such doubts is decided as a whole, by its neighbours and by the words that come
 * of it. Where the second best is near, all of it is marked as doubtful.
 */
#ifndef WIREWASH_MOJIBAKE_MEND_H
#define WIREWASH_MOJIBAKE_MEND_H

#include "path.h"

/*
 * Decides about the signs of *text that are `lost` or `blank`. `original` is the text whose signs
 * their `from` counts, indexed. A blank found is inserted: the new *text is the arena's. False when
 * memory is short.
 */
bool mend_text(struct finder *finder, struct arena *arena, struct text original, struct text *text);

/* How much likelier the words of a text are, all in all, than their letters say. */
int64_t mend_known_words(const struct tables *tables, struct text text);

#endif
