#include "dedup/tape.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "io/archive/unnamed.h"

enum { BLOCK = 256 * 1024 };

static bool put_at(const struct tape *tape, uint64_t at, const char *bytes, size_t len,
		   struct err *err)
{
	while (len) {
		ssize_t put = pwrite(tape->fd, bytes, len, (off_t)at);

		if (put < 0 && errno != EINTR)
			return err_errno(err, "cannot write a temporary file in %s",
					 unnamed_directory(tape->dir));
		if (put > 0) {
			bytes += put;
			at += (uint64_t)put;
			len -= (size_t)put;
		}
	}
	return true;
}

static bool get_at(const struct tape *tape, uint64_t at, char *into, size_t len, struct err *err)
{
	while (len) {
		ssize_t got = pread(tape->fd, into, len, (off_t)at);

		if (got == 0)
			errno = EIO; /* someone made the file shorter */
		if (got == 0 || (got < 0 && errno != EINTR))
			return err_errno(err, "cannot read a temporary file in %s",
					 unnamed_directory(tape->dir));
		if (got > 0) {
			into += got;
			at += (uint64_t)got;
			len -= (size_t)got;
		}
	}
	return true;
}

/* What is in memory goes to the end of the file. */
static bool move_out(struct tape *tape, struct err *err)
{
	if (!put_at(tape, tape->filed, tape->data, tape->len, err))
		return false;
	tape->filed += tape->len;
	tape->len = 0;
	return true;
}

bool tape_spill(struct tape *tape, struct err *err)
{
	char *block;

	if (tape->is_filed)
		return true;
	tape->fd = unnamed_open(tape->dir, err);
	tape->is_filed = tape->fd >= 0;
	if (!tape->is_filed || !move_out(tape, err))
		return false;
	block = malloc(BLOCK);
	if (!block)
		return err_no_memory(err);
	free(tape->data);
	tape->data = block;
	tape->cap = BLOCK;
	return true;
}

bool tape_write(struct tape *tape, const void *bytes, size_t len, struct err *err)
{
	if (!len)
		return true;
	if (tape->room && len > tape->room - (tape->len < tape->room ? tape->len : tape->room) &&
	    !tape_spill(tape, err))
		return false;
	if (tape->is_filed && len > tape->cap - tape->len) {
		if (!move_out(tape, err))
			return false;
		if (len >= tape->cap) {
			if (!put_at(tape, tape->filed, bytes, len, err))
				return false;
			tape->filed += len;
			return true;
		}
	}
	if (!ARRAY_RESERVE(tape->data, tape->cap, tape->len + len))
		return err_no_memory(err);
	memcpy(tape->data + tape->len, bytes, len);
	tape->len += len;
	return true;
}

bool tape_rewrite(struct tape *tape, uint64_t at, const void *bytes, size_t len, struct err *err)
{
	const char *from = bytes;
	size_t filed = 0;

	if (at < tape->filed) {
		filed = tape->filed - at < len ? (size_t)(tape->filed - at) : len;
		if (!put_at(tape, at, from, filed, err))
			return false;
	}
	if (filed < len)
		memcpy(tape->data + (at + filed - tape->filed), from + filed, len - filed);
	return true;
}

bool tape_copy(const struct tape *tape, uint64_t at, size_t len, void *into, struct err *err)
{
	char *to = into;
	size_t filed = 0;

	if (at < tape->filed) {
		filed = tape->filed - at < len ? (size_t)(tape->filed - at) : len;
		if (!get_at(tape, at, to, filed, err))
			return false;
	}
	if (filed < len)
		memcpy(to + filed, tape->data + (at + filed - tape->filed), len - filed);
	return true;
}

const void *tape_read(const struct tape *tape, uint64_t at, size_t len, struct buf *room,
		      struct err *err)
{
	if (len == 0)
		return "";
	if (at >= tape->filed)
		return tape->data + (at - tape->filed);
	buf_clear(room);
	if (!buf_reserve(room, len)) {
		err_no_memory(err);
		return NULL;
	}
	return tape_copy(tape, at, len, room->data, err) ? room->data : NULL;
}

void tape_free(struct tape *tape)
{
	if (tape->is_filed)
		close(tape->fd);
	free(tape->data);
	*tape = (struct tape){.dir = tape->dir, .room = tape->room};
}

/* Reads on, after what is left of the window. */
static bool fill_window(struct tape_reader *reader, size_t len, struct err *err)
{
	struct buf *window = &reader->window;
	size_t left = window->len - reader->used, block = reader->block ? reader->block : BLOCK;
	uint64_t from = reader->at + left, more = tape_size(reader->tape) - from;
	size_t wanted = len > block ? len - left : block;

	if (more < wanted)
		wanted = (size_t)more;
	if (left)
		memmove(window->data, window->data + reader->used, left);
	window->len = left;
	reader->used = 0;
	if (!buf_reserve(window, wanted))
		return err_no_memory(err);
	if (!tape_copy(reader->tape, from, wanted, window->data + left, err))
		return false;
	window->len = left + wanted;
	return true;
}

const void *tape_next(struct tape_reader *reader, size_t len, struct err *err)
{
	const char *bytes;

	if (len == 0)
		return "";
	if (!reader->tape->is_filed) {
		bytes = reader->tape->data + reader->at;
		reader->at += len;
		return bytes;
	}
	if (reader->window.len - reader->used < len && !fill_window(reader, len, err))
		return NULL;
	bytes = reader->window.data + reader->used;
	reader->used += len;
	reader->at += len;
	return bytes;
}

void tape_skip(struct tape_reader *reader, uint64_t len)
{
	size_t left = reader->window.len - reader->used;

	reader->at += len;
	if (len <= left) {
		reader->used += (size_t)len;
	} else {
		buf_clear(&reader->window);
		reader->used = 0;
	}
}

void tape_reader_free(struct tape_reader *reader)
{
	buf_free(&reader->window);
}
