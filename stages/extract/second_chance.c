#include "second_chance.h"

#include "base/compiler.h"
#include "base/utf8.h"
#include "text/markup/markdown_html.h"
#include "text/words/lines.h"

enum {
	BODY_WORDS = 50,   /* a body in JSON-LD that is taken has so many */
	BODY_TIMES = 4,    /* and so many times those found */
	FEW_WORDS = 60,    /* who has found more is content with it */
	DATA_WORDS = 40,   /* what is taken from elsewhere has so many, and twice those found */
	STRING_WORDS = 12, /* of a string of data that is prose */
	STRING_MAX = 1 << 20,
};

const char *text_source_name(enum text_source source)
{
	static const char *const names[] = {NULL,       "json-ld",  "script-data",
					    "template", "noscript", "description"};

	return names[source];
}

/* Whether a tag of an element that breaks the line is next. */
static bool begins_line(struct slice html)
{
	/* clang-format off */
	static const struct slice names[] = {
		SLICE_INIT("p>"), SLICE_INIT("p "), SLICE_INIT("div"), SLICE_INIT("h1"),
		SLICE_INIT("h2"),
		SLICE_INIT("h3"), SLICE_INIT("h4"), SLICE_INIT("li"), SLICE_INIT("br"),
		SLICE_INIT("tr"),
		SLICE_INIT("section"), SLICE_INIT("article"), SLICE_INIT("main"),
		SLICE_INIT("ul"), SLICE_INIT("table"),
	};
	/* clang-format on */

	if (html.len < 2 || html.data[0] != '<')
		return false;
	html = slice_from(html, html.data[1] == '/' ? 2 : 1);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (slice_starts(html, names[i]))
			return true;
	return false;
}

/* Replaces *out by a piece of HTML as text. */
static void take_html(struct slice html, struct buf *out)
{
	struct buf lines = {0};

	for (size_t at = 0, end; at < html.len; at = end) {
		end = slice_find_byte(html, at + 1, '<');
		if (begins_line(slice_from(html, at)))
			buf_push(&lines, '\n');
		buf_append(&lines, slice_sub(html, at, end));
	}
	buf_clear(out);
	markdown_html_text(buf_slice(&lines), out);
	buf_free(&lines);
	while (out->len > 0 && out->data[out->len - 1] == '\n')
		out->len--;
}

/* Four hexadecimal digits, or the replacement character. */
static uint32_t code_unit(struct slice digits)
{
	uint32_t value = 0;

	for (size_t i = 0; i < 4; i++) {
		char c = i < digits.len ? digits.data[i] : 0;

		if (c >= '0' && c <= '9')
			value = value * 16 + (uint32_t)(c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			value = value * 16 + (uint32_t)((c | 0x20) - 'a' + 10);
		else
			return 0xFFFD;
	}
	return value;
}

/* Appends a string of JSON decoded; a surrogate pair becomes one character. */
static void decode(struct slice raw, struct buf *out)
{
	for (size_t at = 0; at < raw.len; at++) {
		uint32_t c, low;
		char spelled[4];

		if (raw.data[at] != '\\' || at + 1 == raw.len) {
			buf_push(out, raw.data[at]);
			continue;
		}
		at++;
		if (raw.data[at] != 'u') {
			buf_push(out, raw.data[at] == 'n'   ? '\n'
				      : raw.data[at] == 't' ? ' '
				      : raw.data[at] == 'r' ? ' '
							    : raw.data[at]);
			continue;
		}
		c = code_unit(slice_from(raw, at + 1));
		at = at + 4 < raw.len ? at + 4 : raw.len - 1;
		if (c >= 0xD800 && c < 0xDC00 && at + 6 < raw.len && raw.data[at + 1] == '\\') {
			low = code_unit(slice_from(raw, at + 3));
			c = low >= 0xDC00 && low < 0xE000
				    ? 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00)
				    : 0xFFFD;
			at += 6;
		}
		c = (c >= 0xD800 && c < 0xE000) || c == 0 ? 0xFFFD : c;
		buf_append(out, slice_make(spelled, utf8_encode(c, spelled)));
	}
}

static bool is_prose(struct slice text)
{
	return words_count(text, 0) >= STRING_WORDS && line_ends_sentence(slice_trim(text)) &&
	       slice_find_byte(text, 0, '{') == text.len && slice_find(text, 0, SLICE("://")) > 8;
}

