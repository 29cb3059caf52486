#include "text/unicode/sentence.h"
#include "text/words/lines.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "text/unicode/letters.h"

static bool is_blank(uint32_t c)
{
	return (c <= ' ' || c >= 0x7F) && letter_kind(c) == LETTER_SPACE;
}

static bool is_visible_ascii(char byte)
{
	return (unsigned char)byte > ' ' && (unsigned char)byte < 0x7F;
}

struct slice text_trim(struct slice text)
{
	size_t from = 0, to = text.len, next;
	uint32_t c;

	if (to > 0 && is_visible_ascii(text.data[0]) && is_visible_ascii(text.data[to - 1]))
		return text;
	while (from < to) {
		next = utf8_next(text, from, &c);
		if (!is_blank(c))
			break;
		from = next;
	}
	while (to > from) {
		next = utf8_before(text, to);
		utf8_next(text, next, &c);
		if (!is_blank(c))
			break;
		to = next;
	}
	return slice_sub(text, from, to);
}

static bool grow(struct text_lines *lines)
{
	size_t cap = lines->cap ? lines->cap * 2 : 256;
	struct line *items = realloc(lines->items, cap * sizeof(*items));

	if (!items)
		return false;
	lines->items = items;
	lines->cap = cap;
	return true;
}

bool text_split(struct text_lines *lines, struct slice text, struct err *err)
{
	struct slice rest = text, raw;
	uint32_t paragraph = 0;
	bool blank = false;

	lines->count = 0;
	while (slice_next_line(&rest, &raw)) {
		struct line *line;

		if (lines->count == UINT32_MAX)
			return err_set(err, ERR_LIMIT, "a text has more than %lu lines",
				       (unsigned long)UINT32_MAX);
		if (lines->count == lines->cap && !grow(lines))
			return err_no_memory(err);
		line = &lines->items[lines->count++];
		line->raw = raw;
		line->text = text_trim(raw);
		if (line->text.len > 0) {
			paragraph += blank;
			blank = false;
		} else {
			blank = true;
		}
		line->paragraph = paragraph;
	}
	return true;
}

void text_lines_free(struct text_lines *lines)
{
	free(lines->items);
	*lines = (struct text_lines){0};
}

static bool closes(uint32_t c)
{
	return c == '"' || c == '\'' || c == ')' || c == ']' || c == '*' || c == '_' || c == 0xBB ||
	       c == 0xAB || c == 0x2019 || c == 0x201D || c == 0x201C || c == 0x300D ||
	       c == 0x300F || c == 0xFF09 || is_blank(c);
}

bool line_ends_sentence_anyhow(struct slice text)
{
	size_t to = text.len;

	while (to > 0) {
		size_t before = utf8_before(text, to);
		uint32_t c;

		utf8_next(text, before, &c);
		if (!closes(c))
			return sentence_terminal(c);
		to = before;
	}
	return false;
}
