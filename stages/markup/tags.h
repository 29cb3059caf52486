/*
 * tags: is there a template tag at this place of a text?
 *
 * Four styles (see names.h). Hugo (https://gohugo.io/content-management/shortcodes/): arguments in
 * quotes may hold the closing mark; what has a comment mark after the opening one is an escape, no
 * tag. Liquid (https://shopify.github.io/liquid/). WordPress (get_shortcode_regex() in its
 * wp-includes/shortcodes.php): a tag ends at the first ']'; [[name]] is an escape.
 */
#ifndef WIREWASH_MARKUP_TAGS_H
#define WIREWASH_MARKUP_TAGS_H

#include "names.h"

enum tag_form { FORM_OPEN, FORM_CLOSE, FORM_SELF };

struct tag {
	size_t from, to; /* bytes of the text */
	enum style style;
	enum tag_form form;
	bool sure;                /* it is a tag even if no other one makes a pair with it */
	bool lone;                /* it is one if it is alone on its line */
	struct slice name;        /* of an end tag too: without the slash, or the "end" of Liquid */
	struct slice arguments;   /* what is after the name, in the text */
	const struct name *known; /* or NULL */

	/* For who makes pairs of them: indices into an array of tags, plus 1; 0: none. */
	size_t pair;   /* the other half */
	size_t before; /* the open tag of the same name before this one */
	size_t latest; /* with the first tag of a name: the latest one that is open */
};

struct tag_reader {
	struct slice text;
	const struct markup_names *names;
	size_t effort; /* bytes looked at in vain, and perhaps not for the last time */
};

/*
 * Reads the tag that starts at `at`, a '{' or a '['. Returns false when there is none, nor anything
 * that could be one half of a pair. What counts in `effort` may be looked at again from another
 * place: a caller that wants linear time gives up when that is far more than the text is long.
 */
bool tag_read(struct tag_reader *reader, size_t at, struct tag *tag);

/* The value in quotes of a tag's argument, as in caption="value"; false when it has none. */
bool tag_argument(const struct tag *tag, struct slice name, struct slice *value);

#endif
