#include "text/words/wrapped.h"

#include <string.h>

#include "base/utf8.h"
#include "text/unicode/letters.h"

enum {
	LEAST = 50,       /* margins are looked for from here */
	MOST = 100,       /* to here */
	WORD_MOST = 40,   /* bytes; a longer word tells no margin: addresses, and scripts without
			     spaces */
	BREAKS = 4,       /* so many must be forced */
	CHAR_BYTES = 4,   /* at most */
	BLOCK_LEAST = 40, /* bytes; in a block a shorter line was not broken */
	BEYOND = 2,       /* one line beyond the margin speaks against it like so many breaks */
};

/* By margin; first as differences. */
struct margins {
	int32_t forced[MOST + 2], others[MOST + 2], beyond[MOST + 2];
};

/* Code points of the first `len` bytes, or more than `most`. */
static size_t count_chars(const char *text, size_t len, size_t most)
{
	return len > most * CHAR_BYTES ? most + 1 : utf8_count(slice_make(text, len));
}

/* With the blanks before it, without those after it. */
static size_t line_chars(const struct line *line)
{
	return count_chars(line->raw.data,
			   (size_t)(line->text.data + line->text.len - line->raw.data), MOST);
}

/* Characters of the first word, no more than WORD_MOST + 1 of them. */
static size_t first_word_chars(const struct line *line)
{
	size_t len = 0;

	while (len < line->text.len && line->text.data[len] != ' ' && line->text.data[len] != '\t')
		if (++len > WORD_MOST)
			return len;
	return count_chars(line->text.data, len, WORD_MOST);
}

static uint32_t first_char(const struct line *line)
{
	uint32_t c;

	utf8_next(line->text, 0, &c);
	return c;
}

/*
 * Whether the break before this line may tell a margin. Of titles one below the other most begin
 * with a capital, of the lines of a sentence few do.
 */
static bool is_telling(const struct line *line)
{
	uint32_t c = line->text.len > 0 ? first_char(line) : ' ';

	return letter_kind(c) == LETTER_ALPHA && letter_lower(c) == c;
}

/* A break after `chars` characters, before a word of `word`: at most margins it is forced or not.
 */
static void count_break(struct margins *margins, size_t chars, size_t word)
{
	size_t to = chars + 1 + word;

	if (chars < LEAST || chars > MOST || word > WORD_MOST)
		return;
	if (to > MOST + 1)
		to = MOST + 1;
	margins->forced[chars]++;
	margins->forced[to]--;
	margins->others[to]++;
}

/*
 * Whether enough breaks are where they may tell a margin. Few texts have them, and their
 * characters need not be counted to know.
 */
static bool may_be_wrapped(const struct text_lines *lines)
{
	unsigned breaks = 0;

	for (size_t i = 0; i + 1 < lines->count && breaks < BREAKS; i++) {
		size_t len = lines->items[i].text.len;

		breaks += len >= LEAST && len <= MOST * CHAR_BYTES &&
			  is_telling(&lines->items[i + 1]);
	}
	return breaks == BREAKS;
}

unsigned text_margin(const struct text_lines *lines)
{
	struct margins margins = {0};
	int32_t forced = 0, others = 0, beyond = 0, best = 0;
	unsigned found = 0;

	if (!may_be_wrapped(lines))
		return 0;
	for (size_t i = 0; i < lines->count; i++) {
		const struct line *line = &lines->items[i];
		size_t chars;

		if (line->text.len < LEAST)
			continue;
		chars = line_chars(line);
		beyond++;
		margins.beyond[chars <= MOST ? chars : MOST + 1]--;
		if (i + 1 < lines->count && is_telling(&line[1]))
			count_break(&margins, chars, first_word_chars(&line[1]));
	}
	for (unsigned margin = 0; margin <= MOST; margin++) {
		int32_t sum;

		forced += margins.forced[margin];
		others += margins.others[margin];
		beyond += margins.beyond[margin];
		sum = forced - others - BEYOND * beyond;
		if (forced >= BREAKS && sum > best) {
			best = sum;
			found = margin;
		}
	}
	return found;
}

static bool is_forced(const struct line *line, const struct line *next, unsigned margin)
{
	size_t chars, word;

	if (line->text.len == 0 || next->text.len == 0 ||
	    letter_kind(first_char(next)) == LETTER_SINGLE)
		return false;
	chars = line_chars(line);
	word = first_word_chars(next);
	return chars <= margin && chars + 1 + word > margin;
}

/* Stretches a line to the end of another one. */
static void join(struct line *line, const struct line *last)
{
	line->raw.len = (size_t)(last->raw.data + last->raw.len - line->raw.data);
	line->text.len = (size_t)(last->text.data + last->text.len - line->text.data);
}

void text_join_wrapped(struct text_lines *lines)
{
	unsigned margin = text_margin(lines);
	size_t count = 0;

	if (margin == 0)
		return;
	for (size_t i = 0, next; i < lines->count; i = next) {
		struct line *line = &lines->items[count++];

		*line = lines->items[i];
		for (next = i + 1; next < lines->count &&
				   is_forced(&lines->items[next - 1], &lines->items[next], margin);
		     next++)
			join(line, &lines->items[next]);
	}
	lines->count = count;
}

static size_t indentation(const struct line *line)
{
	return (size_t)(line->text.data - line->raw.data);
}

/* Whether a line begins with a bullet, or a number and a full stop. */
static bool begins_item(struct slice text)
{
	size_t at = 0;

	if (text.len > 1 && text.data[1] == ' ' && memchr("*+o#-@", text.data[0], 6))
		return true;
	while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9')
		at++;
	return at > 0 && at < text.len && (text.data[at] == '.' || text.data[at] == ')');
}

/* Whether a line was broken before the next one; `first`: it is the first of its block. */
static bool goes_on(const struct line *line, const struct line *next, bool first)
{
	size_t item = first && begins_item(line->text) ? 2 : 0;

	return line->text.len >= BLOCK_LEAST && next->text.len > 0 && !begins_item(next->text) &&
	       (indentation(next) == indentation(line) ||
		(item > 0 && indentation(next) >= indentation(line) + item));
}

void text_join_blocks(struct text_lines *lines)
{
	size_t count = 0;

	for (size_t i = 0, next; i < lines->count; i = next) {
		struct line *line = &lines->items[count++];

		*line = lines->items[i];
		for (next = i + 1;
		     next < lines->count &&
		     goes_on(&lines->items[next - 1], &lines->items[next], next == i + 1);
		     next++)
			join(line, &lines->items[next]);
	}
	lines->count = count;
}
