#include "text/markup/html_parts.h"

#include "base/ascii.h"
#include "base/utf8.h"

enum {
	NAME_MAX = 24,   /* names that are known are shorter */
	ENTITY_MAX = 10, /* likewise */
};

static size_t skip_space(struct slice page, size_t at)
{
	while (at < page.len && ascii_is_space(page.data[at]))
		at++;
	return at;
}

/* The digits after "&#" up to what is none; a character that there is not becomes U+FFFD. 0: no
 * digits. */
static size_t decode_number(struct slice digits, uint32_t *c)
{
	bool hex = digits.len > 0 && (digits.data[0] | 0x20) == 'x';
	size_t at = hex, from = at;

	*c = 0;
	for (; at < digits.len; at++) {
		char digit = digits.data[at], letter = digit | 0x20;
		uint32_t value;

		if (digit >= '0' && digit <= '9')
			value = (uint32_t)(digit - '0');
		else if (hex && letter >= 'a' && letter <= 'f')
			value = (uint32_t)(letter - 'a' + 10);
		else
			break;
		if (*c <= 0x10FFFF)
			*c = *c * (hex ? 16 : 10) + value;
	}
	if (*c == 0 || *c > 0x10FFFF || (*c >= 0xD800 && *c <= 0xDFFF))
		*c = 0xFFFD;
	if (at == from)
		return 0;
	return at + (at < digits.len && digits.data[at] == ';');
}

/* What is after a '&', if that is a reference to a character: its length; else 0. */
static size_t decode_reference(struct slice rest, uint32_t *c)
{
	size_t len = 0;

	if (rest.len > 0 && rest.data[0] == '#') {
		size_t digits = decode_number(slice_from(rest, 1), c);

		return digits ? digits + 1 : 0;
	}
	while (len < rest.len && len < ENTITY_MAX &&
	       ((rest.data[len] | 0x20) >= 'a' ||
		(rest.data[len] >= '0' && rest.data[len] <= '9')) &&
	       (rest.data[len] | 0x20) <= 'z')
		len++;
	if (len == 0 || len == rest.len || rest.data[len] != ';')
		return 0;
	*c = html_entity(slice_sub(rest, 0, len));
	return *c ? len + 1 : 0;
}

static bool append_value(struct buf *out, struct slice value)
{
	for (size_t from = 0, at;; from = at) {
		char spelled[4];
		uint32_t c;
		size_t len;

		at = slice_find_byte(value, from, '&');
		html_append(out, slice_sub(value, from, at));
		if (at++ == value.len)
			return !buf_failed(out);
		len = decode_reference(slice_from(value, at), &c);
		at += len;
		html_append(out, len ? slice_make(spelled, utf8_encode(c, spelled)) : SLICE("&"));
	}
}

static bool add_attribute(struct html *html, struct slice name, struct slice value, uint64_t *seen)
{
	char lower[NAME_MAX];
	enum html_attribute_name known;
	struct html_attribute *attribute;

	if (name.len >= NAME_MAX)
		return true;
	for (size_t i = 0; i < name.len; i++)
		lower[i] = (char)(name.data[i] |
				  (name.data[i] >= 'A' && name.data[i] <= 'Z' ? 0x20 : 0));
	lower[name.len] = '\0';
	known = html_attribute_of(html->lookup, lower);
	if (known == HTML_AT_OTHER || *seen >> known & 1)
		return true;
	*seen |= UINT64_C(1) << known;
	if (!html_grow(&html->attributes, html->attribute_count, &html->attribute_cap,
		       sizeof(*html->attributes)))
		return false;
	attribute = &html->attributes[html->attribute_count++];
	*attribute = (struct html_attribute){known, (uint32_t)html->values.len, 0};
	if (!append_value(&html->values, value))
		return false;
	attribute->len = (uint32_t)html->values.len - attribute->at;
	return true;
}

/* The value of an attribute: `at` is after its '='. Moves after it. */
static struct slice read_value(struct slice page, size_t *at)
{
	size_t from = skip_space(page, *at), end;

	if (from < page.len && (page.data[from] == '"' || page.data[from] == '\'')) {
		end = slice_find_byte(page, from + 1, page.data[from]);
		*at = end < page.len ? end + 1 : end;
		return slice_sub(page, from + 1, end);
	}
	for (end = from;
	     end < page.len && !ascii_is_space(page.data[end]) && page.data[end] != '>';)
		end++;
	*at = end;
	return slice_sub(page, from, end);
}

_Static_assert(HTML_ATTRIBUTE_COUNT <= 64, "a set of attributes fits into 64 bits");

size_t html_read_attributes(struct html *html, struct slice page, size_t at, bool *good)
{
	uint64_t seen = 0;

	*good = true;
	for (;;) {
		struct slice name, value = {0};
		size_t from, equals;

		while (at < page.len && (ascii_is_space(page.data[at]) || page.data[at] == '/')) {
			if (page.data[at] == '/' && at + 1 < page.len && page.data[at + 1] == '>')
				return at;
			at++;
		}
		if (at == page.len || page.data[at] == '>' || !*good)
			return at;
		for (from = at++; at < page.len && !ascii_is_space(page.data[at]) &&
				  page.data[at] != '/' && page.data[at] != '>' &&
				  page.data[at] != '=';)
			at++;
		name = slice_sub(page, from, at);
		equals = skip_space(page, at);
		if (equals < page.len && page.data[equals] == '=') {
			at = equals + 1;
			value = read_value(page, &at);
		}
		*good = add_attribute(html, name, value, &seen);
	}
}
