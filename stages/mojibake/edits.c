#include "edits.h"

enum {
	/* Weights of a hit, in tenths: how far it is from chance. */
	WEIGHT_ENOUGH = 15,
	WEIGHT_MANY = 40, /* without a single good one */
	WEIGHT_ODD = 3,
	WEIGHT_LONE = 5,
	WEIGHT_SHORT = 10,
	WEIGHT_LONG = 20,
	WEIGHT_DAMAGED = 8,
	FEW = 8, /* different characters with little weight that are told apart */
	COST_WORD = 12 * NAT,
	GAIN_ENOUGH = 15 * NAT, /* for evidence that is not enough by its weight */
	GAIN_LONE = 8 * NAT,    /* for a hit that is weak by itself, in a charset that is not */
	MARGIN = 5 * NAT / 2,   /* between the likeliest reading of damage and the next */
};

int64_t edits_text_cost(const struct tables *tables, struct text text)
{
	symbol context = model_start(&tables->model);
	int64_t cost = 0;

	for (size_t i = 0; i < text.count; i++) {
		symbol s = model_symbol(&tables->model, text.signs[i].code_point);

		cost += model_cost(&tables->model, context, s, &context);
	}
	return cost;
}

static bool is_lower(uint32_t code_point)
{
	return code_point >= 'a' && code_point <= 'z';
}

static bool touches_lower(struct text text, const struct edit *edit)
{
	size_t end = edit->at + edit->reading.length;

	return (edit->at > 0 && is_lower(text.signs[edit->at - 1].code_point)) ||
	       (end < text.count && is_lower(text.signs[end].code_point));
}

/* Whether another character is read beside it; the same one twice says no more than once. */
static bool is_adjacent(const struct edits *edits, size_t i)
{
	const struct edit *edit = &edits->edit[i];

	return (i > 0 && edit[-1].at + edit[-1].reading.length == edit->at &&
		edit[-1].reading.code_point != edit->reading.code_point) ||
	       (i + 1 < edits->count && edit->at + edit->reading.length == edit[1].at &&
		edit[1].reading.code_point != edit->reading.code_point);
}

static bool is_letter(const struct tables *tables, uint32_t code_point)
{
	return model_flags(&tables->model, model_symbol(&tables->model, code_point)) & CLASS_LETTER;
}

/* Whether the character read is after a letter, read or as it was. */
static bool follows_letter(const struct tables *tables, struct text text, const struct edits *edits,
			   size_t i)
{
	const struct edit *edit = &edits->edit[i];

	if (i > 0 && edit[-1].at + edit[-1].reading.length == edit->at)
		return is_letter(tables, edit[-1].reading.code_point);
	return edit->at > 0 && is_letter(tables, text.signs[edit->at - 1].code_point);
}

/* Whether the character read is at a letter. */
static bool touches_letter(const struct tables *tables, struct text text, const struct edits *edits,
			   size_t i)
{
	const struct edit *edit = &edits->edit[i];
	size_t end = edit->at + edit->reading.length;

	if (follows_letter(tables, text, edits, i))
		return true;
	if (i + 1 < edits->count && end == edit[1].at)
		return is_letter(tables, edit[1].reading.code_point);
	return end < text.count && is_letter(tables, text.signs[end].code_point);
}

/* In a heading in capitals an A with circumflex is nothing special. */
static bool touches_capital(struct text text, const struct edit *edit)
{
	uint32_t before = edit->at ? text.signs[edit->at - 1].code_point : ' ';

	return (before >= 'A' && before <= 'Z') || before >= 0x80;
}

/* A capital before "’s", as in "PANORAMÃ’s". */
static bool is_possessive(struct text text, const struct edit *edit)
{
	size_t end = edit->at + edit->reading.length;

	return text.signs[end - 1].code_point == 0x2019 && end < text.count &&
	       text.signs[end].code_point == 's' &&
	       (end + 1 == text.count || !is_lower(text.signs[end + 1].code_point));
}

/* Letters of formulas and names of genes, which are alone in Latin ones. */
static bool is_greek_lower(uint32_t code_point)
{
	return code_point >= 0x3B1 && code_point <= 0x3C9;
}

static bool is_blank(uint32_t code_point)
{
	return code_point == ' ' || code_point == '\n' || code_point == '\t';
}

/* Between blanks: what is between quotes may be an example of garbled text. */
static bool stands_alone(struct text text, const struct edit *edit)
{
	size_t end = edit->at + edit->reading.length;

	return (edit->at == 0 || is_blank(text.signs[edit->at - 1].code_point)) &&
	       (end == text.count || is_blank(text.signs[end].code_point));
}

