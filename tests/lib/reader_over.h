/* A reader over bytes in memory, for unit tests and fuzz targets. */
#ifndef WIREWASH_TEST_READER_OVER_H
#define WIREWASH_TEST_READER_OVER_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/reader.h"

/*
 * The bytes stand in an unnamed file, so that what seeks can seek. Ends the program when there is
 * no room for it. The caller closes the reader; max_ratio as for reader_open_fd.
 */
static inline struct reader *reader_over(struct slice bytes, uint64_t max_ratio)
{
	FILE *file = tmpfile();
	struct reader *reader;
	struct err err = {0};
	int fd;

	if (!file || fwrite(bytes.data, 1, bytes.len, file) != bytes.len || fflush(file) != 0)
		abort();
	fd = dup(fileno(file));
	if (fd < 0 || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	fclose(file);
	reader = reader_open_fd(fd, "test", max_ratio, &err);
	if (!reader)
		abort();
	return reader;
}

#endif
