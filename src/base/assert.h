/*
 * assert: a function's preconditions, written so that tests and fuzzing check them.
 *
 * The Makefile defines WITH_ASSERTS in the builds of `make check`, of the sanitizers, of the fuzz
 * targets and of coverage (ASSERTS=yes); in release builds ASSERT compiles to nothing, and its
 * condition is not evaluated. So a condition must have no effects, and nothing that input can bring
 * about is an assert: bad input is an error (base/err.h). Where two tables must agree, use
 * _Static_assert, which costs nothing anywhere.
 */
#ifndef WIREWASH_ASSERT_H
#define WIREWASH_ASSERT_H

#ifdef WITH_ASSERTS
#include <stdio.h>
#include <stdlib.h>

#define ASSERT(condition) \
	((condition) ? (void)0 : assert_failed(#condition, __FILE__, __LINE__, __func__))

/* Prints the condition and where it is, then aborts, which leaves a core for the debugger. */
static inline _Noreturn void assert_failed(const char *condition, const char *file, int line,
					   const char *function)
{
	fprintf(stderr, "%s:%d: %s: precondition does not hold: %s\n", file, line, function,
		condition);
	abort();
}
#else
#define ASSERT(condition) ((void)sizeof(!(condition)))
#endif

#endif
