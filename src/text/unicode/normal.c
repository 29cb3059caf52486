#include "text/unicode/normal.h"

#include "text/unicode/compose.h"
#include "text/unicode/invisible.h"

enum {
	CARRIAGE_RETURN = 0x0D,
	PARAGRAPH_SEPARATOR = 0x2029,
	VOICED_MARK = 0x3099, /* and the semi-voiced one after it */
	SPACING_VOICED_MARK = 0x309B,
	HALF_WIDTH_VOICED_MARK = 0xFF9E,
};

const struct slice normal_rule_names[NORMAL_RULE_COUNT] = {
	[NORMAL_LINE_END] = SLICE_INIT("line-end"),
	[NORMAL_CONTROL] = SLICE_INIT("control"),
	[NORMAL_INVISIBLE] = SLICE_INIT("invisible"),
	[NORMAL_DIRECTION] = SLICE_INIT("direction"),
	[NORMAL_NONCHARACTER] = SLICE_INIT("noncharacter"),
	[NORMAL_TRAILING_BLANK] = SLICE_INIT("trailing-blank"),
	[NORMAL_BLANK_LINE] = SLICE_INIT("blank-line"),
	[NORMAL_NFC] = SLICE_INIT("nfc"),
	[NORMAL_QUOTE] = SLICE_INIT("quote"),
	[NORMAL_WIDTH] = SLICE_INIT("width"),
	[NORMAL_LIGATURE] = SLICE_INIT("ligature"),
	[NORMAL_SPACE] = SLICE_INIT("space"),
};

/* What options may ask to fold. */
enum { FOLDS = UNICODE_QUOTE | UNICODE_WIDTH | UNICODE_LIGATURE | UNICODE_SPACE };

struct normal_work {
	struct rewrite rewrite;
	const struct normal_form *form;
	unsigned mask;     /* the flags that want a look under this form */
	size_t end;        /* of the text, without blanks and line ends there */
	uint64_t newlines; /* in a row, at the end of the output, when it ends with one */
	struct invisible invisible;
	struct composer composer;
	const struct unicode_forms *nfkc;
	struct normal_report *report;
	struct err *err;
	bool failed;
};

/* The code point before: the output's last; 0, a control and nobody's context, at the start. */
static uint32_t before(const struct normal_work *w, size_t at)
{
	uint32_t c = 0;

	rewrite_before(&w->rewrite, at, 0, &c);
	return c;
}

static void change(struct normal_work *w, size_t at, size_t to, size_t back, struct slice added,
		   enum normal_rule rule)
{
	w->report->counts[rule]++;
	rewrite_replace(&w->rewrite, at, to, back, added, normal_rule_names[rule]);
}

static void change_to(struct normal_work *w, const struct invisible_found *found, size_t back,
		      uint32_t c, enum normal_rule rule)
{
	char bytes[4];

	change(w, found->at, found->next, back, slice_make(bytes, utf8_encode(c, bytes)), rule);
}

/* Whether all of 32 bytes are printable ASCII; compilers make a few vector instructions of it. */
static bool are_printable(const char *p)
{
	unsigned char bad = 0;

	for (size_t i = 0; i < 32; i++)
		bad |= (unsigned char)(p[i] - 0x20) > 0x5E;
	return !bad;
}

/* Whether none of eight bytes begins a code point of a kind in the mask. */
static bool eight_are_calm(const char *p, unsigned mask)
{
	unsigned flags = unicode_lead_flags(p[0]) | unicode_lead_flags(p[1]) |
			 unicode_lead_flags(p[2]) | unicode_lead_flags(p[3]) |
			 unicode_lead_flags(p[4]) | unicode_lead_flags(p[5]) |
			 unicode_lead_flags(p[6]) | unicode_lead_flags(p[7]);

	return !(flags & mask);
}

/*
 * The offset of the first code point at or after `at` that wants a look. Most bytes are passed
 * eight at a time; where that fails, one by one until eight in a row would have been.
 */
