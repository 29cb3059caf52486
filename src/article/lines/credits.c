#include "article/lines/credits.h"

#include "base/compiler.h"
#include "base/utf8.h"
#include "text/unicode/letters.h"

enum {
	NAME_WORDS = 5, /* a name, or two, is no longer, */
	NAME_BYTES = 60,
	TOP_ROWS = 6, /* and a byline is among the first rows */
};

static struct slice without_markup(struct slice text)
{
	while (text.len > 0 && (text.data[0] == '*' || text.data[0] == '_' || text.data[0] == ' '))
		text = slice_from(text, 1);
	while (text.len > 0 && (text.data[text.len - 1] == '*' || text.data[text.len - 1] == '_' ||
				text.data[text.len - 1] == ' '))
		text = slice_sub(text, 0, text.len - 1);
	return text;
}

/* Whether a text is capitalised words, as a name is; "and" and "de" may be among them. */
static bool is_name(struct slice text)
{
	size_t at = 0, words = 0, capitals = 0;
	bool begins = true;

	if (text.len == 0 || text.len > NAME_BYTES)
		return false;
	while (at < text.len) {
		uint32_t c;

		at = utf8_next(text, at, &c);
		if (letter_kind(c) == LETTER_DIGIT || letter_kind(c) == LETTER_SYMBOL || c == '/' ||
		    c == '@' || c == ':' || c == '|')
			return false;
		if (begins && letter_kind(c) == LETTER_ALPHA) {
			words++;
			capitals += letter_lower(c) != c;
		}
		begins = c == ' ';
	}
	return words >= 2 && words <= NAME_WORDS && capitals * 3 >= words * 2;
}

static struct slice name_in(struct slice line)
{
	static const struct slice words[] = {
		{"By ", 3},      {"by ", 3},          {"BY ", 3},     {"Von ", 4},   {"Par ", 4},
		{"Por ", 4},     {"Di ", 3},          {"Door ", 5},   {"Av ", 3},    {"Af ", 3},
		{"Author: ", 8}, {"Written by ", 11}, {"Autor: ", 7}, {"Text: ", 6},
	};

	line = without_markup(line);
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		struct slice name = slice_from(line, words[i].len < line.len ? words[i].len : 0);

		if (slice_starts(line, words[i]) && is_name(name))
			return without_markup(name);
	}
	return slice_make(NULL, 0);
}

struct slice credits_author(const struct labels *labels)
{
	for (size_t i = 0; i < labels->count && i < TOP_ROWS; i++) {
		const struct row *row = &labels->rows[i];
		struct slice name = slice_make(NULL, 0);

		if (row->dropped)
			name = name_in(row->text);
		if (name.len > 0)
			return name;
	}
	return slice_make(NULL, 0);
}

struct slice credits_title(const struct labels *labels)
{
	struct slice text;

	if (labels->count < 2 || labels->rows[0].dropped)
		return slice_make(NULL, 0);
	text = labels->rows[0].text;
	return slice_starts(text, SLICE("# ")) ? without_markup(slice_from(text, 2))
					       : slice_make(NULL, 0);
}