/* Whether the letter is often a word by itself: à, é, í. */
static bool is_word(const struct tables *tables, symbol s)
{
	const struct model *model = &tables->model;
	symbol blank = model_symbol(model, ' '), behind;
	unsigned cost = model_cost(model, blank, s, &behind);

	return cost + model_cost(model, behind, blank, &behind) <= COST_WORD;
}

/* Whether the character may itself be part of a garbled sequence. */
static bool speaks(const struct tables *tables, uint32_t code_point)
{
	unsigned glyph = charsets_glyph(&tables->charsets, code_point);

	return glyph_speaks(&tables->charsets.glyphs[glyph]);
}

static const struct glyph *glyph_of(const struct tables *tables, const struct edit *edit)
{
	return &tables->charsets
			.glyphs[charsets_glyph(&tables->charsets, edit->reading.code_point)];
}

/* Whether two edits side by side make a sequence of the same charset: a layer below this one. */
static bool joins(const struct tables *tables, const struct edit *edit)
{
	const struct glyph *first = glyph_of(tables, edit), *second = glyph_of(tables, edit + 1);
	uint32_t bit = (uint32_t)1 << edit->reading.charset;

	return edit[1].at == edit->at + edit->reading.length &&
	       edit[1].reading.charset == edit->reading.charset &&
	       (first->lead2 | first->lead3 | first->lead4 | first->tail) & second->tail & bit;
}

static bool is_layered(const struct tables *tables, const struct edits *edits, size_t i)
{
	return (i + 1 < edits->count && joins(tables, &edits->edit[i])) ||
	       (i > 0 && joins(tables, &edits->edit[i - 1]));
}

/* Whether all of it came out of a layer before: chance makes no sequence out of sequences. */
static bool is_made(struct text text, const struct edit *edit)
{
	for (size_t i = 0; i < edit->reading.length; i++)
		if (!text.signs[edit->at + i].layers)
			return false;
	return true;
}

/* How far one hit is from chance. */
static int weigh(const struct tables *tables, struct text text, const struct edits *edits, size_t i)
{
	const struct edit *edit = &edits->edit[i];
	const struct reading *reading = &edit->reading;
	symbol s = model_symbol(&tables->model, reading->code_point);
	unsigned flags = model_flags(&tables->model, s);
	uint32_t lead = text.signs[edit->at].code_point;
	bool common = tables->charsets.charset[reading->charset].rarity <= RARITY_COMMON;

	if (!reading->cost && (is_layered(tables, edits, i) || is_made(text, edit)))
		return WEIGHT_LONG;
	if (!reading->cost &&
	    readings_gain(tables, &text.signs[edit->at], reading->length,
			  edit->at ? text.signs[edit->at - 1].symbol : model_start(&tables->model),
			  reading->code_point))
		return WEIGHT_LONG;
	if (flags & CLASS_ODD ||
	    (flags & (CLASS_LATIN | CLASS_SYMBOL) && !model_knows(&tables->model, s) &&
	     !speaks(tables, reading->code_point)))
		return WEIGHT_ODD;
	if (flags & CLASS_LETTER && !(flags & CLASS_LATIN)) {
		if (is_adjacent(edits, i))
			return reading->length > 2 ? WEIGHT_LONG : WEIGHT_SHORT;
		return common && is_greek_lower(reading->code_point) ? WEIGHT_SHORT : WEIGHT_LONE;
	}
	if (reading->cost) {
		if (reading->all_known && reading->length > 2)
			return WEIGHT_LONG;
		return follows_letter(tables, text, edits, i) ? WEIGHT_DAMAGED : WEIGHT_LONE;
	}
	if (reading->length > 2)
		return WEIGHT_LONG;
	if (!(flags & CLASS_LETTER)) /* two signs that mean a symbol */
		return common && lead == 0xC2 && !touches_capital(text, edit) ? WEIGHT_SHORT
									      : WEIGHT_LONE;
	if (!touches_letter(tables, text, edits, i))
		return stands_alone(text, edit) && is_word(tables, s) ? WEIGHT_SHORT : WEIGHT_LONE;
	if (is_possessive(text, edit))
		return WEIGHT_LONE;
	if (touches_lower(text, edit) || !is_letter(tables, lead) ||
	    (common && (lead == 0xC2 || lead == 0xC3)))
		return WEIGHT_LONG;
	return WEIGHT_SHORT;
}

