/*
 * window: a reader's bytes, to be looked at before they are taken, and gone back to when they turn
 * out to be other than they seemed. Memory does not grow.
 */
#ifndef WIREWASH_WINDOW_H
#define WIREWASH_WINDOW_H

#include "io/places.h"
#include "io/reader.h"

/* The most bytes that can be looked at, and that are held for window_back. */
enum { WINDOW_LOOK = 256 * 1024, WINDOW_HELD = 256 * 1024 };

struct window {
	struct reader *reader; /* borrowed */
	char *block;
	size_t at, len;  /* block[at .. len) is not yet taken */
	uint64_t stream; /* where in the stream block[len] is */
	uint64_t held;   /* bytes from here on may be gone back to */
	bool is_at_end;
	bool found_again; /* the next bytes are those after damage */
	struct places places;
};

/* False when memory is short. */
bool window_open(struct window *window, struct reader *reader, struct err *err);
void window_close(struct window *window);

/* What can be looked at; void after the next window_fill. */
static inline struct slice window_slice(const struct window *window)
{
	return slice_make(window->block + window->at, window->len - window->at);
}

/* Where in the stream the next byte is. */
static inline uint64_t window_position(const struct window *window)
{
	return window->stream - (window->len - window->at);
}

/* Where in the file it is. */
struct place window_place(struct window *window);

/*
 * Reads until `want` (at most WINDOW_LOOK) bytes can be looked at, or all that there are: then
 * is_at_end. False when the reader fails; what was read before that is there.
 */
bool window_fill(struct window *window, size_t want, struct err *err);

static inline void window_take(struct window *window, size_t n)
{
	window->at += n;
}

/* From here on the bytes are held, but no more than the last WINDOW_HELD that were taken. */
static inline void window_hold(struct window *window)
{
	window->held = window_position(window);
}

/* Goes back to the stream's byte `position`, or, when it is no longer held, as near as can be. */
void window_back(struct window *window, uint64_t position);

/* Takes n bytes, or all there are. */
bool window_skip(struct window *window, uint64_t n, struct err *err);

/* After damage to compressed data: goes on after it, as reader_resync does. */
bool window_resync(struct window *window, struct err *err);

#endif
