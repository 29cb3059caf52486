/*
 * writer: bytes to a file or stdout, in large writes. Nothing is done before it is safe: a named
 * file is written beside its place and only writer_commit moves it there (flush, fsync, rename), so
 * that a run that fails, is killed, or meets a full disk leaves no half file under the name.
 */
#ifndef WIREWASH_WRITER_H
#define WIREWASH_WRITER_H

#include "base/err.h"
#include "base/slice.h"

struct writer;

/* How the names of unfinished files begin and end, for who cleans up after a program that was
 * killed. */
#define WRITER_TEMP_BEGIN ".wirewash-"
#define WRITER_TEMP_END ".tmp"

/*
 * Removes unfinished files in a directory whose programs are gone, killed before they could do it.
 * Best effort. For who has locked the directory.
 */
void writer_remove_stale(const char *directory);

/*
 * Opens `path` for writing; NULL or "-" is stdout. A name that ends in .gz or .zst is compressed
 * on the way. NULL and err on failure.
 *
 * What is there already under the name is replaced in the end, and its mode kept; of a link, what
 * it points at. But a device, a pipe or a terminal is written to directly; so are /dev/stdout,
 * /dev/stderr and /dev/fd/N, whatever they are. A new file's mode is 0666 less the umask.
 */
struct writer *writer_open(const char *path, struct err *err);

/* The same for a file that must not be there yet: a commit fails (ERR_IO) when something is. */
struct writer *writer_open_new(const char *path, struct err *err);

bool writer_is_stdout(const struct writer *writer);

/* Writes all of bytes, now or later. ERR_PIPE when the reader of a pipe has gone. */
bool writer_write(struct writer *writer, struct slice bytes, struct err *err);

/* Hands everything written so far to the system, as a pipe's reader wants it. */
bool writer_flush(struct writer *writer, struct err *err);

/*
 * Does all of a commit that can fail but the last step, the renaming: so that of several files
 * either all or none come into place. Nothing may be written afterwards.
 */
bool writer_prepare(struct writer *writer, struct err *err);

/* Completes the file, checks every step, and frees the writer, whatever it returns. */
bool writer_commit(struct writer *writer, struct err *err);

/*
 * For many files at a small price: set down, a writer is done but for the syncing and the renaming,
 * and holds little memory and no descriptor. Then they are committed together: synced at once, and
 * only then renamed one by one. They must be named files of one directory. Frees them all, whatever
 * it returns; at the first failure those that are not yet in place are discarded.
 */
bool writer_set_down(struct writer *writer, struct err *err);
bool writer_commit_all(struct writer **writers, size_t count, struct err *err);

/* Gives up: removes the unfinished file, if any, and frees the writer. NULL is allowed. */
void writer_discard(struct writer *writer);

#endif
