#include "text/words/langtag.h"

#include "base/ascii.h"

#include <unicode/uloc.h>

bool langtag_language(struct slice tag, char code[static LANGTAG_CODE])
{
	size_t len = 0;
	const char *known;

	while (len < tag.len && len < LANGTAG_CODE && ascii_is_letter(tag.data[len]))
		len++;
	if (len < 2 || len >= LANGTAG_CODE ||
	    (len < tag.len && tag.data[len] != '-' && tag.data[len] != '_'))
		return false;
	for (size_t i = 0; i < len; i++)
		code[i] = (char)(tag.data[i] | 0x20);
	code[len] = '\0';
	known = uloc_getISO3Language(code);
	if (strlen(known) == LANGTAG_CODE - 1)
		memcpy(code, known, LANGTAG_CODE);
	return true;
}

/* Cuts the next item off a list, without blanks. */
static bool next_item(struct slice *list, struct slice *item)
{
	size_t end = slice_find_byte(*list, 0, ',');

	if (!list->len)
		return false;
	*item = slice_trim(slice_sub(*list, 0, end));
	*list = slice_from(*list, end < list->len ? end + 1 : end);
	return true;
}

static bool has_language(struct slice list, const char *language)
{
	char code[LANGTAG_CODE];
	struct slice tag;

	while (next_item(&list, &tag)) {
		if (langtag_language(tag, code) && strcmp(code, language) == 0)
			return true;
	}
	return false;
}

bool langtag_lists_meet(struct slice tags, struct slice others)
{
	char code[LANGTAG_CODE];
	struct slice tag;

	while (next_item(&tags, &tag)) {
		if (langtag_language(tag, code) && has_language(others, code))
			return true;
	}
	return false;
}
