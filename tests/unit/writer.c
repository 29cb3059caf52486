/* writer: nothing stands under the name before it is whole, and no failed write is missed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "io/reader.h"
#include "io/writer.h"

/* Each test works in a directory of its own. */
struct place {
	char directory[64];
	char path[128];
};

static int enter(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	snprintf(place->directory, sizeof(place->directory), "/tmp/wirewash-test-XXXXXX");
	if (!mkdtemp(place->directory))
		return -1;
	*state = place;
	return 0;
}

static size_t count_files(const struct place *place, bool remove)
{
	DIR *directory = opendir(place->directory);
	struct dirent *entry;
	size_t count = 0;

	assert_non_null(directory);
	while ((entry = readdir(directory))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		count++;
		if (remove)
			unlinkat(dirfd(directory), entry->d_name, 0);
	}
	closedir(directory);
	return count;
}

static int leave(void **state)
{
	struct place *place = *state;

	count_files(place, true);
	rmdir(place->directory);
	free(place);
	return 0;
}

static const char *in_place(struct place *place, const char *name)
{
	snprintf(place->path, sizeof(place->path), "%s/%s", place->directory, name);
	return place->path;
}

static void assert_content(const char *path, struct slice expected)
{
	struct buf content = {0};
	struct err err = {0};
	struct reader *reader = reader_open(path, 0, &err);
	size_t got = 1;

	assert_non_null(reader);
	while (got) {
		assert_true(buf_reserve(&content, 65536));
		assert_true(reader_read(reader, content.data + content.len, 65536, &got, &err));
		content.len += got;
	}
	assert_true(slice_equal(buf_slice(&content), expected));
	buf_free(&content);
	reader_close(reader);
}

/* Small and large pieces, so that both ways into the file are gone. */
static void write_pieces(const char *path, bool flush, struct buf *all)
{
	struct err err = {0};
	struct writer *writer = writer_open(path, &err);

	assert_non_null(writer);
	for (unsigned i = 0; i < 40; i++) {
		size_t before = all->len;

		for (size_t k = i * i * i * 10 % 400000; k > 0; k--)
			buf_push(all, (char)(k * 2654435761u >> 13));
		assert_true(writer_write(writer, slice_from(buf_slice(all), before), &err));
		if (flush)
			assert_true(writer_flush(writer, &err));
	}
	assert_false(buf_failed(all));
	assert_true(writer_commit(writer, &err));
}

static void test_round_trip(void **state)
{
	static const char *const names[] = {"plain", "packed.gz", "packed.zst"};
	struct place *place = *state;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		for (int flush = 0; flush < 2; flush++) {
			struct buf all = {0};

			write_pieces(in_place(place, names[i]), flush, &all);
			assert_content(place->path, buf_slice(&all));
			buf_free(&all);
		}
	}
	assert_int_equal(count_files(place, false), 3);
}

static void test_empty(void **state)
{
	static const char *const names[] = {"plain", "packed.gz", "packed.zst"};
	struct err err = {0};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *path = in_place(*state, names[i]);
		struct writer *writer = writer_open(path, &err);

		assert_true(writer_commit(writer, &err));
		assert_content(path, slice_make(NULL, 0));
	}
}

static void test_compressed_is_smaller(void **state)
{
	static const char *const names[] = {"a.gz", "a.zst"};
	static char zeros[100000];
	struct err err = {0};
	struct stat about;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *path = in_place(*state, names[i]);
		struct writer *writer = writer_open(path, &err);

		assert_true(writer_write(writer, slice_make(zeros, sizeof(zeros)), &err));
		assert_true(writer_commit(writer, &err));
		assert_int_equal(stat(path, &about), 0);
		assert_true(about.st_size < 1000);
	}
}

static void test_nothing_before_commit(void **state)
{
	const char *path = in_place(*state, "file");
	struct err err = {0};
	struct writer *writer = writer_open(path, &err);

	assert_true(writer_write(writer, SLICE("half"), &err));
	assert_true(writer_flush(writer, &err));
	assert_int_equal(access(path, F_OK), -1);
	writer_discard(writer);
	assert_int_equal(count_files(*state, false), 0);
}

