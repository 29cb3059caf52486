/*
 * Calls that have no place here: they overflow, keep hidden state, or hide errors. Included by
 * force (see the Makefile), so that using one is a compile error. The idea is git's banned.h.
 */
#ifndef WIREWASH_BANNED_H
#define WIREWASH_BANNED_H

/* Before the poison below, so that the system headers' own mentions pass. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok strtok_r gets
#pragma GCC poison atoi atol atoll atof gmtime localtime ctime asctime tmpnam mktemp

#endif
