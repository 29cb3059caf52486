/*
 * tables_ask: the inside of tables.h: tables as they are kept, and how 64 rows are asked at once
 * where the machine has AVX2 or AVX-512. There the leaves stay in registers too: with AVX2 an
 * instruction looks up 32 rows among 16 leaves, a byte of each at a time; with AVX-512 (VBMI) 64
 * rows among 64.
 */
#ifndef WIREWASH_TABLES_ASK_H
#define WIREWASH_TABLES_ASK_H

#include <stdbool.h>
#include <stddef.h>

#include "article/trees/tables.h"

enum {
	TABLES_SHALLOW = 6,            /* questions, at most, of tables that AVX is used for */
	TABLES_ROUNDS = 4,             /* lookups for 2^TABLES_SHALLOW leaves */
	TABLES_ROWS = TABLES_READ,     /* rows that are asked at once */
	TABLES_HALF = TABLES_ROWS / 2, /* rows of a register of AVX2 */
};

struct question {
	uint16_t feature;
	uint8_t least;
};

struct table {
	unsigned depth;
	struct question questions[TABLES_DEPTH];
	const int16_t *leaves;

	/*
	 * When the table is shallow: as many questions as there may be, the first ones answered by
	 * yes whatever the row. Low and high bytes of the leaves, for AVX2 as how 16 of them differ
	 * (exclusive or) from the 16 before. `full`: 16 bits may not hold the sum of this one and
	 * those before it, up to the last that is full.
	 */
	struct {
		uint32_t feature;
		uint32_t least; /* in each of four bytes, which are spread over a register for less
				   than one is */
	} shallow[TABLES_SHALLOW];
	uint8_t low[TABLES_ROUNDS][TABLES_LANES], high[TABLES_ROUNDS][TABLES_LANES];
	bool full;
};

/* How tables are asked; all ways give the same. */
enum tables_way { TABLES_PLAIN, TABLES_AVX2, TABLES_AVX512 };

/* The fastest way that the machine knows. */
enum tables_way tables_best_way(void);

/* Has shallow tables asked in a way that the machine knows, in place of the fastest: for tests. */
void tables_go(struct tables *tables, enum tables_way way);

/*
 * Adds what `count` shallow tables say about rows from `row` on to their sums: TABLES_ROWS, or with
 * AVX2 TABLES_HALF rows, which takes more than half as long. Their bytes must have been made for
 * this way.
 */
void tables_ask_avx2(const struct table *tables, size_t count, const uint8_t *const *columns,
		     size_t row, size_t rows, int32_t *sums);
void tables_ask_avx512(const struct table *tables, size_t count, const uint8_t *const *columns,
		       size_t row, int32_t *sums);

#endif
