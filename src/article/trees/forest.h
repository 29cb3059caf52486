/*
 * forest: boosted decision trees over integers, the judge of what no rule can say.
 *
 * A row is what is known of one thing (a line, a block of a page): an integer for each feature. Its
 * score is the sum of what each tree says, in units of 1/FOREST_ONE of a logit: above 0 is rather
 * yes than no. Values are compared as integers and leaves are integers, so that all machines come
 * to the same score.
 *
 * The trees are those of gradient boosting (Friedman, "Greedy function approximation", Annals of
 * Statistics 29, 2001), learned elsewhere and written by scripts/forest.py. To be fast, every value
 * is first made a byte, the number of the feature's thresholds that it reaches; then many rows go
 * through a tree together, without a branch (forest_trees.h).
 *
 * The file is text, one item a line, blanks between words; "#" begins a comment line:
 *
 *     forest COLUMNS TREES BASE          BASE is where the sum begins
 *     column NAME T1 T2 ...              COLUMNS of these: thresholds in ascending order
 *     tree C:N <lower> <upper> | =LEAF   TREES of these: node, then both subtrees, depth first
 *
 * C:N asks whether the value of column C (from 0) reaches its threshold N (from 1): no leads to the
 * first subtree, yes to the second.
 */
#ifndef WIREWASH_FOREST_H
#define WIREWASH_FOREST_H

#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

enum {
	FOREST_ONE = 4096, /* the score that is a logit of 1 */
	FOREST_MAX_COLUMNS = 1024,
	FOREST_MAX_THRESHOLDS = 255,
	FOREST_MAX_TREES = 2048,
	FOREST_MAX_DEPTH = 8,
	FOREST_MAX_LEAF = 1 << 19, /* and least: so no sum overflows */
};

struct forest; /* immutable once made; any number of threads may read it */

/*
 * Reads a forest. `features` are the names of a row's values, in their order; every column of the
 * file must be one of them, but not each of them a column. `name` is the file's, for messages.
 * Nothing is borrowed. NULL when memory is short or the data is not what the format says.
 */
struct forest *forest_open(struct slice data, const char *name, const char *const *features,
			   size_t feature_count, struct err *err);

/* NULL is allowed. */
void forest_close(struct forest *forest);

/*
 * Scores `count` rows that are one after the other in `values`, feature_count values each; the
 * scores go to `scores`. Many rows at once are faster than one by one. Needs no memory.
 */
void forest_score(const struct forest *forest, const int32_t *values, size_t count,
		  int32_t *scores);

/*
 * What each feature of one row did for its score: adds it up in `shares`, feature_count values,
 * by how the mean of the leaves below changes along the way down (A. Saabas, "Interpreting random
 * forests", 2014). Slow: for explanations.
 */
void forest_explain(const struct forest *forest, const int32_t *row, int32_t *shares);

#endif
