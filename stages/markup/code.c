#include "code.h"

enum { MAX_LISTS = 16, MAX_RUN = 32, TAB_STOP = 4, CODE_INDENT = 4 };

struct code_finder {
	struct slice text;
	struct markup_pieces *code;
	bool in_fence;
	char fence; /* ` or ~ */
	size_t fence_length;
	size_t block_from; /* where the fenced or indented block began */
	bool in_indented;
	bool after_empty;       /* the line before was empty, or there was none */
	size_t list[MAX_LISTS]; /* column where the content of each open list item starts */
	size_t lists;
	size_t paragraph_from; /* of the paragraph that may hold code spans */
	bool in_paragraph;
};

/* The first byte of a line that is no blank, and the column it is in. */
struct indent {
	size_t bytes, columns;
};

static struct indent indent_of(struct slice line)
{
	struct indent indent = {0, 0};

	for (; indent.bytes < line.len; indent.bytes++) {
		if (line.data[indent.bytes] == ' ')
			indent.columns++;
		else if (line.data[indent.bytes] == '\t')
			indent.columns += TAB_STOP - indent.columns % TAB_STOP;
		else
			break;
	}
	return indent;
}

static size_t run_length(struct slice s, size_t at)
{
	size_t end = at;

	while (end < s.len && s.data[end] == s.data[at])
		end++;
	return end - at;
}

/* The end of the next run of exactly `length` backticks in s, at or after `at`; 0: none. */
static size_t closing_run(struct slice s, size_t at, size_t length)
{
	for (at = slice_find_byte(s, at, '`'); at < s.len; at = slice_find_byte(s, at, '`')) {
		size_t other = run_length(s, at);

		at += other;
		if (other == length)
			return at;
	}
	return 0;
}

/*
 * Code spans of one paragraph: each run of backticks is closed by the next run of its length. To
 * stay linear, a length that was once looked for in vain is not looked for again, and runs longer
 * than MAX_RUN are text.
 */
static void find_spans(struct code_finder *finder, size_t from, size_t to)
{
	struct slice paragraph = slice_sub(finder->text, 0, to);
	bool missing[MAX_RUN + 1] = {false};

	for (size_t at = slice_find_byte(paragraph, from, '`'); at < to;
	     at = slice_find_byte(paragraph, at, '`')) {
		size_t open = at, length = run_length(paragraph, at), close;

		at += length;
		if (length > MAX_RUN || missing[length] ||
		    (length == 1 && open > from && paragraph.data[open - 1] == '\\'))
			continue;
		close = closing_run(paragraph, at, length);
		if (close) {
			pieces_add(finder->code, open, close, PIECE_SHORTCODE);
			at = close;
		} else {
			missing[length] = true;
		}
	}
}

static void end_paragraph(struct code_finder *finder, size_t to)
{
	if (finder->in_paragraph)
		find_spans(finder, finder->paragraph_from, to);
	finder->in_paragraph = false;
}

static void end_indented(struct code_finder *finder, size_t to)
{
	if (finder->in_indented)
		pieces_add(finder->code, finder->block_from, to, PIECE_SHORTCODE);
	finder->in_indented = false;
}

/* The line after the marks of quotations that it starts with. */
static struct slice strip_quotes(struct slice line)
{
	for (;;) {
		struct indent indent = indent_of(line);

		if (indent.columns >= CODE_INDENT || indent.bytes == line.len ||
		    line.data[indent.bytes] != '>')
			return line;
		line = slice_from(line, indent.bytes + 1);
		if (line.len && line.data[0] == ' ')
			line = slice_from(line, 1);
	}
}

/* Whether the line opens a fenced block. Backticks may not are after a fence of them. */
static bool opens_fence(struct code_finder *finder, struct slice line)
{
	char c = line.len ? line.data[0] : 0;

	if (c != '`' && c != '~')
		return false;
	finder->fence = c;
	finder->fence_length = run_length(line, 0);
	return finder->fence_length >= 3 &&
	       (c == '~' || slice_find_byte(line, finder->fence_length, '`') == line.len);
}

static bool closes_fence(const struct code_finder *finder, struct slice line)
{
	size_t length = line.len && line.data[0] == finder->fence ? run_length(line, 0) : 0;

	return length >= finder->fence_length && slice_trim(slice_from(line, length)).len == 0;
}

/* Bytes of the list marker that the line starts with, "- " or "12. "; 0 if there is none. */
static size_t marker_length(struct slice line)
{
	size_t length = 0;

	if (line.len && strchr("-*+", line.data[0]) && line.data[0]) {
		length = 1;
	} else {
		while (length < line.len && length < 9 && line.data[length] >= '0' &&
		       line.data[length] <= '9')
			length++;
		if (length == 0 || length == line.len ||
		    (line.data[length] != '.' && line.data[length] != ')'))
			return 0;
		length++;
	}
	return length < line.len && (line.data[length] == ' ' || line.data[length] == '\t')
		       ? length + 1
		       : 0;
}

/* Closes the list items that a line indented by `columns` is not part of, opens those it starts. */
static void track_lists(struct code_finder *finder, struct slice line, struct indent indent)
{
	size_t length;

	if (!finder->in_paragraph || finder->after_empty) {
		while (finder->lists && indent.columns < finder->list[finder->lists - 1])
			finder->lists--;
	}
	while ((length = marker_length(slice_from(line, indent.bytes)))) {
		while (finder->lists && indent.columns < finder->list[finder->lists - 1])
			finder->lists--;
		if (finder->lists == MAX_LISTS)
			return;
		indent.bytes += length;
		indent.columns += length;
		finder->list[finder->lists++] = indent.columns;
	}
}

static void take_line(struct code_finder *finder, struct slice whole, size_t from)
{
	struct slice line = strip_quotes(whole);
	struct indent indent = indent_of(line);
	struct slice content = slice_trim(line);
	size_t base;

	if (finder->in_fence) {
		if (closes_fence(finder, content)) {
			finder->in_fence = false;
			pieces_add(finder->code, finder->block_from, from + whole.len,
				   PIECE_SHORTCODE);
		}
		return;
	}
	if (content.len == 0) {
		end_paragraph(finder, from);
		finder->after_empty = true;
		return;
	}
	base = finder->lists ? finder->list[finder->lists - 1] : 0;
	if (!finder->in_paragraph && indent.columns >= base + CODE_INDENT) {
		if (!finder->in_indented)
			finder->block_from = from;
		finder->in_indented = true;
		return;
	}
	end_indented(finder, from);
	if (opens_fence(finder, content)) {
		end_paragraph(finder, from);
		finder->in_fence = true;
		finder->block_from = from;
	} else {
		track_lists(finder, line, indent);
		if (!finder->in_paragraph)
			finder->paragraph_from = from;
		finder->in_paragraph = true;
	}
	finder->after_empty = false;
}

void code_find(struct slice text, struct markup_pieces *code)
{
	struct code_finder finder = {.text = text, .code = code, .after_empty = true};
	struct slice rest = text, line;

	while (slice_next_line(&rest, &line))
		take_line(&finder, line, (size_t)(line.data - text.data));
	end_paragraph(&finder, text.len);
	end_indented(&finder, text.len);
	if (finder.in_fence)
		pieces_add(code, finder.block_from, text.len, PIECE_SHORTCODE);
}
