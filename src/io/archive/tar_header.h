/*
 * tar_header: what the blocks of a tar archive say. POSIX.1-2017, pax: "ustar Interchange Format"
 * and "pax Extended Header"; GNU's long names by the manual of GNU tar.
 */
#ifndef WIREWASH_TAR_HEADER_H
#define WIREWASH_TAR_HEADER_H

#include <stdint.h>

#include "base/buf.h"

/* Places in a header, in bytes. */
enum {
	TAR_BLOCK = 512,
	TAR_NAME_AT = 0,
	TAR_NAME_LEN = 100,
	TAR_SIZE_AT = 124,
	TAR_SIZE_LEN = 12,
	TAR_TYPE_AT = 156,
	TAR_MAGIC_AT = 257,
	TAR_MAGIC_LEN = 5, /* "ustar" */
};

/* What extended headers said of the member after them. */
struct tar_extended {
	struct buf name; /* empty: nothing */
	bool has_size;
	bool is_sparse;
	uint64_t size;
};

/* All these take a block whole: TAR_BLOCK bytes. */
bool tar_has_magic(const char *block);

/* Whether its checksum and size are those of a header. */
bool tar_is_header(const char *block);

/* The size that a header tells, in bytes. False when it is no number. */
bool tar_size(const char *block, uint64_t *size);

/* Appends the name of a header, whose first half POSIX keeps elsewhere. */
void tar_append_name(struct buf *name, const char *block);

/* The field up to its first NUL; borrowed. */
struct slice tar_until_nul(const char *field, size_t len);

/*
 * Takes the records of a pax header. False when they are not well formed; what stood before is
 * taken then. Whether there was memory for the name is told by buf_failed.
 */
bool tar_take_pax(struct tar_extended *extended, struct slice content);

void tar_forget_extended(struct tar_extended *extended);

#endif
