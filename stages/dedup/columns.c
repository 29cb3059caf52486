#include "columns.h"

#include "base/utf8.h"

enum { WIDTH = 46, MOST_LINES = 12 };

/* Controls, line ends, and what turns the direction of writing. */
static bool is_unsafe(uint32_t c)
{
	return c < ' ' || (c >= 0x7F && c < 0xA0) || (c >= 0x200E && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x061C;
}

/* How many places a code point takes: two for those that are wide in East Asia. */
static unsigned width_of(uint32_t c)
{
	bool is_wide = (c >= 0x1100 && c < 0x1160) || (c >= 0x2E80 && c < 0xA4D0) ||
		       (c >= 0xAC00 && c < 0xD7A4) || (c >= 0xF900 && c < 0xFB00) ||
		       (c >= 0xFE30 && c < 0xFE70) || (c >= 0xFF01 && c < 0xFF61) ||
		       (c >= 0x1F300 && c < 0x1FB00) || (c >= 0x20000 && c < 0x40000);

	if (c >= 0x0300 && c < 0x0370)
		return 0;
	return is_wide ? 2 : 1;
}

static size_t put_clean(struct slice text, size_t at, struct buf *out, unsigned *width)
{
	uint32_t c;
	size_t next = utf8_next(text, at, &c);

	if (is_unsafe(c))
		buf_push(out, ' ');
	else
		buf_append(out, slice_sub(text, at, next));
	*width += is_unsafe(c) ? 1 : width_of(c);
	return next;
}

void columns_clean(struct slice text, struct buf *out)
{
	unsigned ignored = 0;

	for (size_t at = 0; at < text.len;)
		at = put_clean(text, at, out, &ignored);
}

static bool is_blank(struct slice text, size_t at)
{
	return (unsigned char)text.data[at] <= ' ';
}

/* The end of what fits into a line, and where the next one begins. */
static size_t line_end(struct slice text, size_t from, size_t *next)
{
	size_t end = from, blank = from;
	unsigned width = 0;

	while (end < text.len) {
		uint32_t c;
		size_t after = utf8_next(text, end, &c);

		if (is_blank(text, end))
			blank = end;
		if (width + width_of(c) > WIDTH)
			break;
		width += width_of(c);
		end = after;
	}
	if (end < text.len && !is_blank(text, end) && blank > from)
		end = blank;
	*next = end;
	while (*next < text.len && is_blank(text, *next))
		++*next;
	return end;
}

/* Appends one line of the text, and moves on. */
static unsigned put_line(struct slice *text, struct buf *out)
{
	size_t next, end = line_end(*text, 0, &next);
	unsigned width = 0;

	for (size_t at = 0; at < end;)
		at = put_clean(*text, at, out, &width);
	*text = slice_from(*text, next);
	return width;
}

void columns_write(struct slice left, struct slice right, struct buf *out)
{
	for (unsigned line = 0; (left.len || right.len) && line < MOST_LINES; line++) {
		unsigned width;

		buf_append(out, SLICE("  "));
		width = put_line(&left, out);
		for (; right.len && width < WIDTH; width++)
			buf_push(out, ' ');
		if (right.len)
			buf_append(out, SLICE(" | "));
		put_line(&right, out);
		buf_push(out, '\n');
	}
	if (left.len || right.len)
		buf_append(out, SLICE("  ...\n"));
}
