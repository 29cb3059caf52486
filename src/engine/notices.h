/*
 * notices: what a stage must tell the user while the run goes on, such as a damaged file among
 * good ones. Prints "wirewash STAGE: message" on stderr, one at a time from any thread, and
 * remembers the worst: the exit status only ever gets worse.
 */
#ifndef WIREWASH_NOTICES_H
#define WIREWASH_NOTICES_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/err.h"

struct notices;

/* `code` decides the exit status in the end; ERR_NONE for a mere remark. */
void notice(struct notices *notices, const char *stage, enum err_code code, const char *format, ...)
	PRINTF_LIKE(4, 5);

#endif
