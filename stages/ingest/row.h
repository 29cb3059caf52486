/* row: a row of a table (CSV and its like) to a record. */
#ifndef WIREWASH_INGEST_ROW_H
#define WIREWASH_INGEST_ROW_H

#include "engine/stage.h"
#include "text/charset/charset.h"

/* What the columns of one table become; kept from row to row by each thread. {0} is empty. */
struct columns {
	struct arena memory;
	struct buf header;             /* the one that they are of */
	struct buf sample;             /* as struct item has it */
	struct charset_result charset; /* of the table, when its name is not NULL; text is void */
	struct column *list;
	size_t count;
	char delimiter;
};
void columns_free(struct columns *columns);

/* Checks what --csv says, NAME=COLUMN,...; NULL is good. */
bool row_map_check(const char *map, struct err *err);

/* The column that the map calls by this member's name; empty when it has none. */
struct slice row_map_find(const char *map, struct slice member);

/*
 * The member that tables call by this title, in any case: "body" is text, "headline" title, and so
 * on. FIELD_COUNT: none. *rank: of several titles of one member, the one with the least is meant.
 */
enum field row_synonym(struct slice title, unsigned *rank);

/* How rows are read. */
struct row_form {
	const char *map;                /* what --csv says */
	struct charset_request charset; /* how rows are decoded */
	const struct schema *schema;
};

/* Fills the record from the item: each field is the member that its column is called by. */
enum verdict row_parse(const struct row_form *form, struct charset *charset,
		       struct columns *columns, const struct batch *batch, const struct item *item,
		       struct record *record, struct err *err);

#endif
