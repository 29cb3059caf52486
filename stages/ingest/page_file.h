/* page_file: whether a file is an HTML page, by its beginning, its end and its name. */
#ifndef WIREWASH_INGEST_PAGE_FILE_H
#define WIREWASH_INGEST_PAGE_FILE_H

#include <stdbool.h>

#include "base/slice.h"

/*
 * Whether the text is a page or a part of one. A page may have something before it: a server's
 * message, the header of its HTTP response; the latter is cut off *text. `name` is the file's,
 * empty for standard input. Markdown that begins with a tag is no page.
 */
bool page_file(struct slice name, struct slice *text);

#endif
