/*
 * archive: files that hold files, and how their members are read one after the other, as a stream:
 * so they may come through a pipe, and what is before damage is never lost. Names are data: no
 * function here opens a path.
 *
 * tar and zip are read by code of our own and not by a library for three reasons: members come out
 * of a pipe as out of a file; after damage reading goes on with the next member, where the damage
 * was is said, and nothing before it is lost; and short memory is never taken for a damaged file.
 * tests/cli/archive.bats shows the first two.
 *
 * A new kind of archive is a file like tar.c.
 */
#ifndef WIREWASH_ARCHIVE_H
#define WIREWASH_ARCHIVE_H

#include "io/places.h"
#include "io/reader.h"

struct member {
	struct slice name;  /* as the archive spells it, any bytes; borrowed until the next call */
	struct place place; /* where in the archive's file its header begins */
};

enum archive_step {
	ARCHIVE_MEMBER,  /* *member is the next one that is a file */
	ARCHIVE_END,     /* there are no more */
	ARCHIVE_TROUBLE, /* err says of what; ask again: it goes on after it if it can */
};

struct archive_format {
	/*
	 * The reader is borrowed and is at the archive's first byte; `name` is for messages,
	 * and is borrowed too. NULL when memory is short.
	 */
	void *(*open)(struct reader *reader, const char *name, struct err *err);

	/* Goes to the next member, wherever reading the one before it came to. */
	enum archive_step (*next)(void *state, struct member *member, struct err *err);

	/*
	 * Reads the present member, as reader_read does. A failure is told once: here, or else by
	 * the next call of `next`.
	 */
	bool (*read)(void *state, char *data, size_t cap, size_t *got, struct err *err);

	void (*close)(void *state);
};

/*
 * tar: POSIX ustar and pax, GNU, and the old form without a mark. Links, directories and devices
 * are passed over. A sparse file is trouble, as its data is not what it seems. There is no checksum
 * over data: only where a header is damaged can it be seen. After that, the next header is
 * searched for.
 */
extern const struct archive_format tar_format;

/*
 * zip, zip64 too, with members stored or deflated; others, and encrypted ones, are trouble. A
 * member's checksum must be right. It is read from its front, by the headers of the members; then
 * the directory at the end must have as many.
 */
extern const struct archive_format zip_format;

/* The archive that begins with these bytes, or NULL. ARCHIVE_HEAD bytes always decide. */
enum { ARCHIVE_HEAD = 512 };
const struct archive_format *archive_format_of(struct slice head);

/* For archive_format_of. */
bool tar_begins(struct slice head);
bool zip_begins(struct slice head);

#endif
