/*
 * err: why the program must stop. Bad records are no errors (see record/reject.h); an err is for
 * what no record is to blame for: usage, files, memory, limits.
 *
 * A function that can fail takes a `struct err *` last and returns false (or NULL, or FAIL) after
 * filling it. Libraries never print and never exit; only the command line does.
 */
#ifndef WIREWASH_ERR_H
#define WIREWASH_ERR_H

#include <stdbool.h>

#include "base/compiler.h"

/* Ordered from harmless to severe only by exit status; see err_exit_status. */
enum err_code {
	ERR_NONE,
	ERR_REMARK,  /* nothing failed, but the user should know: exit 0 */
	ERR_USAGE,   /* command line, configuration or rule file is wrong: exit 2 */
	ERR_REJECTS, /* more rejects than --max-rejects: exit 3 */
	ERR_IO,      /* read or write failed, input truncated: exit 4 */
	ERR_LIMIT,   /* a limit was hit, such as --max-ratio: exit 5 */
	ERR_MEMORY,  /* out of memory: exit 5; never the fault of one file, the run ends */
	ERR_PIPE,    /* the reader of our output went away: quiet, exit 141 */
	ERR_SIGNAL,  /* stopped by a signal: exit 128 + `signal` */
};

struct err {
	enum err_code code;
	int signal;         /* with ERR_SIGNAL */
	char message[1000]; /* what is wrong (what was seen). What to do. No newline, nor any
			       control. */
};

/* Fills *err; always returns false, so that `return err_set(...)` reads well. */
bool err_set(struct err *err, enum err_code code, const char *format, ...) PRINTF_LIKE(3, 4);

/* ERR_IO with strerror(errno) after the message: "cannot read a.gz (Permission denied)". */
bool err_errno(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* ERR_MEMORY, for a failed allocation. */
bool err_no_memory(struct err *err);

/* Puts text before the message, such as the file it is about. */
void err_prefix(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* The program's exit status for this error; 0 for ERR_NONE. */
int err_exit_status(const struct err *err);

#endif
