#include "io/writer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/cleanup.h"
#include "io/compress/compress.h"
#include "io/same_file.h"
#include "io/sync.h"

enum { BLOCK = 256 * 1024, TEMP_TRIES = 1000 };

struct writer {
	int fd;          /* -1: closed */
	bool is_stdout;  /* which stays open for others */
	char *name;      /* for messages */
	char *target;    /* where the file goes: the name, or what it links to */
	mode_t mode;     /* of the file that is replaced; 0: there is none */
	bool keeps;      /* what is there already under the name stays */
	char *temp;      /* the unfinished file; NULL when written directly */
	char *directory; /* of temp */
	bool is_prepared;
	char *block;
	size_t len;                    /* bytes of the block not yet written */
	const struct encoder *encoder; /* NULL: plain */
	void *encoding;
};

static void free_writer(struct writer *writer)
{
	if (writer->encoding)
		writer->encoder->close(writer->encoding);
	free(writer->name);
	free(writer->target);
	free(writer->temp);
	free(writer->directory);
	free(writer->block);
	free(writer);
}

/* "dir/file" -> "dir/", "file" -> "": what a path of a file beside it begins with. */
static struct slice directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slice_make(path, slash ? (size_t)(slash - path) + 1 : 0);
}

/* The descriptor that /dev/stdout and the like mean, or -1. Opening them would start at 0. */
static int standard_descriptor(const char *path)
{
	static const char prefix[] = "/dev/fd/";
	char *end;
	long number;

	if (strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	if (strncmp(path, prefix, sizeof(prefix) - 1) != 0)
		return -1;
	number = strtol(path + sizeof(prefix) - 1, &end, 10);
	return *end || end == path + sizeof(prefix) - 1 || number < 0 || number > 65535
		       ? -1
		       : (int)number;
}

/* The name is hidden, so that a walk of the directory passes it by, and short, so that it fits. */
static bool open_temp(struct writer *writer, struct err *err)
{
	struct slice directory = directory_of(writer->target);
	size_t size = directory.len + 64;

	writer->temp = malloc(size);
	writer->directory = directory.len ? strndup(directory.data, directory.len) : strdup(".");
	if (!writer->temp || !writer->directory) {
		free(writer->temp);
		writer->temp = NULL;
		return err_no_memory(err);
	}
	for (int n = 0; n < TEMP_TRIES; n++) {
		/* Writers that live at the same time begin with different numbers. */
		unsigned number = (unsigned)((uintptr_t)writer >> 4) + (unsigned)n;

		snprintf(writer->temp, size, "%.*s" WRITER_TEMP_BEGIN "%ld-%u" WRITER_TEMP_END,
			 (int)directory.len, writer->target, (long)getpid(), number % 1000000);
		/* Registered before it exists: a signal may come as open(2) returns. */
		cleanup_add_path(writer->temp);
		writer->fd = open(writer->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (writer->fd >= 0)
			return !writer->mode || fchmod(writer->fd, writer->mode) == 0 ||
			       err_errno(err, "cannot set the mode of %s", writer->name);
		cleanup_forget_path(writer->temp);
		if (errno != EEXIST && errno != EINTR)
			break;
	}
	free(writer->temp);
	writer->temp = NULL;
	return err_errno(err, "cannot create %s", writer->name);
}

/* A link stays a link: the file goes to where it points, as a shell's redirection does. */
static bool find_target(struct writer *writer, struct err *err)
{
	struct stat about;

	if (stat(writer->name, &about) == 0)
		writer->mode = about.st_mode & 07777;
	if (writer->mode && !writer->keeps)
		writer->target = real_path(writer->name);
	if (!writer->target)
		writer->target = strdup(writer->name);
	return writer->target || err_no_memory(err);
}

static bool open_file(struct writer *writer, struct err *err)
{
	int standard = standard_descriptor(writer->name);
	struct stat about;

	if (standard >= 0) {
		writer->fd = fcntl(standard, F_DUPFD_CLOEXEC, 3);
	} else if (stat(writer->name, &about) != 0 || S_ISREG(about.st_mode)) {
		return find_target(writer, err) && open_temp(writer, err);
	} else {
		do
			writer->fd = open(writer->name, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		while (writer->fd < 0 && errno == EINTR);
	}
	return writer->fd >= 0 || err_errno(err, "cannot write %s", writer->name);
}

static bool open_writer(struct writer *writer, const char *path, struct err *err)
{
	writer->is_stdout = !path || strcmp(path, "-") == 0;
	writer->fd = writer->is_stdout ? STDOUT_FILENO : -1;
	writer->name = strdup(writer->is_stdout ? "standard output" : path);
	writer->block = malloc(BLOCK);
	if (!writer->name || !writer->block)
		return err_no_memory(err);
	if (writer->is_stdout)
		return true;
	writer->encoder = encoder_for(slice_of(path));
	if (writer->encoder) {
		writer->encoding = writer->encoder->open(err);
		if (!writer->encoding)
			return false;
	}
	return open_file(writer, err);
}

static struct writer *start_writer(const char *path, bool keeps, struct err *err)
{
	struct writer *writer = calloc(1, sizeof(*writer));

	if (!writer) {
		err_no_memory(err);
		return NULL;
	}
	writer->keeps = keeps;
	if (!open_writer(writer, path, err)) {
		writer_discard(writer);
		return NULL;
	}
	return writer;
}

struct writer *writer_open(const char *path, struct err *err)
{
	return start_writer(path, false, err);
}

struct writer *writer_open_new(const char *path, struct err *err)
{
	return start_writer(path, true, err);
}

bool writer_is_stdout(const struct writer *writer)
{
	return writer->is_stdout;
}

static void wait_for_room(int fd)
{
	struct pollfd ready = {.fd = fd, .events = POLLOUT};

	poll(&ready, 1, -1);
}

static bool put(struct writer *writer, struct slice bytes, struct err *err)
{
	while (bytes.len) {
		ssize_t n = write(writer->fd, bytes.data, bytes.len);

		if (n >= 0)
			bytes = slice_from(bytes, (size_t)n);
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			wait_for_room(writer->fd);
		else if (errno == EPIPE)
			return err_set(err, ERR_PIPE, "the reader of %s has gone", writer->name);
		else if (errno != EINTR)
			return err_errno(err, "cannot write %s", writer->name);
	}
	return true;
}

static bool put_block(struct writer *writer, struct err *err)
{
	struct slice bytes = slice_make(writer->block, writer->len);

	writer->len = 0;
	return put(writer, bytes, err);
}

static bool write_plain(struct writer *writer, struct slice bytes, struct err *err)
{
	if (bytes.len > BLOCK - writer->len && !put_block(writer, err))
		return false;
	if (bytes.len >= BLOCK)
		return put(writer, bytes, err);
	if (bytes.len)
		memcpy(writer->block + writer->len, bytes.data, bytes.len);
	writer->len += bytes.len;
	return true;
}

static bool encode(struct writer *writer, struct slice bytes, enum flow_mode mode, struct err *err)
{
	bool done = false;

	while (!done) {
		struct flow flow = {bytes, writer->block + writer->len, BLOCK - writer->len};

		if (!writer->encoder->step(writer->encoding, &flow, mode, &done, err)) {
			err_prefix(err, "%s: ", writer->name);
			return false;
		}
		bytes = flow.in;
		writer->len = BLOCK - flow.out_len;
		if (writer->len == BLOCK && !put_block(writer, err))
			return false;
	}
	return true;
}

bool writer_write(struct writer *writer, struct slice bytes, struct err *err)
{
	if (writer->encoder)
		return encode(writer, bytes, FLOW_GO, err);
	return write_plain(writer, bytes, err);
}

bool writer_flush(struct writer *writer, struct err *err)
{
	if (writer->encoder && !encode(writer, slice_make(NULL, 0), FLOW_FLUSH, err))
		return false;
	return put_block(writer, err);
}

/* Some systems report a failed write only here; for stdout, closing a copy is enough. */
static bool close_file(struct writer *writer, struct err *err)
{
	int fd = writer->is_stdout ? fcntl(writer->fd, F_DUPFD_CLOEXEC, 3) : writer->fd;

	writer->fd = -1;
	if (fd < 0 || (close(fd) != 0 && errno != EINTR))
		return err_errno(err, "cannot write %s", writer->name);
	return true;
}

static bool sync_file(struct writer *writer, struct err *err)
{
	int result;

	do
		result = fsync(writer->fd);
	while (result != 0 && errno == EINTR);
	return result == 0 || err_errno(err, "cannot write %s", writer->name);
}

/* The new name must survive a power failure too. Not every file system can sync a directory. */
static bool sync_directory(const struct writer *writer, struct err *err)
{
	int fd = open(writer->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good;

	if (fd < 0)
		return true; /* it may be written to but not read */
	good = fsync(fd) == 0 || errno == EINVAL || errno == EROFS || errno == EINTR;
	if (!good)
		err_errno(err, "cannot sync the directory of %s", writer->name);
	close(fd);
	return good;
}

/* Writes all there is, and closes the file. */
static bool end_file(struct writer *writer, bool sync, struct err *err)
{
	if (writer->is_prepared)
		return true;
	if (writer->encoder && !encode(writer, slice_make(NULL, 0), FLOW_FINISH, err))
		return false;
	if (!put_block(writer, err) || (sync && writer->temp && !sync_file(writer, err)))
		return false;
	writer->is_prepared = close_file(writer, err);
	return writer->is_prepared;
}

bool writer_prepare(struct writer *writer, struct err *err)
{
	return end_file(writer, true, err);
}

/* Puts a finished file in its place. */
static bool move_file(struct writer *writer, struct err *err)
{
	if (writer->keeps) {
		/* Unlike rename(2), link(2) replaces nothing, whoever put it there meanwhile. */
		if (link(writer->temp, writer->target) == 0)
			unlink(writer->temp);
		else if (errno == EEXIST)
			return err_set(err, ERR_IO, "%s is there already", writer->name);
		else if (access(writer->target, F_OK) == 0 ||
			 rename(writer->temp, writer->target) != 0)
			return err_errno(err, "cannot write %s", writer->name);
	} else if (rename(writer->temp, writer->target) != 0) {
		return err_errno(err, "cannot write %s", writer->name);
	}
	cleanup_forget_path(writer->temp);
	free(writer->temp);
	writer->temp = NULL;
	return true;
}

static bool complete(struct writer *writer, struct err *err)
{
	if (!writer_prepare(writer, err))
		return false;
	return !writer->temp || (move_file(writer, err) && sync_directory(writer, err));
}

bool writer_commit(struct writer *writer, struct err *err)
{
	bool good = complete(writer, err);

	writer_discard(writer);
	return good;
}

bool writer_set_down(struct writer *writer, struct err *err)
{
	if (!end_file(writer, false, err))
		return false;
	free(writer->block);
	writer->block = NULL;
	if (writer->encoding)
		writer->encoder->close(writer->encoding);
	writer->encoding = NULL;
	return true;
}

bool writer_commit_all(struct writer **writers, size_t count, struct err *err)
{
	const struct writer *last = count ? writers[count - 1] : NULL;
	bool good = !last || sync_files_of(last->directory, err);

	for (size_t i = 0; i < count; i++) {
		good = good && move_file(writers[i], err);
		if (good && writers[i] == last)
			good = sync_directory(last, err);
		writer_discard(writers[i]);
	}
	return good;
}

/* Whether a name is that of an unfinished file of a process that is no more. */
static bool is_stale(const char *name)
{
	struct slice whole = slice_of(name);
	char *end;
	long pid;

	if (!slice_starts(whole, SLICE(WRITER_TEMP_BEGIN)) ||
	    !slice_ends(whole, SLICE(WRITER_TEMP_END)))
		return false;
	pid = strtol(name + sizeof(WRITER_TEMP_BEGIN) - 1, &end, 10);
	return *end == '-' && pid > 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

void writer_remove_stale(const char *directory)
{
	DIR *folder = opendir(directory);
	const struct dirent *entry;

	if (!folder)
		return;
	while ((entry = readdir(folder)) != NULL) {
		if (is_stale(entry->d_name))
			unlinkat(dirfd(folder), entry->d_name, 0);
	}
	closedir(folder);
}

void writer_discard(struct writer *writer)
{
	if (!writer)
		return;
	if (writer->fd >= 0 && !writer->is_stdout)
		close(writer->fd);
	if (writer->temp) {
		unlink(writer->temp);
		cleanup_forget_path(writer->temp);
	}
	free_writer(writer);
}
