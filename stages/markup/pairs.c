#include "pairs.h"

enum { MAX_KEY = 64, MAX_FOLDED = 4096 };

struct pair_reader {
	struct arena *arena;
	struct value *root;
	struct value *last; /* the member that the next lines may go on with */
	bool folded;        /* its value is a block of indented lines */
	bool after_empty;
	unsigned good, stray;
	bool out_of_memory;
};

static bool is_key_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || c == '.';
}

/* Bytes of the key that the line starts with, its colon not counted; 0 if there is none. */
static size_t key_length(struct slice line)
{
	size_t length = 0;

	while (length < line.len && is_key_byte(line.data[length]))
		length++;
	if (length == 0 || length > MAX_KEY || length == line.len || line.data[length] != ':' ||
	    line.data[0] == '-')
		return 0;
	return length + 1 == line.len || line.data[length + 1] == ' ' ||
			       line.data[length + 1] == '\t'
		       ? length
		       : 0;
}

/* Without the quotes around it, and without the escapes that these call for. */
static bool unquote(struct pair_reader *reader, struct slice *text)
{
	char quote = text->len > 1 ? text->data[0] : 0;
	struct slice inner;
	char *data;
	size_t len = 0;

	if ((quote != '"' && quote != '\'') || text->data[text->len - 1] != quote)
		return true;
	inner = slice_sub(*text, 1, text->len - 1);
	data = arena_bytes(reader->arena, inner.len);
	if (!data) {
		reader->out_of_memory = true;
		return false;
	}
	for (size_t i = 0; i < inner.len; i++) {
		char next = i + 1 < inner.len ? inner.data[i + 1] : 0;

		if ((quote == '"' && inner.data[i] == '\\' && (next == '"' || next == '\\')) ||
		    (quote == '\'' && inner.data[i] == '\'' && next == '\''))
			i++;
		data[len++] = inner.data[i];
	}
	*text = slice_make(data, len);
	return true;
}

static struct value *new_string(struct pair_reader *reader, struct slice text)
{
	struct value *value = value_new(reader->arena, VALUE_STRING);

	if (!value)
		reader->out_of_memory = true;
	if (!value || !unquote(reader, &text))
		return NULL;
	value->text = text;
	return value;
}

static bool add_item(struct pair_reader *reader, struct value *list, struct slice text)
{
	struct value *item;

	text = slice_trim(text);
	if (text.len == 0)
		return true;
	item = new_string(reader, text);
	if (item)
		value_append(list, item);
	return item != NULL;
}

/* [a, "b, c", d], the bracket at the end perhaps forgotten. */
static bool read_list(struct pair_reader *reader, struct value *list, struct slice text)
{
	size_t from = 0;
	char quote = 0;

	list->kind = VALUE_LIST;
	text = slice_from(text, 1);
	if (slice_ends(text, SLICE("]")))
		text = slice_sub(text, 0, text.len - 1);
	for (size_t i = 0; i <= text.len; i++) {
		char c = i < text.len ? text.data[i] : ',';

		if (quote) {
			if (c == quote)
				quote = 0;
			if (i < text.len)
				continue;
		}
		if (c == '"' || (c == '\'' && slice_trim(slice_sub(text, from, i)).len == 0)) {
			quote = c;
		} else if (c == ',') {
			if (!add_item(reader, list, slice_sub(text, from, i)))
				return false;
			from = i + 1;
		}
	}
	return true;
}

static bool read_pair(struct pair_reader *reader, struct slice line, size_t key_len)
{
	struct slice key = slice_sub(line, 0, key_len);
	struct slice text = slice_trim(slice_from(line, key_len + 1));
	struct value *old = value_member(reader->root, key), *value;
	bool bare_true = slice_equal(text, SLICE("true"));
	bool list = text.len && text.data[0] == '[';

	if (old)
		value_remove(reader->root, old);
	reader->folded = text.len && (text.data[0] == '|' || text.data[0] == '>') && text.len <= 3;
	if (reader->folded)
		text = slice_make(NULL, 0);
	value = list ? value_new(reader->arena, VALUE_LIST) : new_string(reader, text);
	if (!value || reader->root->count >= VALUE_MAX_MEMBERS) {
		reader->out_of_memory |= !value;
		return false;
	}
	if (bare_true || slice_equal(text, SLICE("false"))) {
		value->kind = VALUE_BOOL;
		value->truth = bare_true;
	} else if (value->kind == VALUE_STRING && text.len == 0 && !reader->folded) {
		value->kind = VALUE_NULL;
	}
	value->key = key;
	value_append(reader->root, value);
	reader->last = value;
	return list ? read_list(reader, value, text) : true;
}

/* Adds a line to the present value, joined by a space. */
static bool go_on(struct pair_reader *reader, struct slice line)
{
	struct value *value = reader->last;
	size_t len = value->text.len;
	char *data;

	if (len + line.len > MAX_FOLDED)
		return false;
	data = arena_bytes(reader->arena, len + 1 + line.len);
	if (!data) {
		reader->out_of_memory = true;
		return false;
	}
	if (len) {
		memcpy(data, value->text.data, len);
		data[len++] = ' ';
	}
	memcpy(data + len, line.data, line.len);
	value->text = slice_make(data, len + line.len);
	return true;
}

/* A line that is neither pair nor empty, without the blanks around it. */
static bool read_other(struct pair_reader *reader, struct slice line, bool indented)
{
	struct value *last = reader->last;
	bool item = line.data[0] == '-' && (line.len == 1 || line.data[1] == ' ');

	if (line.data[0] == '#' && !reader->folded)
		return true;
	if (!last)
		return false;
	if (item && (last->kind == VALUE_NULL || last->kind == VALUE_LIST)) {
		reader->good++;
		last->kind = VALUE_LIST;
		return add_item(reader, last, slice_from(line, 1));
	}
	if (!indented) {
		reader->stray++;
		if (reader->after_empty)
			return false;
	}
	return last->kind == VALUE_STRING ? go_on(reader, line) : true;
}

static bool read_lines(struct pair_reader *reader, struct slice text)
{
	struct slice line;

	while (slice_next_line(&text, &line)) {
		struct slice content = slice_trim(line);
		size_t key = key_length(line);
		bool good = true;

		if (content.len == 0) {
			reader->after_empty = true;
			continue;
		}
		if (key) {
			reader->good++;
			good = read_pair(reader, line, key);
		} else {
			good = read_other(reader, content, content.data > line.data);
		}
		if (!good)
			return false;
		reader->after_empty = false;
	}
	return true;
}

bool pairs_read(struct slice text, struct arena *arena, struct value **root, struct err *err)
{
	struct pair_reader reader = {.arena = arena};

	*root = NULL;
	reader.root = value_new(arena, VALUE_MAP);
	if (!reader.root)
		return err_no_memory(err);
	if (read_lines(&reader, text) && reader.stray * 4 <= reader.good)
		*root = reader.root;
	return reader.out_of_memory ? err_no_memory(err) : true;
}
