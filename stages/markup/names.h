/*
 * names: the shortcodes and template tags that are known by name (data/shortcodes).
 */
#ifndef WIREWASH_MARKUP_NAMES_H
#define WIREWASH_MARKUP_NAMES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

enum style {
	STYLE_HUGO,      /* {{< name >}} and {{% name %}} */
	STYLE_LIQUID,    /* {% name %} */
	STYLE_OUTPUT,    /* {{ name }} */
	STYLE_WORDPRESS, /* [name] */
	STYLE_COUNT
};

/* How much it takes to believe that a name is a tag. */
enum sure {
	SURE_ALWAYS,
	SURE_ALONE,      /* it is alone on its line, has attributes, or is one of a pair */
	SURE_ATTRIBUTES, /* it has attributes or is one of a pair */
};

/* What becomes of the text between a pair of tags. */
enum inner { INNER_KEEP, INNER_DROP, INNER_CAPTION };

struct markup_names {
	struct name {
		enum style style;
		struct slice text; /* without the '*' of a prefix */
		bool prefix;
		enum sure sure;
		enum inner inner;
	} * items; /* sorted: by style, prefixes last, then by text */
	size_t count;
};

/* Reads the table from `data`, which must outlive it. */
bool names_load(struct markup_names *names, struct slice data, struct arena *arena,
		struct err *err);

/* The entry for a tag's name, or else the longest prefix of it; NULL when it is unknown. */
const struct name *names_find(const struct markup_names *names, enum style style,
			      struct slice text);

#endif
