/*
 * tables_columns: the inside of tables.h: integers as the bytes that tables ask of. A column has
 * borders, in rising order; its byte is how many of them a value reaches.
 */
#ifndef WIREWASH_TABLES_COLUMNS_H
#define WIREWASH_TABLES_COLUMNS_H

#include "article/model/model_text.h"
#include "article/trees/tables.h"
#include "base/arena.h"

struct column {
	uint32_t feature;
	uint32_t count; /* of borders, 1 to UINT8_MAX */
	int32_t *borders;
};

struct columns {
	struct column *items;
	size_t count;
	const char **names; /* of the columns, for the questions that follow */
};

/* Reads `count` column lines into `arena`. False, with the text's err set, when they are damaged.
 */
bool columns_read(struct columns *columns, struct model_text *text, size_t count,
		  struct arena *arena);

/* Fills rows->bytes from `count` rows of `width` values. */
void columns_fill(const struct columns *columns, const int32_t *values, size_t width, size_t count,
		  struct tables_rows *rows);

#endif
