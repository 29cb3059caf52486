#include "io/cleanup.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include "base/compiler.h"

/* Lock-free atomics are what a signal handler may read. */
static _Atomic(const char *) paths[512];
static atomic_int processes[64];

static void clean_up(int signal_number)
{
	for (size_t i = 0; i < COUNT_OF(processes); i++) {
		int pid = processes[i]; /* once: it may be forgotten meanwhile */

		if (pid > 0)
			kill(pid, SIGTERM);
	}
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		const char *path = paths[i];

		if (path && unlink(path) != 0)
			rmdir(path);
	}
	/* The handler was reset when it was entered: this ends the program, with the right status.
	 */
	raise(signal_number);
}

void cleanup_install(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = clean_up, .sa_flags = (int)SA_RESETHAND};
	struct sigaction present;

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < COUNT_OF(signals); i++) {
		/* What a parent such as nohup wants ignored stays ignored. */
		if (sigaction(signals[i], NULL, &present) == 0 && present.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

void cleanup_add_path(const char *path)
{
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		const char *empty = NULL;

		if (atomic_compare_exchange_strong(&paths[i], &empty, path))
			return;
	}
}

void cleanup_forget_path(const char *path)
{
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		const char *present = path;

		if (path && atomic_compare_exchange_strong(&paths[i], &present, NULL))
			return;
	}
}

void cleanup_add_process(pid_t pid)
{
	for (size_t i = 0; i < COUNT_OF(processes); i++) {
		int empty = 0;

		if (atomic_compare_exchange_strong(&processes[i], &empty, pid))
			return;
	}
}

void cleanup_forget_process(pid_t pid)
{
	for (size_t i = 0; i < COUNT_OF(processes); i++) {
		int present = pid;

		if (pid && atomic_compare_exchange_strong(&processes[i], &present, 0))
			return;
	}
}
