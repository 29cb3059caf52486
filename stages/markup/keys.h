/*
 * keys: what front matter calls things (data/front-matter-keys).
 */
#ifndef WIREWASH_MARKUP_KEYS_H
#define WIREWASH_MARKUP_KEYS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

/* What a key of front matter is for. */
enum role {
	ROLE_TITLE,
	ROLE_DATE,
	ROLE_URL,
	ROLE_AUTHOR,
	ROLE_LANG,
	ROLE_DESCRIPTION,
	ROLE_TAGS,
	ROLE_CATEGORIES,
	ROLE_DRAFT,
	ROLE_OTHER, /* known, but becomes no member */
	ROLE_COUNT
};

struct keys {
	struct key {
		struct slice name; /* lower case, without '_', '-' and blanks */
		enum role role;
		unsigned rank; /* within the role; the lowest is preferred */
	} * items;
	size_t count;
};

/* Reads the table from `data`, which must outlive it. */
bool keys_load(struct keys *keys, struct slice data, struct arena *arena, struct err *err);

/* The entry for a key as front matter spells it, whatever its case and joints; or NULL. */
const struct key *keys_find(const struct keys *keys, struct slice name);

#endif
