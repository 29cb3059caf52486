#include "tags.h"

#include "base/ascii.h"
#include "base/compiler.h"

enum { MAX_NAME = 64, MAX_OUTPUT = 500, MIN_UNKNOWN_SELF = 3 };

static bool is_name_byte(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c) || c == '_' || c == '-';
}

static char at_or_0(struct slice s, size_t at)
{
	return at < s.len ? s.data[at] : 0;
}

static bool pair_at(struct slice s, size_t at, const char *pair)
{
	return at + 1 < s.len && s.data[at] == pair[0] && s.data[at + 1] == pair[1];
}

static size_t skip_blanks(struct slice s, size_t at)
{
	while (at < s.len && ascii_is_json_space(s.data[at]))
		at++;
	return at;
}

static size_t skip_name(struct slice s, size_t at)
{
	while (at < s.len && is_name_byte(s.data[at]))
		at++;
	return at;
}

/* Whether s has a line with nothing but blanks on it: no tag reaches beyond its paragraph. */
static bool has_empty_line(struct slice s)
{
	for (size_t at = slice_find_byte(s, 0, '\n'); at < s.len;
	     at = slice_find_byte(s, at, '\n')) {
		at++;
		while (at < s.len && ascii_is_json_space(s.data[at])) {
			if (s.data[at++] == '\n')
				return true;
		}
	}
	return false;
}

/*
 * Hugo
 */

/* After the quote at `at`: past the closing one, or where the search for it ended. */
static size_t skip_quoted(struct slice s, size_t at, bool *closed)
{
	char quote = s.data[at++];

	for (*closed = false; at < s.len && (quote == '`' || s.data[at] != '\n'); at++) {
		if (s.data[at] == quote) {
			*closed = true;
			return at + 1;
		}
		if (s.data[at] == '\\' && quote == '"')
			at++;
	}
	return at < s.len ? at : s.len;
}

static bool opens_hugo(struct slice s, size_t at)
{
	return pair_at(s, at, "{{") && (at_or_0(s, at + 2) == '<' || at_or_0(s, at + 2) == '%');
}

/*
 * Looks for the closing mark, such as ">}}". Another tag must not begin before it. With quotes,
 * what is in them is skipped; without, the mark must are on the same line.
 */
static bool find_hugo_end(struct tag_reader *reader, size_t from, struct slice mark, bool quotes,
			  size_t *end)
{
	struct slice s = reader->text;
	bool good = true;
	size_t at = from;

	while (good && at < s.len) {
		char c = s.data[at];

		if (c == mark.data[0] && slice_starts(slice_from(s, at), mark)) {
			*end = at;
			return true;
		}
		if (quotes && (c == '"' || c == '`')) {
			at = skip_quoted(s, at, &good);
		} else {
			good = !opens_hugo(s, at) && (quotes || c != '\n');
			at++;
		}
	}
	reader->effort += at - from;
	return false;
}

static bool read_hugo(struct tag_reader *reader, size_t at, struct tag *tag)
{
	struct slice s = reader->text;
	struct slice mark = s.data[at + 2] == '<' ? SLICE(">}}") : SLICE("%}}");
	size_t name = skip_blanks(s, at + 3), name_end, end;

	tag->form = at_or_0(s, name) == '/' ? FORM_CLOSE : FORM_OPEN;
	if (tag->form == FORM_CLOSE)
		name = skip_blanks(s, name + 1);
	name_end = name;
	while (is_name_byte(at_or_0(s, name_end)) || at_or_0(s, name_end) == '.' ||
	       (at_or_0(s, name_end) == '/' && is_name_byte(at_or_0(s, name_end + 1))))
		name_end++;
	if (name_end == name || name_end - name > MAX_NAME)
		return false;
	if (!find_hugo_end(reader, name_end, mark, true, &end) &&
	    !find_hugo_end(reader, name_end, mark, false, &end))
		return false;
	tag->name = slice_sub(s, name, name_end);
	tag->arguments = slice_sub(s, name_end, end);
	tag->to = end + mark.len;
	tag->sure = true;
	if (has_empty_line(tag->arguments))
		return false;
	if (slice_ends(slice_trim(tag->arguments), SLICE("/")))
		tag->form = FORM_SELF;
	return true;
}

