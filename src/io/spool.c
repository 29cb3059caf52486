#include "io/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/archive/unnamed.h"

enum { BLOCK = 256 * 1024 };

struct spool {
	int fd;
	char *directory;
	struct buf block;
};

struct spool *spool_open(const char *dir, struct err *err)
{
	struct spool *spool = calloc(1, sizeof(*spool));

	if (!spool) {
		err_no_memory(err);
		return NULL;
	}
	spool->fd = -1;
	spool->directory = strdup(unnamed_directory(dir));
	if (!spool->directory || !buf_reserve(&spool->block, BLOCK)) {
		err_no_memory(err);
		spool_close(spool);
		return NULL;
	}
	spool->fd = unnamed_open(spool->directory, err);
	if (spool->fd < 0) {
		spool_close(spool);
		return NULL;
	}
	return spool;
}

static bool fail(const struct spool *spool, struct err *err)
{
	return err_errno(err, "cannot write a temporary file in %s", spool->directory);
}

static bool put(struct spool *spool, struct slice bytes, struct err *err)
{
	while (bytes.len) {
		ssize_t n = write(spool->fd, bytes.data, bytes.len);

		if (n >= 0)
			bytes = slice_from(bytes, (size_t)n);
		else if (errno != EINTR)
			return fail(spool, err);
	}
	return true;
}

static bool put_block(struct spool *spool, struct err *err)
{
	bool good = put(spool, buf_slice(&spool->block), err);

	buf_clear(&spool->block);
	return good;
}

bool spool_write(struct spool *spool, struct slice bytes, struct err *err)
{
	if (bytes.len > BLOCK - spool->block.len && !put_block(spool, err))
		return false;
	if (bytes.len >= BLOCK)
		return put(spool, bytes, err);
	return buf_append(&spool->block, bytes) || err_no_memory(err);
}

struct reader *spool_read(struct spool *spool, struct err *err)
{
	int fd;

	if (!put_block(spool, err))
		return NULL;
	fd = fcntl(spool->fd, F_DUPFD_CLOEXEC, 3);
	if (fd < 0 || lseek(fd, 0, SEEK_SET) != 0) {
		fail(spool, err);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	return reader_open_raw(fd, spool->directory, err);
}

void spool_close(struct spool *spool)
{
	if (!spool)
		return;
	if (spool->fd >= 0)
		close(spool->fd);
	buf_free(&spool->block);
	free(spool->directory);
	free(spool);
}
