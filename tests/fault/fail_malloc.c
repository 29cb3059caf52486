/*
 * fail_malloc: a preload library that runs a program once for every allocation it makes, each time
 * with another one failing, and judges how the program takes it.
 *
 * It wraps main. Each run is a forked child, so a run costs about a millisecond. Allocations
 * are counted from the start of main on, those of all libraries too. The runs end with the first
 * one that makes fewer allocations than it would take to fail.
 *
 *     FAIL_MALLOC_DIR=dir   a folder for: stdin (a file, read by each run), stdout and stderr of
 *                           the runs, and the empty folder `files`, in which the program may make
 *                           named files and must leave only whole ones when it fails
 *     FAIL_MALLOC_LAST=n    after n runs one after the other, take ever larger steps (default 400)
 *     FAIL_MALLOC_STAY=1    all allocations from the n-th on fail, not only that one
 *
 *     FAIL_MALLOC_AT=n      only the run in which the n-th fails, in this process: for a debugger
 *
 *     LD_PRELOAD=./fail_malloc.so FAIL_MALLOC_DIR=dir program ARGS
 *
 * Good ends of a run in which an allocation failed: exit status 5 or 4 with a message on stderr
 * and no half file left; or the same output as without the failure (the library had another way).
 * Prints one line for each bad end; exits 0 when there was none.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <unicode/ucsdet.h>

#define STRING_OF(name) STRING(name)
#define STRING(name) #name

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t align, size_t size);

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*rtld_fini)(void), void *stack_end);

static long fail_at; /* 0: not counting */
static bool fail_stays;
static atomic_long calls;
static atomic_bool *failed; /* shared with the parent */

static _Thread_local bool is_spared; /* inside a call that is known to crash by itself */

static bool must_fail(void)
{
	long call;

	if (fail_at == 0 || is_spared)
		return false;
	call = atomic_fetch_add(&calls, 1) + 1;
	if (call != fail_at && !(fail_stays && call > fail_at))
		return false;
	atomic_store(failed, true);
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return must_fail() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return must_fail() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return must_fail() ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t align, size_t size)
{
	return must_fail() ? NULL : __libc_memalign(align, size);
}

int posix_memalign(void **result, size_t align, size_t size)
{
	void *memory = must_fail() ? NULL : __libc_memalign(align, size);

	if (!memory)
		return ENOMEM;
	*result = memory;
	return 0;
}

/* ICU (72 at least) destroys what it has not yet made when memory runs out in here. */
UCharsetDetector *ucsdet_open(UErrorCode *status)
{
	UCharsetDetector *detector;
	__typeof__(&ucsdet_open) real;
	void *symbol = dlsym(RTLD_NEXT, STRING_OF(ucsdet_open));

	memcpy(&real, &symbol, sizeof(real));
	is_spared = true;
	detector = real(status);
	is_spared = false;
	return detector;
}

static void die(const char *what)
{
	perror(what);
	_exit(99);
}

/* In the child: standard streams are the files of that name in the folder. */
static void redirect(int folder, int fd, const char *name, int flags)
{
	int file = openat(folder, name, flags, 0666);

	if (file < 0 || dup2(file, fd) < 0)
		die(name);
	close(file);
}

/* What a run left in `files`. */
struct files {
	int count;
	int cut;        /* those that are not the same as after the good run */
	char name[256]; /* of a cut one, else of any */
};

static bool same_files(int a_folder, const char *a, int b_folder, const char *b)
{
	char left[4096], right[4096];
	int first = openat(a_folder, a, O_RDONLY), second = openat(b_folder, b, O_RDONLY);
	ssize_t got, other;

	do {
		got = read(first, left, sizeof(left));
		other = read(second, right, sizeof(right));
	} while (got > 0 && got == other && !memcmp(left, right, (size_t)got));
	close(first);
	close(second);
	return got == 0 && other == 0;
}

