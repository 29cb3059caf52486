/*
 * detect: which charset the bytes of a text are in, when nothing says so. The only file that
 * includes ICU's charset detector.
 *
 * One-byte charsets are told apart by the letters of languages (singlebyte.h), charsets of East
 * Asia by ICU, which is good at these and weak at the former. Too little to go by, or two readings
 * that are about as likely, is no answer: better none than a wrong one.
 */
#ifndef WIREWASH_DETECT_H
#define WIREWASH_DETECT_H

#include "base/err.h"
#include "base/slice.h"
#include "text/charset/converter.h"

struct detector;

/* The converters are borrowed. */
struct detector *detector_open(struct converters *converters, struct err *err);

/* NULL is allowed. */
void detector_close(struct detector *detector);

/*
 * *name is the charset of a text that is not UTF-8, a static name; NULL when the bytes do not say
 * for sure. False when memory is short.
 */
bool detect(struct detector *detector, struct slice bytes, const char **name);

#endif
