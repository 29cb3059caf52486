#include "text/markup/markdown_html.h"

#include <stdint.h>

#include "base/ascii.h"
#include "base/compiler.h"
#include "base/utf8.h"

/* Whether s starts with that name, in any case, and no letter or digit after it. */
static bool starts_name(struct slice s, struct slice name)
{
	char next = s.len > name.len ? s.data[name.len] : 0;

	if (s.len < name.len)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		if (ascii_lower(s.data[i]) != name.data[i])
			return false;
	}
	return !ascii_is_letter(next) && !(next >= '0' && next <= '9');
}

bool markdown_html_is_break(struct slice tag)
{
	return tag.len > 1 && starts_name(slice_from(tag, 1), SLICE("br"));
}

/* After "</name" and its '>' in s; s.len if the element is not closed. */
static size_t element_end(struct slice s, struct slice name)
{
	size_t at = 0;

	while ((at = slice_find(s, at, SLICE("</"))) < s.len) {
		at += 2;
		if (starts_name(slice_from(s, at), name)) {
			at = slice_find_byte(s, at, '>');
			return at < s.len ? at + 1 : s.len;
		}
	}
	return s.len;
}

/* Bytes of the tag, comment, script or style that s starts with; 0: its '<' is text. */
static size_t markup_length(struct slice s)
{
	char next = s.len > 1 ? s.data[1] : 0;
	size_t end;

	if (slice_starts(s, SLICE("<!--"))) {
		end = slice_find(s, 4, SLICE("-->"));
		return end < s.len ? end + 3 : s.len;
	}
	if (!ascii_is_letter(next) && next != '/' && next != '!' && next != '?')
		return 0;
	if (starts_name(slice_from(s, 1), SLICE("script")))
		return element_end(s, SLICE("script"));
	if (starts_name(slice_from(s, 1), SLICE("style")))
		return element_end(s, SLICE("style"));
	end = slice_find_byte(s, 0, '>');
	return end < s.len ? end + 1 : s.len;
}

/* Appends the character that the numeric entity at the start of s means. 0: it is none. */
static size_t numeric_entity(struct slice s, struct buf *out)
{
	bool hex = s.len > 2 && ascii_lower(s.data[2]) == 'x';
	size_t at = hex ? 3 : 2, from = at;
	uint32_t code_point = 0;
	char bytes[4];

	for (; at < s.len && at - from < 7; at++) {
		char c = ascii_lower(s.data[at]);

		if (c >= '0' && c <= '9')
			code_point = code_point * (hex ? 16 : 10) + (uint32_t)(c - '0');
		else if (hex && c >= 'a' && c <= 'f')
			code_point = code_point * 16 + (uint32_t)(c - 'a' + 10);
		else
			break;
	}
	if (at == from || at == s.len || s.data[at] != ';')
		return 0;
	if (code_point == 0 || code_point > 0x10FFFF ||
	    (code_point >= 0xD800 && code_point <= 0xDFFF))
		code_point = 0xFFFD;
	buf_append(out, slice_make(bytes, utf8_encode(code_point, bytes)));
	return at + 1;
}

/* Appends what the entity at the start of s, a '&', means. 0: it is none that we know. */
static size_t entity(struct slice s, struct buf *out)
{
	static const struct {
		struct slice name, text;
		/* clang-format off */
	} known[] = {
		{{"&amp;", 5}, {"&", 1}},
		{{"&lt;", 4}, {"<", 1}},
		{{"&gt;", 4}, {">", 1}},
		{{"&quot;", 6}, {"\"", 1}},
		{{"&apos;", 6}, {"'", 1}},
		{{"&nbsp;", 6}, {"\xC2\xA0", 2}},
		{{"&shy;", 5}, {"", 0}},
		{{"&ndash;", 7}, {"\xE2\x80\x93", 3}},
		{{"&mdash;", 7}, {"\xE2\x80\x94", 3}},
		{{"&lsquo;", 7}, {"\xE2\x80\x98", 3}},
		{{"&rsquo;", 7}, {"\xE2\x80\x99", 3}},
		{{"&ldquo;", 7}, {"\xE2\x80\x9C", 3}},
		{{"&rdquo;", 7}, {"\xE2\x80\x9D", 3}},
		{{"&hellip;", 8}, {"\xE2\x80\xA6", 3}},
	};
	/* clang-format on */

	if (slice_starts(s, SLICE("&#")))
		return numeric_entity(s, out);
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (slice_starts(s, known[i].name)) {
			buf_append(out, known[i].text);
			return known[i].name.len;
		}
	}
	return 0;
}

/* Ends the line that started at `from`: no blanks around it, and no line if nothing is left. */
static void end_line(struct buf *out, size_t *from)
{
	struct slice line;

	if (buf_failed(out))
		return;
	line = slice_trim(slice_from(buf_slice(out), *from));
	if (line.len)
		memmove(out->data + *from, line.data, line.len);
	out->len = *from + line.len;
	if (line.len)
		buf_push(out, '\n');
	*from = out->len;
}

void markdown_html_text(struct slice html, struct buf *out)
{
	size_t line = out->len;

	for (size_t at = 0; at < html.len;) {
		struct slice rest = slice_from(html, at);
		size_t length = 0;

		if (rest.data[0] == '<') {
			length = markup_length(rest);
			if (length && markdown_html_is_break(rest))
				end_line(out, &line);
		} else if (rest.data[0] == '&') {
			length = entity(rest, out);
		} else if (rest.data[0] == '\n') {
			end_line(out, &line);
			length = 1;
		}
		if (length == 0) {
			buf_push(out, rest.data[0]);
			length = 1;
		}
		at += length;
	}
	end_line(out, &line);
}
