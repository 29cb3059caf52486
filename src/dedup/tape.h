/*
 * tape: bytes that are written once, one after the other, and then read, in sequence or anywhere.
 * They stay in memory while they are few; else they are in a temporary file without a name, and
 * only a block of them is in memory. {0} is an empty tape that stays in memory.
 *
 * Threads may read one tape at the same time, but not while another one writes it.
 */
#ifndef WIREWASH_TAPE_H
#define WIREWASH_TAPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct tape {
	const char *dir; /* for the file; NULL: see io/archive/unnamed.h. Borrowed */
	size_t room;     /* bytes that may stay in memory; 0: all */

	/* Its own. */
	char *data; /* all of it, or what is not in the file yet */
	size_t len, cap;
	uint64_t filed; /* bytes in the file */
	bool is_filed;
	int fd;
};

bool tape_write(struct tape *tape, const void *bytes, size_t len, struct err *err);

/* From now on all is in the file, whatever the room, but a block at the end. */
bool tape_spill(struct tape *tape, struct err *err);

/* Replaces bytes that were written before. */
bool tape_rewrite(struct tape *tape, uint64_t at, const void *bytes, size_t len, struct err *err);

/*
 * `len` bytes from `at` on, all of which must have been written. They stay where they are when they
 * are in memory, until the tape is written or freed; else they are in `room`, which is overwritten.
 */
const void *tape_read(const struct tape *tape, uint64_t at, size_t len, struct buf *room,
		      struct err *err);

/* The same, always copied, to `into`. */
bool tape_copy(const struct tape *tape, uint64_t at, size_t len, void *into, struct err *err);

static inline uint64_t tape_size(const struct tape *tape)
{
	return tape->filed + tape->len;
}

/* Bytes of memory that it takes. */
static inline size_t tape_held(const struct tape *tape)
{
	return tape->len;
}

void tape_free(struct tape *tape);

/* In sequence. {.tape = t, .at = from} begins anywhere; `block` is how much is read at once. */
struct tape_reader {
	const struct tape *tape;
	uint64_t at;
	size_t block;      /* 0: a good size */
	struct buf window; /* what was read ahead ... */
	size_t used;       /* ... of which so much was given out */
};

static inline bool tape_ended(const struct tape_reader *reader)
{
	return reader->at >= tape_size(reader->tape);
}

/* The next `len` bytes; they live until the next call. NULL and err on failure. */
const void *tape_next(struct tape_reader *reader, size_t len, struct err *err);

/* Passes over bytes. */
void tape_skip(struct tape_reader *reader, uint64_t len);

void tape_reader_free(struct tape_reader *reader);

#endif
