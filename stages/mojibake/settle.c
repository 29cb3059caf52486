#include "settle.h"

#include "edits.h"

enum { COST_FITS = 20 * NAT }; /* a character between its neighbours */

/* Whether an unread sign beside a repaired one looks like a part of the same garbling. */
static bool is_orphan(const struct tables *tables, const struct sign *sign,
		      const struct sign *repaired)
{
	const struct glyph *glyph = sign_glyph(tables, sign);
	uint32_t leads = glyph->lead2 | glyph->lead3 | glyph->lead4;
	unsigned k = (repaired->layers & 0xFF) - 1;

	if (sign->layers || !repaired->layers)
		return false;
	if (sign->code_point == 0xFFFD)
		return true;
	return leads >> k & 1 && !(model_flags(&tables->model, sign->symbol) & CLASS_NEUTRAL);
}

/* Whether a sign of the outcome casts doubt on it: a guess, what no text holds, or an orphan. */
static bool is_unsound(const struct tables *tables, struct text text, size_t at)
{
	const struct sign *sign = &text.signs[at];

	if (sign->doubt)
		return true;
	if (!sign->layers)
		return (at > 0 && is_orphan(tables, sign, sign - 1)) ||
		       (at + 1 < text.count && is_orphan(tables, sign, sign + 1));
	return sign->code_point && model_flags(&tables->model, sign->symbol) & CLASS_NEVER;
}

/*
 * Whether the sign is a letter that cannot be told because a byte was lost, and a mark is in the
 * byte's place: U+FFFD or a question mark. `end` is that of the line in the original.
 */
static bool is_marked(struct text original, struct text text, size_t at, size_t end)
{
	const struct sign *sign = &text.signs[at];
	size_t to = at + 1 < text.count ? sign[1].from : end;

	if (!sign->layers || !sign->doubt || !sign->lost)
		return false;
	for (size_t i = sign->from + 1; i < to; i++)
		if (original.signs[i].code_point == 0xFFFD || original.signs[i].code_point == '?')
			return true;
	return false;
}

/* What is known of a line of the outcome. */
struct line {
	size_t start, end; /* signs of the outcome */
	size_t from, to;   /* of the original */
	size_t sound;      /* signs that were repaired without a guess */
	size_t unsound;
	size_t lost;     /* of these, letters that lost a byte, which has left a mark */
	bool impossible; /* it has what no text holds */
};

static struct line look_at_line(const struct tables *tables, struct text original, struct text text,
				size_t start)
{
	struct line line = {.start = start, .from = text.signs[start].from};

	for (line.end = start; line.end < text.count;) {
		const struct sign *sign = &text.signs[line.end];
		bool unsound = is_unsound(tables, text, line.end);

		line.unsound += unsound;
		line.lost += is_marked(original, text, line.end, original.count);
		line.sound += sign->layers && !unsound && !sign->lost;
		line.impossible |= sign->layers && sign->code_point &&
				   model_flags(&tables->model, sign->symbol) & CLASS_NEVER;
		line.end++;
		if (sign->code_point == '\n')
			break;
	}
	line.to = line.end < text.count ? text.signs[line.end].from : original.count;
	return line;
}

/*
 * Copies a line, but each sign that is unsound as it was in the original, or with `replace` as
 * U+FFFD where a byte was lost. The charset is sure from the others; what this letter was is not.
 * Returns how many signs it wrote.
 */
static size_t copy_sound(struct text original, struct text text, const struct line *line,
			 bool replace, struct sign *out)
{
	size_t count = 0;

	for (size_t at = line->start; at < line->end; at++) {
		const struct sign *sign = &text.signs[at];
		size_t to = at + 1 < line->end ? sign[1].from : line->to;

		if (!sign->layers || !sign->doubt || to < sign->from) {
			out[count++] = *sign;
			continue;
		}
		if (replace && is_marked(original, text, at, line->to)) {
			out[count] = *sign;
			out[count].code_point = 0xFFFD;
			out[count++].glyph = 0;
			continue;
		}
		memcpy(out + count, original.signs + sign->from, (to - sign->from) * sizeof(*out));
		count += to - sign->from;
	}
	return count;
}

static bool is_one_of(uint32_t c, const uint32_t *set, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (set[i] == c)
			return true;
	return false;
}

/*
 * A text about garbled text quotes it: what is enclosed in quotes or backticks, and nothing else is
 * between them, is not repaired.
 */
