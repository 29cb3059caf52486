#include "text/markup/html_parts.h"

#include "base/ascii.h"
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
	bool nested;            /* the page is a frame's own, within another */
	unsigned char unclosed; /* bits of enum opaque: no end tag of it is after `at` */
	unsigned char uneven;   /* likewise: one was found to have more start than end tags */
};

/* Elements whose content the parser must not see, as they open. */
enum opaque {
	OPAQUE_SCRIPT,
	OPAQUE_STYLE,
	OPAQUE_NOSCRIPT,
	OPAQUE_TEMPLATE,
	OPAQUE_SVG,
	OPAQUE_MATH,
	OPAQUE_IFRAME,
	OPAQUE_TEXTAREA,
	OPAQUE_COUNT
};

static const struct slice opaque_names[OPAQUE_COUNT] = {
	SLICE_INIT("script"), SLICE_INIT("style"), SLICE_INIT("noscript"), SLICE_INIT("template"),
	SLICE_INIT("svg"),    SLICE_INIT("math"),  SLICE_INIT("iframe"),   SLICE_INIT("textarea"),
};

/* A <noscript> of so many words holds what the page is about: pages that scripts write give it to
 * crawlers so (Discourse, Blogger). Others hold a tracker's picture or ask for scripts. */
enum { NOSCRIPT_WORDS = 60 };

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
	return ascii_is_space(next) || next == '/' || next == '>';
}

/* Lets go of the bytes [from, to); those before it are copied. */
static void cut(struct strip *strip, size_t from, size_t to)
{
	buf_append(strip->out, slice_sub(strip->page, strip->copied, from));
	strip->copied = to;
}

