/*
 * tables: boosted decision tables over bytes, the fast kin of article/trees/forest.h. A table is a
 * tree that asks the same question on all branches of a level ("oblivious" trees, as in A. V.
 * Dorogush et al., "CatBoost: gradient boosting with categorical features support", 2018): its
 * answers are the bits of a number, and that number's entry is what the table says. So many rows
 * are asked at once.
 *
 * Values are in columns, a byte for each row. A row's score is the sum of what all tables say, in
 * units of 1/TABLES_ONE of a logit. All integers: the same on all machines.
 *
 * The file is text, one item a line, blanks between words; "#" begins a comment line:
 *
 *     tables COUNT BASE [COLUMNS]                  BASE is where the sum begins
 *     column FEATURE BORDER BORDER ...               COLUMNS of these, if any
 *     table FEATURE T FEATURE T ... = LEAF LEAF ...  COUNT of these
 *
 * asks of each FEATURE whether it is at least T; N questions, the first one giving the highest bit,
 * and 2^N leaves. Where there are columns, values are any integers, tables ask of columns alone,
 * and T counts borders: how many of them the value must reach.
 */
#ifndef WIREWASH_TABLES_H
#define WIREWASH_TABLES_H

#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

enum {
	TABLES_ONE = 4096, /* of a score: a logit */
	TABLES_MOST = 2048,
	TABLES_COLUMNS = 512, /* at most */
	TABLES_DEPTH = 8,     /* questions of a table, at most */
	TABLES_LANES = 16,    /* rows that are done with together */
	TABLES_READ = 64,     /* rows that are read at once */
};

/* Memory for tables_score_rows; needs no setup. */
struct tables_rows {
	uint8_t bytes[TABLES_COLUMNS][TABLES_READ];
	const uint8_t *columns[TABLES_COLUMNS];
};

struct tables; /* immutable once made; any number of threads may read it */

/*
 * Reads tables. `features` are the names of the columns, in their order. `name` is the file's, for
 * messages. Nothing is borrowed. NULL when memory is short or the data is not what the format says.
 */
struct tables *tables_open(struct slice data, const char *name, const char *const *features,
			   size_t feature_count, struct err *err);

/* NULL is allowed. */
void tables_close(struct tables *tables);

/*
 * Scores `count` rows: columns[f] points to feature f of the first row, and as many bytes as
 * `count` rounded up to TABLES_READ can be read there. To `scores` just `count` are written.
 * TABLES_LANES rows are done with when after the first `first` tables all of them are below -clear
 * or above clear.
 */
void tables_score(const struct tables *tables, const uint8_t *const *columns, size_t count,
		  size_t first, int32_t clear, int32_t *scores);

/*
 * What each feature did for the score of one row: adds it up in `shares`, by how the mean of the
 * leaves changes with each answer. Slow: for explanations.
 */
void tables_explain(const struct tables *tables, const uint8_t *const *columns, size_t row,
		    int32_t *shares);

/*
 * Of tables with columns: scores `count` rows, at most TABLES_READ, that are one after the other in
 * `values`, `width` values each, which is the number of features. `count` scores are written.
 */
void tables_score_rows(const struct tables *tables, const int32_t *values, size_t width,
		       size_t count, struct tables_rows *rows, int32_t *scores);

/* Of tables with columns: tables_explain of one row of values, `shares` by feature. */
void tables_explain_row(const struct tables *tables, const int32_t *values,
			struct tables_rows *rows, int32_t *shares);

#endif
