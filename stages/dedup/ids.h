/*
 * ids: whether ids tell records apart.
 */
#ifndef WIREWASH_DEDUP_IDS_H
#define WIREWASH_DEDUP_IDS_H

#include "dedup/corpus.h"

struct repeated_ids {
	size_t count;         /* different ids that more than one record of the input has */
	struct slice example; /* the one of these that comes first in the input; not longer than
				 MOST_EXAMPLE; valid while `room` is */
};

enum { MOST_EXAMPLE = 60 };

/* Of the records of the input; takes 8 bytes a record while it works. */
bool ids_find_repeated(const struct corpus *corpus, struct buf *room, struct repeated_ids *repeated,
		       struct err *err);

#endif
