/*
 * cleanup: what must not be left when a signal ends the program: unfinished files, and the
 * processes of a pipe. The only state of the program that is global, because signals are.
 */
#ifndef WIREWASH_CLEANUP_H
#define WIREWASH_CLEANUP_H

#include <sys/types.h>

/* From now on SIGINT, SIGTERM and SIGHUP clean up before they end the program. */
void cleanup_install(void);

/*
 * Registers a file, or an empty directory, to be removed; it need not be there yet. `path` must
 * live until it is forgotten; forgetting does not return when a signal is ending the program. What
 * does not fit in (there are 512 places) is simply not registered.
 */
void cleanup_add_path(const char *path);
void cleanup_forget_path(const char *path);

/*
 * Holds back the signals until cleanup_release, which both sides of a fork call: so that none comes
 * between the fork and the registering of the new process. For a program of one thread.
 */
void cleanup_hold(void);
void cleanup_release(void);

/*
 * Registers a process, or with -pid a group of them whose leader is a child of ours, to be ended
 * with SIGTERM, and after a second with SIGKILL.
 */
void cleanup_add_process(pid_t pid);
void cleanup_forget_process(pid_t pid);

#endif
