#include "text/diff/text_diff.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "text/diff/difference.h"

/* Lines around a difference in a unified diff. */
enum { CONTEXT_LINES = 3 };

/* A text cut into pieces: words with the blanks after them, or lines. */
struct diff_pieces {
	struct slice text;
	size_t *ends;
	uint64_t *hashes;
	bool *same;
	size_t count, end_cap, hash_cap;
};

static void pieces_free(struct diff_pieces *pieces)
{
	free(pieces->ends);
	free(pieces->hashes);
	free(pieces->same);
}

static bool add_piece(struct diff_pieces *pieces, size_t from, size_t to)
{
	if (!ARRAY_RESERVE(pieces->ends, pieces->end_cap, pieces->count + 1) ||
	    !ARRAY_RESERVE(pieces->hashes, pieces->hash_cap, pieces->count + 1))
		return false;
	pieces->ends[pieces->count] = to;
	pieces->hashes[pieces->count++] = hash64(slice_sub(pieces->text, from, to));
	return true;
}

static bool is_word_byte(char c)
{
	return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z');
}

/* Where the piece that begins at `at` ends: a word, one other character, or a run of blanks. */
static size_t word_end(struct slice text, size_t at)
{
	uint32_t c;
	size_t end = utf8_next(text, at, &c);

	if (c >= 0x2E80) /* scripts without spaces: each character by itself */
		return end;
	if (text.data[at] == ' ') {
		while (end < text.len && text.data[end] == ' ')
			end++;
	} else if (is_word_byte(text.data[at])) {
		while (end < text.len && is_word_byte(text.data[end])) {
			size_t next = utf8_next(text, end, &c);

			if (c >= 0x2E80)
				break;
			end = next;
		}
	}
	return end;
}

static bool cut(struct diff_pieces *pieces, struct slice text, bool lines)
{
	pieces->text = text;
	for (size_t at = 0, end; at < text.len; at = end) {
		end = lines ? slice_find_byte(text, at, '\n') : word_end(text, at);
		if (lines && end < text.len)
			end++;
		if (!add_piece(pieces, at, end))
			return false;
	}
	pieces->same = array_new_zeroed(pieces->count, sizeof(*pieces->same));
	return pieces->same != NULL;
}

static struct slice piece(const struct diff_pieces *pieces, size_t i)
{
	return slice_sub(pieces->text, i ? pieces->ends[i - 1] : 0, pieces->ends[i]);
}

/* Text from anywhere: no control may reach the terminal. */
static void put_plain(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];
		bool control = (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F;

		/* U+0080 to U+009F */
		control = control ||
			  (c == 0xC2 && i + 1 < text.len && (unsigned char)text.data[i + 1] < 0xA0);
		buf_push(out, control ? '?' : text.data[i]);
		i += control && c == 0xC2;
	}
}

struct marks {
	struct slice open, close;
};

static void put_marked(struct buf *out, struct slice text, struct marks marks)
{
	if (text.len == 0)
		return;
	buf_append(out, marks.open);
	put_plain(out, text);
	buf_append(out, marks.close);
}

/* The next stretch of pieces that are different, as one slice. */
static struct slice different_run(const struct diff_pieces *pieces, size_t *at)
{
	size_t from = *at;

	while (*at < pieces->count && !pieces->same[*at])
		++*at;
	return slice_sub(pieces->text, from ? pieces->ends[from - 1] : 0,
			 *at ? pieces->ends[*at - 1] : 0);
}

/* Same text between two differences: whole, or its ends when it is long. */
static void put_same(struct buf *out, struct slice same, bool first, bool last)
{
	enum { SHOWN = 80 };
	size_t head = first ? 0 : SHOWN, tail = last ? 0 : SHOWN;

	if (same.len <= head + tail + 5) {
		put_plain(out, same);
		return;
	}
	while (head > 0 && ((unsigned char)same.data[head] & 0xC0) == 0x80)
		head--;
	tail = same.len - tail;
	while (tail < same.len && ((unsigned char)same.data[tail] & 0xC0) == 0x80)
		tail++;
	put_plain(out, slice_sub(same, 0, head));
	buf_append(out, SLICE(" ... "));
	put_plain(out, slice_from(same, tail));
}

