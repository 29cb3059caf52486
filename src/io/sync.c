#include "io/sync.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#ifdef __linux__

/* Linux's own; since 5.8 it tells when something could not be written. Headers hide it from POSIX
 * programs. */
int syncfs(int fd);

static bool sync_all(int directory)
{
	return syncfs(directory) == 0;
}

#else

static bool sync_one(int directory, const char *name)
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	bool good = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);

	if (fd < 0)
		return errno == ELOOP || errno == ENOENT || errno == EACCES;
	close(fd);
	return good;
}

static bool sync_all(int directory)
{
	int copy = dup(directory);
	DIR *list = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *entry;
	bool good = list != NULL;

	while (good && (entry = readdir(list)) != NULL)
		good = sync_one(directory, entry->d_name);
	if (list)
		closedir(list);
	return good;
}

#endif

bool sync_files_of(const char *directory, struct err *err)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good;

	if (fd < 0)
		return err_errno(err, "cannot open %s", directory);
	do
		good = sync_all(fd);
	while (!good && errno == EINTR);
	if (!good)
		err_errno(err, "cannot write the files of %s", directory);
	close(fd);
	return good;
}
