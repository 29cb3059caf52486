#include "article/trees/tables_columns.h"

#include <string.h>

/* Cuts the numbers of a column line off it. */
static bool read_borders(struct model_text *text, struct slice line, struct column *column)
{
	int32_t border;

	column->count = 0;
	while (model_next_number(&line, INT32_MIN, INT32_MAX, &border)) {
		if (column->count == UINT8_MAX)
			return model_refuse(text, "a column with too many borders");
		if (column->count && border <= column->borders[column->count - 1])
			return model_refuse(text, "a column with borders out of order");
		column->borders[column->count++] = border;
	}
	if (slice_trim(line).len > 0)
		return model_refuse(text, "a column with a border that is no number");
	return column->count > 0 || model_refuse(text, "a column without borders");
}

bool columns_read(struct columns *columns, struct model_text *text, size_t count,
		  struct arena *arena)
{
	columns->count = count;
	columns->items = arena_zalloc(arena, count, sizeof(*columns->items));
	columns->names = arena_zalloc(arena, count, sizeof(*columns->names));
	if (!columns->items || !columns->names)
		return err_no_memory(text->err);
	for (size_t i = 0; i < count; i++) {
		struct column *column = &columns->items[i];
		struct slice line, name;

		column->borders = arena_zalloc(arena, UINT8_MAX, sizeof(*column->borders));
		if (!column->borders)
			return err_no_memory(text->err);
		if (!model_next_item(text, "column", &line))
			return false;
		if (!model_next_word(&line, &name))
			return model_refuse(text, "a column without a name");
		if (!model_find_feature(text, name, &column->feature) ||
		    !read_borders(text, line, column))
			return false;
		columns->names[i] = text->features[column->feature];
	}
	return true;
}

typedef int32_t ints4 __attribute__((vector_size(16)));

enum { LANES = 4 };

/* How many borders each of TABLES_READ values reaches. */
static void reach(const struct column *column, const int32_t *values, uint8_t *bytes)
{
	for (size_t row = 0; row < TABLES_READ; row += LANES) {
		ints4 value, reached = {0, 0, 0, 0};

		memcpy(&value, values + row, sizeof(value));
		for (uint32_t i = 0; i < column->count; i++) {
			int32_t border = column->borders[i];

			reached -= value >= (ints4){border, border, border, border};
		}
		for (unsigned lane = 0; lane < LANES; lane++)
			bytes[row + lane] = (uint8_t)reached[lane];
	}
}

static uint8_t reach_one(const struct column *column, int32_t value)
{
	uint32_t i = 0;

	while (i < column->count && column->borders[i] <= value)
		i++;
	return (uint8_t)i;
}

void columns_fill(const struct columns *columns, const int32_t *values, size_t width, size_t count,
		  struct tables_rows *rows)
{
	for (size_t i = 0; i < columns->count; i++) {
		const struct column *column = &columns->items[i];
		const int32_t *value = values + column->feature;
		int32_t gathered[TABLES_READ];

		rows->columns[i] = rows->bytes[i];
		if (count == 1) {
			memset(rows->bytes[i], 0, TABLES_READ);
			rows->bytes[i][0] = reach_one(column, *value);
			continue;
		}
		for (size_t row = 0; row < TABLES_READ; row++)
			gathered[row] = row < count ? value[row * width] : 0;
		reach(column, gathered, rows->bytes[i]);
	}
}
