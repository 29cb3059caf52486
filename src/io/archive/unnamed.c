#include "io/archive/unnamed.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"

const char *unnamed_directory(const char *dir)
{
	const char *from_environment = getenv("TMPDIR");

	if (dir)
		return dir;
	return from_environment && *from_environment ? from_environment : "/tmp";
}

/* The name is removed at once; the file lives as long as its descriptors. */
int unnamed_open(const char *dir, struct err *err)
{
	struct buf name = {0};
	int fd;

	buf_printf(&name, "%s/wirewash-XXXXXX", unnamed_directory(dir));
	buf_push(&name, '\0');
	if (buf_failed(&name)) {
		buf_free(&name);
		err_no_memory(err);
		return -1;
	}
	fd = mkstemp(name.data);
	if (fd >= 0) {
		unlink(name.data);
		fcntl(fd, F_SETFD, fcntl(fd, F_GETFD) | FD_CLOEXEC);
	} else {
		err_errno(err, "cannot create a temporary file in %s", unnamed_directory(dir));
	}
	buf_free(&name);
	return fd;
}
