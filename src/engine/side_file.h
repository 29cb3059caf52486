/*
 * side_file: a file of lines that a run writes beside its output, such as --rejects. The lines are
 * grouped by stage in the order of the chain, then by input order, whatever the number of threads:
 * so a pipe of filters, whose files are joined, gives the same bytes as one process.
 */
#ifndef WIREWASH_SIDE_FILE_H
#define WIREWASH_SIDE_FILE_H

#include "base/err.h"
#include "base/slice.h"

struct side_file;

/* `path` NULL: lines are not kept. `stages` is how many stages there are; `tmp_dir` may be NULL. */
struct side_file *side_file_open(const char *path, size_t stages, const char *tmp_dir,
				 struct err *err);

/* Takes one stage's lines, each with its '\n', in input order. */
bool side_file_add(struct side_file *side, size_t stage, struct slice lines, struct err *err);

/* Joins the stages' lines; only the renaming of the file is left to do (see writer_prepare). */
bool side_file_prepare(struct side_file *side, struct err *err);

/* Completes the file, and frees. NULL is allowed. */
bool side_file_commit(struct side_file *side, struct err *err);

/* Gives up: nothing is written. NULL is allowed. */
void side_file_discard(struct side_file *side);

#endif
