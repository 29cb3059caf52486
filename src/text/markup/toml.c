#include "text/markup/toml.h"

#include "text/markup/toml_scalar.h"

/* How a list or map came to be: that decides what may still be added to it. */
enum toml_mark {
	MARK_IMPLICIT, /* by a longer header, as `a` by [a.b]: one [a] may follow */
	MARK_HEADER,   /* by its own header */
	MARK_DOTTED,   /* by a dotted key, as `a` by a.b = 1 */
	MARK_CLOSED,   /* a literal, {...} or [...]: complete */
	MARK_TABLES,   /* a list made by [[headers]] */
};

struct toml_reader {
	struct toml_cursor cursor;
	struct value *root;
	struct value *table; /* where keys go: root, or that of the latest header */
	unsigned depth;      /* of that table; 0 for root */
};

static bool read_value(struct toml_reader *reader, struct value *value, unsigned depth);

static char peek(const struct toml_reader *reader)
{
	return toml_peek(&reader->cursor, 0);
}

static bool accept(struct toml_reader *reader, char c)
{
	if (peek(reader) != c)
		return false;
	reader->cursor.at++;
	return true;
}

static void skip_blanks(struct toml_reader *reader)
{
	while (peek(reader) == ' ' || peek(reader) == '\t')
		reader->cursor.at++;
}

static void skip_comment(struct toml_reader *reader)
{
	if (!accept(reader, '#'))
		return;
	while (toml_is_text(peek(reader)))
		reader->cursor.at++;
}

static bool at_end(const struct toml_reader *reader)
{
	return reader->cursor.at == reader->cursor.text.len;
}

/* Blanks, a comment, and a line end or the text's end. */
static bool end_line(struct toml_reader *reader)
{
	size_t newline;

	skip_blanks(reader);
	skip_comment(reader);
	newline = toml_newline(&reader->cursor);
	reader->cursor.at += newline;
	return newline || at_end(reader);
}

/* Whatever may be between the items of a list. */
static void skip_space(struct toml_reader *reader)
{
	size_t from;

	do {
		from = reader->cursor.at;
		skip_blanks(reader);
		skip_comment(reader);
		reader->cursor.at += toml_newline(&reader->cursor);
	} while (reader->cursor.at > from);
}

static struct value *add(struct toml_reader *reader, struct value *parent, struct slice key,
			 enum value_kind kind, enum toml_mark mark)
{
	struct value *value;

	if (parent->kind == VALUE_MAP && parent->count >= VALUE_MAX_MEMBERS)
		return NULL;
	value = value_new(reader->cursor.arena, kind);
	if (!value) {
		reader->cursor.out_of_memory = true;
		return NULL;
	}
	value->key = key;
	value->mark = (unsigned char)mark;
	value_append(parent, value);
	return value;
}

static bool is_key_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-';
}

static bool read_simple_key(struct toml_reader *reader, struct slice *key)
{
	struct toml_cursor *cursor = &reader->cursor;
	size_t from = cursor->at;

	if (peek(reader) == '"' || peek(reader) == '\'')
		return toml_string(cursor, false, key);
	while (is_key_byte(peek(reader)))
		cursor->at++;
	*key = slice_sub(cursor->text, from, cursor->at);
	return key->len > 0;
}

struct path {
	struct slice key[VALUE_MAX_DEPTH];
	unsigned depth;
};

/* key, or key.key.key; blanks around the dots and after it are taken too. */
static bool read_path(struct toml_reader *reader, struct path *path)
{
	path->depth = 0;
	do {
		skip_blanks(reader);
		if (path->depth == VALUE_MAX_DEPTH ||
		    !read_simple_key(reader, &path->key[path->depth++]))
			return false;
		skip_blanks(reader);
	} while (accept(reader, '.'));
	return true;
}

/* One step of a header's path but the last. */
static struct value *header_step(struct toml_reader *reader, struct value *map, struct slice key)
{
	struct value *next = value_member(map, key);

	if (!next)
		return add(reader, map, key, VALUE_MAP, MARK_IMPLICIT);
	if (next->kind == VALUE_LIST && next->mark == MARK_TABLES) {
		reader->depth++;
		return next->last;
	}
	return next->kind == VALUE_MAP && next->mark != MARK_CLOSED ? next : NULL;
}

/* [a.b] */
static bool open_table(struct toml_reader *reader, struct value *parent, struct slice key)
{
	struct value *table = value_member(parent, key);

	if (!table) {
		table = add(reader, parent, key, VALUE_MAP, MARK_HEADER);
	} else {
		if (table->kind != VALUE_MAP || table->mark != MARK_IMPLICIT)
			return false;
		table->mark = MARK_HEADER;
	}
	reader->table = table;
	return table != NULL;
}

