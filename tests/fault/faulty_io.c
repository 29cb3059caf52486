/*
 * faulty_io: a preload library that makes system calls behave as badly as they may.
 *
 *     FAULTY_IO=short        reads and writes move a few bytes at a time
 *     FAULTY_IO=interrupt    every third read, write, fsync, syncfs or poll fails with EINTR at
 * first FAULTY_IO=full:N       after N bytes, writes to anything but stderr fail with ENOSPC
 *     FAULTY_IO=readerr:N    after N bytes, reads fail with EIO
 *     FAULTY_IO=fsync        so does fsync, with EIO; and syncfs
 *     FAULTY_IO=close        closing a file or pipe that was written to fails with EIO
 *     FAULTY_IO=rename       renaming fails with EACCES
 *
 * Several may be joined by commas. Only calls that go through the dynamic linker are seen: those of
 * the program and its libraries, not those that the C library makes for itself.
 */
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WATCHED_FDS = 1024 };

static bool is_short, interrupts, fails_fsync, fails_close, fails_rename;
static long full_after = -1, read_error_after = -1;
static atomic_long written, read_so_far;
static atomic_ulong ticks;
static atomic_bool was_written[WATCHED_FDS];

__attribute__((constructor)) static void configure(void)
{
	const char *faults = getenv("FAULTY_IO");

	while (faults && *faults) {
		size_t len = strcspn(faults, ",");

		is_short |= !strncmp(faults, "short", len);
		interrupts |= !strncmp(faults, "interrupt", len);
		fails_fsync |= !strncmp(faults, "fsync", len);
		fails_close |= !strncmp(faults, "close", len);
		fails_rename |= !strncmp(faults, "rename", len);
		if (!strncmp(faults, "full:", 5))
			full_after = strtol(faults + 5, NULL, 10);
		if (!strncmp(faults, "readerr:", 8))
			read_error_after = strtol(faults + 8, NULL, 10);
		faults += len + (faults[len] == ',');
	}
}

/* The next function of that name, the real one. */
#define REAL(name) \
	__typeof__(&name) real; \
	{ \
		void *symbol = dlsym(RTLD_NEXT, #name); \
		memcpy(&real, &symbol, sizeof(real)); \
	}

static bool interrupted(void)
{
	if (!interrupts || atomic_fetch_add(&ticks, 1) % 3 != 0)
		return false;
	errno = EINTR;
	return true;
}

/* Some of `count` bytes: 1 to 61, in no simple rhythm. */
static size_t some(size_t count)
{
	size_t most = 1 + (atomic_fetch_add(&ticks, 1) * 2654435761u >> 7) % 61;

	return is_short && count > most ? most : count;
}

/* Whether a read or write may go on. Then it is of at most *count bytes. */
static bool may_move(long limit, atomic_long *moved, int error, size_t *count)
{
	long left = limit - atomic_load(moved);

	if (interrupted())
		return false;
	if (limit >= 0 && left <= 0) {
		errno = error;
		return false;
	}
	if (limit >= 0 && *count > (size_t)left)
		*count = (size_t)left;
	*count = some(*count);
	return true;
}

static ssize_t note_read(ssize_t got)
{
	if (got > 0)
		atomic_fetch_add(&read_so_far, got);
	return got;
}

ssize_t read(int fd, void *data, size_t count)
{
	REAL(read)

	if (!may_move(read_error_after, &read_so_far, EIO, &count))
		return -1;
	return note_read(real(fd, data, count));
}

ssize_t pread(int fd, void *data, size_t count, off_t at)
{
	REAL(pread)

	if (!may_move(read_error_after, &read_so_far, EIO, &count))
		return -1;
	return note_read(real(fd, data, count, at));
}

static ssize_t note_written(int fd, ssize_t put)
{
	if (put > 0)
		atomic_fetch_add(&written, put);
	if (fd >= 0 && fd < WATCHED_FDS)
		atomic_store(&was_written[fd], true);
	return put;
}

ssize_t write(int fd, const void *data, size_t count)
{
	REAL(write)

	if (fd == STDERR_FILENO)
		return real(fd, data, count);
	if (!may_move(full_after, &written, ENOSPC, &count))
		return -1;
	return note_written(fd, real(fd, data, count));
}

ssize_t pwrite(int fd, const void *data, size_t count, off_t at)
{
	REAL(pwrite)

	if (!may_move(full_after, &written, ENOSPC, &count))
		return -1;
	return note_written(fd, real(fd, data, count, at));
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
	for (int i = 0; i < count; i++) {
		if (parts[i].iov_len > 0)
			return write(fd, parts[i].iov_base, parts[i].iov_len);
	}
	return 0;
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	REAL(poll)

	return interrupted() ? -1 : real(fds, count, timeout);
}

int fsync(int fd)
{
	REAL(fsync)

	if (fails_fsync) {
		errno = EIO;
		return -1;
	}
	return interrupted() ? -1 : real(fd);
}

int syncfs(int fd)
{
	REAL(syncfs)

	if (fails_fsync) {
		errno = EIO;
		return -1;
	}
	return interrupted() ? -1 : real(fd);
}

int close(int fd)
{
	bool watched = fd >= 0 && fd < WATCHED_FDS;
	int result;
	REAL(close)

	result = real(fd);
	if (fails_close && watched && atomic_exchange(&was_written[fd], false)) {
		errno = EIO;
		return -1;
	}
	return result;
}

int rename(const char *from, const char *to)
{
	REAL(rename)

	if (fails_rename) {
		errno = EACCES;
		return -1;
	}
	return real(from, to);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	REAL(renameat)

	if (fails_rename) {
		errno = EACCES;
		return -1;
	}
	return real(from_dir, from, to_dir, to);
}
