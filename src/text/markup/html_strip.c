#include "text/markup/html_parts.h"

#include "base/compiler.h"

/* A page while what no reader sees is taken out of it. */
struct strip {
	struct html *html;
	struct slice page;
	size_t at;     /* looked at so far */
	size_t copied; /* the output covers so much */
	struct buf *out;
	bool places;         /* of all start tags are wanted */
	bool no_comment_end; /* no "-->" is after `at`; likewise "?>", ">" */
	bool no_tag_end;
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Whether the page continues with `word` (in lower case) at `at`, in any case. */
static bool goes_on(struct slice page, size_t at, struct slice word)
{
	if (page.len - at < word.len)
		return false;
	for (size_t i = 0; i < word.len; i++)
		if ((page.data[at + i] | 0x20) != (word.data[i] | 0x20))
			return false;
	return true;
}

/* Whether a tag of this name is at `at`, which is after the '<'. */
static bool is_tag(struct slice page, size_t at, struct slice name)
{
	char next;

	if (!goes_on(page, at, name) || at + name.len >= page.len)
		return false;
	next = page.data[at + name.len];
	return is_space(next) || next == '/' || next == '>';
}

/* Lets go of the bytes [from, to); those before it are copied. */
static void cut(struct strip *strip, size_t from, size_t to)
{
	buf_append(strip->out, slice_sub(strip->page, strip->copied, from));
	strip->copied = to;
}

static bool has_json_ld(struct slice tag)
{
	for (size_t at = 0; at < tag.len; at++) {
		at = slice_find_byte(tag, at, '+');
		if (at >= 2 && at < tag.len && goes_on(tag, at - 2, SLICE("ld+json")))
			return true;
	}
	return false;
}

static bool list_json_ld(struct html *html, struct slice content)
{
	if (!html_grow(&html->json_ld, html->json_ld_count, &html->json_ld_cap,
		       sizeof(*html->json_ld)))
		return false;
	html->json_ld[html->json_ld_count++] = content;
	return true;
}

/* Where "</name" is at or after `at`, or the page's end. */
static size_t find_close(struct slice page, size_t at, struct slice name)
{
	while ((at = slice_find_byte(page, at, '<')) < page.len) {
		if (at + 1 < page.len && page.data[at + 1] == '/' && goes_on(page, at + 2, name))
			return at;
		at++;
	}
	return page.len;
}

/* Letters that libxml2 takes for those of an element's name. */
static size_t name_end(struct slice page, size_t at)
{
	while (at < page.len &&
	       (is_letter(page.data[at]) ||
		(page.data[at] >= '-' && page.data[at] <= ':' && page.data[at] != '/') ||
		page.data[at] == '_'))
		at++;
	return at;
}

/* The attribute that replaces all others: the number of the tag. */
static bool number_tag(struct strip *strip, size_t at, uint32_t from)
{
	struct html *html = strip->html;
	char text[] = " a=          ";
	size_t first = sizeof(text) - 1;

	if (!html_grow(&html->starts, html->start_count, &html->start_cap, sizeof(*html->starts)))
		return false;
	html->starts[html->start_count] = (struct html_start){from, html->attribute_count - from,
							      strip->places ? (uint32_t)at : 0};
	for (uint32_t number = html->start_count++; number > 0 || first == sizeof(text) - 1;
	     number /= 10)
		text[--first] = (char)('0' + number % 10);
	buf_append(strip->out, SLICE(" a="));
	return buf_append(strip->out, slice_make(text + first, sizeof(text) - 1 - first));
}

/* A start tag; with all its content, if that is no text. */
static bool pass_tag(struct strip *strip)
{
	static const struct slice raw[] = {SLICE_INIT("script"), SLICE_INIT("style")};
	struct slice page = strip->page;
	struct html *html = strip->html;
	size_t from = strip->at, name = name_end(page, from + 1), end;
	uint32_t first = html->attribute_count;
	bool good;

	end = html_read_attributes(html, page, name, &good);
	if (!good)
		return false;
	if (end > name || strip->places)
		cut(strip, name, end);
	if ((html->attribute_count > first || strip->places) && !number_tag(strip, from, first))
		return false;
	if (strip->copied == end && end < page.len && page.data[end] == '/')
		buf_push(strip->out, ' ');
	end += end == page.len ? 0 : page.data[end] == '/' ? 2 : 1;
	strip->at = end;
	for (size_t i = 0; i < COUNT_OF(raw); i++) {
		if (!is_tag(page, from + 1, raw[i]))
			continue;
		strip->at = find_close(page, end, raw[i]);
		cut(strip, end, strip->at);
		if (i == 0 && has_json_ld(slice_sub(page, from, end)))
			return list_json_ld(html, slice_sub(page, end, strip->at));
		break;
	}
	return true;
}

/* "<!" or "<?": a comment, a declaration, a processing instruction. */
static void pass_declaration(struct strip *strip)
{
	struct slice page = strip->page;
	size_t end = page.len;

	if (goes_on(page, strip->at, SLICE("<!--")) && !strip->no_comment_end) {
		/* The shortest comments are <!--> and <!--->. */
		end = slice_find(page, strip->at + 2, SLICE("-->"));
		strip->no_comment_end = end == page.len;
		end += 3;
	}
	if (end >= page.len && !strip->no_tag_end) {
		end = slice_find_byte(page, strip->at, '>');
		strip->no_tag_end = end == page.len;
		end++;
	}
	if (end > page.len)
		end = strip->at + 2;
	cut(strip, strip->at, end);
	strip->at = end;
}

bool html_strip(struct html *html, struct slice page, bool places, struct buf *out)
{
	struct strip strip = {.html = html, .page = page, .out = out, .places = places};

	buf_reserve(out, page.len + 1);
	while ((strip.at = slice_find_byte(page, strip.at, '<')) + 1 < page.len) {
		char next = page.data[strip.at + 1];

		if (is_letter(next)) {
			if (!pass_tag(&strip))
				return false;
		} else if (next == '!' || next == '?') {
			pass_declaration(&strip);
		} else {
			strip.at++;
		}
	}
	cut(&strip, page.len, page.len);
	return !buf_failed(out);
}