/* Appends the strings of data that are prose, but none that is there already. */
static void take_strings(struct slice data, struct buf *out)
{
	struct buf plain = {0}, decoded = {0};

	for (size_t at = slice_find_byte(data, 0, '"'), end; at < data.len;
	     at = slice_find_byte(data, end + 1, '"')) {
		struct slice text;

		for (end = at + 1; end < data.len && data.data[end] != '"'; end++)
			end += data.data[end] == '\\';
		if (end >= data.len)
			break;
		if (end - at < 4 * STRING_WORDS || end - at > STRING_MAX)
			continue;
		buf_clear(&decoded);
		buf_clear(&plain);
		decode(slice_sub(data, at + 1, end), &decoded);
		markdown_html_text(buf_slice(&decoded), &plain);
		text = slice_trim(buf_slice(&plain));
		if (!is_prose(text) || slice_find(buf_slice(out), 0, text) < out->len)
			continue;
		if (out->len > 0)
			buf_push(out, '\n');
		buf_append(out, text);
	}
	buf_free(&plain);
	buf_free(&decoded);
}

static bool has(struct slice tag, const char *word)
{
	return slice_find(tag, 0, slice_of(word)) < tag.len;
}

/* What the page's scripts of one kind hold: data that is JSON, or templates of HTML. */
static void take_scripts(const struct page *page, bool templates, struct buf *out)
{
	struct slice source = page->source;
	struct buf one = {0};

	buf_clear(out);
	for (size_t at = slice_find(source, 0, SLICE("<script")); at < source.len;) {
		size_t tag = slice_find_byte(source, at, '>');
		size_t end = slice_find(source, tag, SLICE("</script"));
		struct slice head = slice_sub(source, at, tag),
			     content = tag < end ? slice_sub(source, tag + 1, end) : head;

		if (templates && (has(head, "text/template") || has(head, "text/html") ||
				  has(head, "x-handlebars"))) {
			take_html(content, &one);
			if (out->len > 0 && one.len > 0)
				buf_push(out, '\n');
			buf_append(out, buf_slice(&one));
		} else if (!templates &&
			   (has(head, "__NEXT_DATA__") || has(head, "application/json"))) {
			take_strings(content, out);
		}
		at = slice_find(source, end, SLICE("<script"));
	}
	buf_free(&one);
}

static void take_noscript(const struct page *page, struct buf *out)
{
	struct slice source = page->source;
	struct buf one = {0};

	buf_clear(out);
	for (size_t at = slice_find(source, 0, SLICE("<noscript")); at < source.len;) {
		size_t tag = slice_find_byte(source, at, '>');
		size_t end = slice_find(source, tag, SLICE("</noscript"));

		if (tag < end) {
			take_html(slice_sub(source, tag + 1, end), &one);
			if (out->len > 0 && one.len > 0)
				buf_push(out, '\n');
			buf_append(out, buf_slice(&one));
		}
		at = slice_find(source, end, SLICE("<noscript"));
	}
	buf_free(&one);
}

/* Whether a text from elsewhere is so much more than what was found that it is taken. */
static bool is_better(struct slice text, uint64_t words)
{
	uint64_t count = words_count(text, 0);

	return words == 0 ? count > 0 : count >= DATA_WORDS && count >= 2 * words;
}

enum text_source second_chance(const struct page *page, uint64_t words, struct buf *out)
{
	struct buf text = {0};
	enum text_source source = TEXT_SHOWN;
	uint64_t body = words_count(page->json_ld.body, 0);

	if (body >= BODY_WORDS && body >= BODY_TIMES * words) {
		take_html(page->json_ld.body, &text);
		source = TEXT_JSON_LD;
	} else if (words < FEW_WORDS) {
		take_scripts(page, false, &text);
		source = is_better(buf_slice(&text), words) ? TEXT_SCRIPT_DATA : TEXT_SHOWN;
		if (source == TEXT_SHOWN) {
			take_scripts(page, true, &text);
			source = is_better(buf_slice(&text), words) ? TEXT_TEMPLATE : TEXT_SHOWN;
		}
	}
	if (source == TEXT_SHOWN && words == 0) {
		take_noscript(page, &text);
		source = text.len ? TEXT_NOSCRIPT : TEXT_SHOWN;
	}
	if (source == TEXT_SHOWN && words == 0 && page->description.len > 0) {
		take_html(page->description, &text);
		source = text.len ? TEXT_DESCRIPTION : TEXT_SHOWN;
	}
	if (source != TEXT_SHOWN) {
		buf_clear(out);
		buf_append(out, buf_slice(&text));
	}
	buf_free(&text);
	return source;
}
