/*
 * zip_data: the data of one member of a zip archive, to its end and no further: that is where the
 * header says, or where the compressed data ends, or where a descriptor fits what is before it.
 */
#ifndef WIREWASH_ZIP_DATA_H
#define WIREWASH_ZIP_DATA_H

#include "io/window.h"

/* Flags and methods of a local header. */
enum { ZIP_ENCRYPTED = 1, ZIP_HAS_DESCRIPTOR = 8, ZIP_STORED = 0, ZIP_DEFLATED = 8 };

/* The marks of records, as numbers with the lowest byte first. */
enum {
	ZIP_MARK_SIZE = 4,
	ZIP_LOCAL = 0x04034B50,
	ZIP_LISTED = 0x02014B50,
	ZIP_DESCRIPTOR = 0x08074B50
};

/* A number of `len` bytes, the lowest first. */
static inline uint64_t zip_number(const char *at, size_t len)
{
	uint64_t value = 0;

	while (len--)
		value = value << 8 | (unsigned char)at[len];
	return value;
}

/* The mark that the bytes begin with; 0 when they are too few. */
static inline uint32_t zip_mark(struct slice bytes)
{
	return bytes.len < ZIP_MARK_SIZE ? 0 : (uint32_t)zip_number(bytes.data, ZIP_MARK_SIZE);
}

/* What a local header says. With a descriptor, sizes and checksum may be told only after the data.
 */
struct zip_told {
	unsigned flags, method;
	uint32_t crc;
	uint64_t packed, size; /* bytes, compressed and not */
};

struct zip_data {
	struct window *window; /* borrowed */
	void *inflating;
	struct zip_told told;
	enum { ZIP_BETWEEN, ZIP_IN_STORED, ZIP_IN_SOUGHT, ZIP_IN_DEFLATED } how;
	uint64_t begin;    /* where in the stream the data begins */
	uint64_t made;     /* bytes, not compressed */
	uint32_t crc;      /* of them */
	bool is_inflated;  /* to its end */
	bool is_past_told; /* it goes on after the end that was told */
	bool is_proved;    /* it ended well, and there was something in it */
	bool is_odd;       /* all is well with the data, but not with what was told of it */
};

/* Begins with the data at the window. When it cannot be read, *refusal says why. */
bool zip_data_begin(struct zip_data *data, const struct zip_told *told, const char **refusal,
		    struct err *err);

/*
 * Reads as reader_read does. False: *why is what is wrong with the data, or NULL, and err says of
 * what the reader failed. After the end, and after a failure, the member is over.
 */
bool zip_data_read(struct zip_data *data, char *out, size_t cap, size_t *got, const char **why,
		   struct err *err);

void zip_data_close(struct zip_data *data);

#endif
