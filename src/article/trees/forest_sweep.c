/* This file is written in plain loops that compilers turn into vector instructions. */
#include "article/trees/forest_trees.h"

#include <string.h>

enum { LANES = 8 }; /* rows whose leaves are looked up at once */

#define INLINE static inline __attribute__((always_inline))

/* For each row, the leaf that it comes to at this step. */
INLINE void take_step(const uint8_t *restrict bytes, uint8_t least, const uint8_t *restrict lower,
		      const uint8_t *restrict upper, uint8_t *restrict to, unsigned rows)
{
	for (unsigned row = 0; row < rows; row++) {
		uint8_t no = lower[row], yes = upper[row];

		to[row] = bytes[row] >= least ? yes : no;
	}
}

/* `rows` is a constant to the compiler. */
INLINE void sweep_rows(const struct forest *forest, const uint8_t *bytes, size_t count,
		       int32_t *scores, unsigned rows)
{
	_Alignas(FOREST_ROWS) uint8_t slots[FOREST_SLOTS * FOREST_ROWS];

	for (uint32_t leaf = 0; leaf < forest->most_leaves; leaf++)
		memset(slots + (size_t)leaf * FOREST_ROWS, (int)leaf, rows);
	for (uint32_t t = 0; t < forest->tree_count; t++) {
		const struct forest_tree *tree = &forest->trees[t];
		const uint8_t *leaf = slots + forest_root(tree);
		uint8_t *to = slots + FOREST_LEAVES * FOREST_ROWS;

		for (uint32_t i = 0; i < tree->step_count; i++, to += FOREST_ROWS) {
			const struct forest_step *step = &tree->steps[i];

			take_step(bytes + step->column, step->least, slots + step->lower,
				  slots + step->upper, to, rows);
		}
		for (size_t row = 0; row < count; row += LANES) {
#pragma GCC unroll 8
			for (size_t lane = row; lane < row + LANES; lane++)
				scores[lane] += tree->leaves[leaf[lane]];
		}
	}
}

INLINE void sweep(const struct forest *forest, const uint8_t *bytes, size_t count, int32_t *scores)
{
	if (count > FOREST_ROWS / 2)
		sweep_rows(forest, bytes, count, scores, FOREST_ROWS);
	else
		sweep_rows(forest, bytes, count, scores, FOREST_ROWS / 2);
}

void forest_sweep(const struct forest *forest, const uint8_t *bytes, size_t count, int32_t *scores)
{
	sweep(forest, bytes, count, scores);
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) void
forest_sweep_avx2(const struct forest *forest, const uint8_t *bytes, size_t count, int32_t *scores)
{
	sweep(forest, bytes, count, scores);
}

bool forest_sweep_avx2_supported(void)
{
	return __builtin_cpu_supports("avx2");
}

#else

void forest_sweep_avx2(const struct forest *forest, const uint8_t *bytes, size_t count,
		       int32_t *scores)
{
	sweep(forest, bytes, count, scores);
}

bool forest_sweep_avx2_supported(void)
{
	return false;
}

#endif
