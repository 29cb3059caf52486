/* What the compiler is told about a function, spelled once. */
#ifndef WIREWASH_COMPILER_H
#define WIREWASH_COMPILER_H

#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define NODISCARD __attribute__((warn_unused_result))
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