static size_t scan(const struct normal_work *w, size_t at)
{
	const struct slice text = w->rewrite.text;
	const unsigned mask = w->mask;
	const size_t end = w->end;
	unsigned calm = 0;

	while (at < end) {
		uint32_t c;
		size_t next;

		if (!(unicode_lead_flags(text.data[at]) & mask)) {
			at++;
			if (++calm < 8)
				continue;
			while (end - at >= 32 && are_printable(text.data + at))
				at += 32;
			while (end - at >= 8 && eight_are_calm(text.data + at, mask))
				at += 8;
			calm = 0;
			continue;
		}
		next = utf8_next(text, at, &c);
		if (unicode_flags(c) & mask)
			break;
		at = next;
		calm = 0;
	}
	return at;
}

/* How many bytes at the end of the output are blank, or, with `newlines`, blank or line ends. */
static size_t blanks_before(const struct normal_work *w, size_t at, bool newlines)
{
	size_t back = 0, length;
	uint32_t c;

	while ((length = rewrite_before(&w->rewrite, at, back, &c)) > 0) {
		if (!(unicode_flags(c) & UNICODE_BLANK) && !(newlines && c == '\n'))
			break;
		back += length;
	}
	return back;
}

static size_t skip_blank(const struct normal_work *w, size_t at)
{
	while (at < w->end) {
		struct invisible_found found = found_at(w->rewrite.text, at);

		if (!(unicode_flags(found.c) & UNICODE_BLANK) && !is_line_end(found.c))
			break;
		at = found.next;
	}
	return at;
}

/* In a title a line end becomes a space, together with the blanks around it. */
static size_t join_lines(struct normal_work *w, const struct invisible_found *found)
{
	size_t to = skip_blank(w, found->next);

	change(w, found->at, to, blanks_before(w, found->at, false), SLICE(" "), NORMAL_LINE_END);
	w->invisible.line_from = to;
	return to;
}

/* Appends a line end to the output, but not where that would be an empty line too many. */
static void end_line(struct normal_work *w, const struct invisible_found *found,
		     struct slice written)
{
	uint32_t last = before(w, found->at);
	uint64_t limit = w->form->max_blank_lines;

	w->newlines = last == '\n' ? w->newlines : 0;
	if (last != 0 && (!limit || w->newlines <= limit)) {
		if (written.len)
			change(w, found->at, found->next, 0, written, NORMAL_LINE_END);
	} else if (found->at < found->next) {
		change(w, found->at, found->next, 0, SLICE(""), NORMAL_BLANK_LINE);
	}
	w->newlines++;
}

static size_t line_end(struct normal_work *w, struct invisible_found found)
{
	size_t blanks = blanks_before(w, found.at, false);

	if (w->form->one_line)
		return join_lines(w, &found);
	if (blanks)
		change(w, found.at, found.at, blanks, SLICE(""), NORMAL_TRAILING_BLANK);
	if (found.c == CARRIAGE_RETURN && found.next < w->end &&
	    w->rewrite.text.data[found.next] == '\n')
		found.next++;
	end_line(w, &found, found.c == '\n' ? SLICE("") : SLICE("\n"));
	if (found.c == PARAGRAPH_SEPARATOR) {
		found.at = found.next;
		end_line(w, &found, SLICE("\n"));
	}
	w->invisible.line_from = found.next;
	return found.next;
}

