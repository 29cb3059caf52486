/* list: the paths that --files-from names, separated by newlines, or by NULs when there is one. */
#ifndef WIREWASH_INGEST_LIST_H
#define WIREWASH_INGEST_LIST_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct list {
	struct buf bytes; /* the whole file, with a NUL after it */
	size_t at;
	char separator;
};

/* Reads the file; "-" is stdin. */
bool list_read(struct list *list, const char *path, uint64_t max_ratio, struct err *err);

/* The next path, which lives as long as the list; NULL at the end. Empty ones are skipped. */
const char *list_next(struct list *list);

void list_free(struct list *list);

#endif
