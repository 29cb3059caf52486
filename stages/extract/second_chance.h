/*
 * second_chance: text of pages that show little or none: what they give in JSON-LD, in data or
 * templates of their scripts, in <noscript>, or as their description. Scripts are read, not run.
 */
#ifndef WIREWASH_EXTRACT_SECOND_CHANCE_H
#define WIREWASH_EXTRACT_SECOND_CHANCE_H

#include "page.h"

enum text_source {
	TEXT_SHOWN, /* the page's own blocks */
	TEXT_JSON_LD,
	TEXT_SCRIPT_DATA,
	TEXT_TEMPLATE,
	TEXT_NOSCRIPT,
	TEXT_DESCRIPTION,
};

/* As the member `text_from` spells it; NULL for TEXT_SHOWN. */
const char *text_source_name(enum text_source source);

/*
 * Compares what was found in the blocks, `words` of them, with what the page offers elsewhere. When
 * that is much more, puts it in place of what `out` holds, a paragraph a line, and says where from.
 * The caller looks whether `out` failed.
 */
enum text_source second_chance(const struct page *page, uint64_t words, struct buf *out);

#endif