/*
 * Liquid
 */

/* {% name ... %}; a '-' inside the marks trims white space. */
static bool read_liquid(struct tag_reader *reader, size_t at, struct tag *tag)
{
	struct slice s = reader->text;
	size_t name = at + 2, name_end, end;

	if (at_or_0(s, name) == '-')
		name++;
	name = skip_blanks(s, name);
	name_end = skip_name(s, name);
	if (name_end == name || name_end - name > MAX_NAME || !ascii_is_letter(s.data[name]))
		return false;
	for (end = name_end; !pair_at(s, end, "%}"); end++) {
		if (end == s.len || pair_at(s, end, "{%"))
			return false;
	}
	tag->name = slice_sub(s, name, name_end);
	tag->arguments = slice_sub(s, name_end, end);
	tag->to = end + 2;
	tag->sure = true;
	tag->form = FORM_OPEN;
	if (slice_starts(tag->name, SLICE("end")) && tag->name.len > 3) {
		tag->form = FORM_CLOSE;
		tag->name = slice_from(tag->name, 3);
	}
	return !has_empty_line(tag->arguments);
}

/*
 * Output: {{ page.title | upcase }}, {{ .Site.Title }}, {{ "x" | relative_url }}
 */

/* After the path at `at`: a, .a, a.b, a[0].c; *head becomes its first part. 0: no path. */
static size_t skip_path(struct slice s, size_t at, struct slice *head)
{
	size_t from = at;

	if (at_or_0(s, at) == '.')
		at++;
	if (!ascii_is_letter(at_or_0(s, at)))
		return 0;
	at = skip_name(s, at);
	*head = slice_sub(s, from, at);
	for (;;) {
		if (at_or_0(s, at) == '.' && ascii_is_letter(at_or_0(s, at + 1))) {
			at = skip_name(s, at + 1);
		} else if (at_or_0(s, at) == '[') {
			at = slice_find_byte(s, at, ']');
			if (at == s.len)
				return 0;
			at++;
		} else {
			return at;
		}
	}
}

/* A literal in quotes, which only makes sense with a filter after it. 0: none. */
static size_t skip_literal(struct slice s, size_t at)
{
	char quote = at_or_0(s, at);
	size_t end;

	if (quote != '"' && quote != '\'')
		return 0;
	end = slice_find_byte(s, at + 1, quote);
	return end < s.len ? end + 1 : 0;
}

/* Whether a filter follows. Its bar has blanks around it: {{a|b}} is a wiki's. */
static bool has_filter(struct slice s, size_t at)
{
	size_t bar = skip_blanks(s, at);

	return bar > at && at_or_0(s, bar) == '|' && skip_blanks(s, bar + 1) > bar + 1;
}

/*
 * What is between the braces. Many kinds of templates look like this, and articles about them
 * show them; so a path must start with a name that sites use.
 */
static bool is_output(const struct tag_reader *reader, struct slice s)
{
	const struct name *known;
	struct slice head;
	size_t at, end;

	if (at_or_0(s, 0) == '-')
		s = slice_from(s, 1);
	if (slice_ends(s, SLICE("-")))
		s.len--;
	at = skip_blanks(s, 0);
	end = skip_path(s, at, &head);
	if (!end) {
		end = skip_literal(s, at);
		return end && has_filter(s, end);
	}
	known = names_find(reader->names, STYLE_OUTPUT, head);
	if (!known || (skip_blanks(s, end) < s.len && !has_filter(s, end)))
		return false;
	return known->sure == SURE_ALWAYS || end > at + head.len || has_filter(s, end);
}

