#include "article/rules/line_cache.h"

#include <string.h>

const struct line_cache_line *line_cache_find(const struct line_cache *cache,
					      const struct line_cache_key *key)
{
	const struct line_cache_line *line = &cache->lines[key->hash % LINE_CACHE_LINES];

	if (line->hash != key->hash || line->language != key->language ||
	    line->position != key->position || line->len != key->text.len ||
	    memcmp(line->text, key->text.data, key->text.len) != 0)
		return NULL;
	return line;
}

void line_cache_keep(struct line_cache *cache, const struct line_cache_key *key, uint32_t shapes,
		     int rule)
{
	struct line_cache_line *line = &cache->lines[key->hash % LINE_CACHE_LINES];

	line->hash = key->hash;
	line->language = key->language;
	line->position = key->position;
	line->shapes = shapes;
	line->rule = rule;
	line->len = (uint16_t)key->text.len;
	memcpy(line->text, key->text.data, key->text.len);
}