static symbol context_at(const struct tables *tables, struct text text, size_t at)
{
	symbol context;

	if (at == 0)
		return model_start(&tables->model);
	context = at > 1 ? text.signs[at - 2].symbol : model_start(&tables->model);
	model_cost(&tables->model, context, text.signs[at - 1].symbol, &context);
	return context;
}

/* How much likelier the edits of charset k make the text. */
static int64_t gain_of(const struct tables *tables, struct text text, const struct edits *edits,
		       unsigned k)
{
	const struct model *model = &tables->model;
	int64_t gain = 0;

	for (size_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->edit[i];
		symbol before, after;
		size_t at;

		if (edit->reading.charset != k)
			continue;
		before = after = context_at(tables, text, edit->at);
		for (at = edit->at;; i++) {
			const struct reading *reading = &edits->edit[i].reading;

			gain -= model_cost(model, after, model_symbol(model, reading->code_point),
					   &after);
			for (size_t end = at + reading->length; at < end; at++)
				gain += model_cost(model, before, text.signs[at].symbol, &before);
			if (i + 1 == edits->count || edits->edit[i + 1].at != at ||
			    edits->edit[i + 1].reading.charset != k)
				break;
		}
		if (at < text.count) {
			gain += model_cost(model, before, text.signs[at].symbol, &before);
			gain -= model_cost(model, after, text.signs[at].symbol, &after);
		}
	}
	return gain;
}

/* What edits [first, end), which stand side by side, make likelier by themselves. */
static int64_t group_gain(const struct tables *tables, struct text text, const struct edits *edits,
			  size_t first, size_t end)
{
	const struct edits group = {edits->edit + first, end - first};

	return gain_of(tables, text, &group, group.edit->reading.charset);
}

void edits_prune(const struct tables *tables, struct text text, struct edits *edits)
{
	size_t kept = 0, end;

	for (size_t first = 0; first < edits->count; first = end) {
		const struct edit *edit = edits->edit;
		bool firm = false;

		for (end = first; end < edits->count; end++) {
			if (end > first &&
			    edit[end - 1].at + edit[end - 1].reading.length != edit[end].at)
				break;
			/* What may be part of a layer below is judged there. */
			firm = firm || speaks(tables, edit[end].reading.code_point) ||
			       weigh(tables, text, edits, end) > WEIGHT_LONE;
		}
		if (!firm && group_gain(tables, text, edits, first, end) < GAIN_LONE)
			continue;
		memmove(edits->edit + kept, edit + first, (end - first) * sizeof(*edit));
		kept += end - first;
	}
	edits->count = kept;
}

/* One coincidence again and again is still one. */
static bool is_stale(uint32_t code_point, uint32_t seen[FEW])
{
	for (unsigned n = 0; n < FEW; n++) {
		if (seen[n] == code_point)
			return true;
		if (seen[n] == 0) {
			seen[n] = code_point;
			return false;
		}
	}
	return false;
}

uint32_t edits_weak(const struct tables *tables, struct text text, const struct edits *edits,
		    uint32_t known)
{
	int64_t weight[CHARSETS_MAX] = {0};
	uint32_t seen[CHARSETS_MAX][FEW] = {{0}};
	uint32_t used = 0, firm = 0, weak = 0;

	for (size_t i = 0; i < edits->count; i++) {
		unsigned k = edits->edit[i].reading.charset;
		int w = weigh(tables, text, edits, i);

		used |= (uint32_t)1 << k;
		if (w > WEIGHT_LONE)
			firm |= (uint32_t)1 << k;
		else if (is_stale(edits->edit[i].reading.code_point, seen[k]))
			continue;
		weight[k] += w;
	}
	for (uint32_t left = used; left; left &= left - 1) {
		unsigned k = (unsigned)__builtin_ctz(left);

		if (weight[k] >= WEIGHT_MANY ||
		    (weight[k] >= WEIGHT_ENOUGH && (firm | known) >> k & 1))
			continue;
		if (!(firm >> k & 1) ||
		    (!(known >> k & 1) && gain_of(tables, text, edits, k) < GAIN_ENOUGH))
			weak |= (uint32_t)1 << k;
	}
	return weak;
}

