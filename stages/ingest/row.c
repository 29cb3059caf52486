#include "row.h"

#include "base/compiler.h"
#include "base/utf8.h"
#include "document.h"
#include "io/formats/fields.h"
#include "io/formats/table.h"

/* So many bytes above 0x7F are UTF-8 by chance in no other charset: half a dozen characters. */
enum { LEAST_UTF8 = 12 };

struct column {
	enum field field;   /* FIELD_COUNT: another member */
	struct slice name;  /* of the member */
	struct slice title; /* what the header calls it */
};

void columns_free(struct columns *columns)
{
	arena_free(&columns->memory);
	buf_free(&columns->header);
	buf_free(&columns->sample);
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

enum field row_synonym(struct slice title, unsigned *rank)
{
	/* clang-format off */
	static const struct {
		const char *title; /* in lower case */
		enum field field;
	} titles[] = {
		{"text", FIELD_TEXT},          {"articlebody", FIELD_TEXT}, {"article_body", FIELD_TEXT},
		{"article_text", FIELD_TEXT},  {"maintext", FIELD_TEXT},    {"full_text", FIELD_TEXT},
		{"fulltext", FIELD_TEXT},      {"body", FIELD_TEXT},        {"content", FIELD_TEXT},
		{"contents", FIELD_TEXT},      {"article", FIELD_TEXT},     {"raw_text", FIELD_TEXT},
		{"clean_text", FIELD_TEXT},    {"plain_text", FIELD_TEXT},  {"story", FIELD_TEXT},
		{"html", FIELD_HTML},          {"raw_html", FIELD_HTML},    {"body_html", FIELD_HTML},
		{"content_html", FIELD_HTML},  {"id", FIELD_ID},            {"title", FIELD_TITLE},
		{"headline", FIELD_TITLE},     {"url", FIELD_URL},          {"link", FIELD_URL},
		{"date", FIELD_DATE},          {"date_published", FIELD_DATE},
		{"datepublished", FIELD_DATE}, {"publish_date", FIELD_DATE},
		{"published_at", FIELD_DATE},  {"published", FIELD_DATE},   {"pubdate", FIELD_DATE},
		{"author", FIELD_AUTHOR},      {"authors", FIELD_AUTHOR},   {"byline", FIELD_AUTHOR},
	};
	/* clang-format on */

	for (unsigned i = 0; i < COUNT_OF(titles); i++) {
		if (field_is(title, titles[i].title)) {
			*rank = i;
			return titles[i].field;
		}
	}
	return FIELD_COUNT;
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

/* Whether a column is called just as the schema calls the member. */
static bool has_title(const struct schema *schema, const struct columns *columns, enum field field)
{
	for (size_t i = 0; i < columns->count; i++) {
		if (!columns->list[i].name.len &&
		    field_in_schema(schema, columns->list[i].title) == field)
			return true;
	}
	return false;
}

static bool has_field(const struct columns *columns, enum field field)
{
	for (size_t i = 0; i < columns->count; i++) {
		if (columns->list[i].name.len && columns->list[i].field == field)
			return true;
	}
	return false;
}

/* The unnamed column whose title is the likeliest one of the member; NULL when there is none. */
static struct column *find_synonym(const struct columns *columns, enum field field)
{
	struct column *found = NULL;
	unsigned least = 0, rank = 0;

	for (size_t i = 0; i < columns->count; i++) {
		struct column *column = &columns->list[i];

		if (column->name.len || row_synonym(column->title, &rank) != field)
			continue;
		if (!found || rank < least) {
			found = column;
			least = rank;
		}
	}
	return found;
}

/* Members that no column is called by get the column of another usual name. */
static void name_synonyms(const struct row_form *form, struct columns *columns)
{
	static const enum field fields[] = {FIELD_TEXT, FIELD_HTML, FIELD_ID,    FIELD_TITLE,
					    FIELD_URL,  FIELD_DATE, FIELD_AUTHOR};

	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		struct slice name = slice_of(field_name(fields[i]));
		struct column *column = find_synonym(columns, fields[i]);

		if (!column || has_field(columns, fields[i]) || is_taken(columns, name) ||
		    field_in_schema(form->schema, name) != fields[i] ||
		    has_title(form->schema, columns, fields[i]))
			continue;
		column->name = name;
		column->field = fields[i];
	}
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
	name_synonyms(form, columns);
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

		struct slice *title = &columns->list[columns->count].title;

		if (!table_value(field, &columns->memory, title))
			return false;
		*title = slice_trim(*title);
		columns->count++;
	}
	return name_columns(form, columns);
}

/* Tells the table's charset by its sample, so that its rows are not guessed at one by one. */
static enum verdict find_charset(const struct row_form *form, struct charset *charset,
				 struct columns *columns, struct slice sample,
				 struct record *record, struct err *err)
{
	columns->charset.name = NULL;
	buf_clear(&columns->sample);
	if (!buf_append(&columns->sample, sample) ||
	    (sample.len && charset_decode(charset, sample, &form->charset, record->arena,
					  &columns->charset) == DECODING_NO_MEMORY)) {
		err_no_memory(err);
		return FAIL;
	}
	return KEEP;
}

/* Whether a row of a table in another charset is ASCII, or too much UTF-8 for chance. */
static bool is_utf8_for_sure(struct slice bytes)
{
	size_t high = 0;

	if (ascii_prefix(bytes) == bytes.len)
		return true;
	for (size_t i = 0; i < bytes.len; i++)
		high += (unsigned char)bytes.data[i] >= 0x80;
	return high >= LEAST_UTF8 && utf8_valid(bytes);
}

/* A row as what the table is; how that was found is the table's, too. */
static enum verdict decode_row(const struct row_form *form, struct charset *charset,
			       const struct columns *columns, struct slice bytes,
			       struct record *record, struct charset_result *decoded,
			       struct err *err)
{
	struct charset_request request = form->charset;
	enum verdict verdict;
	bool known = columns->charset.name && !request.forced && !is_utf8_for_sure(bytes);

	if (known)
		request.forced = columns->charset.name;
	verdict = document_decode(&request, charset, bytes, record, decoded, err);
	if (verdict == KEEP && known && decoded->how == CHARSET_FORCED)
		decoded->how = columns->charset.how;
	return verdict;
}

/* The columns of the item's table, which mostly are those of the row before. */
static enum verdict find_columns(const struct row_form *form, struct charset *charset,
				 struct columns *columns, struct slice header, struct slice sample,
				 struct record *record, struct err *err)
{
	struct charset_result decoded;
	enum verdict verdict = KEEP;

	if (!slice_equal(buf_slice(&columns->sample), sample)) {
		columns->count = 0;
		verdict = find_charset(form, charset, columns, sample, record, err);
	}
	if (verdict != KEEP || (columns->count && slice_equal(buf_slice(&columns->header), header)))
		return verdict;
	verdict = decode_row(form, charset, columns, header, record, &decoded, err);
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

	verdict = find_columns(form, charset, columns, batch_slice(batch, item->header),
			       batch_slice(batch, item->sample), record, err);
	if (verdict == KEEP)
		verdict = decode_row(form, charset, columns, batch_slice(batch, item->bytes),
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
