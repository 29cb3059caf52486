#include "row.h"

#include "document.h"
#include "io/formats/table.h"

struct column {
	enum field field;   /* FIELD_COUNT: another member */
	struct slice name;  /* of the member */
	struct slice title; /* what the header calls it */
};

void columns_free(struct columns *columns)
{
	arena_free(&columns->memory);
	buf_free(&columns->header);
}

/* Cuts the next NAME=COLUMN off the map. */
static bool next_pair(struct slice *map, struct slice *member, struct slice *title)
{
	size_t end = slice_find_byte(*map, 0, ','), equals;
	struct slice pair = slice_sub(*map, 0, end);

	if (!map->len)
		return false;
	*map = slice_from(*map, end < map->len ? end + 1 : end);
	equals = slice_find_byte(pair, 0, '=');
	*member = slice_trim(slice_sub(pair, 0, equals));
	*title = slice_trim(slice_from(pair, equals < pair.len ? equals + 1 : equals));
	return true;
}

bool row_map_check(const char *text, struct err *err)
{
	struct slice map = slice_of(text), member, title;

	while (next_pair(&map, &member, &title)) {
		if (!member.len || !title.len)
			return err_set(
				err, ERR_USAGE,
				"--csv: \"%s\" is no list of names. Write text=COLUMN,url=COLUMN "
				"with the columns that hold them.",
				text);
	}
	return true;
}

struct slice row_map_find(const char *text, struct slice wanted)
{
	struct slice map = slice_of(text), member, title;

	while (next_pair(&map, &member, &title)) {
		if (slice_equal(member, wanted))
			return title;
	}
	return slice_make(NULL, 0);
}

static enum field field_called(struct slice name)
{
	unsigned field = 0;

	while (field < FIELD_COUNT && (field == FIELD_EDITS ||
				       !slice_equal(slice_of(field_name((enum field)field)), name)))
		field++;
	return (enum field)field;
}

/* The field that the schema finds in an outermost member of this name. */
static enum field field_in_schema(const struct schema *schema, struct slice name)
{
	char scratch[SCHEMA_MAX_KEY];
	unsigned field = 0;

	while (field < FIELD_COUNT &&
	       (schema->path[field].depth != 1 ||
		!slice_equal(schema_key(&schema->path[field], 0, scratch), name)))
		field++;
	return (enum field)field;
}

static bool is_taken(const struct columns *columns, struct slice name)
{
	for (size_t i = 0; i < columns->count; i++) {
		if (columns->list[i].name.len && slice_equal(columns->list[i].name, name))
			return true;
	}
	return false;
}

/* A name that no other column has: the title, or that with a number behind it. */
static bool name_column(struct columns *columns, size_t at)
{
	struct column *column = &columns->list[at];
	struct buf name = {0};
	bool good;

	buf_append(&name, column->title);
	if (!column->title.len)
		buf_printf(&name, "column_%zu", at + 1);
	for (size_t i = 2; !buf_failed(&name) && is_taken(columns, buf_slice(&name)); i++) {
		buf_clear(&name);
		buf_append(&name, column->title);
		buf_printf(&name, "_%zu", i);
	}
	good = !buf_failed(&name) && arena_copy(&columns->memory, buf_slice(&name), &column->name);
	buf_free(&name);
	return good;
}

/* What the user calls columns comes first, then what the header calls them. */
static bool name_columns(const struct row_form *form, struct columns *columns)
{
	struct slice map = slice_of(form->map), member, title;

	while (next_pair(&map, &member, &title)) {
		for (size_t i = 0; i < columns->count; i++) {
			struct column *column = &columns->list[i];

			if (!column->name.len && slice_equal(column->title, title) &&
			    !is_taken(columns, member)) {
				column->name = member;
				column->field = field_called(member);
			}
		}
	}
	for (size_t i = 0; i < columns->count; i++) {
		struct column *column = &columns->list[i];

		if (column->name.len)
			continue;
		if (!name_column(columns, i))
			return false;
		column->field = field_in_schema(form->schema, column->name);
	}
	return true;
}

/* Reads the header; false when memory is short. */
static bool read_header(const struct row_form *form, struct columns *columns, struct slice header)
{
	struct table_header shape;
	bool more = true;

	arena_reset(&columns->memory);
	columns->count = 0;
	table_header(header, true, &shape);
	columns->delimiter = shape.delimiter;
	columns->list = arena_zalloc(&columns->memory, shape.fields + 1, sizeof(*columns->list));
	if (!columns->list || !arena_copy(&columns->memory, header, &header))
		return false;
	while (more && columns->count < shape.fields) {
		struct slice field = table_field(&header, shape.delimiter, &more);

		if (!table_value(field, &columns->memory, &columns->list[columns->count].title))
			return false;
		columns->count++;
	}
	return name_columns(form, columns);
}

/* The columns of the item's table, which mostly are those of the row before. */
static enum verdict find_columns(const struct row_form *form, struct charset *charset,
				 struct columns *columns, struct slice header,
				 struct record *record, struct err *err)
{
	struct charset_result decoded;
	enum verdict verdict;

	if (columns->count && slice_equal(buf_slice(&columns->header), header))
		return KEEP;
	verdict = document_decode(&form->charset, charset, header, record, &decoded, err);
	if (verdict != KEEP)
		return verdict;
	buf_clear(&columns->header);
	if (buf_append(&columns->header, header) && read_header(form, columns, decoded.text))
		return KEEP;
	columns->count = 0;
	err_no_memory(err);
	return FAIL;
}

static bool set_column(const struct column *column, struct slice value, struct record *record,
		       struct err *err)
{
	if (column->field == FIELD_COUNT)
		return document_set_string(record, column->name, value, err);
	/* An empty text is one; an empty date is none. */
	if (value.len || column->field == FIELD_TEXT || column->field == FIELD_HTML)
		record_set(record, column->field, value);
	return true;
}

enum verdict row_parse(const struct row_form *form, struct charset *charset,
		       struct columns *columns, const struct batch *batch, const struct item *item,
		       struct record *record, struct err *err)
{
	struct charset_result decoded;
	enum verdict verdict;
	size_t size, fields;
	bool more;

	verdict =
		find_columns(form, charset, columns, batch_slice(batch, item->header), record, err);
	if (verdict == KEEP)
		verdict = document_decode(&form->charset, charset, batch_slice(batch, item->bytes),
					  record, &decoded, err);
	if (verdict != KEEP)
		return verdict;
	if (table_row(decoded.text, columns->delimiter, true, &size, &fields) != ROW_WHOLE ||
	    size < decoded.text.len || fields != columns->count)
		return record_reject(record, REJECT_BAD_ROW);
	for (size_t i = 0; i < columns->count; i++) {
		struct slice value;

		value = table_field(&decoded.text, columns->delimiter, &more);
		if (!table_value(value, record->arena, &value)) {
			err_no_memory(err);
			return FAIL;
		}
		if (!set_column(&columns->list[i], value, record, err))
			return FAIL;
	}
	return document_note_decoding(record, &decoded, err) ? KEEP : FAIL;
}
