#include "pieces.h"

#include "base/ascii.h"

#include <stdlib.h>

void pieces_add(struct markup_pieces *pieces, size_t from, size_t to, enum piece_rule rule)
{
	if (pieces->count == pieces->cap) {
		size_t cap = pieces->cap ? pieces->cap * 2 : 32;
		struct piece *items = realloc(pieces->items, cap * sizeof(*items));

		if (!items) {
			pieces->failed = true;
			return;
		}
		pieces->items = items;
		pieces->cap = cap;
	}
	pieces->items[pieces->count++] = (struct piece){from, to, rule};
}

void pieces_prepend(struct markup_pieces *pieces, size_t from, size_t to, enum piece_rule rule)
{
	pieces_add(pieces, from, to, rule);
	if (pieces->failed)
		return;
	memmove(pieces->items + 1, pieces->items, (pieces->count - 1) * sizeof(pieces->items[0]));
	pieces->items[0] = (struct piece){from, to, rule};
}

void pieces_shift(struct markup_pieces *pieces, size_t by)
{
	for (size_t i = 0; i < pieces->count; i++) {
		pieces->items[i].from += by;
		pieces->items[i].to += by;
	}
}

void pieces_clear(struct markup_pieces *pieces)
{
	pieces->count = 0;
	pieces->failed = false;
}

void pieces_free(struct markup_pieces *pieces)
{
	free(pieces->items);
	*pieces = (struct markup_pieces){0};
}

static int by_place(const void *left, const void *right)
{
	const struct piece *a = left, *b = right;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return (a->to > b->to) - (a->to < b->to);
}

void pieces_settle(struct markup_pieces *pieces)
{
	size_t kept = 0;

	if (pieces->count == 0)
		return;
	qsort(pieces->items, pieces->count, sizeof(pieces->items[0]), by_place);
	for (size_t i = 1; i < pieces->count; i++) {
		struct piece *last = &pieces->items[kept];

		if (pieces->items[i].from >= last->to)
			pieces->items[++kept] = pieces->items[i];
		else if (pieces->items[i].to > last->to)
			last->to = pieces->items[i].to;
	}
	pieces->count = kept + 1;
}

/* Whether the line that ends before `at`, where a line starts, is empty. */
static bool empty_line_before(struct slice text, size_t at)
{
	if (at == 0)
		return true;
	at--;
	while (at > 0 && (ascii_is_blank(text.data[at - 1]) || text.data[at - 1] == '\r'))
		at--;
	return at == 0 || text.data[at - 1] == '\n';
}

/* The start of the first line at or after `at` that is not empty; text.len if there is none. */
static size_t skip_empty_lines(struct slice text, size_t at)
{
	size_t line = at;

	for (; at < text.len; at++) {
		if (text.data[at] == '\n')
			line = at + 1;
		else if (!ascii_is_blank(text.data[at]) && text.data[at] != '\r')
			return line;
	}
	return text.len;
}

/* A line, or some lines that one cut joins, and the cuts in it. */
struct piece_line {
	size_t from, to;   /* without the '\n' */
	size_t first, end; /* cuts [first, end) */
};

static struct piece_line line_around(const struct markup_pieces *cuts, size_t first,
				     struct slice text)
{
	struct piece_line line = {
		.from = cuts->items[first].from, .first = first, .end = first + 1};

	while (line.from > 0 && text.data[line.from - 1] != '\n')
		line.from--;
	line.to = slice_find_byte(text, cuts->items[first].to, '\n');
	while (line.end < cuts->count && cuts->items[line.end].from < line.to) {
		size_t to = cuts->items[line.end++].to;

		if (to > line.to)
			line.to = slice_find_byte(text, to, '\n');
	}
	return line;
}

/* Whether the bytes are nothing, or one mark of a list or quotation. */
static bool is_marker(const char *bytes, size_t len)
{
	size_t digits = 0;

	if (len == 0)
		return true;
	if (len == 1)
		return strchr("-*+>", bytes[0]) != NULL;
	while (digits < len && bytes[digits] >= '0' && bytes[digits] <= '9')
		digits++;
	return digits > 0 && digits + 1 == len && (bytes[digits] == '.' || bytes[digits] == ')');
}

/* Whether the cuts leave nothing of the line but blanks and the mark of a list item. */
static bool leaves_nothing(const struct markup_pieces *cuts, const struct piece_line *line,
			   struct slice text)
{
	char rest[8];
	size_t at = line->from, count = 0;

	for (size_t i = line->first; i <= line->end; i++) {
		size_t stop = i < line->end ? cuts->items[i].from : line->to;

		for (; at < stop; at++) {
			if (ascii_is_blank(text.data[at]) || text.data[at] == '\r')
				continue;
			if (count == sizeof(rest))
				return false;
			rest[count++] = text.data[at];
		}
		if (i < line->end)
			at = cuts->items[i].to;
	}
	return is_marker(rest, count);
}

/* The cuts that are done, and what is to be known about the last of them. */
struct tidy {
	struct slice text;
	struct piece *items;
	size_t count;
	bool empty_before; /* the line before the last cut, if that cut whole lines, is empty */
};

