#include "page_file.h"

#include "base/compiler.h"
#include "io/archive/http.h"
#include "io/formats/fields.h"
#include "text/markup/html.h"

/* How far before a page there may be something else, and from its end its last tag. */
enum { BEFORE_MAX = 4096, AFTER_MAX = 1024 };

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool begins_with(struct slice bytes, struct slice prefix)
{
	size_t at = 0;

	while (at < prefix.len && at < bytes.len && lower(bytes.data[at]) == prefix.data[at])
		at++;
	return at == prefix.len;
}

static bool is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool has_ending(struct slice name, const char *const *endings)
{
	name = slice_sub(name, 0, slice_find_byte(name, 0, '?'));
	for (; *endings; endings++) {
		size_t len = strlen(*endings);

		if (name.len >= len && field_is(slice_from(name, name.len - len), *endings))
			return true;
	}
	return false;
}

/* The name of the element whose tag the text begins with; empty when it begins with none. */
static struct slice first_tag(struct slice text)
{
	size_t end = 1;

	if (text.len < 2 || text.data[0] != '<' || !is_letter(text.data[1]))
		return slice_make(NULL, 0);
	while (end < text.len &&
	       (is_letter(text.data[end]) || (text.data[end] >= '0' && text.data[end] <= '9')))
		end++;
	if (end < text.len && !memchr("> \t\r\n\f/", text.data[end], 7))
		return slice_make(NULL, 0);
	return slice_sub(text, 1, end);
}

/* Whether it begins with an element that pages and parts of pages consist of. */
static bool begins_part(struct slice text)
{
	static const char *const names[] = {
		"article", "section", "main",       "div",     "p",      "table", "h1",
		"h2",      "h3",      "header",     "nav",     "script", "style", "iframe",
		"font",    "center",  "span",       "ul",      "ol",     "br",    "b",
		"a",       "figure",  "blockquote", "noscript"};
	struct slice tag = first_tag(text);

	for (size_t i = 0; tag.len && i < COUNT_OF(names); i++) {
		if (field_is(tag, names[i]))
			return true;
	}
	return false;
}

/* Whether the text ends with the end of an element, but for white space and comments. */
static bool ends_part(struct slice text)
{
	size_t open;

	text = slice_trim(text);
	if (!slice_ends(text, SLICE(">")))
		return false;
	open = text.len;
	while (open > 0 && text.data[open - 1] != '<')
		open--;
	if (!open || open == text.len)
		return false;
	return text.data[open] == '/' || text.data[open] == '!';
}

/* Whether a paragraph begins with neither a tag nor a blank, as Markdown's do between tags. */
static bool has_bare_paragraph(struct slice text)
{
	struct slice line;
	bool after_empty = false;

	while (slice_next_line(&text, &line)) {
		bool empty = !slice_trim(line).len;

		if (!empty && after_empty && !memchr("< \t&", line.data[0], 4))
			return true;
		after_empty = empty;
	}
	return false;
}

static void skip_comments(struct slice *text)
{
	*text = slice_trim(*text);
	while (slice_starts(*text, SLICE("<!--"))) {
		size_t end = slice_find(*text, 0, SLICE("-->"));

		*text = slice_trim(slice_from(*text, end < text->len ? end + 3 : end));
	}
}

/* Whether a page ends here: with </html>, and nothing but comments and ends of elements after it.
 */
static bool ends_page(struct slice text)
{
	size_t at = text.len > AFTER_MAX ? text.len - AFTER_MAX : 0;
	struct slice end = {0};

	while ((at = slice_find_byte(text, at, '<')) < text.len) {
		if (begins_with(slice_from(text, at), SLICE("</html>")))
			end = slice_from(text, at + 7);
		at++;
	}
	skip_comments(&end);
	while (slice_starts(end, SLICE("</"))) {
		size_t close = slice_find_byte(end, 0, '>');

		end = slice_from(end, close < end.len ? close + 1 : close);
		skip_comments(&end);
	}
	return end.data && !end.len;
}

/* Whether a page begins at one of the first lines, after what a server put there. */
static bool has_page_within(struct slice text)
{
	struct slice head = slice_sub(text, 0, text.len < BEFORE_MAX ? text.len : BEFORE_MAX);
	struct slice line;

	while (slice_next_line(&head, &line)) {
		line = slice_trim(line);
		if (begins_with(line, SLICE("<!doctype html")) || begins_with(line, SLICE("<html")))
			return true;
	}
	return false;
}

bool page_file(struct slice name, struct slice *text)
{
	static const char *const html[] = {".html", ".htm",  ".xhtml", ".shtml", ".php",
					   ".asp",  ".aspx", ".jsp",   ".cgi",   NULL};
	static const char *const markdown[] = {".md", ".markdown", ".mdown", ".mdx", ".rst", NULL};
	struct slice rest = *text;
	struct http_response response;

	if (begins_with(rest, SLICE("http/")) && http_parse(rest, &response) &&
	    page_file(name, &response.body)) {
		*text = response.body;
		return true;
	}
	if (html_begins_page(rest) || begins_with(slice_trim(rest), SLICE("<!doctypehtml")))
		return true;
	skip_comments(&rest);
	if (ends_page(rest) && (begins_part(rest) || has_page_within(rest)))
		return true;
	if (has_ending(name, html))
		return begins_part(rest) || ends_part(rest);
	return !has_ending(name, markdown) && begins_part(rest) && ends_part(rest) &&
	       !has_bare_paragraph(rest);
}
