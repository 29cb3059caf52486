/*
 * format: how a kind of file is cut into items. A new one is a file like document.c: a state that
 * is opened over a reader and fills batches.
 */
#ifndef WIREWASH_FORMAT_H
#define WIREWASH_FORMAT_H

#include "io/batch.h"
#include "io/reader.h"

struct format {
	/*
	 * The reader is borrowed and is at the file's first byte. `source` names the file in
	 * the items (borrowed; empty for stdin). No item has more than max_size bytes: what is
	 * longer is an ITEM_TOO_LONG. NULL when memory is short.
	 */
	void *(*open)(struct reader *reader, struct slice source, uint64_t max_size,
		      struct err *err);

	/*
	 * Appends items, about BATCH_BYTES of them, as lines_fill does. False when the file is in
	 * trouble, which err tells; the items stay. *more is then whether it can be asked again,
	 * as it found a place to go on from.
	 */
	bool (*fill)(void *state, struct batch *batch, bool *more, struct err *err);

	void (*close)(void *state);
};

/* An item's tag, where it is more than the whole of a file. */
enum { TAG_FILE, TAG_WARC, TAG_ROW, TAG_FORMAT, TAG_SKIPPED, TAG_NO_TEXT_COLUMN };

extern const struct format format_lines; /* JSON Lines: an ITEM_LINE for each line */

/*
 * JSON that is not by lines: arrays, whose elements are the records, and values one after the
 * other, over as many lines as they like. Each is an ITEM_LINE with its line breaks, and the
 * indentation after them, left out. What is not well formed is one, too, up to where its brackets
 * end or the next object seems to begin; so it is for the reader of the line to find that out.
 */
extern const struct format format_values;

/*
 * A table (table.h) with a header: an ITEM_DOCUMENT for each row after it, without its line end,
 * with tag TAG_ROW, its line, and the header. Empty rows are left out. A row that is not well
 * formed, by its quotes or by the number of its fields, may be only its first line.
 */
extern const struct format format_rows;

extern const struct format
	format_document; /* the whole file is one ITEM_DOCUMENT, if it is not empty */

/* The first bytes of a file of which no more is wanted, as one ITEM_DOCUMENT with the file's size.
 */
extern const struct format format_head;

/*
 * WARC: an ITEM_DOCUMENT for each record, its header and its block, with tag TAG_WARC, offset and
 * within. Of records that hold no article by their type, the header alone.
 *
 * A record is handed on only when what follows shows that it ended where it said, and, in a gzip
 * member or zstd frame of its own, when that has proved good. What does not is damage: the cutter
 * goes on at the next line that begins a record, after damaged compressed data in the next member.
 */
extern const struct format format_warc;

#endif
