/*
 * detect: which charset the bytes of a text are in, when nothing says so. The only file that
 * includes ICU's charset detector.
 *
 * One-byte charsets are told apart by the letters of languages (singlebyte.h), charsets of East
 * Asia by ICU, which is good at these and weak at the former. Where two readings are about as
 * likely the answer says that it is a guess.
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

struct detection {
	const char *name; /* static; NULL when nothing speaks for any charset */
	bool is_sure;     /* no other charset is nearly as likely */
};

/* What the bytes of a text that is not UTF-8 look like. False when memory is short. */
bool detect(struct detector *detector, struct slice bytes, struct detection *detection);

#endif
