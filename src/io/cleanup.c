#include "io/cleanup.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/compiler.h"

/* How long the handler waits for processes that it ended, before it kills them: in steps of 10 ms.
 */
enum { STEP_MS = 10, STEPS = 100 };

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

/* Lock-free atomics are what a signal handler may read. */
static _Atomic(const char *) paths[512];
static atomic_int processes[64]; /* negative: the leader of a process group */
static atomic_bool is_ending;

static void signal_processes(int signal_number)
{
	for (size_t i = 0; i < COUNT_OF(processes); i++) {
		int pid = processes[i]; /* once: it may be forgotten meanwhile */

		if (pid)
			kill(pid, signal_number);
	}
}

static bool any_process_lives(void)
{
	bool lives = false;

	for (size_t i = 0; i < COUNT_OF(processes); i++) {
		int pid = processes[i];

		if (pid && waitpid(pid < 0 ? -pid : pid, NULL, WNOHANG) == 0)
			lives = true;
	}
	return lives;
}

/* They have files of their own to remove, in a directory of ours. */
static void end_processes(void)
{
	int step = 0;

	signal_processes(SIGTERM);
	while (any_process_lives() && step++ < STEPS)
		poll(NULL, 0, STEP_MS);
	if (step > STEPS)
		signal_processes(SIGKILL);
}

static void remove_paths(void)
{
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		const char *path = paths[i];

		if (path && unlink(path) != 0)
			rmdir(path);
	}
}

static void clean_up(int signal_number)
{
	is_ending = true;
	end_processes();
	remove_paths();
	remove_paths(); /* directories whose files came after them */
	/* The handler was reset when it was entered: this ends the program, with the right status.
	 */
	raise(signal_number);
}

/* The program ends; until then nothing that the handler may look at is freed. */
static void wait_while_ending(void)
{
	while (is_ending)
		poll(NULL, 0, -1);
}

static void mask_signals(int how)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < COUNT_OF(signals); i++)
		sigaddset(&set, signals[i]);
	sigprocmask(how, &set, NULL);
}

void cleanup_hold(void)
{
	mask_signals(SIG_BLOCK);
}

void cleanup_release(void)
{
	mask_signals(SIG_UNBLOCK);
}

void cleanup_install(void)
{
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
			break;
	}
	wait_while_ending();
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
