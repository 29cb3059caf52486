/*
 * lines: cuts a reader's bytes into items of kind ITEM_LINE, a batch at a time.
 *
 * Lines end at '\n' (a '\r' before it is left off; the last line may lack both). A blank line is an
 * item too. A byte order mark of UTF-8 in front of the first line is no part of it. A line longer
 * than max_line becomes one ITEM_TOO_LONG that holds its first bytes; reading goes on after it.
 */
#ifndef WIREWASH_LINES_H
#define WIREWASH_LINES_H

#include "io/batch.h"
#include "io/reader.h"

struct lines;

/* How much of a line that is too long is kept. */
enum { TOO_LONG_KEPT = 4096 };

/* `reader` is borrowed; `source` names it in the items (borrowed; empty for stdin). NULL on
 * failure. */
struct lines *lines_open(struct reader *reader, struct slice source, uint64_t max_line,
			 struct err *err);

/*
 * Appends whole lines to the batch, about BATCH_BYTES of them. *more is false when the last line
 * is in. When the reader fails: true with the lines read before, if there are any (a line that the
 * damage cuts is none of them), then false with the reader's err.
 * At a pipe it does not wait for a full batch: what one read brought is handed on.
 */
bool lines_fill(struct lines *lines, struct batch *batch, bool *more, struct err *err);

void lines_close(struct lines *lines);

#endif
