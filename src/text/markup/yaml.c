#include "text/markup/yaml.h"

#include <yaml.h>

struct yaml_reader {
	yaml_parser_t parser;
	struct arena *arena;
	struct value *root;
	struct level {
		struct value *parent; /* a list or a map */
		struct slice key;     /* of the map's next value */
		bool has_key;
	} level[VALUE_MAX_DEPTH];
	unsigned depth;
	bool out_of_memory;
};

/* What one event came to. */
enum yaml_step { STEP_ON, STEP_END, STEP_FAIL };

static bool json_digits(struct slice s, size_t *at)
{
	size_t from = *at;

	while (*at < s.len && s.data[*at] >= '0' && s.data[*at] <= '9')
		(*at)++;
	return *at > from;
}

/* RFC 8259, section 6. */
static bool is_json_number(struct slice s)
{
	size_t at = s.len && s.data[0] == '-' ? 1 : 0;

	if (at < s.len && s.data[at] == '0')
		at++;
	else if (!json_digits(s, &at))
		return false;
	if (at < s.len && s.data[at] == '.') {
		at++;
		if (!json_digits(s, &at))
			return false;
	}
	if (at < s.len && (s.data[at] == 'e' || s.data[at] == 'E')) {
		at++;
		if (at < s.len && (s.data[at] == '+' || s.data[at] == '-'))
			at++;
		if (!json_digits(s, &at))
			return false;
	}
	return at == s.len;
}

static bool is_one_of(struct slice text, const char *a, const char *b, const char *c)
{
	return slice_equal(text, slice_of(a)) || slice_equal(text, slice_of(b)) ||
	       slice_equal(text, slice_of(c));
}

static void resolve_plain(struct value *value)
{
	struct slice text = value->text;

	if (text.len == 0 || slice_equal(text, SLICE("~")) ||
	    is_one_of(text, "null", "Null", "NULL")) {
		value->kind = VALUE_NULL;
	} else if (is_one_of(text, "true", "True", "TRUE")) {
		value->kind = VALUE_BOOL;
		value->truth = true;
	} else if (is_one_of(text, "false", "False", "FALSE")) {
		value->kind = VALUE_BOOL;
	} else if (is_json_number(text)) {
		value->kind = VALUE_NUMBER;
	}
}

/* Puts a value where the document has it. */
static bool attach(struct yaml_reader *reader, struct value *value)
{
	struct level *level;
	struct value *old;

	if (reader->depth == 0) {
		reader->root = value;
		return true;
	}
	level = &reader->level[reader->depth - 1];
	if (level->parent->kind == VALUE_MAP) {
		if (!level->has_key)
			return false;
		level->has_key = false;
		value->key = level->key;
		old = value_member(level->parent, level->key);
		if (old)
			value_remove(level->parent, old);
		if (level->parent->count >= VALUE_MAX_MEMBERS)
			return false;
	}
	value_append(level->parent, value);
	return true;
}

static struct value *add(struct yaml_reader *reader, enum value_kind kind)
{
	struct value *value = value_new(reader->arena, kind);

	if (!value)
		reader->out_of_memory = true;
	return value && attach(reader, value) ? value : NULL;
}

static bool add_scalar(struct yaml_reader *reader, const yaml_event_t *event)
{
	struct slice text = {(const char *)event->data.scalar.value, event->data.scalar.length};
	struct level *level = reader->depth ? &reader->level[reader->depth - 1] : NULL;
	struct value *value;

	if (!arena_copy(reader->arena, text, &text)) {
		reader->out_of_memory = true;
		return false;
	}
	if (level && level->parent->kind == VALUE_MAP && !level->has_key) {
		level->key = text;
		level->has_key = true;
		return true;
	}
	value = add(reader, VALUE_STRING);
	if (!value)
		return false;
	value->text = text;
	if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	    event->data.scalar.plain_implicit)
		resolve_plain(value);
	return true;
}

static bool open_level(struct yaml_reader *reader, enum value_kind kind)
{
	struct value *parent;

	if (reader->depth == VALUE_MAX_DEPTH)
		return false;
	parent = add(reader, kind);
	if (!parent)
		return false;
	reader->level[reader->depth++] = (struct level){.parent = parent};
	return true;
}

static bool take(struct yaml_reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return add_scalar(reader, event);
	case YAML_ALIAS_EVENT:
		return add(reader, VALUE_NULL) != NULL;
	case YAML_SEQUENCE_START_EVENT:
		return open_level(reader, VALUE_LIST);
	case YAML_MAPPING_START_EVENT:
		return open_level(reader, VALUE_MAP);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		reader->depth--;
		return true;
	case YAML_DOCUMENT_START_EVENT:
		return !reader->root; /* a second document is one too many */
	default:
		return true;
	}
}

static bool read_all(struct yaml_reader *reader)
{
	yaml_event_t event;
	bool good = true, end = false;

	while (good && !end) {
		if (!yaml_parser_parse(&reader->parser, &event)) {
			if (reader->parser.error == YAML_MEMORY_ERROR)
				reader->out_of_memory = true;
			return false;
		}
		good = take(reader, &event);
		end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	return good;
}

bool yaml_read(struct slice text, struct arena *arena, struct value **root, struct err *err)
{
	struct yaml_reader reader = {.arena = arena};

	*root = NULL;
	if (!yaml_parser_initialize(&reader.parser))
		return err_no_memory(err);
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text.data, text.len);
	if (read_all(&reader))
		*root = reader.root;
	yaml_parser_delete(&reader.parser);
	return reader.out_of_memory ? err_no_memory(err) : true;
}