static bool read_output(struct tag_reader *reader, size_t at, struct tag *tag)
{
	struct slice s = reader->text;
	size_t end = at + 2;

	if (at_or_0(s, end) == '{' || (at > 0 && s.data[at - 1] == '{'))
		return false;
	while (end < s.len && end - at < MAX_OUTPUT && s.data[end] != '{' && s.data[end] != '}' &&
	       s.data[end] != '\n')
		end++;
	if (!pair_at(s, end, "}}") || !is_output(reader, slice_sub(s, at + 2, end)))
		return false;
	tag->to = end + 2;
	tag->form = FORM_SELF;
	tag->sure = true;
	return true;
}

/*
 * WordPress
 */

/* The bytes of a quotation mark at `at`, plain, curly or as an entity; 0 if there is none. */
static size_t quote_length(struct slice s, size_t at)
{
	/* clang-format off */
	static const struct slice quotes[] = {
		{"\"", 1},         {"'", 1},          {"\xE2\x80\x9C", 3}, {"\xE2\x80\x9D", 3},
		{"\xE2\x80\x98", 3}, {"\xE2\x80\x99", 3}, {"\xE2\x80\xB2", 3}, {"\xE2\x80\xB3", 3},
		{"\xC2\xBB", 2},     {"\xC2\xAB", 2},     {"\xE2\x80\x9E", 3}, {"&quot;", 6},
		{"&#8220;", 7},      {"&#8221;", 7},      {"&#8243;", 7},      {"&#8242;", 7},
		{"&#8216;", 7},      {"&#8217;", 7},
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(quotes); i++) {
		if (slice_starts(slice_from(s, at), quotes[i]))
			return quotes[i].len;
	}
	return 0;
}

/* After a value in quotes, of which the closing one may be of another kind. 0: there is none. */
static size_t skip_quoted_value(struct slice s, size_t at, struct slice *value)
{
	size_t open = quote_length(s, at), from = at + open;

	if (!open)
		return 0;
	for (at = from; at < s.len; at++) {
		size_t close = quote_length(s, at);
		char next = at_or_0(s, at + close);

		if (close && (next == 0 || ascii_is_json_space(next) || next == '/')) {
			*value = slice_sub(s, from, at);
			return at + close;
		}
	}
	return 0;
}

static size_t skip_word(struct slice s, size_t at)
{
	while (at < s.len && !ascii_is_json_space(s.data[at]))
		at++;
	return at;
}

enum tag_arguments { ARGUMENTS_NONE, ARGUMENTS_PLAIN, ARGUMENTS_QUOTED, ARGUMENTS_OTHER };

/* One of: name="value", name=value, a URL, a number, "value". Returns where it ends; 0: other. */
static size_t skip_argument(struct slice s, size_t at, bool *quoted)
{
	size_t name_end = skip_name(s, at), end;
	struct slice value;

	if (name_end > at && at_or_0(s, name_end) == '=') {
		end = skip_quoted_value(s, name_end + 1, &value);
		*quoted |= end > 0;
		return end ? end : quote_length(s, name_end + 1) ? 0 : skip_word(s, name_end + 1);
	}
	if (slice_starts(slice_from(s, at), SLICE("http://")) ||
	    slice_starts(slice_from(s, at), SLICE("https://")))
		return skip_word(s, at);
	for (end = at; ascii_is_digit(at_or_0(s, end)); end++)
		;
	if (end > at && (end == s.len || ascii_is_json_space(s.data[end])))
		return end;
	return skip_quoted_value(s, at, &value);
}

static enum tag_arguments classify(struct slice s)
{
	bool quoted = false;
	size_t at = skip_blanks(s, 0);

	if (at == s.len)
		return ARGUMENTS_NONE;
	while (at < s.len) {
		at = skip_argument(s, at, &quoted);
		if (!at)
			return ARGUMENTS_OTHER;
		at = skip_blanks(s, at);
	}
	return quoted ? ARGUMENTS_QUOTED : ARGUMENTS_PLAIN;
}

