#include "scan.h"

#include "base/utf8.h"
#include "path.h"

enum { AHEAD = 7 };

/* The best way to read the text up to here of which the last part is read in one charset. */
struct stretch {
	int64_t saved;  /* against the text as it is; entering the charset is not yet paid */
	size_t end;     /* byte after the last sequence */
	symbol context; /* what the last sequence was read as */
};

struct scan {
	const struct tables *tables;
	struct slice text;
	int enter;
	struct stretch stretch[CHARSETS_MAX];
	size_t hard;   /* the last byte so far at which what may not stand in garbled text begins */
	symbol before; /* the character before, as it is */
	bool in_word;  /* it is a letter beyond ASCII */
	unsigned mac;  /* Mac Roman's number, or CHARSETS_MAX */
	struct sign signs[AHEAD];
	size_t ends[AHEAD];
	unsigned count; /* of signs looked ahead */
};

/* The characters from `at` on that a charset may take for a sequence, and the one after. */
static void look_ahead(struct scan *scan, size_t at)
{
	const struct tables *tables = scan->tables;

	for (scan->count = 0; scan->count < AHEAD && at < scan->text.len;) {
		struct sign *sign = &scan->signs[scan->count];

		at = utf8_next(scan->text, at, &sign->code_point);
		scan->ends[scan->count++] = at;
		sign->glyph = (uint16_t)charsets_glyph(&tables->charsets, sign->code_point);
		sign->symbol = model_symbol(&tables->model, sign->code_point);
		if (sign->code_point < 0x80)
			break;
	}
}

static uint32_t charsets_here(const struct scan *scan)
{
	const struct tables *tables = scan->tables;
	const struct glyph *lead = sign_glyph(tables, scan->signs);
	unsigned count = scan->count;
	uint32_t tails = count > 1 ? sign_glyph(tables, scan->signs + 1)->tail : 0;
	uint32_t mask = lead->lead2 & tails;

	tails &= count > 2 ? sign_glyph(tables, scan->signs + 2)->tail : 0;
	mask |= lead->lead3 & tails;
	tails &= count > 3 ? sign_glyph(tables, scan->signs + 3)->tail : 0;
	return mask | (lead->lead4 & tails);
}

/* The least that leaving the charset costs before the sign `next`. */
static int exit_cost(const struct tables *tables, const struct sign *next)
{
	if (!next || next->code_point < 0x80 ||
	    model_flags(&tables->model, next->symbol) & CLASS_NEUTRAL)
		return 0;
	return PATH_LEAVE + PATH_LEAVE_WORD;
}

/* Reads the sequence at `at` in charset k, as the path would. True when that makes text likelier.
 */
