/* Attributes of functions, spelled once. */
#ifndef WIREWASH_COMPILER_H
#define WIREWASH_COMPILER_H

#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define NODISCARD __attribute__((warn_unused_result))
#define NOINLINE __attribute__((noinline)) /* keeps what is rare out of a tight loop */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
