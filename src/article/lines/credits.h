/* credits: what the top of a text says of the article: who wrote it, and what its title is. */
#ifndef WIREWASH_CREDITS_H
#define WIREWASH_CREDITS_H

#include "article/lines/labels.h"

/* The name in a dropped byline before the prose ("*By Ada Lovelace*"); empty when there is none. */
struct slice credits_author(const struct labels *labels);

/* The first line, if it is a Markdown heading of the first level, without its mark; else empty. */
struct slice credits_title(const struct labels *labels);

#endif
