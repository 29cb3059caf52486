#include "text/normal.h"

#include "base/utf8.h"
#include "text/compose.h"

enum {
	CARRIAGE_RETURN = 0x0D,
	NEXT_LINE = 0x85,
	GRAPHEME_JOINER = 0x34F,
	MONGOLIAN_SELECTOR = 0x180B, /* to U+180D, and U+180F */
	MONGOLIAN_SEPARATOR = 0x180E,
	ZERO_WIDTH_SPACE = 0x200B,
	ZERO_WIDTH_NON_JOINER = 0x200C,
	ZERO_WIDTH_JOINER = 0x200D,
	LINE_SEPARATOR = 0x2028,
	PARAGRAPH_SEPARATOR = 0x2029,
	VOICED_MARK = 0x3099, /* and the semi-voiced one behind it */
	SPACING_VOICED_MARK = 0x309B,
	SELECTOR = 0xFE00,
	EMOJI_SELECTOR = 0xFE0F,
	HALF_WIDTH_VOICED_MARK = 0xFF9E,
	BLACK_FLAG = 0x1F3F4,
	TAG_CANCEL = 0xE007F,
	IDEOGRAPH_SELECTOR = 0xE0100,
	MAX_FLAG_TAGS = 6,  /* letters and digits of a region's subdivision: "gbsct" */
};

const struct slice normal_rule_names[NORMAL_RULE_COUNT] = {
	[NORMAL_LINE_END] = {"line-end", 8},
	[NORMAL_CONTROL] = {"control", 7},
	[NORMAL_INVISIBLE] = {"invisible", 9},
	[NORMAL_DIRECTION] = {"direction", 9},
	[NORMAL_NONCHARACTER] = {"noncharacter", 12},
	[NORMAL_TRAILING_BLANK] = {"trailing-blank", 14},
	[NORMAL_BLANK_LINE] = {"blank-line", 10},
	[NORMAL_NFC] = {"nfc", 3},
	[NORMAL_QUOTE] = {"quote", 5},
	[NORMAL_WIDTH] = {"width", 5},
	[NORMAL_LIGATURE] = {"ligature", 8},
	[NORMAL_SPACE] = {"space", 5},
};

/* What options may ask to fold. */
enum { FOLDS = UNICODE_QUOTE | UNICODE_WIDTH | UNICODE_LIGATURE | UNICODE_SPACE };

struct work {
	struct rewrite rewrite;
	const struct normal_form *form;
	unsigned mask;     /* the flags that want a look under this form */
	size_t end;        /* of the text, without blanks and line ends there */
	uint64_t newlines; /* in a row, at the end of the output, when it ends with one */
	size_t line_from;  /* where the present line begins in the input */
	size_t line_to;    /* where the line ends for which line_rtl is known */
	bool line_rtl;     /* it has right-to-left letters */
	struct composer composer;
	const struct unicode_forms *nfkc;
	struct normal_report *report;
	struct err *err;
	bool failed;
};

/* A code point in the input, and where the next one begins. */
struct found {
	size_t at, next;
	uint32_t c;
};

static struct found decode(const struct work *w, size_t at)
{
	struct found found = {.at = at};

	found.next = utf8_next(w->rewrite.text, at, &found.c);
	return found;
}

/*
 * Whether the code point at `at` has this flag, and will have it in the output: NFC may put
 * another mark in the place of a mark, and half-width forms may be folded.
 */
static bool next_has(const struct work *w, size_t at, uint32_t flag)
{
	uint32_t flags = at < w->end ? unicode_flags(decode(w, at).c) : 0;

	if (flags & UNICODE_WIDTH || (flags & UNICODE_MARK && flag != UNICODE_WORD))
		return false;
	return (flags & flag) != 0;
}

/* The code point before: the output's last. 0 at the start, which is a control and nobody's context. */
static uint32_t before(const struct work *w, size_t at)
{
	uint32_t c = 0;

	rewrite_before(&w->rewrite, at, 0, &c);
	return c;
}