/* [[a.b]] */
static bool open_element(struct toml_reader *reader, struct value *parent, struct slice key)
{
	struct value *list = value_member(parent, key);

	if (!list)
		list = add(reader, parent, key, VALUE_LIST, MARK_TABLES);
	else if (list->kind != VALUE_LIST || list->mark != MARK_TABLES)
		return false;
	if (!list)
		return false;
	reader->depth++;
	reader->table = add(reader, list, slice_make(NULL, 0), VALUE_MAP, MARK_HEADER);
	return reader->table != NULL;
}

/* The cursor is after the header's first bracket. */
static bool read_header(struct toml_reader *reader)
{
	struct value *parent = reader->root;
	bool element = accept(reader, '[');
	struct path path;

	if (!read_path(reader, &path) || !accept(reader, ']') || (element && !accept(reader, ']')))
		return false;
	reader->depth = path.depth;
	for (unsigned i = 0; i + 1 < path.depth; i++) {
		parent = header_step(reader, parent, path.key[i]);
		if (!parent)
			return false;
	}
	return element ? open_element(reader, parent, path.key[path.depth - 1])
		       : open_table(reader, parent, path.key[path.depth - 1]);
}

/* key = value, into `table`. */
static bool read_pair(struct toml_reader *reader, struct value *table, unsigned depth)
{
	struct path path;
	struct value *value;

	if (!read_path(reader, &path) || !accept(reader, '=') ||
	    path.depth + depth > VALUE_MAX_DEPTH)
		return false;
	for (unsigned i = 0; i + 1 < path.depth; i++) {
		struct value *next = value_member(table, path.key[i]);

		if (!next)
			next = add(reader, table, path.key[i], VALUE_MAP, MARK_DOTTED);
		if (!next || next->kind != VALUE_MAP || next->mark != MARK_DOTTED)
			return false;
		table = next;
	}
	if (value_member(table, path.key[path.depth - 1]))
		return false;
	value = add(reader, table, path.key[path.depth - 1], VALUE_NULL, MARK_CLOSED);
	skip_blanks(reader);
	return value && read_value(reader, value, depth + path.depth);
}

/* After the '['. A comma may follow the last item. */
static bool read_list(struct toml_reader *reader, struct value *list, unsigned depth)
{
	list->kind = VALUE_LIST;
	for (;;) {
		struct value *item;

		skip_space(reader);
		if (accept(reader, ']'))
			return true;
		item = add(reader, list, slice_make(NULL, 0), VALUE_NULL, MARK_CLOSED);
		if (!item || !read_value(reader, item, depth + 1))
			return false;
		skip_space(reader);
		if (!accept(reader, ','))
			return accept(reader, ']');
	}
}

/* Dotted keys build maps inside a literal; once it is closed, nothing may be added to these. */
static void close_maps(struct value *map)
{
	map->mark = MARK_CLOSED;
	for (struct value *child = map->first; child; child = child->next) {
		if (child->kind == VALUE_MAP && child->mark == MARK_DOTTED)
			close_maps(child);
	}
}

/* After the '{'. All on one line, no comma after the last pair. */
static bool read_inline_table(struct toml_reader *reader, struct value *map, unsigned depth)
{
	map->kind = VALUE_MAP;
	skip_blanks(reader);
	if (accept(reader, '}'))
		return true;
	do {
		if (!read_pair(reader, map, depth))
			return false;
		skip_blanks(reader);
	} while (accept(reader, ','));
	close_maps(map);
	return accept(reader, '}');
}

static bool read_value(struct toml_reader *reader, struct value *value, unsigned depth)
{
	char c = peek(reader);

	if (depth >= VALUE_MAX_DEPTH)
		return false;
	if (c == '"' || c == '\'') {
		value->kind = VALUE_STRING;
		return toml_string(&reader->cursor, true, &value->text);
	}
	if (accept(reader, '['))
		return read_list(reader, value, depth);
	if (accept(reader, '{'))
		return read_inline_table(reader, value, depth);
	return toml_bare_value(&reader->cursor, value);
}

static bool read_line(struct toml_reader *reader)
{
	skip_blanks(reader);
	if (accept(reader, '['))
		return read_header(reader) && end_line(reader);
	if (!at_end(reader) && peek(reader) != '#' && !toml_newline(&reader->cursor) &&
	    !read_pair(reader, reader->table, reader->depth))
		return false;
	return end_line(reader);
}

bool toml_read(struct slice text, struct arena *arena, struct value **root, struct err *err)
{
	struct toml_reader reader = {.cursor = {.text = text, .arena = arena}};
	bool good = true;

	*root = NULL;
	reader.root = value_new(arena, VALUE_MAP);
	if (!reader.root)
		return err_no_memory(err);
	reader.table = reader.root;
	while (good && !at_end(&reader))
		good = read_line(&reader);
	if (good)
		*root = reader.root;
	return reader.cursor.out_of_memory ? err_no_memory(err) : true;
}
