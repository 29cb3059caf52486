/*
 * places: where in a file the bytes of a stream stand that was decompressed from it. They are found
 * by the member (of gzip) or frame (of zstd) that they are in.
 */
#ifndef WIREWASH_PLACES_H
#define WIREWASH_PLACES_H

#include <stdint.h>

#include "base/buf.h"
#include "io/reader.h"

struct place {
	uint64_t member; /* where in the file the member begins; in a plain file: the byte itself */
	uint64_t within; /* how many decompressed bytes after that */
};

/* From here on the bytes are of the member that begins at `member` in the file. */
struct mark {
	uint64_t at; /* in the decompressed stream */
	uint64_t member;
};

/* {0} is empty. */
struct places {
	struct buf marks; /* struct mark, by place */
};

/*
 * Notes that what a read brought begins at the stream's byte `at`. `again`: as a new member even if
 * it looks like the one before. False when memory is short.
 */
bool places_note(struct places *places, const struct reader *reader, uint64_t at, bool again);

/* Where the stream's byte `at` stands. Bytes before it are of no more interest. */
struct place places_find(struct places *places, const struct reader *reader, uint64_t at);

/* The marks that there are. */
const struct mark *places_marks(const struct places *places, size_t *count);

/* The number of the first mark that is at or after the stream's byte `position`; else their count.
 */
size_t places_first_mark(const struct places *places, uint64_t position);

void places_free(struct places *places);

/* "byte 17", or "byte 17 (512 decompressed bytes on)". */
enum { PLACE_SPELLED = 80 };
void place_spell(struct place place, char out[static PLACE_SPELLED]);

#endif
