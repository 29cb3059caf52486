/*
 * cleanup: what must not be left behind when a signal ends the program: unfinished files, and the
 * processes of a pipe. The only state of the program that is global, because signals are.
 */
#ifndef WIREWASH_CLEANUP_H
#define WIREWASH_CLEANUP_H

#include <sys/types.h>

/* From now on SIGINT, SIGTERM and SIGHUP clean up before they end the program. */
void cleanup_install(void);

/*
 * Registers a file, or an empty directory, to be removed. `path` must live until it is forgotten.
 * What does not fit in (there are 512 places) is simply not registered.
 */
void cleanup_add_path(const char *path);
void cleanup_forget_path(const char *path);

/* Registers a process, to be ended with SIGTERM. */
void cleanup_add_process(pid_t pid);
void cleanup_forget_process(pid_t pid);

#endif