static void change(struct work *w, size_t at, size_t to, size_t back, struct slice added,
		   enum normal_rule rule)
{
	w->report->counts[rule]++;
	rewrite_replace(&w->rewrite, at, to, back, added, normal_rule_names[rule]);
}

static void change_to(struct work *w, const struct found *found, size_t back, uint32_t c,
		      enum normal_rule rule)
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
static size_t scan(const struct work *w, size_t at)
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

/* Lines */

static bool is_line_end(uint32_t c)
{
	return (c >= '\n' && c <= CARRIAGE_RETURN) || c == NEXT_LINE || c == LINE_SEPARATOR ||
	       c == PARAGRAPH_SEPARATOR;
}

/* How many bytes at the end of the output are blank, or, with `newlines`, blank or line ends. */
static size_t blanks_before(const struct work *w, size_t at, bool newlines)
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

static size_t skip_blank(const struct work *w, size_t at)
{
	while (at < w->end) {
		struct found found = decode(w, at);

		if (!(unicode_flags(found.c) & UNICODE_BLANK) && !is_line_end(found.c))
			break;
		at = found.next;
	}
	return at;
}

/* In a title a line end becomes a space, together with the blanks around it. */
static size_t join_lines(struct work *w, const struct found *found)
{
	size_t to = skip_blank(w, found->next);

	change(w, found->at, to, blanks_before(w, found->at, false), SLICE(" "), NORMAL_LINE_END);
	return to;
}

/* Appends a line end to the output, or passes it over where it would make an empty line too many. */
static void end_line(struct work *w, const struct found *found, struct slice written)
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

static size_t line_end(struct work *w, struct found found)
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
	w->line_from = found.next;
	return found.next;
}

/* Characters that are spelling in some places and debris in all others */

/* Each line is searched at most once, so all of it stays linear. */
static bool line_is_rtl(struct work *w, size_t at)
{
	if (at < w->line_to)
		return w->line_rtl;
	w->line_rtl = false;
	for (w->line_to = w->line_from; w->line_to < w->end;) {
		struct found found = decode(w, w->line_to);

		if (is_line_end(found.c))
			break;
		w->line_rtl |= (unicode_flags(found.c) & UNICODE_RTL) != 0;
		w->line_to = found.next;
	}
	return w->line_rtl;
}

static bool keeps_joiner(const struct work *w, const struct found *found, uint32_t last)
{
	uint32_t last_flags = unicode_flags(last);
	bool picture = last == EMOJI_SELECTOR ||
		       (last_flags & (UNICODE_PICTOGRAPH | UNICODE_SKIN_TONE)) != 0;
	bool joiner = last == ZERO_WIDTH_JOINER || last == ZERO_WIDTH_NON_JOINER;

	if (last == found->c)
		return false;
	if (last_flags & UNICODE_JOINS)
		return true;
	if (found->c == ZERO_WIDTH_JOINER && picture &&
	    next_has(w, found->next, UNICODE_PICTOGRAPH))
		return true;
	return (found->c == ZERO_WIDTH_JOINER || joiner) &&
	       next_has(w, found->next, UNICODE_JOINS);
}

/* The end of the tags at `at`, when they name a region and end as they should; else `at`. */
static size_t flag_tags(const struct work *w, size_t at)
{
	size_t to = at;

	for (unsigned count = 0; to < w->end && count <= MAX_FLAG_TAGS; count++) {
		struct found found = decode(w, to);
		uint32_t letter = found.c - 0xE0000;

		to = found.next;
		if (found.c == TAG_CANCEL)
			return count ? to : at;
		if (!(letter >= '0' && letter <= '9') && !(letter >= 'a' && letter <= 'z'))
			break;
	}
	return at;
}

static bool is_direction(uint32_t c)
{
	return c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069);
}