static enum normal_rule debris_rule(uint32_t c)
{
	if (c < 0xA0 && c != 0xAD)
		return NORMAL_CONTROL;
	if (is_direction(c))
		return NORMAL_DIRECTION;
	if ((c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE)
		return NORMAL_NONCHARACTER;
	return NORMAL_INVISIBLE;
}

static size_t scrub(struct normal_work *w, const struct invisible_found *found)
{
	size_t kept;

	if (is_line_end(found->c))
		return line_end(w, *found);
	kept = invisible_kept(&w->invisible, found, before(w, found->at));
	if (kept > found->at)
		return kept;
	change(w, found->at, found->next, 0, SLICE(""), debris_rule(found->c));
	return found->next;
}

static bool nfc_ready(struct normal_work *w)
{
	if (!w->composer.nfc)
		w->composer.nfc = unicode_nfc(w->err);
	w->failed |= !w->composer.nfc;
	return !w->failed;
}

/*
 * Whether the text up to and with this code point, which COMBINES, is NFC if it was before it. Says
 * no where it would take more than a look at the code point before.
 */
static bool fits(const struct normal_work *w, const struct invisible_found *found)
{
	struct unicode_kind kind = unicode_kind(found->c), last_kind;
	uint32_t last;

	if (kind.flags & UNICODE_ALTERS)
		return false;
	if (!rewrite_before(&w->rewrite, found->at, 0, &last))
		return true;
	last_kind = unicode_kind(last);
	if (!(kind.flags & UNICODE_MAYBE))
		return last_kind.ccc <= kind.ccc;
	if (last_kind.ccc || (kind.ccc && last_kind.tail_ccc > kind.ccc))
		return false;
	return unicode_compose_pair(w->composer.nfc, last, found->c) < 0;
}

/* Takes the sequence that the output ends with, back to where a composition may begin. */
static size_t take_sequence(struct normal_work *w, size_t at)
{
	size_t back = 0, length;
	uint32_t c;

	composer_clear(&w->composer);
	while ((length = rewrite_before(&w->rewrite, at, back, &c)) > 0) {
		composer_add(&w->composer, c);
		back += length;
		if (!(unicode_flags(c) & UNICODE_COMBINES))
			break;
	}
	composer_reverse(&w->composer);
	return back;
}

/* Takes the rest of it from the input without the debris in it; returns where it ends. */
static size_t take_marks(struct normal_work *w, size_t at, bool *clean)
{
	const struct points *taken = &w->composer.given;

	while (at < w->end && !w->composer.failed) {
		struct invisible_found found = found_at(w->rewrite.text, at);
		uint32_t flags = unicode_flags(found.c) & w->mask;

		if (flags & FOLDS)
			break;
		if (flags & UNICODE_COMBINES) {
			composer_add(&w->composer, found.c);
		} else if (flags & UNICODE_SCRUB && !is_line_end(found.c) &&
			   invisible_kept(&w->invisible, &found, taken->data[taken->count - 1]) ==
				   at) {
			w->report->counts[debris_rule(found.c)]++;
			*clean = false;
		} else {
			break;
		}
		at = found.next;
	}
	return at;
}

/* Puts the composed sequence in the place of the one that was taken. */
static void put_sequence(struct normal_work *w, size_t at, size_t to, size_t back)
{
	const struct points *composed = &w->composer.composed;
	struct arena *arena = w->composer.arena;
	size_t cap = 4 * composed->count, len = 0;
	char *bytes = arena_bytes(arena, cap);

	if (!bytes) {
		w->composer.failed = true;
		return;
	}
	for (size_t i = 0; i < composed->count; i++)
		len += utf8_encode(composed->data[i], bytes + len);
	change(w, at, to, back, slice_make(bytes, len), NORMAL_NFC);
	arena_trim(arena, bytes, cap, 0);
}

static size_t combine(struct normal_work *w, const struct invisible_found *found)
{
	bool clean = true;
	size_t back, to;

	if (!nfc_ready(w) || fits(w, found))
		return found->next;
	back = take_sequence(w, found->at);
	to = take_marks(w, found->at, &clean);
	if (!w->composer.failed)
		composer_run(&w->composer);
	if (!w->composer.failed && !(clean && composer_kept(&w->composer)))
		put_sequence(w, found->at, to, back);
	return to;
}

/* A half-width sound mark joins the kana before it; alone it becomes the mark that is alone. */
static void voice(struct normal_work *w, const struct invisible_found *found)
{
	uint32_t mark = found->c - HALF_WIDTH_VOICED_MARK;
	uint32_t last = before(w, found->at);
	int32_t pair;

	if (!nfc_ready(w))
		return;
	pair = unicode_compose_pair(w->composer.nfc, last, VOICED_MARK + mark);
	if (pair >= 0)
		change_to(w, found, 3, (uint32_t)pair, NORMAL_WIDTH);
	else
		change_to(w, found, 0, SPACING_VOICED_MARK + mark, NORMAL_WIDTH);
}

static void decompose(struct normal_work *w, const struct invisible_found *found,
		      enum normal_rule rule)
{
	uint32_t points[UNICODE_MAX_DECOMPOSITION];
	char bytes[4 * UNICODE_MAX_DECOMPOSITION];
	size_t count, len = 0;

