#include "report_file.h"

#include "record/object.h"

static bool is_table_name(struct slice path)
{
	static const char *const compressed[] = {".gz", ".zst"};

	for (size_t i = 0; i < COUNT_OF(compressed); i++)
		if (slice_ends(path, slice_of(compressed[i])))
			path = slice_sub(path, 0, path.len - strlen(compressed[i]));
	return slice_ends(path, SLICE(".csv"));
}

static bool end_row(struct report_file *file, struct err *err)
{
	bool ok = (buf_append(&file->row, SLICE("\r\n")) || err_no_memory(err)) &&
		  writer_write(file->writer, buf_slice(&file->row), err);

	buf_clear(&file->row);
	return ok;
}

/* A byte order mark in front tells spreadsheets that the table is UTF-8. */
static bool write_columns(struct report_file *file, struct err *err)
{
	buf_append(&file->row, SLICE("\xEF\xBB\xBF"));
	for (size_t i = 0; file->columns[i]; i++) {
		if (i > 0)
			buf_push(&file->row, ',');
		csv_field_append(&file->row, slice_of(file->columns[i]));
	}
	return end_row(file, err);
}

bool report_file_open(struct report_file *file, const char *path, const char *const *columns,
		      struct err *err)
{
	if (!path)
		return true;
	file->writer = writer_open(path, err);
	if (!file->writer)
		return false;
	if (!is_table_name(slice_of(path)))
		return true;
	file->columns = columns;
	return write_columns(file, err);
}

void csv_field_append(struct buf *row, struct slice field)
{
	bool formula = field.len > 0 && memchr("=+-@\t\r", field.data[0], 6);
	bool quoted = formula;

	for (size_t i = 0; i < field.len && !quoted; i++)
		quoted = memchr("\",\r\n", field.data[i], 4) != NULL;
	if (!quoted) {
		buf_append(row, field);
		return;
	}
	buf_push(row, '"');
	if (formula)
		buf_push(row, '\'');
	for (size_t i = 0; i < field.len; i++) {
		if (field.data[i] == '"')
			buf_push(row, '"');
		buf_push(row, field.data[i]);
	}
	buf_push(row, '"');
}

/* A string's value, a number or truth value as it is, and nothing for null. */
static struct slice column_value(struct report_file *file, struct slice json, const char *column)
{
	struct slice name = slice_of(column), raw = object_member(json, name);

	if (raw.len && raw.data[0] == '"')
		return object_string(json, name, &file->arena);
	return slice_equal(raw, SLICE("null")) ? slice_make(NULL, 0) : raw;
}

bool report_file_put(struct report_file *file, struct slice json, struct err *err)
{
	if (!file->columns)
		return writer_write(file->writer, json, err) &&
		       writer_write(file->writer, SLICE("\n"), err);
	for (size_t i = 0; file->columns[i]; i++) {
		if (i > 0)
			buf_push(&file->row, ',');
		csv_field_append(&file->row, column_value(file, json, file->columns[i]));
	}
	arena_reset(&file->arena);
	return end_row(file, err);
}

bool report_file_commit(struct report_file *file, struct err *err)
{
	struct writer *writer = file->writer;

	file->writer = NULL;
	return !writer || writer_commit(writer, err);
}

void report_file_close(struct report_file *file)
{
	writer_discard(file->writer);
	arena_free(&file->arena);
	buf_free(&file->row);
	*file = (struct report_file){0};
}
