#include "io/window.h"

#include <stdlib.h>

enum { CAP = 2 * (WINDOW_LOOK + WINDOW_HELD), READ_BYTES = 64 * 1024 };

bool window_open(struct window *window, struct reader *reader, struct err *err)
{
	*window = (struct window){.reader = reader, .block = malloc(CAP)};
	return window->block || err_no_memory(err);
}

void window_close(struct window *window)
{
	free(window->block);
	places_free(&window->places);
	*window = (struct window){0};
}

struct place window_place(struct window *window)
{
	return places_find(&window->places, window->reader, window_position(window));
}

/* Of what was taken, the bytes that are still of use. */
static size_t held_bytes(const struct window *window)
{
	uint64_t held = window_position(window) - window->held;

	if (held > WINDOW_HELD)
		held = WINDOW_HELD;
	return held < window->at ? (size_t)held : window->at;
}

static void make_room(struct window *window)
{
	size_t from = window->at - held_bytes(window);

	if (from < window->len && CAP - window->at >= WINDOW_LOOK &&
	    CAP - window->len >= READ_BYTES)
		return;
	memmove(window->block, window->block + from, window->len - from);
	window->at -= from;
	window->len -= from;
}

bool window_fill(struct window *window, size_t want, struct err *err)
{
	size_t got;

	while (window->len - window->at < want && !window->is_at_end) {
		make_room(window);
		if (!reader_read(window->reader, window->block + window->len, READ_BYTES, &got,
				 err))
			return false;
		if (got && !places_note(&window->places, window->reader, window->stream,
					window->found_again))
			return err_no_memory(err);
		if (got)
			window->found_again = false;
		window->is_at_end = got == 0;
		window->len += got;
		window->stream += got;
	}
	return true;
}

void window_back(struct window *window, uint64_t position)
{
	uint64_t back = window_position(window) - position;
	size_t held = held_bytes(window);

	window->at -= back < held ? (size_t)back : held;
}

bool window_skip(struct window *window, uint64_t n, struct err *err)
{
	while (n) {
		size_t have;

		if (!window_fill(window, 1, err))
			return false;
		have = window->len - window->at;
		if (!have)
			return true;
		if (have > n)
			have = (size_t)n;
		window_take(window, have);
		n -= have;
	}
	return true;
}

bool window_resync(struct window *window, struct err *err)
{
	if (!reader_resync(window->reader, err))
		return false;
	window->at = window->len = 0;
	window->held = window->stream;
	window->found_again = true;
	return true;
}
