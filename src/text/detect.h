/*
 * detect: which charset the bytes of a text are in, when nothing says so.
 */
#ifndef WIREWASH_DETECT_H
#define WIREWASH_DETECT_H

#include "base/err.h"
#include "base/slice.h"

struct detector;

struct detector *detector_open(struct err *err);

/* NULL is allowed. */
void detector_close(struct detector *detector);

/*
 * *name is the charset of a text that is not UTF-8, a static name; NULL when the bytes do not say
 * for sure. False when memory is short.
 */
bool detect(struct detector *detector, struct slice bytes, const char **name);

#endif
