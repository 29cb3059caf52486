#include "article/trees/tables_columns.h"

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

static uint8_t reached(const struct column *column, int32_t value)
{
	const int32_t *borders = column->borders;
	uint32_t from = 0, left = column->count;

	while (left > 0) {
		uint32_t half = left / 2;
		bool above = borders[from + half] <= value;

		from += above ? half + 1 : 0;
		left = above ? left - half - 1 : half;
	}
	return (uint8_t)from;
}

void columns_fill(const struct columns *columns, const int32_t *values, size_t width, size_t count,
		  struct tables_rows *rows)
{
	for (size_t i = 0; i < columns->count; i++) {
		const struct column *column = &columns->items[i];
		const int32_t *value = values + column->feature;

		rows->columns[i] = rows->bytes[i];
		for (size_t row = 0; row < count; row++, value += width)
			rows->bytes[i][row] = reached(column, *value);
		for (size_t row = count; row < TABLES_READ; row++)
			rows->bytes[i][row] = 0;
	}
}
