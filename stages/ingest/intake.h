/*
 * intake: a file that is being read, from its first byte to its last. When it is an archive, its
 * members are read as files are, one after the other, and so are archives among them.
 */
#ifndef WIREWASH_INGEST_INTAKE_H
#define WIREWASH_INGEST_INTAKE_H

#include "base/buf.h"
#include "io/archive/archive.h"
#include "sniff.h"

/* How many archives may be open, one in the other. */
enum { INTAKE_DEPTH = 4 };

struct intake {
	/* How to read; set by the owner. */
	struct sniffer sniffer;
	uint64_t max_line;
	uint64_t max_ratio;

	/* Private. */
	struct intake_level {
		struct reader *reader;
		const struct archive_format *archive;
		void *state;     /* the archive's */
		struct buf name; /* the archive's, with a NUL after it */
	} level[INTAKE_DEPTH];
	size_t depth; /* archives that are open */

	struct member member; /* the present file, when it is one */
	struct buf source;    /* the present file's name, with a NUL after it; empty for stdin */
	struct reader *reader;
	const struct format *format;
	unsigned tag;     /* that the items get, when it is another one than the format gives */
	void *cutting;    /* the format's state; NULL when no file is being cut */
	uint64_t counted; /* bytes of the outermost file that a batch's input_bytes has */
};

/*
 * Opens a file; NULL is stdin. After a failure it may be open all the same, as its beginning alone
 * is damaged; else what is in the intake must be closed, too.
 */
bool intake_open(struct intake *intake, const char *path, struct err *err);

bool intake_is_open(const struct intake *intake);

/* Whether more of it may be long in coming, so that what is there should be handed on. */
bool intake_may_wait(const struct intake *intake);

/* As a format's fill. When it fails and there is more, that may be other members of an archive. */
bool intake_fill(struct intake *intake, struct batch *batch, bool *more, struct err *err);

/* Closes the file, if any; another one may then be opened. */
void intake_close(struct intake *intake);

/* Closes it, and frees all that the intake has. */
void intake_free(struct intake *intake);

#endif
