/*
 * same_file: whether two names, or a name and a stream, are one file.
 */
#ifndef WIREWASH_SAME_FILE_H
#define WIREWASH_SAME_FILE_H

#include <stdbool.h>

/*
 * Whether both paths name one regular file; when neither is there yet, whether they would. What
 * cannot be looked at counts as different.
 */
bool same_file(const char *a, const char *b);

/* The path without links, "." and "..", to be freed; NULL when it names nothing. */
char *real_path(const char *path);

/* Whether the path names the regular file that standard output goes to. */
bool is_standard_output(const char *path);

#endif