/* Whether a tag has this word (in lower case) anywhere. */
static bool has_word(struct slice tag, struct slice word)
{
	for (size_t at = 0; at + word.len <= tag.len; at++)
		if (goes_on(tag, at, word))
			return true;
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

/* The end tag that closes what is open at `at`, with others of its name inside; or the page's end.
 */
static size_t find_match(struct slice page, size_t at, struct slice name)
{
	unsigned open = 1;

	for (; (at = slice_find_byte(page, at, '<')) < page.len; at++) {
		if (is_tag(page, at + 1, name))
			open++;
		else if (at + 1 < page.len && page.data[at + 1] == '/' &&
			 goes_on(page, at + 2, name) && --open == 0)
			return at;
	}
	return page.len;
}

/* The end tag of an opaque element; the page's end if it is never closed. Linear over a whole page.
 */
static size_t find_end(struct strip *strip, size_t at, enum opaque kind)
{
	unsigned char bit = (unsigned char)(1u << kind);
	size_t end;

	if (strip->unclosed & bit)
		return strip->page.len;
	if (kind == OPAQUE_TEMPLATE && !(strip->uneven & bit)) {
		end = find_match(strip->page, at, opaque_names[kind]);
		if (end < strip->page.len)
			return end;
		strip->uneven |= bit;
	}
	end = find_close(strip->page, at, opaque_names[kind]);
	if (end == strip->page.len)
		strip->unclosed |= bit;
	return end;
}

/* Whether HTML has at least so many words outside of its tags, scripts and styles. */
static bool has_words(struct slice html, unsigned least)
{
	unsigned words = 0;
	bool in_word = false;

	for (size_t at = 0; at < html.len && words < least; at++) {
		char c = html.data[at];

		if (c == '<') {
			if (is_tag(html, at + 1, opaque_names[OPAQUE_SCRIPT]))
				at = find_close(html, at + 1, opaque_names[OPAQUE_SCRIPT]);
			else if (is_tag(html, at + 1, opaque_names[OPAQUE_STYLE]))
				at = find_close(html, at + 1, opaque_names[OPAQUE_STYLE]);
			at = slice_find_byte(html, at, '>');
			in_word = false;
		} else if ((unsigned char)c >= 0xE3 && (unsigned char)c <= 0xE9) {
			words++; /* Chinese and Japanese are written without spaces */
			at += 2;
		} else {
			words += !in_word && !ascii_is_space(c);
			in_word = !ascii_is_space(c);
		}
	}
	return words >= least;
}

/* Letters that libxml2 takes for those of an element's name. */
static size_t name_end(struct slice page, size_t at)
{
	while (at < page.len &&
	       (ascii_is_letter(page.data[at]) ||
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

static bool strip_page(struct strip *strip);

/* The document in a frame's srcdoc attribute is written in front of the frame. */
static bool pass_frame(struct strip *strip, size_t from, uint32_t first)
{
	struct html *html = strip->html;
	struct slice source = {0};
	struct strip inner = {.html = html, .out = strip->out, .nested = true};
	struct buf copy = {0}; /* html->values moves as it grows */
	bool good;

	for (uint32_t i = first; i < html->attribute_count; i++)
		if (html->attributes[i].name == HTML_AT_SRCDOC)
			source = html_value(html, &html->attributes[i]);
	if (source.len == 0 || strip->nested)
		return true;
	buf_append(&copy, source);
	cut(strip, from, from);
	inner.page = buf_slice(&copy);
	buf_append(strip->out, SLICE("<div>"));
	good = !buf_failed(&copy) && strip_page(&inner);
	buf_append(strip->out, SLICE("</div>"));
	buf_free(&copy);
	return good;
}

/* Which opaque element the name at `at` is; OPAQUE_COUNT: none. */
static enum opaque opaque_at(struct slice page, size_t at)
{
	unsigned kind = 0;

	while (kind < OPAQUE_COUNT && !is_tag(page, at, opaque_names[kind]))
		kind++;
	return (enum opaque)kind;
}

/* An opaque element's content [from, to) is removed; JSON-LD is listed. */
static bool drop_content(struct strip *strip, enum opaque kind, size_t from, size_t to)
{
	struct slice tag = slice_sub(strip->page, strip->at, from);

	strip->at = to;
	cut(strip, from, to);
	if (kind == OPAQUE_SCRIPT && !strip->nested && has_word(tag, SLICE("ld+json")))
		return list_json_ld(strip->html, slice_sub(strip->page, from, to));
	return true;
}

/*
 * Whether a reader sees an opaque element's content, which begins at `content` and ends at *close:
 * it is never closed, is a shadow tree, or a <noscript> that holds the page's text.
 */
static bool is_seen(struct strip *strip, enum opaque kind, size_t content, size_t *close)
{
	struct slice page = strip->page, tag = slice_sub(page, strip->at, content);

	*close = find_end(strip, content, kind);
	if (kind == OPAQUE_SCRIPT || kind == OPAQUE_STYLE)
		return false;
	return *close == page.len ||
	       (kind == OPAQUE_TEMPLATE && has_word(tag, SLICE("shadowroot"))) ||
	       (kind == OPAQUE_NOSCRIPT &&
		has_words(slice_sub(page, content, *close), NOSCRIPT_WORDS));
}

/* A start tag; with all its content, if that is no text. */
static bool pass_tag(struct strip *strip)
{
	struct slice page = strip->page;
	struct html *html = strip->html;
	size_t from = strip->at, name = name_end(page, from + 1), end, after, close = 0;
	uint32_t first = html->attribute_count;
	enum opaque kind = opaque_at(page, from + 1);
	bool good, is_empty, seen;

	end = html_read_attributes(html, page, name, &good);
	if (!good || (kind == OPAQUE_IFRAME && !pass_frame(strip, from, first)))
		return false;
	is_empty = end < page.len && page.data[end] == '/';
	after = end + (end == page.len ? 0 : is_empty ? 2 : 1);
	/* Only foreign elements can be empty by their tag. */
	if (is_empty && (kind == OPAQUE_SVG || kind == OPAQUE_MATH))
		kind = OPAQUE_COUNT;
	seen = kind != OPAQUE_COUNT && is_seen(strip, kind, after, &close);
	if (seen || kind == OPAQUE_NOSCRIPT || kind == OPAQUE_TEMPLATE) {
		strip->at = seen ? after : close;
		cut(strip, from, strip->at);
		return true;
	}
	if (end > name || strip->places)
		cut(strip, name, end);
	if ((html->attribute_count > first || strip->places) && !number_tag(strip, from, first))
		return false;
	if (strip->copied == end && is_empty)
		buf_push(strip->out, ' ');
	if (kind != OPAQUE_COUNT)
		return drop_content(strip, kind, after, close);
	strip->at = after;
	return true;
}

/* An end tag. A page's text may go on after that of its body, as browsers have it. */
static void pass_end_tag(struct strip *strip)
{
	/* clang-format off */
	static const struct slice dropped[] = {
		SLICE_INIT("body"), SLICE_INIT("html"), SLICE_INIT("noscript"), SLICE_INIT("template"),
	};
	/* clang-format on */
	size_t from = strip->at, end;

	strip->at += 2;
	for (size_t i = 0; i < COUNT_OF(dropped); i++) {
		if (!is_tag(strip->page, from + 2, dropped[i]) || strip->no_tag_end)
			continue;
		end = slice_find_byte(strip->page, from, '>');
		strip->no_tag_end = end == strip->page.len;
		if (strip->no_tag_end)
			return;
		cut(strip, from, end + 1);
		strip->at = end + 1;
		return;
	}
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

static bool strip_page(struct strip *strip)
{
	struct slice page = strip->page;

	while ((strip->at = slice_find_byte(page, strip->at, '<')) + 1 < page.len) {
		char next = page.data[strip->at + 1];

		if (ascii_is_letter(next)) {
			if (!pass_tag(strip))
				return false;
		} else if (next == '!' || next == '?') {
			pass_declaration(strip);
		} else if (next == '/') {
			pass_end_tag(strip);
		} else {
			strip->at++;
		}
	}
	cut(strip, page.len, page.len);
	return !buf_failed(strip->out);
}

bool html_strip(struct html *html, struct slice page, bool places, struct buf *out)
{
	struct strip strip = {.html = html, .page = page, .out = out, .places = places};

	buf_reserve(out, page.len + 1);
	return strip_page(&strip);
}
