/*
 * scan: the quick no. Most documents hold nothing garbled; this tells so in one pass over their
 * bytes, without a search.
 *
 * Reading a stretch of text in a charset saves at most what its characters cost by the language
 * model as they stand, less what the characters read cost at least. Where no stretch saves what
 * entering the charset costs, repair would find nothing.
 */
#ifndef WIREWASH_MOJIBAKE_SCAN_H
#define WIREWASH_MOJIBAKE_SCAN_H

#include "readings.h"

/*
 * False when repair would leave valid UTF-8 text alone. `enter` is what entering a charset costs
 * besides its rarity: PATH_ENTER, or less in a text that is known to be garbled. *where is then the
 * byte at which something garbled may begin.
 */
bool scan_finds(const struct tables *tables, struct slice text, int enter, size_t *where);

#endif