/* How sure the tag is, from its name and what is after it. */
static void judge_wordpress(struct tag *tag)
{
	enum tag_arguments arguments = classify(tag->arguments);
	const struct name *known = tag->known;

	if (known) {
		tag->sure = known->sure == SURE_ALWAYS || tag->form == FORM_SELF ||
			    arguments == ARGUMENTS_PLAIN || arguments == ARGUMENTS_QUOTED;
		tag->lone = known->sure == SURE_ALONE && arguments == ARGUMENTS_NONE;
		if (tag->form == FORM_CLOSE)
			tag->sure = known->sure == SURE_ALWAYS;
		return;
	}
	tag->sure = tag->form != FORM_CLOSE && arguments == ARGUMENTS_QUOTED;
	if (tag->form == FORM_SELF && arguments == ARGUMENTS_NONE)
		tag->sure = tag->name.len >= MIN_UNKNOWN_SELF && tag->arguments.len > 0;
}

static bool read_wordpress(struct tag_reader *reader, size_t at, struct tag *tag)
{
	struct slice s = reader->text, body;
	char before = at ? s.data[at - 1] : 0, after;
	size_t name = at + 1, end;

	tag->form = at_or_0(s, name) == '/' ? FORM_CLOSE : FORM_OPEN;
	if (tag->form == FORM_CLOSE)
		name++;
	if (!ascii_is_letter(at_or_0(s, name)) || before == '[' || before == '\\' || before == '!')
		return false;
	for (end = name; end < s.len && s.data[end] != ']'; end++) {
		if (s.data[end] == '[')
			return false;
	}
	after = at_or_0(s, end + 1);
	if (end == s.len || after == '(' || after == ':')
		return false;
	tag->name = slice_sub(s, name, skip_name(s, name));
	body = slice_sub(s, name + tag->name.len, end);
	if (tag->name.len > MAX_NAME || has_empty_line(body))
		return false;
	if (tag->form == FORM_OPEN && slice_ends(body, SLICE("/"))) {
		tag->form = FORM_SELF;
		body.len--;
	}
	if (body.len && !ascii_is_json_space(body.data[0]))
		return false;
	if (tag->form == FORM_CLOSE && slice_trim(body).len)
		return false;
	tag->arguments = body;
	tag->to = end + 1;
	tag->known = names_find(reader->names, STYLE_WORDPRESS, tag->name);
	judge_wordpress(tag);
	return true;
}

static enum style style_at(struct slice s, size_t at)
{
	if (s.data[at] == '[')
		return STYLE_WORDPRESS;
	if (opens_hugo(s, at))
		return STYLE_HUGO;
	return at_or_0(s, at + 1) == '%' ? STYLE_LIQUID : STYLE_OUTPUT;
}

bool tag_read(struct tag_reader *reader, size_t at, struct tag *tag)
{
	static bool (*const readers[STYLE_COUNT])(struct tag_reader *, size_t, struct tag *) = {
		[STYLE_HUGO] = read_hugo,
		[STYLE_LIQUID] = read_liquid,
		[STYLE_OUTPUT] = read_output,
		[STYLE_WORDPRESS] = read_wordpress,
	};
	enum style style = style_at(reader->text, at);

	if (style == STYLE_OUTPUT && !pair_at(reader->text, at, "{{"))
		return false;
	*tag = (struct tag){.from = at, .style = style};
	if (!readers[style](reader, at, tag))
		return false;
	if (!tag->known)
		tag->known = names_find(reader->names, style, tag->name);
	return true;
}

bool tag_argument(const struct tag *tag, struct slice name, struct slice *value)
{
	struct slice s = tag->arguments;

	for (size_t at = slice_find(s, 0, name); at < s.len; at = slice_find(s, at + 1, name)) {
		size_t from = at + name.len + 1;

		if (at == 0 || !ascii_is_json_space(s.data[at - 1]) || at_or_0(s, from - 1) != '=')
			continue;
		if (skip_quoted_value(s, from, value))
			return true;
	}
	return false;
}
