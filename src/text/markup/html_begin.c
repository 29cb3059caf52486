#include "base/compiler.h"
#include "io/formats/fields.h"
#include "text/markup/html.h"

/* Whether the bytes begin so, in letters of either case; `lower` is in lower case. */
static bool begins_with(struct slice bytes, const char *lower)
{
	struct slice want = slice_of(lower);

	return bytes.len >= want.len && field_is(slice_sub(bytes, 0, want.len), lower);
}

/* Cuts what is before a page off: white space, comments, an XML declaration. False when nothing
 * does. */
static bool skip_prologue(struct slice *rest)
{
	bool is_comment;
	size_t end;

	*rest = slice_trim(*rest);
	is_comment = slice_starts(*rest, SLICE("<!--"));
	if (!is_comment && !slice_starts(*rest, SLICE("<?xml")))
		return false;
	end = slice_find(*rest, 0, is_comment ? SLICE("-->") : SLICE("?>"));
	*rest = slice_from(*rest, end < rest->len ? end + 2 + is_comment : end);
	return true;
}

bool html_begins_page(struct slice text)
{
	static const char *const starts[] = {"<!doctype html", "<html", "<head", "<meta",
					     "<title",         "<base", "<link", "<body"};

	while (skip_prologue(&text))
		;
	for (size_t i = 0; i < COUNT_OF(starts); i++) {
		size_t end = strlen(starts[i]);

		if (begins_with(text, starts[i]) &&
		    (end == text.len || memchr("> \t\r\n\f/", text.data[end], 6)))
			return true;
	}
	return false;
}
