#include "scan.h"

#include "base/utf8.h"
#include "path.h"

enum { AHEAD = 6 };

/* What reading the present stretch of text in one charset may save, at most. */
struct stretch {
	int64_t saved;
	uint64_t plain; /* scan.plain by then */
};

/* The bytes of the code points from `at` on that a charset may take for a sequence. */
static unsigned window(const struct tables *tables, struct slice text, size_t at,
		       struct sign signs[AHEAD], size_t ends[AHEAD])
{
	unsigned count = 0;

	while (count < AHEAD && at < text.len) {
		at = utf8_next(text, at, &signs[count].code_point);
		ends[count] = at;
		signs[count].glyph = (uint16_t)charsets_glyph(&tables->charsets, signs[count].code_point);
		signs[count].symbol = model_symbol(&tables->model, signs[count].code_point);
		count++;
		if (signs[count - 1].code_point < 0x80)
			break;
	}
	return count;
}

static uint32_t charsets_at(const struct tables *tables, const struct sign *signs, unsigned count)
{
	const struct glyph *lead = sign_glyph(tables, signs);
	uint32_t tails = count > 1 ? sign_glyph(tables, signs + 1)->tail : 0;
	uint32_t mask = lead->lead2 & tails;

	tails &= count > 2 ? sign_glyph(tables, signs + 2)->tail : 0;
	mask |= lead->lead3 & tails;
	tails &= count > 3 ? sign_glyph(tables, signs + 3)->tail : 0;
	return mask | (lead->lead4 & tails);
}

/* What reading these signs as one character saves, at most. */
static int most_saved(const struct tables *tables, symbol before, const struct sign *signs,
		      unsigned count, uint32_t read, unsigned length)
{
	const struct model *model = &tables->model;
	int saved = -(int)model_least(model, model_symbol(model, read));

	/* The character behind also becomes cheaper. */
	for (unsigned i = 0; i < count && i <= length; i++)
		saved += (int)model_cost(model, before, signs[i].symbol, &before);
	return saved;
}

struct scan {
	const struct tables *tables;
	struct stretch stretch[CHARSETS_MAX];
	uint64_t plain;  /* characters so far that only stand for themselves */
	size_t covered;  /* bytes that some sequence covers */
	symbol before;
};

/* What must be paid to read a sequence in a charset from here on, above what the charset costs. */
static int entry_cost(const struct scan *scan, uint32_t before)
{
	return before >= 0x80 && model_flags(&scan->tables->model, scan->before) & CLASS_LETTER
		       ? PATH_ENTER_WORD
		       : 0;
}

/* The least that leaving the charset costs before the sign `next`. */
static int exit_cost(const struct tables *tables, const struct sign *next)
{
	if (!next || next->code_point < 0x80 ||
	    model_flags(&tables->model, next->symbol) & CLASS_NEUTRAL)
		return 0;
	return PATH_LEAVE + PATH_LEAVE_WORD;
}

/* Weighs the sequences that begin at `at`. True when one of them makes its stretch worth it. */
static bool weigh(struct scan *scan, struct slice text, size_t at, int entry)
{
	const struct tables *tables = scan->tables;
	struct sign signs[AHEAD];
	size_t ends[AHEAD];
	unsigned count = window(tables, text, at, signs, ends);

	for (uint32_t left = charsets_at(tables, signs, count); left; left &= left - 1) {
		unsigned k = (unsigned)__builtin_ctz(left), length;
		uint32_t read = readings_whole(tables, (struct text){signs, count}, 0, k, &length);
		struct stretch *stretch = &scan->stretch[k];
		int64_t so_far = -entry;
		const struct sign *next;

		if (read == UINT32_MAX)
			continue;
		if (stretch->plain == scan->plain && stretch->saved > so_far)
			so_far = stretch->saved;
		stretch->saved = so_far + most_saved(tables, scan->before, signs, count, read, length);
		stretch->plain = scan->plain;
		next = length < count ? &signs[length] : NULL;
		if (stretch->saved >
		    PATH_ENTER + tables->charsets.charset[k].rarity + exit_cost(tables, next))
			return true;
		if (ends[length - 1] > scan->covered)
			scan->covered = ends[length - 1];
	}
	return false;
}

static unsigned char byte_at(struct slice text, size_t at)
{
	return at < text.len ? (unsigned char)text.data[at] : 0;
}

static unsigned role_at(const struct tables *tables, struct slice text, size_t at)
{
	return tables->roles[(byte_at(text, at) & 0x1Fu) << 6 | (byte_at(text, at + 1) & 0x3Fu)];
}

/*
 * Passes characters from `at` on that begin no sequence: ideographs, syllables, and of the two-byte
 * characters those that lead nowhere. Returns where it stopped: at anything else.
 */
static size_t pass_harmless(struct scan *scan, struct slice text, size_t at)
{
	for (;;) {
		unsigned char lead = byte_at(text, at);

		if (lead >= 0xE3 && lead <= 0xED) {
			at += 3;
		} else if (lead > 0xC2 && lead < 0xE0) {
			unsigned role = role_at(scan->tables, text, at), next = byte_at(text, at + 2);

			if (role & ROLE_NEUTRAL)
				return at;
			if (role & ROLE_LEAD && next >= 0x80 &&
			    (next >= 0xE0 || role_at(scan->tables, text, at + 2) & ROLE_TAIL))
				return at;
			at += 2;
		} else {
			return at;
		}
		if (at > scan->covered)
			scan->plain++;
	}
}

bool scan_suspects(const struct tables *tables, struct slice text)
{
	const struct model *model = &tables->model;
	struct scan scan = {.tables = tables, .before = model_start(model)};
	size_t at = 0, next;

	while (at < text.len) {
		uint32_t code_point, last = ' ';

		at += ascii_prefix(slice_from(text, at));
		at = pass_harmless(&scan, text, at);
		if (byte_at(text, at) < 0x80)
			continue;
		if (at > 0)
			utf8_next(text, utf8_before(text, at), &last);
		scan.before = model_symbol(model, last);
		next = utf8_next(text, at, &code_point);
		const struct glyph *lead =
			&tables->charsets.glyphs[charsets_glyph(&tables->charsets, code_point)];

		if (code_point < 0xA0)
			return true; /* a C1 control has no place in text */
		if ((lead->lead2 | lead->lead3 | lead->lead4) &&
		    weigh(&scan, text, at, entry_cost(&scan, last)))
			return true;
		/* What no charset reads, and is no typography, ends every stretch. */
		if (next > scan.covered &&
		    !(model_flags(model, model_symbol(model, code_point)) & CLASS_NEUTRAL))
			scan.plain++;
		at = next;
	}
	return false;
}
