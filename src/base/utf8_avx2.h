/*
 * utf8_avx2: the inside of utf8.h: the ways to the one answer, so that tests can compare them.
 */
#ifndef WIREWASH_UTF8_AVX2_H
#define WIREWASH_UTF8_AVX2_H

#include "base/slice.h"

/* The reference: where valid UTF-8 ends at or after `at`, the start of a sequence. One by one. */
size_t utf8_valid_from(struct slice bytes, size_t at);

/* utf8_avx2_skip takes no shorter slices. */
enum { UTF8_AVX2_MIN = 64 };

/* Whether this machine can run utf8_avx2_skip. */
bool utf8_avx2_supported(void);

/*
 * The start of a sequence before which all is valid UTF-8: near the end, or near the first error.
 * Requires at least UTF8_AVX2_MIN bytes.
 * The algorithm is that of John Keiser and Daniel Lemire, "Validating UTF-8 In Less Than One
 * Instruction Per Byte", Software: Practice and Experience 51(5), 2021.
 */
size_t utf8_avx2_skip(struct slice bytes);

#endif
