#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CAP = 64 };

bool buf_reserve(struct buf *buf, size_t extra)
{
	size_t cap = buf->cap ? buf->cap : FIRST_CAP;
	char *data;

	ASSERT(buf->len <= buf->cap);
	if (buf->failed)
		return false;
	if (extra <= buf->cap - buf->len)
		return true;
	if (extra > SIZE_MAX / 2 - buf->len) {
		buf->failed = true;
		return false;
	}
	while (cap < buf->len + extra)
		cap += cap / 2 + 1;
	data = realloc(buf->data, cap);
	if (!data) {
		buf->failed = true;
		return false;
	}
	buf->data = data;
	buf->cap = cap;
	return true;
}

bool buf_append(struct buf *buf, struct slice bytes)
{
	ASSERT(bytes.data || bytes.len == 0);
	if (!buf_reserve(buf, bytes.len))
		return false;
	if (bytes.len)
		memcpy(buf->data + buf->len, bytes.data, bytes.len);
	buf->len += bytes.len;
	return true;
}

bool buf_push(struct buf *buf, char byte)
{
	if (!buf_reserve(buf, 1))
		return false;
	buf->data[buf->len++] = byte;
	return true;
}

bool buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;
	int need;

	ASSERT(format);
	va_start(args, format);
	need = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (need < 0 || !buf_reserve(buf, (size_t)need + 1)) {
		buf->failed = true;
		return false;
	}
	va_start(args, format);
	vsnprintf(buf->data + buf->len, (size_t)need + 1, format, args);
	va_end(args);
	buf->len += (size_t)need;
	return true;
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	buf->failed = false;
}

void buf_free(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){0};
}
