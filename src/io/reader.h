/*
 * reader: the bytes of a file or stdin, decompressed. gzip (any number of members), zstd (any
 * number of frames, skippable ones too), xz, bzip2 and lz4 are known by their magic bytes, never by
 * name.
 *
 * Zeros behind the last gzip member are padding; anything else there is damage. A zstd window may
 * have up to 128 MiB (zstd --long=27).
 */
#ifndef WIREWASH_READER_H
#define WIREWASH_READER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct reader;

/*
 * Opens `path`; NULL or "-" is stdin. max_ratio bounds decompressed : compressed bytes (0: no
 * bound), once 64 MiB have come out; beyond it reading fails with ERR_LIMIT.
 */
struct reader *reader_open(const char *path, uint64_t max_ratio, struct err *err);

/* The same over a descriptor, which is closed with the reader (but not stdin). `name` is for
 * messages. */
struct reader *reader_open_fd(int fd, const char *name, uint64_t max_ratio, struct err *err);

/* The same, but the bytes are given as they are, compressed or not. */
struct reader *reader_open_raw(int fd, const char *name, struct err *err);

/* What gives a reader its bytes in place of a file: `read` works as reader_read does. */
struct reader_feed {
	bool (*read)(void *state, char *data, size_t cap, size_t *got, struct err *err);
	void *state;           /* borrowed */
	struct reader *origin; /* that the bytes are taken from; borrowed */
};

/*
 * The same over a feed. What it decompresses counts as made of the file that the bytes are from in
 * the end: so however deep things are nested, max_ratio holds for all that comes out of that file.
 */
struct reader *reader_open_feed(const struct reader_feed *feed, const char *name, struct err *err);

struct decoder;

/*
 * What another reader gives, decoded once more. It owns the other one, but not when it is NULL
 * because memory is short.
 */
struct reader *reader_through(struct reader *below, const struct decoder *decoder, struct err *err);

/*
 * Reads up to `cap` (> 0) bytes into `data`. *got is 0 only at the end. At damage or truncation:
 * first delivers every byte before it, then fails with ERR_IO that names file and byte offset.
 * Short reads, and those that a signal interrupts, are not seen by the caller; interrupt_reads is:
 * ERR_PIPE. After a failure it fails forever.
 */
bool reader_read(struct reader *reader, char *data, size_t cap, size_t *got, struct err *err);

/*
 * Reads further ahead: *ahead is all that was read and not yet given out, borrowed until the next
 * call. When it did not grow there is no more. What was peeked at is given out by reader_read.
 */
bool reader_peek(struct reader *reader, struct slice *ahead, struct err *err);

/* Bytes of the file consumed so far, as stored (compressed), and its size when it is a regular
 * file, else 0. */
uint64_t reader_position(const struct reader *reader);
uint64_t reader_size(const struct reader *reader);

/* Whether it is a regular file, where reading never waits for someone to write. */
bool reader_is_file(const struct reader *reader);

/* Whether reading on may wait: it is no file, and all that was read has been taken. */
bool reader_may_wait(const struct reader *reader);

/*
 * Counts bytes that someone else decompressed out of this reader's. False, with ERR_LIMIT, when
 * they are too many for max_ratio; from then on reader_is_given_up, and so are all that read from
 * the same file.
 */
bool reader_count_made(struct reader *reader, uint64_t made, struct err *err);
bool reader_is_given_up(const struct reader *reader);

/*
 * Where in the file the member or frame begins that the last read was from: no read gives bytes of
 * two. (What was peeked at counts as part of the first.) 0 when the file is not compressed.
 */
uint64_t reader_member(const struct reader *reader);

bool reader_is_compressed(const struct reader *reader);

/* Whether all that was given out has proved good: it is not compressed, or its member is whole. */
bool reader_is_proved(const struct reader *reader);

/* After a failure of decompression: what is wrong, in a few words. After any other, empty. */
const char *reader_damage(const struct reader *reader);

/*
 * After damage to compressed data: goes on at the next place behind the beginning of the damaged
 * member where one may begin. False when there is none, or when reading fails; it then fails
 * forever. In a pipe it may be that what was consumed is not looked at again, as little of it is
 * kept.
 */
bool reader_resync(struct reader *reader, struct err *err);

/*
 * Appends all of a small file, such as a configuration, to `content`. More than `limit` bytes are
 * an error, ERR_LIMIT.
 */
bool read_whole_file(const char *path, size_t limit, struct buf *content, struct err *err);

/* NULL is allowed. */
void reader_close(struct reader *reader);

#endif
