#include "settle.h"

#include "edits.h"

enum { COST_FITS = 14 * NAT }; /* a character between its neighbours */

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

bool settle_lines(const struct tables *tables, struct arena *arena, struct text original,
		  struct text *text, bool *left)
{
	struct sign *signs = arena_alloc(arena, (original.count + 1) * sizeof(*signs));
	size_t count = 0, start, end;

	if (!signs)
		return false;
	*left = false;
	for (start = 0; start < text->count; start = end) {
		bool unsound = false;
		size_t from = text->signs[start].from, to;

		for (end = start; end < text->count; end++) {
			unsound = unsound || is_unsound(tables, *text, end);
			if (text->signs[end].code_point == '\n') {
				end++;
				break;
			}
		}
		to = end < text->count ? text->signs[end].from : original.count;
		if (unsound)
			memcpy(signs + count, original.signs + from, (to - from) * sizeof(*signs));
		else
			memcpy(signs + count, text->signs + start, (end - start) * sizeof(*signs));
		count += unsound ? to - from : end - start;
		*left = *left || unsound;
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

void settle_controls(const struct tables *tables, struct text text)
{
	size_t count = 0;
	bool evidence = false;

	for (size_t i = 0; i < text.count; i++) {
		unsigned k = text.signs[i].layers & 0xFF;

		evidence =
			evidence || (k && tables->charsets.charset[k - 1].rarity <= RARITY_COMMON);
		if (!is_control(&text.signs[i]))
			continue;
		if (!fits(tables, text, i))
			return;
		count++;
	}
	if (count < 2 && !evidence)
		return;
	for (size_t i = 0; i < text.count && count; i++) {
		struct sign *sign = &text.signs[i];

		if (!is_control(sign))
			continue;
		sign->code_point = tables->charsets.controls[sign->code_point - 0x80];
		sign->symbol = model_symbol(&tables->model, sign->code_point);
		sign->layers = sign->layers << 8 | LAYER_CONTROLS;
	}
}
