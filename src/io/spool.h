/*
 * spool: a temporary file without a name, written once and then read once from the start. It is
 * gone however the program ends.
 */
#ifndef WIREWASH_SPOOL_H
#define WIREWASH_SPOOL_H

#include "base/err.h"
#include "io/reader.h"

struct spool;

/* A spool in the directory `dir` (NULL: $TMPDIR, else /tmp). */
struct spool *spool_open(const char *dir, struct err *err);
bool spool_write(struct spool *spool, struct slice bytes, struct err *err);

/* Ends writing. The reader gives the bytes from the start; it keeps the file alive by itself. */
struct reader *spool_read(struct spool *spool, struct err *err);

/* NULL is allowed. */
void spool_close(struct spool *spool);

#endif
