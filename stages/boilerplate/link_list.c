#include "link_list.h"

#include <string.h>

enum {
	ENTRIES = 2, /* addresses that make a list */
	NUMBER_MOST = 99999,
	JUMP = 64, /* a mark's number is not further than this beyond the one before */
};

static struct slice trimmed(struct slice text)
{
	while (text.len > 0 && (text.data[0] == ' ' || text.data[0] == '\t'))
		text = slice_from(text, 1);
	while (text.len > 0 && (text.data[text.len - 1] == ' ' || text.data[text.len - 1] == '\r'))
		text = slice_sub(text, 0, text.len - 1);
	return text;
}

/* Reads a number at the beginning; returns its length, 0 when there is none. */
static size_t read_number(struct slice text, unsigned *number)
{
	size_t at = 0;

	*number = 0;
	while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9' &&
	       *number <= NUMBER_MOST)
		*number = *number * 10 + (unsigned)(text.data[at++] - '0');
	return at;
}

/* Whether a line is "12. ADDRESS", "[12] ADDRESS" or "[12]: ADDRESS". */
static bool is_entry(struct slice line, unsigned *number)
{
	bool bracket;
	size_t len;

	line = trimmed(line);
	bracket = line.len > 0 && line.data[0] == '[';
	line = slice_from(line, bracket ? 1 : 0);
	len = read_number(line, number);
	if (len == 0 || len + 2 > line.len || line.data[len] != (bracket ? ']' : '.'))
		return false;
	line = slice_from(line, len + 1);
	if (bracket && line.data[0] == ':')
		line = slice_from(line, 1);
	line = trimmed(line);
	return line.len > 2 && slice_find_byte(line, 0, ' ') == line.len &&
	       (slice_find_byte(line, 0, ':') < line.len ||
		slice_find_byte(line, 0, '/') < line.len);
}

static bool is_heading(struct slice line)
{
	static const struct slice names[] = {
		{"References", 10},
		{"References:", 11},
		{"Visible links", 13},
		{"Links", 5},
		{"Verweise", 8},
		{"R\xC3\xA9"
		 "f\xC3\xA9"
		 "rences",
		 12},
		{"Referencias", 11},
		{"Riferimenti", 11},
		{"Refer\xC3\xAAncias", 12},
		{"Visible links:", 14},
		{"Hidden links:", 13},
		{"Links:", 6},
	};

	line = trimmed(line);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_equal(line, names[i]))
			return true;
	return false;
}

/* The last line of text[0, to), without its end. */
static struct slice last_line(struct slice text, size_t to)
{
	size_t from = to;

	while (from > 0 && text.data[from - 1] != '\n')
		from--;
	return slice_sub(text, from, to);
}

/* Finds where the list at the end of the text begins; text.len when there is none. */
static size_t find_list(struct slice text, unsigned *highest)
{
	size_t at = text.len, begin = text.len, entries = 0;
	unsigned next = NUMBER_MOST;

	*highest = 0;
	for (;;) {
		size_t to = at > 0 && text.data[at - 1] == '\n' ? at - 1 : at;
		struct slice line = last_line(text, to);
		unsigned number;

		if (is_entry(line, &number) && number <= next) {
			next = number;
			entries++;
			begin = (size_t)(line.data - text.data);
			*highest = number > *highest ? number : *highest;
		} else if (entries > 0 && is_heading(line)) {
			begin = (size_t)(line.data - text.data);
		} else if (trimmed(line).len > 0) {
			break;
		}
		at = (size_t)(line.data - text.data);
		if (at == 0)
			break;
	}
	return entries >= ENTRIES ? begin : text.len;
}

/*
 * Whether a mark is before a link, as "[12]Home", or alone on its line, as that of a picture. A
 * note of the author's follows a word: "the islands [12], and".
 */
static bool marks_link(struct slice text, size_t open, size_t end)
{
	unsigned char before = open > 0 ? (unsigned char)text.data[open - 1] : '\n';
	unsigned char after = end < text.len ? (unsigned char)text.data[end] : '\n';

	if (before > ' ' && before != '(' && before != ']')
		return false;
	if (after == '\n')
		return trimmed(last_line(text, end)).len == end - open;
	return after > ' ' && !memchr(",.;:)!?", after, 7);
}

/* The next mark from *at on, whose number is at most `highest` and rises from *last. */
static bool next_mark(struct slice text, size_t *at, unsigned *last, unsigned highest,
		      struct slice *mark)
{
	for (;;) {
		size_t open = slice_find_byte(text, *at, '['), len;
		unsigned number;

		if (open == text.len)
			return false;
		*at = open + 1;
		len = read_number(slice_from(text, *at), &number);
		if (len == 0 || *at + len >= text.len || text.data[*at + len] != ']' ||
		    number > highest || number <= *last || number > *last + JUMP ||
		    !marks_link(text, open, *at + len + 1))
			continue;
		*mark = slice_sub(text, open, *at + len + 1);
		*at += len + 1;
		*last = number;
		return true;
	}
}

static size_t count_marks(struct slice text, unsigned highest)
{
	struct slice mark;
	size_t at = 0, count = 0;
	unsigned last = 0;

	while (next_mark(text, &at, &last, highest, &mark))
		count++;
	return count;
}

bool link_list_cut(struct arena *arena, struct slice text, struct link_list *links, bool *found)
{
	unsigned highest, last = 0;
	size_t begin = find_list(text, &highest), at = 0, from = 0, count, len = 0;
	struct slice body = slice_sub(text, 0, begin);
	char *out;

	*found = false;
	if (begin == text.len)
		return true;
	count = count_marks(body, highest);
	if (count == 0)
		return true;
	out = arena_bytes(arena, begin + 1);
	*links = (struct link_list){.before = text, .list = slice_from(text, begin)};
	links->marks = arena_alloc(arena, count * sizeof(*links->marks));
	if (!out || !links->marks)
		return false;
	while (links->mark_count < count) {
		struct slice mark;
		size_t to;

		next_mark(body, &at, &last, highest, &mark);
		to = (size_t)(mark.data - text.data);
		memcpy(out + len, text.data + from, to - from);
		len += to - from;
		links->marks[links->mark_count++] = (struct link_mark){to, mark.len, len};
		from = to + mark.len;
	}
	memcpy(out + len, text.data + from, begin - from);
	len += begin - from;
	links->after = slice_make(out, len);
	*found = true;
	return true;
}

/* The offset in `before` of an offset in `after`: of marks right there, before them. */
static size_t original_offset(const struct link_list *links, size_t offset)
{
	size_t from = 0, to = links->mark_count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (links->marks[middle].after < offset)
			from = middle + 1;
		else
			to = middle;
	}
	if (from == 0)
		return offset;
	return offset - links->marks[from - 1].after + links->marks[from - 1].at +
	       links->marks[from - 1].len;
}

struct slice link_list_original(const struct link_list *links, struct slice part)
{
	size_t from = (size_t)(part.data - links->after.data);

	return slice_sub(links->before, original_offset(links, from),
			 original_offset(links, from + part.len));
}
