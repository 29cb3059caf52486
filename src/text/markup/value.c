#include "text/markup/value.h"

#include "record/json.h"

struct value *value_new(struct arena *arena, enum value_kind kind)
{
	struct value *value = arena_zalloc(arena, 1, sizeof(*value));

	if (value)
		value->kind = kind;
	return value;
}

void value_append(struct value *parent, struct value *child)
{
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->count++;
}

void value_remove(struct value *parent, struct value *child)
{
	struct value **link = &parent->first, *before = NULL;

	while (*link != child) {
		before = *link;
		link = &before->next;
	}
	*link = child->next;
	if (parent->last == child)
		parent->last = before;
	child->next = NULL;
	parent->count--;
}

struct value *value_member(const struct value *map, struct slice key)
{
	if (map->kind != VALUE_MAP)
		return NULL;
	for (struct value *member = map->first; member; member = member->next) {
		if (slice_equal(member->key, key))
			return member;
	}
	return NULL;
}

static void write_all(const struct value *parent, struct buf *out)
{
	bool map = parent->kind == VALUE_MAP;

	buf_push(out, map ? '{' : '[');
	for (const struct value *child = parent->first; child; child = child->next) {
		if (child != parent->first)
			buf_push(out, ',');
		if (map) {
			json_write_string(out, child->key);
			buf_push(out, ':');
		}
		value_write_json(child, out);
	}
	buf_push(out, map ? '}' : ']');
}

void value_write_json(const struct value *value, struct buf *out)
{
	switch (value->kind) {
	case VALUE_NULL:
		buf_append(out, SLICE("null"));
		break;
	case VALUE_BOOL:
		buf_append(out, value->truth ? SLICE("true") : SLICE("false"));
		break;
	case VALUE_NUMBER:
		buf_append(out, value->text);
		break;
	case VALUE_STRING:
		json_write_string(out, value->text);
		break;
	case VALUE_LIST:
	case VALUE_MAP:
		write_all(value, out);
		break;
	}
}
