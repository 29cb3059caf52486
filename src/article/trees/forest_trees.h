/*
 * forest_trees: the inside of forest.h: trees as they are kept, and how rows go through them.
 *
 * FOREST_ROWS rows go through a tree together, and take all of its steps: a step comes, for each
 * row, to one of the leaves below it, as one of two steps before it did. So nothing branches, and
 * an instruction does it for 16 or 32 rows. Up to half as many rows take half the time.
 */
#ifndef WIREWASH_FOREST_TREES_H
#define WIREWASH_FOREST_TREES_H

#include <stdbool.h>

#include "article/trees/forest.h"
#include "base/arena.h"

enum {
	FOREST_ROWS = 64,
	FOREST_LEAVES = 1 << FOREST_MAX_DEPTH, /* of a tree, at most */
	FOREST_SLOTS = 2 * FOREST_LEAVES,
};

struct forest_column {
	const int32_t *thresholds; /* ascending */
	uint32_t count;
	uint32_t feature;     /* of the row */
	const uint8_t *table; /* bytes of the values from the one below the first threshold to the
				 last; or NULL */
};

/*
 * Asks whether a row's byte is at least `least`. There is a slot for each leaf, which is where that
 * leaf is, and after FOREST_LEAVES of these one for each step. Columns and slots are those of
 * FOREST_ROWS rows: the second one's number is FOREST_ROWS.
 */
struct forest_step {
	uint16_t column;
	uint16_t lower, upper; /* the slot whose leaf it comes to: no, yes */
	uint8_t least;
};

/* The last step is the root; a tree without steps is its one leaf. */
struct forest_tree {
	const struct forest_step *steps;
	const int32_t *leaves;
	const int32_t *means; /* of the leaves below each step, as if all were equally deep */
	uint32_t step_count, leaf_count;
};

struct forest {
	struct arena arena;
	size_t features; /* values in a row */
	int32_t base;
	uint32_t column_count, tree_count;
	uint32_t most_leaves; /* of any tree */
	struct forest_column *columns;
	struct forest_tree *trees;
};

/* The slot that holds what the tree comes to. */
static inline uint32_t forest_root(const struct forest_tree *tree)
{
	return tree->step_count ? (FOREST_LEAVES + tree->step_count - 1) * FOREST_ROWS : 0;
}

/*
 * Adds what the trees say of `count` rows to their scores, and something to the scores after
 * these, of which there are FOREST_ROWS. `bytes` are those of the first column, for FOREST_ROWS
 * rows, then those of the next. Both ways give the same; the second needs a machine with AVX2.
 */
void forest_sweep(const struct forest *forest, const uint8_t *bytes, size_t count, int32_t *scores);
void forest_sweep_avx2(const struct forest *forest, const uint8_t *bytes, size_t count,
		       int32_t *scores);
bool forest_sweep_avx2_supported(void);

#endif
