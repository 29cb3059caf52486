/*
 * tables_ask: the inside of tables.h: tables as they are kept, and how 32 rows are asked at once where
 * the machine has AVX2. There the leaves stay in registers too: an instruction looks up 16 rows among
 * 16 leaves, a byte of each at a time.
 */
#ifndef WIREWASH_TABLES_ASK_H
#define WIREWASH_TABLES_ASK_H

#include <stdbool.h>
#include <stddef.h>

#include "article/tables.h"

enum {
	TABLES_SHALLOW = 6, /* questions, at most, of tables that AVX2 is used for */
	TABLES_ROUNDS = 4,  /* lookups for 2^TABLES_SHALLOW leaves */
};

struct table {
	unsigned depth;
	struct question {
		uint16_t feature;
		uint8_t least;
	} questions[TABLES_DEPTH];
	const int16_t *leaves;
	/* The same leaves' low and high bytes, when the table is shallow. */
	uint8_t low[TABLES_ROUNDS][TABLES_LANES], high[TABLES_ROUNDS][TABLES_LANES];
};

bool tables_avx2_supported(void);

/*
 * Adds what `count` shallow tables say about TABLES_LANES rows from `first` on, and as many from
 * `second` on, to their sums. The two may be the same.
 */
void tables_ask_avx2(const struct table *tables, size_t count, const uint8_t *const *columns,
		     const size_t rows[2], int32_t *const sums[2]);

#endif