/* Looks at what the program left in `files` and removes it. */
static struct files clean(int folder)
{
	int fd = openat(folder, "files", O_RDONLY | O_DIRECTORY);
	int good = openat(folder, "files.expected", O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct files files = {0};

	if (!dir)
		die("files");
	for (struct dirent *entry; (entry = readdir(dir));) {
		bool same;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		same = same_files(dirfd(dir), entry->d_name, good, entry->d_name);
		if (!same || !files.cut)
			snprintf(files.name, sizeof(files.name), "%s", entry->d_name);
		files.cut += !same;
		files.count++;
		unlinkat(dirfd(dir), entry->d_name, 0);
	}
	close(good);
	closedir(dir);
	return files;
}

/* Sets aside what the good run left. */
static int keep_good_files(int folder)
{
	int count = 0, fd;
	DIR *dir;

	if (renameat(folder, "files", folder, "files.expected") || mkdirat(folder, "files", 0777))
		die("files.expected");
	fd = openat(folder, "files.expected", O_RDONLY | O_DIRECTORY);
	dir = fd < 0 ? NULL : fdopendir(fd);
	for (struct dirent *entry; dir && (entry = readdir(dir));)
		count += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	if (dir)
		closedir(dir);
	return count;
}

static off_t size_of(int folder, const char *name)
{
	struct stat status;

	return fstatat(folder, name, &status, 0) ? -1 : status.st_size;
}

struct program {
	int (*main)(int, char **, char **);
	int argc;
	char **argv, **environment;
};

/* One run in which allocation `at` fails (0: none). Its wait status. */
static int run(const struct program *program, int folder, long at, const char *output)
{
	pid_t child;
	int status;

	fflush(NULL); /* or the child prints it once more */
	child = fork();
	if (child < 0)
		die("fork");
	if (child == 0) {
		redirect(folder, 0, "stdin", O_RDONLY);
		redirect(folder, 1, output, O_WRONLY | O_CREAT | O_TRUNC);
		redirect(folder, 2, "stderr", O_WRONLY | O_CREAT | O_TRUNC);
		alarm(20);
		fail_at = at;
		exit(program->main(program->argc, program->argv, program->environment));
	}
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			die("waitpid");
	}
	return status;
}

/* What is wrong with this end of a run, or NULL. */
static const char *judge(int folder, int status, const struct files *files, int wanted_files)
{
	if (WIFSIGNALED(status))
		return "killed by signal";
	if (WEXITSTATUS(status) == 0) {
		if (!same_files(folder, "expected", folder, "stdout"))
			return "other output with exit status";
		return files->count == wanted_files && !files->cut ? NULL
								   : "other files with exit status";
	}
	if (WEXITSTATUS(status) != 5 && WEXITSTATUS(status) != 4)
		return "exit status";
	if (size_of(folder, "stderr") == 0)
		return "failed without a message, exit status";
	return files->cut ? "left a file that is not whole, exit status" : NULL;
}

static struct program program;

static int run_all(int argc, char **argv, char **environment)
{
	const char *path = getenv("FAIL_MALLOC_DIR"), *last = getenv("FAIL_MALLOC_LAST");
	const char *only = getenv("FAIL_MALLOC_AT");
	long exhaustive = last ? strtol(last, NULL, 10) : 400;
	int folder = path ? open(path, O_RDONLY | O_DIRECTORY) : -1;
	struct files files;
	int status, wanted_files, bad = 0, runs = 0;

	if (folder < 0 && !only)
		die("FAIL_MALLOC_DIR");
	fail_stays = getenv("FAIL_MALLOC_STAY") != NULL;
	failed = mmap(NULL, sizeof(*failed), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	if (only) {
		fail_at = strtol(only, NULL, 10);
		return program.main(argc, argv, environment);
	}
	program.argc = argc;
	program.argv = argv;
	program.environment = environment;

	status = run(&program, folder, 0, "expected");
	if (status) {
		printf("fails by itself: status %#x\n", (unsigned)status);
		return 1;
	}
	wanted_files = keep_good_files(folder);
	for (long at = 1;; at += at <= exhaustive ? 1 : at / (exhaustive / 4 + 1)) {
		const char *wrong;

		atomic_store(failed, false);
		status = run(&program, folder, at, "stdout");
		files = clean(folder);
		if (!atomic_load(failed))
			break;
		runs++;
		wrong = judge(folder, status, &files, wanted_files);
		if (wrong && bad++ < 20)
			printf("allocation %ld: %s %d%s%s\n", at, wrong,
			       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
			       files.count ? ": " : "", files.name);
	}
	printf("%d allocations failed, %d of them badly\n", runs, bad);
	return bad > 0 || runs == 0;
}

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*rtld_fini)(void), void *stack_end)
{
	__typeof__(&__libc_start_main) start;
	void *symbol = dlsym(RTLD_NEXT, "__libc_start_main");

	unsetenv("LD_PRELOAD"); /* not for what the program starts */
	memcpy(&start, &symbol, sizeof(start));
	program.main = main;
	return start(run_all, argc, argv, init, fini, rtld_fini, stack_end);
}
