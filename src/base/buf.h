/*
 * buf: owned, growable bytes. {0} is an empty buf; buf_free makes it one again.
 *
 * Running out of memory is sticky, as a stream's error flag is: an append that fails leaves the
 * content as it was, sets `failed`, and every later append is a no-op that returns false. So a
 * function may append a hundred times and ask once, with buf_failed, before it uses the content.
 * buf_clear and buf_free also clear the flag.
 */
#ifndef WIREWASH_BUF_H
#define WIREWASH_BUF_H

#include "base/compiler.h"
#include "base/slice.h"

struct buf {
	char *data;
	size_t len;
	size_t cap;
	bool failed;
};

/* Room for `extra` more bytes, so that data[len .. len+extra) may be written. */
bool buf_reserve(struct buf *buf, size_t extra);

bool buf_append(struct buf *buf, struct slice bytes);
bool buf_push(struct buf *buf, char byte);
bool buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/* Empties the buf but keeps its memory. Slices of its content are void after the next append. */
void buf_clear(struct buf *buf);
void buf_free(struct buf *buf);

static inline bool buf_failed(const struct buf *buf)
{
	return buf->failed;
}

/* The content, borrowed until the buf next grows, is cleared, or is freed. */
static inline struct slice buf_slice(const struct buf *buf)
{
	return slice_make(buf->data, buf->len);
}

#endif