static void leave_quoted(struct text text)
{
	static const uint32_t before[] = {' ', '\n', '\t', '(', '[', ',', '='};
	static const uint32_t open[] = {'"', '\'', '`', 0x201C, 0x2018, 0x201E, 0xAB};
	static const uint32_t close[] = {'"', '\'', '`', 0x201D, 0x2019, 0x201C, 0xBB};
	enum { MOST_QUOTED = 8 }; /* characters */
	size_t end;

	for (size_t start = 1; start < text.count; start = end) {
		end = start;
		while (end < text.count && text.signs[end].layers)
			end++;
		if (end == start) {
			end++;
			continue;
		}
		if (end == text.count || end - start > MOST_QUOTED ||
		    text.signs[start - 1].layers ||
		    (start > 1 &&
		     !is_one_of(text.signs[start - 2].code_point, before, COUNT_OF(before))) ||
		    !is_one_of(text.signs[start - 1].code_point, open, COUNT_OF(open)) ||
		    !is_one_of(text.signs[end].code_point, close, COUNT_OF(close)))
			continue;
		for (size_t i = start; i < end; i++)
			text.signs[i].doubt = true;
	}
}

bool settle_lines(const struct tables *tables, struct arena *arena, struct text original,
		  struct text *text, enum settle how, bool *left)
{
	struct sign *signs = arena_alloc(arena, (original.count + 1) * sizeof(*signs));
	size_t count = 0;
	struct line line;

	if (!signs)
		return false;
	leave_quoted(*text);
	*left = false;
	for (size_t start = 0; start < text->count; start = line.end) {
		line = look_at_line(tables, original, *text, start);
		*left = *left || line.unsound;
		if (!line.unsound) {
			memcpy(signs + count, text->signs + start,
			       (line.end - start) * sizeof(*signs));
			count += line.end - start;
		} else if (how != SETTLE_LINES && !line.impossible &&
			   line.sound > line.unsound - (how == SETTLE_REPLACE ? line.lost : 0)) {
			count += copy_sound(original, *text, &line, how == SETTLE_REPLACE,
					    signs + count);
		} else {
			memcpy(signs + count, original.signs + line.from,
			       (line.to - line.from) * sizeof(*signs));
			count += line.to - line.from;
		}
	}
	*text = (struct text){signs, count};
	return true;
}

static bool is_control(const struct sign *sign)
{
	return sign->code_point >= 0x80 && sign->code_point < 0xA0;
}

/* Whether a C1 control makes good sense as the character that windows-1252 has there. */
static bool fits(const struct tables *tables, struct text text, size_t at)
{
	const struct model *model = &tables->model;
	uint32_t code_point = tables->charsets.controls[text.signs[at].code_point - 0x80];
	symbol context = model_start(model), blank = context;
	symbol after = at + 1 < text.count ? text.signs[at + 1].symbol : blank;
	unsigned cost;

	if (!code_point)
		return false;
	if (at > 0)
		context = text.signs[at - 1].symbol;
	cost = model_cost(model, context, model_symbol(model, code_point), &context);
	return cost + model_cost(model, context, after, &context) <= COST_FITS;
}

/*
 * Whether a single control is surely a mark: an apostrophe inside a word, or punctuation beside
 * one. U+0085 is a line end in some old texts; inside a sentence it is an ellipsis.
 */
static bool is_sure_mark(const struct tables *tables, struct text text, size_t at)
{
	const struct model *model = &tables->model;
	uint32_t code_point = tables->charsets.controls[text.signs[at].code_point - 0x80];
	symbol meant = model_symbol(model, code_point);
	bool after_word = at > 0 && model_flags(model, text.signs[at - 1].symbol) & CLASS_LETTER;
	bool before_word =
		at + 1 < text.count && model_flags(model, text.signs[at + 1].symbol) & CLASS_LETTER;

	if (model_flags(model, meant) & CLASS_LETTER)
		return after_word && before_word;
	return text.signs[at].code_point == 0x85 ? after_word && !before_word
						 : after_word || before_word;
}

void settle_controls(const struct tables *tables, struct text text)
{
	size_t count = 0;
	bool evidence = false;

	for (size_t i = 0; i < text.count; i++) {
		unsigned k = text.signs[i].layers & 0xFF;

		evidence =
			evidence || (k && tables->charsets.charset[k - 1].rarity <= RARITY_COMMON);
		count += is_control(&text.signs[i]) && fits(tables, text, i);
	}
	for (size_t i = 0; i < text.count && count; i++) {
		struct sign *sign = &text.signs[i];

		if (!is_control(sign) || !fits(tables, text, i) ||
		    (count < 2 && !evidence && !is_sure_mark(tables, text, i)))
			continue;
		sign->code_point = tables->charsets.controls[sign->code_point - 0x80];
		sign->symbol = model_symbol(&tables->model, sign->code_point);
		sign->layers = sign->layers << 8 | LAYER_CONTROLS;
	}
}
