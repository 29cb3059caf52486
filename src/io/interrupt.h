/*
 * interrupt: ends reads that wait for someone to write, when a run has failed and nothing that
 * could still come would change that. Like cleanup, it is a matter of the whole process: a run has
 * readers in many threads, deep inside its stages.
 */
#ifndef WIREWASH_INTERRUPT_H
#define WIREWASH_INTERRUPT_H

#include <stdbool.h>

/* Makes interrupts possible. Call before there are threads; without it reads only end by
 * themselves. A second call undoes an interrupt. */
void interrupt_open(void);

/* From now on every interrupt_wait returns at once. Any thread may call it, any number of times. */
void interrupt_reads(void);

/* Also interrupts as soon as the reader of `fd`, a pipe or socket, has gone. */
void interrupt_watch(int fd);

/*
 * Waits until `fd` can be read or its other end was closed. False: interrupted; the caller reads no
 * more. Not for regular files, which never wait.
 */
bool interrupt_wait(int fd);

#endif
