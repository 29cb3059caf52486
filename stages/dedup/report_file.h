/*
 * report_file: the file of --clusters or --pairs, a line for each finding: JSON, or when its
 * name ends in .csv (also .csv.gz, .csv.zst) a table that spreadsheets open.
 */
#ifndef WIREWASH_REPORT_FILE_H
#define WIREWASH_REPORT_FILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "io/writer.h"

/* {0}: there is no such report. */
struct report_file {
	struct writer *writer;
	const char *const *columns; /* of a table, NULL at the end; NULL: JSON Lines */
	struct arena arena;
	struct buf row;
};

/*
 * Opens the file; of a table it writes the header: `columns`, which are the members of the objects
 * that report_file_put gets, NULL at the end. No path: no file.
 */
bool report_file_open(struct report_file *file, const char *path, const char *const *columns,
		      struct err *err);

static inline bool report_file_is_open(const struct report_file *file)
{
	return file->writer != NULL;
}

/* Writes one finding, an object without a line end. */
bool report_file_put(struct report_file *file, struct slice json, struct err *err);

/* The file appears under its name. True when there is none. */
bool report_file_commit(struct report_file *file, struct err *err);

/* Leaves nothing of a file that was not committed. */
void report_file_close(struct report_file *file);

/*
 * Appends a field of a table (RFC 4180). What a spreadsheet would take for a formula gets an
 * apostrophe in front, which it does not show.
 */
void csv_field_append(struct buf *row, struct slice field);

#endif
