#include "io/same_file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* POSIX.1-2008 has it in its base; glibc's header declares it for X/Open only. */
extern char *realpath(const char *restrict path, char *restrict resolved);

/* The last part of a path. */
static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *real_path(const char *path)
{
	return realpath(path, NULL);
}

/* The folder of a path without links, to be freed; NULL when there is none. */
static char *real_folder(const char *path)
{
	const char *last = last_part(path);
	char *folder = last == path ? strdup(".") : strndup(path, (size_t)(last - path)), *real;

	if (!folder)
		return NULL;
	real = realpath(folder, NULL);
	free(folder);
	return real;
}

bool same_file(const char *a, const char *b)
{
	struct stat of_a, of_b;
	bool is_a = stat(a, &of_a) == 0, is_b = stat(b, &of_b) == 0, same;
	char *folder_a, *folder_b;

	if (is_a && is_b)
		return S_ISREG(of_a.st_mode) && of_a.st_dev == of_b.st_dev &&
		       of_a.st_ino == of_b.st_ino;
	if (is_a || is_b || strcmp(last_part(a), last_part(b)) != 0)
		return false;
	folder_a = real_folder(a);
	folder_b = real_folder(b);
	same = folder_a && folder_b && strcmp(folder_a, folder_b) == 0;
	free(folder_a);
	free(folder_b);
	return same;
}

bool is_standard_output(const char *path)
{
	struct stat output, about;

	return fstat(STDOUT_FILENO, &output) == 0 && S_ISREG(output.st_mode) &&
	       stat(path, &about) == 0 && about.st_dev == output.st_dev &&
	       about.st_ino == output.st_ino;
}