static bool read_in(struct scan *scan, size_t at, unsigned k)
{
	const struct tables *tables = scan->tables;
	const struct model *model = &tables->model;
	struct stretch *stretch = &scan->stretch[k];
	int64_t saved = scan->in_word ? -PATH_ENTER_WORD : 0;
	symbol literal = scan->before, context = scan->before;
	const struct sign *next;
	unsigned length;
	uint32_t read =
		readings_whole(tables, (struct text){scan->signs, scan->count}, 0, k, &length);

	if (read == UINT32_MAX)
		return false;
	if (stretch->end > scan->hard && stretch->saved > saved) {
		saved = stretch->saved;
		if (stretch->end == at)
			context = stretch->context;
	}
	saved += readings_gain(tables, scan->signs, length, scan->before, read);
	saved -= model_cost(model, context, model_symbol(model, read), &context);
	for (unsigned i = 0; i < length; i++)
		saved += model_cost(model, literal, scan->signs[i].symbol, &literal);
	*stretch = (struct stretch){saved, scan->ends[length - 1], context};
	next = length < scan->count ? &scan->signs[length] : NULL;
	if (next) {
		saved += model_cost(model, literal, next->symbol, &literal);
		saved -= model_cost(model, context, next->symbol, &context);
	}
	return saved > scan->enter + tables->charsets.charset[k].rarity + exit_cost(tables, next);
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
static size_t pass_harmless(struct scan *scan, size_t at)
{
	struct slice text = scan->text;

	for (;;) {
		unsigned char lead = byte_at(text, at);

		if (lead >= 0xE3 && lead <= 0xED) {
			scan->hard = at;
			at += 3;
		} else if (lead > 0xC2 && lead < 0xE0) {
			unsigned role = role_at(scan->tables, text, at),
				 next = byte_at(text, at + 2);

			if (role & ROLE_NEUTRAL)
				return at;
			if (role & ROLE_LEAD && next >= 0x80 &&
			    (next >= 0xE0 || role_at(scan->tables, text, at + 2) & ROLE_TAIL))
				return at;
			scan->hard = at;
			at += 2;
		} else {
			return at;
		}
	}
}

/* A word that may be an emoji without its apple, see readings_damaged. */
static bool is_apple(const struct scan *scan, uint32_t before)
{
	const struct tables *tables = scan->tables;
	unsigned k = scan->mac;

	return k < CHARSETS_MAX && before <= ' ' && scan->count >= 3 &&
	       sign_glyph(tables, scan->signs)->byte[k] == 0x9F &&
	       sign_glyph(tables, scan->signs + 1)->tail &
		       sign_glyph(tables, scan->signs + 2)->tail & (uint32_t)1 << k;
}

/* Follows what may begin at `at` in each charset. True when it makes the text likelier. */
static bool read_all(struct scan *scan, size_t at)
{
	const struct model *model = &scan->tables->model;
	uint32_t last = ' ';

	look_ahead(scan, at);
	if (at > 0)
		utf8_next(scan->text, utf8_before(scan->text, at), &last);
	if (is_apple(scan, last))
		return true;
	scan->before = model_symbol(model, last);
	scan->in_word = last >= 0x80 && model_flags(model, scan->before) & CLASS_LETTER;
	for (uint32_t left = charsets_here(scan); left; left &= left - 1)
		if (read_in(scan, at, (unsigned)__builtin_ctz(left)))
			return true;
	return false;
}

/* Looks at the character at *at, and passes it. True when it may begin something garbled. */
static bool looks_garbled(struct scan *scan, size_t *at)
{
	const struct tables *tables = scan->tables;
	const struct glyph *glyph;
	uint32_t code_point, next = 0, leads;
	size_t start = *at, end = utf8_next(scan->text, start, &code_point);

	*at = end;
	if (code_point < 0xA0)
		return true; /* a C1 control has no place in text */
	glyph = &tables->charsets.glyphs[charsets_glyph(&tables->charsets, code_point)];
	leads = glyph->lead2 | glyph->lead3 | glyph->lead4;
	if (scan->mac < CHARSETS_MAX && glyph->byte[scan->mac] == 0x9F)
		leads |= (uint32_t)1 << scan->mac; /* see is_apple */
	if (leads && byte_at(scan->text, end) >= 0x80) {
		utf8_next(scan->text, end, &next);
		leads &= tables->charsets.glyphs[charsets_glyph(&tables->charsets, next)].tail;
		if (leads && read_all(scan, start))
			return true;
	}
	if (!(model_flags(&tables->model, model_symbol(&tables->model, code_point)) &
	      CLASS_NEUTRAL))
		scan->hard = start;
	return false;
}

/* Whether what follows the ASCII before `at` looks like the bytes of a multi-byte charset, see
 * legacy.h. */
static bool looks_like_bytes(struct slice text, size_t at)
{
	unsigned char first = byte_at(text, at), second, third;

	if (first == 0xE2) /* in Shift-JIS every other one is of 81-9F */
		return (byte_at(text, at + 3) & 0xFE) == 0xC2 && byte_at(text, at + 5) == 0xE2;
	if ((first & 0xFE) != 0xC2)
		return false;
	second = byte_at(text, at + 2);
	third = byte_at(text, at + 4);
	return (second & 0xFE) == 0xC2 && (third & 0xFE) == 0xC2 &&
	       (byte_at(text, at + 6) & 0xFE) == 0xC2;
}

bool scan_finds(const struct tables *tables, struct slice text, int enter, size_t *where)
{
	struct scan scan = {
		.tables = tables, .text = text, .enter = enter, .mac = tables->charsets.macintosh};
	size_t at = 0;

	while (at < text.len) {
		at += ascii_prefix(slice_from(text, at));
		*where = at;
		if (enter == PATH_ENTER && looks_like_bytes(text, at))
			return true;
		at = pass_harmless(&scan, at);
		if (byte_at(text, at) < 0x80)
			continue;
		*where = at;
		if (looks_garbled(&scan, &at))
			return true;
	}
	return false;
}
