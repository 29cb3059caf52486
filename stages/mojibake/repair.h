/*
 * repair: finds the parts of a document that were decoded with the wrong charset, up to several
 * times over, and gives back what they were.
 *
 * Each layer is one path through the text (path.h), found twice: first with every charset that has
 * hits, dear to enter; then with the few that explain what was found, cheap to enter, and with the
 * letters of each line's likely languages cheaper. A charset whose only evidence may be chance is
 * dropped. Where two charsets read the same places differently, both are followed to the end, and
 * the likelier text wins.
 */
#ifndef WIREWASH_MOJIBAKE_REPAIR_H
#define WIREWASH_MOJIBAKE_REPAIR_H

#include "base/buf.h"
#include "path.h"
#include "settle.h"

struct repair {
	struct finder finder;
	bool replace_lost;  /* see SETTLE_REPLACE */
	struct arena arena; /* dies with the document */
	struct buf bytes;
};

/*
 * Repairs the document, whose signs have code_point and from set (layers is 0). On success *text is
 * the repaired document: signs with layers != 0 are new; each means the signs [from, from of
 * the next) of the original. Its memory is the arena's. False when memory is short.
 */
bool repair_document(struct repair *repair, struct text *text);

void repair_free(struct repair *repair);

#endif
