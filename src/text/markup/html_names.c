#include "text/markup/html_names.h"

#include <stdint.h>
#include <stdlib.h>

enum { SLOTS = 512 };

struct html_lookup {
	uint8_t tags[SLOTS]; /* open addressing; 0: free */
	uint8_t attributes[SLOTS];
};

const unsigned char html_kinds[HTML_TAG_COUNT] = {
#define X(name, spelled, kind) [HTML_##name] = HTML_##kind,
	HTML_TAGS(X)
#undef X
};

static const char *const tag_names[HTML_TAG_COUNT] = {"", "",
#define X(name, spelled, kind) spelled,
						      HTML_TAGS(X)
#undef X
};

static const char *const attribute_names[HTML_ATTRIBUTE_COUNT] = {"",
#define X(name, spelled) spelled,
								  HTML_ATTRIBUTES(X)
#undef X
};

_Static_assert(HTML_TAG_COUNT < 256 && HTML_ATTRIBUTE_COUNT < 256, "numbers fit into the tables");

/* The slot of a name: where it is, or the free one where it would. */
static unsigned place(const uint8_t *slots, const char *const *names, const char *name)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (const char *c = name; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619u;
	hash ^= hash >> 15;
	while (slots[hash % SLOTS] && strcmp(names[slots[hash % SLOTS]], name) != 0)
		hash++;
	return hash % SLOTS;
}

struct html_lookup *html_lookup_make(void)
{
	struct html_lookup *lookup = calloc(1, sizeof(*lookup));

	if (!lookup)
		return NULL;
	for (unsigned i = HTML_TEXT + 1; i < HTML_TAG_COUNT; i++)
		lookup->tags[place(lookup->tags, tag_names, tag_names[i])] = (uint8_t)i;
	for (unsigned i = HTML_AT_OTHER + 1; i < HTML_ATTRIBUTE_COUNT; i++)
		lookup->attributes[place(lookup->attributes, attribute_names, attribute_names[i])] =
			(uint8_t)i;
	return lookup;
}

enum html_tag html_tag_of(const struct html_lookup *lookup, const char *name)
{
	return (enum html_tag)lookup->tags[place(lookup->tags, tag_names, name)];
}

enum html_attribute_name html_attribute_of(const struct html_lookup *lookup, const char *name)
{
	return (enum html_attribute_name)
		lookup->attributes[place(lookup->attributes, attribute_names, name)];
}

const char *html_tag_name(unsigned tag)
{
	return tag_names[tag];
}
