/*
 * value: what a YAML or TOML document holds, as a tree of scalars, lists and maps.
 *
 * All of a tree lives in one arena. A reader refuses documents beyond the limits below, so whoever
 * walks a tree may recurse and may look members up one by one.
 */
#ifndef WIREWASH_VALUE_H
#define WIREWASH_VALUE_H

#include "base/arena.h"
#include "base/buf.h"

enum { VALUE_MAX_DEPTH = 32, VALUE_MAX_MEMBERS = 256 };

enum value_kind {
	VALUE_NULL,
	VALUE_BOOL,
	VALUE_NUMBER,
	VALUE_STRING, /* dates too */
	VALUE_LIST,
	VALUE_MAP,
};

struct value {
	enum value_kind kind;
	bool truth;          /* of a bool */
	unsigned char mark;  /* for the reader that builds the tree; without meaning to others */
	struct slice text;   /* a string (valid UTF-8), or a number, spelled as JSON wants it */
	struct slice key;    /* its name, in a map */
	struct value *first; /* of a list or map */
	struct value *last;
	struct value *next; /* in the list or map that it is in */
	size_t count;       /* of a list or map */
};

/* A new value of that kind, otherwise zeroed; NULL when memory is short. */
struct value *value_new(struct arena *arena, enum value_kind kind);

/* Puts `child`, which has no parent yet, after the last of `parent`. */
void value_append(struct value *parent, struct value *child);

/* Takes `child` out of `parent`, where it is. */
void value_remove(struct value *parent, struct value *child);

/* The member of that name, or NULL; NULL too when `map` is no map. */
struct value *value_member(const struct value *map, struct slice key);

/*
 * Appends the value as JSON on one line. A failed append shows in the buf. Members keep their
 * order; nothing is escaped that JSON allows unescaped, but see json_write_string.
 */
void value_write_json(const struct value *value, struct buf *out);

#endif
