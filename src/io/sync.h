/* sync: what was written to many files is made to survive a power failure, at the price of one. */
#ifndef WIREWASH_SYNC_H
#define WIREWASH_SYNC_H

#include "base/err.h"

/*
 * Syncs all that was written to files below this directory, and may sync more: where the system can
 * it is the whole file system, else one file after the other of those that are in the directory
 * itself.
 */
bool sync_files_of(const char *directory, struct err *err);

#endif