/* The flag that a code point must have for this one to be its variation selector, or 0. */
static uint32_t selects(uint32_t c)
{
	if (c >= MONGOLIAN_SELECTOR && c <= 0x180F && c != MONGOLIAN_SEPARATOR)
		return UNICODE_MONGOLIAN;
	if (c == EMOJI_SELECTOR || c == EMOJI_SELECTOR - 1)
		return UNICODE_EMOJI;
	if (c >= SELECTOR && c < EMOJI_SELECTOR)
		return UNICODE_VARIES;
	if (c >= IDEOGRAPH_SELECTOR && c <= 0xE01EF)
		return UNICODE_IDEOGRAPH;
	return 0;
}

/* The flag that both neighbours must have for this one to be spelling, or 0. */
static uint32_t separates(uint32_t c)
{
	return c == ZERO_WIDTH_SPACE	  ? UNICODE_SOUTHEAST
	       : c == MONGOLIAN_SEPARATOR ? UNICODE_MONGOLIAN
	       : c == GRAPHEME_JOINER	  ? UNICODE_WORD
					  : 0;
}

/* The end of what stays from found->at on, behind `last`: found->at itself when that is debris. */
static size_t kept_end(struct work *w, const struct found *found, uint32_t last)
{
	uint32_t c = found->c, flag;
	bool kept;

	if (c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER)
		kept = keeps_joiner(w, found, last);
	else if (is_direction(c))
		kept = line_is_rtl(w, found->at);
	else if ((flag = selects(c)) != 0)
		kept = (unicode_flags(last) & flag) != 0;
	else if ((flag = separates(c)) != 0)
		kept = (unicode_flags(last) & flag) != 0 && next_has(w, found->next, flag);
	else
		return last == BLACK_FLAG ? flag_tags(w, found->at) : found->at;
	return kept ? found->next : found->at;
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

static size_t scrub(struct work *w, const struct found *found)
{
	size_t kept;

	if (is_line_end(found->c))
		return line_end(w, *found);
	kept = kept_end(w, found, before(w, found->at));
	if (kept > found->at)
		return kept;
	change(w, found->at, found->next, 0, SLICE(""), debris_rule(found->c));
	return found->next;
}

/* Canonical composition */

static bool nfc_ready(struct work *w)
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
static bool fits(const struct work *w, const struct found *found)
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
static size_t take_sequence(struct work *w, size_t at)
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
static size_t take_marks(struct work *w, size_t at, bool *clean)
{
	const struct points *taken = &w->composer.given;

	while (at < w->end && !w->composer.failed) {
		struct found found = decode(w, at);
		uint32_t flags = unicode_flags(found.c) & w->mask;

		if (flags & FOLDS)
			break;
		if (flags & UNICODE_COMBINES) {
			composer_add(&w->composer, found.c);
		} else if (flags & UNICODE_SCRUB && !is_line_end(found.c) &&
			   kept_end(w, &found, taken->data[taken->count - 1]) == at) {
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
static void put_sequence(struct work *w, size_t at, size_t to, size_t back)
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

static size_t combine(struct work *w, const struct found *found)
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

/* What only options ask for */

/* A half-width sound mark joins the kana before it; alone it becomes the mark that stands alone. */
static void voice(struct work *w, const struct found *found)
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

static void decompose(struct work *w, const struct found *found, enum normal_rule rule)
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

static size_t fold(struct work *w, const struct found *found, uint32_t flags)
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

/* The whole */

static unsigned mask_of(const struct normal_form *form)
{
	return UNICODE_SCRUB | UNICODE_COMBINES | (form->straight_quotes ? UNICODE_QUOTE : 0u) |
	       (form->fold_width ? UNICODE_WIDTH : 0u) |
	       (form->fold_ligatures ? UNICODE_LIGATURE : 0u) |
	       (form->plain_spaces ? UNICODE_SPACE : 0u);
}

/* Deals with the code point at `at`; returns where to go on. */
static size_t look(struct work *w, size_t at)
{
	struct found found = decode(w, at);
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
	struct work w = {
		.form = form,
		.mask = mask_of(form),
		.end = end_of_content(text),
		.composer = {.arena = arena},
		.report = report,
		.err = err,
	};
	size_t at, back;

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
