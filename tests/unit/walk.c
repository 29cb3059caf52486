/* walk: all files, in one order, whatever is in the way. tests/cli/ingest.bats has the links. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "io/walk.h"

static int enter(void **state)
{
	char *directory = strdup("/tmp/wirewash-test-XXXXXX");

	*state = directory;
	return directory && mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf %s", (char *)*state);
	free(*state);
	return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static void touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	close(fd);
}

/* The files that the walk meets, separated by blanks; "!" is trouble. */
static void assert_walk(const char *root, const char *expected)
{
	struct err err = {0};
	struct walk *walk = walk_open(root, &err);
	struct buf seen = {0};
	enum walk_step step;
	const char *path;

	while ((step = walk_next(walk, &path, &err)) != WALK_END) {
		assert_int_not_equal(step, WALK_FAIL);
		buf_printf(&seen, "%s ", step == WALK_FILE ? path : "!");
	}
	assert_int_equal(walk_next(walk, &path, &err), WALK_END);
	buf_push(&seen, '\0');
	assert_string_equal(seen.data, expected);
	buf_free(&seen);
	walk_close(walk);
}

static void test_order(void **state)
{
	(void)state;
	assert_int_equal(mkdir("d", 0700) | mkdir("d/b", 0700) | mkdir("d/empty", 0700), 0);
	touch("d/b.txt");
	touch("d/b/2");
	touch("d/b/1");
	touch("d/\xC3\xA4");
	touch("d/Z");
	touch("d/.hidden");
	assert_walk("d", "d/Z d/b/1 d/b/2 d/b.txt d/\xC3\xA4 ");
	assert_walk("d/", "d/Z d/b/1 d/b/2 d/b.txt d/\xC3\xA4 ");
	assert_walk("d/b.txt", "d/b.txt ");
	assert_walk("d/.hidden", "d/.hidden ");
	assert_walk("d/empty", "");
}

static void test_many_names(void **state)
{
	struct buf expected = {0};

	(void)state;
	assert_int_equal(mkdir("d", 0700), 0);
	for (int i = 999; i >= 0; i--) {
		char name[20];

		snprintf(name, sizeof(name), "d/%03d", i);
		touch(name);
	}
	for (int i = 0; i < 1000; i++)
		buf_printf(&expected, "d/%03d ", i);
	buf_push(&expected, '\0');
	assert_walk("d", expected.data);
	buf_free(&expected);
}

/* Deeper than a path may be long: told, and no harm done. */
static void test_too_deep(void **state)
{
	char name[] = "a-directory-with-a-long-name-so-that-it-is-soon-too-deep";
	struct err err = {0};
	struct walk *walk;
	enum walk_step step;
	const char *path;
	bool trouble = false;

	assert_int_equal(mkdir("d", 0700) | chdir("d"), 0);
	touch("z");
	for (int i = 0; i < 100; i++)
		assert_int_equal(mkdir(name, 0700) | chdir(name), 0);
	assert_int_equal(chdir(*state), 0);
	walk = walk_open("d", &err);
	while ((step = walk_next(walk, &path, &err)) == WALK_TROUBLE)
		trouble = true;
	assert_true(trouble);
	assert_int_equal(step, WALK_FILE);
	assert_string_equal(path, "d/z");
	walk_close(walk);
}

static void test_stop_half_way(void **state)
{
	struct err err = {0};
	struct walk *walk;
	const char *path;

	(void)state;
	assert_int_equal(mkdir("d", 0700) | mkdir("d/e", 0700), 0);
	touch("d/e/1");
	touch("d/e/2");
	walk = walk_open("d", &err);
	assert_int_equal(walk_next(walk, &path, &err), WALK_FILE);
	walk_close(walk);
	walk_close(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_order),
		TEST(test_many_names),
		TEST(test_too_deep),
		TEST(test_stop_half_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
