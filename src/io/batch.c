#include "io/batch.h"

#include <stdlib.h>

/* One huge line among small ones must not hold its memory for the rest of the run. */
enum { KEPT_BYTES = 4 * BATCH_BYTES };

void batch_clear(struct batch *batch)
{
	if (batch->bytes.cap > KEPT_BYTES)
		buf_free(&batch->bytes);
	buf_clear(&batch->bytes);
	batch->count = 0;
	batch->input_bytes = 0;
}

void batch_free(struct batch *batch)
{
	buf_free(&batch->bytes);
	free(batch->items);
	*batch = (struct batch){0};
}

bool batch_add(struct batch *batch, const struct item *item)
{
	if (batch->count == batch->cap) {
		size_t cap = batch->cap ? 2 * batch->cap : 256;
		struct item *items = realloc(batch->items, cap * sizeof(*items));

		if (!items)
			return false;
		batch->items = items;
		batch->cap = cap;
	}
	batch->items[batch->count++] = *item;
	return true;
}