/* Cost of one reading of an edit's place, from the character before to the one after. */
static int cost_there(const struct tables *tables, struct text text, const struct edits *edits,
		      size_t i, const struct reading *reading, const struct line_change *line)
{
	const struct model *model = &tables->model;
	const struct edit *edit = &edits->edit[i];
	size_t end = edit->at + edit->reading.length, at = edit->at + reading->length;
	symbol context = context_at(tables, text, edit->at);
	symbol s = model_symbol(model, reading->code_point);
	int cost = reading->cost;

	if (i > 0 && edit[-1].at + edit[-1].reading.length == edit->at)
		context = model_symbol(model, edit[-1].reading.code_point);
	cost += (int)model_cost(model, context, s, &context);
	if (line->change)
		cost += line->change[model->letter[symbol_number(s)]];
	for (; at < end; at++)
		cost += (int)model_cost(model, context, text.signs[at].symbol, &context);
	if (i + 1 < edits->count && edit[1].at == end)
		s = model_symbol(model, edit[1].reading.code_point);
	else if (end < text.count)
		s = text.signs[end].symbol;
	else
		s = model_symbol(model, ' ');
	return cost + (int)model_cost(model, context, s, &context);
}

static bool is_doubtful(struct finder *finder, struct text text, const struct edits *edits,
			size_t i, const struct line_change *line)
{
	const struct edit *edit = &edits->edit[i];
	const struct tables *tables = finder->tables;
	struct reading others[READINGS_MAX];
	unsigned count = readings_damaged(tables, &finder->guesses, text, edit->at,
					  edit->reading.charset, others);
	int cost = cost_there(tables, text, edits, i, &edit->reading, line);

	for (unsigned n = 0; n < count; n++) {
		const struct reading *other = &others[n];

		if (other->code_point == edit->reading.code_point ||
		    other->length > edit->reading.length)
			continue;
		if (cost_there(tables, text, edits, i, other, line) < cost + MARGIN)
			return true;
	}
	return false;
}

void edits_doubt(struct finder *finder, struct text text, struct edits *edits)
{
	const struct line_change *lines = finder->lines;
	const struct line_change none = {0};
	size_t line = 0;

	for (size_t i = 0; i < edits->count; i++) {
		struct edit *edit = &edits->edit[i];

		while (line < finder->line_count && lines[line].start <= edit->at)
			line++;
		edit->doubt = edit->reading.cost && !edit->reading.all_known &&
			      is_doubtful(finder, text, edits, i, line ? &lines[line - 1] : &none);
	}
}

struct lines {
	struct line_change *line;
	size_t count, cap;
};

static bool add_line(struct lines *lines, struct arena *arena, size_t start, int8_t *change)
{
	if (lines->count == lines->cap) {
		size_t cap = lines->cap ? lines->cap * 2 : 64;
		struct line_change *bigger = arena_alloc(arena, cap * sizeof(*bigger));

		if (!bigger)
			return false;
		if (lines->count)
			memcpy(bigger, lines->line, lines->count * sizeof(*bigger));
		lines->line = bigger;
		lines->cap = cap;
	}
	lines->line[lines->count++] = (struct line_change){start, change};
	return true;
}

/* Asks the letters of the line [at, end), with its edits from *next on, for their languages. */
static bool adapt_line(const struct tables *tables, struct text text, const struct edits *edits,
		       size_t *next, size_t at, size_t end, struct arena *arena, int8_t **change)
{
	struct ballot ballot = {0};

	*change = arena_alloc(arena, LETTERS_MAX);
	if (!*change)
		return false;
	while (at < end) {
		if (*next < edits->count && edits->edit[*next].at == at) {
			const struct reading *reading = &edits->edit[*next].reading;

			model_vote(&tables->model,
				   model_symbol(&tables->model, reading->code_point), &ballot);
			at += reading->length;
			++*next;
		} else {
			model_vote(&tables->model, text.signs[at++].symbol, &ballot);
		}
	}
	model_adapt(&tables->model, &ballot, *change);
	return true;
}

bool edits_adapt(const struct tables *tables, struct text text, const struct edits *edits,
		 struct arena *arena, const struct line_change **lines, size_t *count)
{
	struct lines found = {0};
	size_t next = 0, end = 0;

	while (next < edits->count) {
		size_t start = edits->edit[next].at;
		int8_t *change;

		while (start > end && text.signs[start - 1].code_point != '\n')
			start--;
		for (end = edits->edit[next].at;
		     end < text.count && text.signs[end].code_point != '\n';)
			end++;
		if (!adapt_line(tables, text, edits, &next, start, end, arena, &change) ||
		    !add_line(&found, arena, start, change) || !add_line(&found, arena, end, NULL))
			return false;
	}
	*lines = found.line;
	*count = found.count;
	return true;
}