static void test_old_content_stays_until_commit(void **state)
{
	const char *path = in_place(*state, "file");
	struct err err = {0};
	struct buf old = {0};
	struct writer *writer;

	write_pieces(path, false, &old);
	writer = writer_open(path, &err);
	assert_true(writer_write(writer, SLICE("new"), &err));
	assert_content(path, buf_slice(&old));
	assert_true(writer_commit(writer, &err));
	assert_content(path, SLICE("new"));
	assert_int_equal(count_files(*state, false), 1);
	buf_free(&old);
}

static void test_mode_follows_umask(void **state)
{
	const char *path = in_place(*state, "file");
	mode_t mask = umask(027);
	struct err err = {0};
	struct stat about;

	assert_true(writer_commit(writer_open(path, &err), &err));
	umask(mask);
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 07777, 0640);
}

static void test_two_at_once(void **state)
{
	const char *path = in_place(*state, "file");
	struct err err = {0};
	struct writer *one = writer_open(path, &err), *two = writer_open(path, &err);

	assert_true(writer_write(one, SLICE("one"), &err));
	assert_true(writer_write(two, SLICE("two"), &err));
	assert_true(writer_commit(one, &err));
	assert_content(path, SLICE("one"));
	assert_true(writer_commit(two, &err));
	assert_content(path, SLICE("two"));
}

static void test_full_device(void **state)
{
	struct err err = {0};
	struct writer *writer;

	(void)state;
	if (access("/dev/full", W_OK) != 0)
		skip();
	writer = writer_open("/dev/full", &err);
	assert_non_null(writer);
	assert_true(writer_write(writer, SLICE("lost"), &err));
	assert_false(writer_commit(writer, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_non_null(strstr(err.message, "cannot write /dev/full"));
}

static void test_missing_directory(void **state)
{
	struct err err = {0};

	assert_null(writer_open(in_place(*state, "none/file"), &err));
	assert_int_equal(err.code, ERR_IO);
	assert_non_null(strstr(err.message, "none/file"));
}

static void test_reader_gone(void **state)
{
	struct err err = {0};
	struct writer *writer;
	char path[32];
	int ends[2];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(ends), 0);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[1]);
	writer = writer_open(path, &err);
	assert_non_null(writer);
	close(ends[0]);
	assert_true(writer_write(writer, SLICE("unread"), &err));
	assert_false(writer_flush(writer, &err));
	assert_int_equal(err.code, ERR_PIPE);
	writer_discard(writer);
	close(ends[1]);
}

/* A pipe that takes less than a block at a time, and never waits. */
static void test_slow_pipe(void **state)
{
	enum { SIZE = 1000000 };
	char *sent = malloc(SIZE), *received = malloc(SIZE), path[32];
	struct err err = {0};
	size_t got = 0;
	int ends[2], status;
	pid_t child;

	(void)state;
	assert_true(sent && received);
	for (size_t i = 0; i < SIZE; i++)
		sent[i] = (char)(i * i >> 7);
	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		struct writer *writer;

		close(ends[0]);
		fcntl(ends[1], F_SETFL, O_NONBLOCK);
		snprintf(path, sizeof(path), "/dev/fd/%d", ends[1]);
		writer = writer_open(path, &err);
		_exit(writer && writer_write(writer, slice_make(sent, SIZE), &err) &&
				      writer_commit(writer, &err)
			      ? 0
			      : 1);
	}
	close(ends[1]);
	for (ssize_t n = 1; n > 0; got += (size_t)n) {
		n = read(ends[0], received + got, SIZE - got < 1000 ? SIZE - got : 1000);
		assert_true(n >= 0);
	}
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(got, SIZE);
	assert_memory_equal(sent, received, SIZE);
	free(sent);
	free(received);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_round_trip),
		TEST(test_empty),
		TEST(test_compressed_is_smaller),
		TEST(test_nothing_before_commit),
		TEST(test_old_content_stays_until_commit),
		TEST(test_mode_follows_umask),
		TEST(test_two_at_once),
		TEST(test_full_device),
		TEST(test_missing_directory),
		TEST(test_reader_gone),
		TEST(test_slow_pipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
