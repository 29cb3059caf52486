#include "io/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 256 * 1024 };

static bool read_all(int fd, const char *path, char *block, struct hash_stream *hash,
		     struct digest *digest, struct err *err)
{
	for (;;) {
		ssize_t got = read(fd, block, BLOCK);

		if (got == 0)
			return true;
		if (got > 0) {
			hash128_add(hash, slice_make(block, (size_t)got));
			digest->size += (uint64_t)got;
		} else if (errno != EINTR) {
			return err_errno(err, "cannot read %s", path);
		}
	}
}

static bool digest_open(int fd, const char *path, struct digest *digest, struct err *err)
{
	struct hash_stream *hash = hash128_begin();
	char *block = malloc(BLOCK);
	bool good;

	*digest = (struct digest){0};
	good = hash && block ? read_all(fd, path, block, hash, digest, err) : err_no_memory(err);
	if (hash)
		hash128_hex(hash128_end(hash), digest->hash);
	free(block);
	return good;
}

bool digest_file(const char *path, struct digest *digest, struct err *err)
{
	struct stat about;
	bool good;
	int fd;

	/* A pipe that nobody writes to must not hold us up. */
	do
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	while (fd < 0 && errno == EINTR);
	if (fd < 0)
		return err_errno(err, "cannot open %s", path);
	if (fstat(fd, &about) != 0)
		good = err_errno(err, "cannot look at %s", path);
	else if (!S_ISREG(about.st_mode))
		good = err_set(err, ERR_USAGE, "%s is no file that can be read again", path);
	else
		good = digest_open(fd, path, digest, err);
	close(fd);
	return good;
}
