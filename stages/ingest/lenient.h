/*
 * lenient: JSON as programs write it that are not strict: NaN, Infinity and -Infinity in place of a
 * number, as Python does, and a byte order mark in front of a line, as files that were joined have.
 */
#ifndef WIREWASH_INGEST_LENIENT_H
#define WIREWASH_INGEST_LENIENT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

/*
 * Gives the line without such a mark, and with null for each such value; *nulls is how many. It is
 * in the arena, or a part of the line. False when there was nothing to correct, or memory is short.
 */
bool lenient_line(struct slice line, struct arena *arena, struct slice *corrected, uint64_t *nulls);

/* Whether the first line has an object, and after it another one. */
bool lenient_has_several(struct slice head);

#endif
