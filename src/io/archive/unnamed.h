/* unnamed: temporary files without a name, which are gone however the program ends. */
#ifndef WIREWASH_UNNAMED_H
#define WIREWASH_UNNAMED_H

#include "base/err.h"

/* The directory for temporary files: `dir`, and when that is NULL $TMPDIR, else /tmp. */
const char *unnamed_directory(const char *dir);

/* Opens an empty file in that directory for reading and writing. -1 and err on failure. */
int unnamed_open(const char *dir, struct err *err);

#endif