/* What touches the last cut becomes part of it. */
static void keep(struct tidy *done, struct piece piece)
{
	struct piece *last = done->count ? &done->items[done->count - 1] : NULL;

	if (last && last->to >= piece.from)
		last->to = piece.to;
	else
		done->items[done->count++] = piece;
}

/*
 * The last cut reaches the end of the text: the empty lines before it go too, and if the text had
 * no line end at its end, then it has none now.
 */
static void trim_end(struct tidy *done)
{
	struct slice text = done->text;
	struct piece *last = &done->items[done->count - 1];
	size_t floor = done->count > 1 ? last[-1].to : 0;

	last->to = text.len;
	while (last->from > floor && empty_line_before(text, last->from)) {
		last->from--;
		while (last->from > floor && text.data[last->from - 1] != '\n')
			last->from--;
	}
	if (text.data[text.len - 1] != '\n') {
		if (last->from > floor && text.data[last->from - 1] == '\n')
			last->from--;
		if (last->from > floor && text.data[last->from - 1] == '\r')
			last->from--;
	}
}

static void cut_line(struct tidy *done, const struct piece_line *line)
{
	struct slice text = done->text;
	size_t floor = done->count ? done->items[done->count - 1].to : 0;
	struct piece piece = {line->from, line->to < text.len ? line->to + 1 : text.len,
			      done->items[line->first].rule};
	size_t next = skip_empty_lines(text, piece.to);

	if (done->count == 0 || floor < piece.from)
		done->empty_before = empty_line_before(text, piece.from);
	if (done->empty_before)
		piece.to = next;
	keep(done, piece);
	if (next == text.len)
		trim_end(done);
}

static bool ends_clause(struct slice text, size_t at)
{
	return strchr(".,;:!?)", text.data[at]) && text.data[at] &&
	       (at + 1 == text.len || ascii_is_blank(text.data[at + 1]) ||
		text.data[at + 1] == '\n');
}

static void cut_inside_line(struct tidy *done, const struct piece_line *line)
{
	struct slice text = done->text;
	size_t start = line->from, floor = line->from;

	while (start < line->to && ascii_is_blank(text.data[start]))
		start++;
	for (size_t i = line->first; i < line->end;) {
		struct piece piece = done->items[i++];
		bool open = piece.from <= start || ascii_is_blank(text.data[piece.from - 1]);

		for (;;) {
			while (open && piece.to < line->to && ascii_is_blank(text.data[piece.to]))
				piece.to++;
			if (i == line->end || done->items[i].from > piece.to)
				break;
			piece.to = done->items[i++].to;
		}
		if (piece.to >= line->to || ends_clause(text, piece.to)) {
			while (piece.from > floor && ascii_is_blank(text.data[piece.from - 1]))
				piece.from--;
		}
		floor = piece.to;
		keep(done, piece);
	}
}

void pieces_tidy(struct markup_pieces *cuts, struct slice text)
{
	struct tidy done = {.text = text, .items = cuts->items};

	for (size_t next = 0; next < cuts->count;) {
		struct piece_line line = line_around(cuts, next, text);

		next = line.end;
		if (leaves_nothing(cuts, &line, text))
			cut_line(&done, &line);
		else
			cut_inside_line(&done, &line);
	}
	cuts->count = done.count;
}

/* Appends, united with the last when they overlap; what only touches stays apart. */
static void unite(struct markup_pieces *pieces, struct piece piece)
{
	struct piece *last = pieces->count ? &pieces->items[pieces->count - 1] : NULL;

	if (!last || last->to <= piece.from)
		pieces_add(pieces, piece.from, piece.to, piece.rule);
	else if (piece.to > last->to)
		last->to = piece.to;
}

void pieces_compose(struct markup_pieces *cuts, const struct markup_pieces *later)
{
	struct markup_pieces both = {0};
	size_t next = 0, removed = 0;

	for (size_t i = 0; i < later->count; i++) {
		struct piece piece = later->items[i];

		while (next < cuts->count && cuts->items[next].from - removed <= piece.from) {
			removed += cuts->items[next].to - cuts->items[next].from;
			unite(&both, cuts->items[next++]);
		}
		piece.from += removed;
		while (next < cuts->count && cuts->items[next].from - removed < piece.to) {
			removed += cuts->items[next].to - cuts->items[next].from;
			next++;
		}
		piece.to += removed;
		unite(&both, piece);
	}
	while (next < cuts->count)
		unite(&both, cuts->items[next++]);
	if (both.failed) {
		cuts->failed = true;
		pieces_free(&both);
		return;
	}
	pieces_free(cuts);
	*cuts = both;
}

bool pieces_cut(const struct markup_pieces *cuts, struct slice text, struct arena *arena,
		struct slice *rest)
{
	char *data = arena_bytes(arena, text.len);
	size_t at = 0, len = 0;

	if (!data)
		return false;
	for (size_t i = 0; i <= cuts->count; i++) {
		size_t stop = i < cuts->count ? cuts->items[i].from : text.len;

		if (stop > at)
			memcpy(data + len, text.data + at, stop - at);
		len += stop - at;
		if (i < cuts->count)
			at = cuts->items[i].to;
	}
	arena_trim(arena, data, text.len, len);
	*rest = slice_make(data, len);
	return true;
}