	if (!w->nfkc)
		w->nfkc = unicode_nfkc(w->err);
	if (!w->nfkc) {
		w->failed = true;
		return;
	}
	count = unicode_compatible(w->nfkc, found->c, points);
	for (size_t i = 0; i < count; i++)
		len += utf8_encode(points[i], bytes + len);
	change(w, found->at, found->next, 0, slice_make(bytes, len), rule);
}

static size_t fold(struct normal_work *w, const struct invisible_found *found, uint32_t flags)
{
	if (flags & UNICODE_SPACE)
		change_to(w, found, 0, ' ', NORMAL_SPACE);
	else if (flags & UNICODE_QUOTE)
		change_to(w, found, 0, found->c & 4 ? '"' : '\'', NORMAL_QUOTE);
	else if (flags & UNICODE_LIGATURE)
		decompose(w, found, NORMAL_LIGATURE);
	else if (found->c == HALF_WIDTH_VOICED_MARK || found->c == HALF_WIDTH_VOICED_MARK + 1)
		voice(w, found);
	else
		decompose(w, found, NORMAL_WIDTH);
	return found->next;
}

static unsigned mask_of(const struct normal_form *form)
{
	return UNICODE_SCRUB | UNICODE_COMBINES | (form->straight_quotes ? UNICODE_QUOTE : 0u) |
	       (form->fold_width ? UNICODE_WIDTH : 0u) |
	       (form->fold_ligatures ? UNICODE_LIGATURE : 0u) |
	       (form->plain_spaces ? UNICODE_SPACE : 0u);
}

/* Deals with the code point at `at`; returns where to go on. */
static size_t look(struct normal_work *w, size_t at)
{
	struct invisible_found found = found_at(w->rewrite.text, at);
	uint32_t flags = unicode_flags(found.c) & w->mask;

	if (flags & UNICODE_SCRUB)
		return scrub(w, &found);
	if (flags & FOLDS)
		return fold(w, &found, flags);
	return combine(w, &found);
}

/* Most texts end with a line end; without this they would all be changed there, and copied. */
static size_t end_of_content(struct slice text)
{
	size_t end = text.len;

	while (end && slice_find_byte(SLICE(" \t\r\n"), 0, text.data[end - 1]) < 4)
		end--;
	return end;
}

static struct slice without_first_blanks(struct slice text)
{
	size_t at = 0, next;
	uint32_t c;

	for (; at < text.len; at = next) {
		next = utf8_next(text, at, &c);
		if (!(unicode_flags(c) & UNICODE_BLANK))
			break;
	}
	return slice_from(text, at);
}

bool normal_form_apply(const struct normal_form *form, struct slice text, struct arena *arena,
		       struct slice *out, struct normal_report *report, struct err *err)
{
	struct normal_work w = {
		.form = form,
		.mask = mask_of(form),
		.end = end_of_content(text),
		.composer = {.arena = arena},
		.report = report,
		.err = err,
	};
	size_t at, back;

	w.invisible.text = slice_sub(text, 0, w.end);
	rewrite_begin(&w.rewrite, text, arena, report->explain);
	for (at = scan(&w, 0); at < w.end; at = scan(&w, look(&w, at))) {
		if (w.failed || w.rewrite.failed || w.composer.failed)
			break;
	}
	back = blanks_before(&w, w.end, true);
	if (back || w.end < text.len)
		report->counts[NORMAL_TRAILING_BLANK]++;
	*out = rewrite_end(&w.rewrite, w.end, back, normal_rule_names[NORMAL_TRAILING_BLANK]);
	if (form->one_line)
		*out = without_first_blanks(*out);
	report->edits = w.rewrite.edits;
	report->edit_count = w.rewrite.edit_count;
	if (w.failed)
		return false;
	return !(w.rewrite.failed || w.composer.failed) || err_no_memory(err);
}
