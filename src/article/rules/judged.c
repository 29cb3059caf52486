#include "article/rules/judged.h"

#include <string.h>

const struct judged_line *judged_find(const struct judged *judged, const struct judged_key *key)
{
	const struct judged_line *line = &judged->lines[key->hash % JUDGED_LINES];

	if (line->hash != key->hash || line->language != key->language ||
	    line->position != key->position || line->len != key->text.len ||
	    memcmp(line->text, key->text.data, key->text.len) != 0)
		return NULL;
	return line;
}

void judged_keep(struct judged *judged, const struct judged_key *key, uint32_t shapes, int rule)
{
	struct judged_line *line = &judged->lines[key->hash % JUDGED_LINES];

	line->hash = key->hash;
	line->language = key->language;
	line->position = key->position;
	line->shapes = shapes;
	line->rule = rule;
	line->len = (uint16_t)key->text.len;
	memcpy(line->text, key->text.data, key->text.len);
}