static void put_words(const struct diff_pieces *a, const struct diff_pieces *b,
		      enum diff_style style, struct buf *out)
{
	bool color = style == DIFF_COLOR;
	struct marks removed = color ? (struct marks){SLICE("\033[31m"), SLICE("\033[m")}
				     : (struct marks){SLICE("[-"), SLICE("-]")};
	struct marks added = color ? (struct marks){SLICE("\033[32m"), SLICE("\033[m")}
				   : (struct marks){SLICE("{+"), SLICE("+}")};
	size_t i = 0, j = 0;
	bool first = true;

	while (i < a->count || j < b->count) {
		size_t from = j;

		while (i < a->count && j < b->count && a->same[i] && b->same[j]) {
			i++;
			j++;
		}
		put_same(out,
			 slice_sub(b->text, from ? b->ends[from - 1] : 0, j ? b->ends[j - 1] : 0),
			 first, i == a->count && j == b->count);
		first = false;
		put_marked(out, different_run(a, &i), removed);
		put_marked(out, different_run(b, &j), added);
	}
	if (out->len && out->data[out->len - 1] != '\n')
		buf_push(out, '\n');
}

static void put_line(struct buf *out, char sign, struct slice line)
{
	bool ended = line.len && line.data[line.len - 1] == '\n';

	buf_push(out, sign);
	put_plain(out, line);
	if (!ended)
		buf_append(out, SLICE("\n\\ No newline at end of file\n"));
}

/* Moves over lines that are the same, then over those that differ. */
static void next_change(const struct diff_pieces *a, const struct diff_pieces *b, size_t *i,
			size_t *j)
{
	while (*i < a->count && *j < b->count && a->same[*i] && b->same[*j]) {
		++*i;
		++*j;
	}
}

/* The range of a hunk's header: the first line, from 1, and how many. */
static void put_range(struct buf *out, char sign, size_t first, size_t count)
{
	buf_printf(out, "%c%zu", sign, count ? first + 1 : first);
	if (count != 1)
		buf_printf(out, ",%zu", count);
}

/* One hunk: differences with at most twice the context between them. */
static void put_hunk(const struct diff_pieces *a, const struct diff_pieces *b, size_t *i, size_t *j,
		     struct buf *out)
{
	size_t before = *i < CONTEXT_LINES ? *i : CONTEXT_LINES;
	size_t a_from = *i - before, b_from = *j - before, a_end = *i, b_end = *j;
	size_t x = *i, y = *j;

	while (x < a->count || y < b->count) {
		different_run(a, &x);
		different_run(b, &y);
		a_end = x;
		b_end = y;
		next_change(a, b, &x, &y);
		if (x - a_end > 2 * CONTEXT_LINES || (x == a->count && y == b->count))
			break;
	}
	*i = x;
	*j = y;
	a_end = a_end + CONTEXT_LINES < x ? a_end + CONTEXT_LINES : x;
	b_end = b_end + CONTEXT_LINES < y ? b_end + CONTEXT_LINES : y;
	buf_append(out, SLICE("@@ "));
	put_range(out, '-', a_from, a_end - a_from);
	buf_push(out, ' ');
	put_range(out, '+', b_from, b_end - b_from);
	buf_append(out, SLICE(" @@\n"));
	for (x = a_from, y = b_from; x < a_end || y < b_end;) {
		if (x < a_end && !a->same[x])
			put_line(out, '-', piece(a, x++));
		else if (y < b_end && !b->same[y])
			put_line(out, '+', piece(b, y++));
		else
			put_line(out, ' ', piece(a, x++)), y++;
	}
}

static void put_unified(const struct diff_pieces *a, const struct diff_pieces *b, struct buf *out)
{
	size_t i = 0, j = 0;

	next_change(a, b, &i, &j);
	while (i < a->count || j < b->count)
		put_hunk(a, b, &i, &j, out);
}

bool text_diff(struct slice before, struct slice after, enum diff_style style, struct buf *out)
{
	struct diff_pieces a = {0}, b = {0};
	bool fine;

	if (slice_equal(before, after))
		return true;
	fine = cut(&a, before, style == DIFF_UNIFIED) && cut(&b, after, style == DIFF_UNIFIED);
	if (fine) {
		struct difference_side sides[] = {{a.hashes, a.count, a.same},
						  {b.hashes, b.count, b.same}};

		fine = difference_find(&sides[0], &sides[1]);
	}
	if (fine && style == DIFF_UNIFIED)
		put_unified(&a, &b, out);
	else if (fine)
		put_words(&a, &b, style, out);
	pieces_free(&a);
	pieces_free(&b);
	return fine && !buf_failed(out);
}
