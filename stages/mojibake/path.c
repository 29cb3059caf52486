#include "path.h"

#include <limits.h>

enum {
	RING = 16, /* more than the longest sequence */
	LITERAL = 0,
	GAIN_LEAVE_LINE = 2 * NAT,   /* less, at the beginning of a line */
	COST_NEUTRAL = 3 * NAT,      /* typography that was not garbled in what was */
	COST_FIRST_DAMAGE = 5 * NAT, /* damage in a charset not established */
	COST_FIRST_DROP = 4 * NAT,
	CAP_LAYER = 9 * NAT,  /* what a character of the layer below costs at most */
	GAIN_PLAIN = 8 * NAT, /* what the model does not know of damage that is a word by itself */
	DROP_COST = 7 * NAT / 2,
	SETTLED = 3, /* ASCII characters after which nothing is pending */
};

/* All ways to reach one sign. State 0 is LITERAL, k + 1 is charset k. */
struct node {
	size_t at;
	uint32_t live; /* mask of states */
	int32_t cost[CHARSETS_MAX + 1];
	symbol context[CHARSETS_MAX + 1];
	uint32_t last[CHARSETS_MAX + 1]; /* the newest step */
};

struct search {
	struct finder *finder;
	const struct tables *tables;
	struct text text;
	struct node ring[RING];
	size_t furthest; /* node reached by a sequence */
	size_t line;
	const int8_t *change;
	bool failed;
};

static bool is_ascii(const struct sign *sign)
{
	return sign->code_point < 0x80;
}

static bool is_blank(uint32_t code_point)
{
	return code_point == ' ' || (code_point >= '\t' && code_point <= '\r');
}

static unsigned flags_of(const struct search *search, symbol s)
{
	return model_flags(&search->tables->model, s);
}

static struct node *node_at(struct search *search, size_t at)
{
	struct node *node = &search->ring[at % RING];

	if (node->at != at) {
		node->at = at;
		node->live = 0;
	}
	return node;
}

static bool improves(const struct node *node, unsigned state, int32_t cost)
{
	return !(node->live >> state & 1) || cost < node->cost[state];
}

static void reach(struct node *node, unsigned state, int32_t cost, symbol context, uint32_t last)
{
	node->live |= (uint32_t)1 << state;
	node->cost[state] = cost;
	node->context[state] = context;
	node->last[state] = last;
}

static uint32_t log_step(struct search *search, size_t at, const struct reading *reading,
			 uint32_t before)
{
	struct finder *finder = search->finder;

	if (finder->step_count >= finder->step_cap) {
		size_t cap = finder->step_cap ? finder->step_cap * 2 : 1024;
		struct step *steps =
			cap > UINT32_MAX ? NULL : realloc(finder->steps, cap * sizeof(*steps));

		if (!steps) {
			search->failed = true;
			return 0;
		}
		finder->steps = steps;
		finder->step_cap = cap;
	}
	finder->steps[finder->step_count] =
		(struct step){.at = at, .reading = *reading, .before = before};
	return (uint32_t)finder->step_count++;
}

static int cost_of(const struct search *search, symbol before, symbol s, symbol *behind)
{
	const struct model *model = &search->tables->model;
	int cost = (int)model_cost(model, before, s, behind);

	if (search->change)
		cost += search->change[model->letter[symbol_number(s)]];
	return cost;
}

/* The cheapest live charset state of a node; LITERAL when there is none. */
static unsigned cheapest(const struct node *node)
{
	unsigned best = LITERAL;

	for (uint32_t left = node->live & ~1u; left; left &= left - 1) {
		unsigned state = (unsigned)__builtin_ctz(left);

		if (best == LITERAL || node->cost[state] < node->cost[best])
			best = state;
	}
	return best;
}

static void leave(struct node *node, int32_t extra)
{
	unsigned best = cheapest(node);

	if (best != LITERAL && improves(node, LITERAL, node->cost[best] + extra))
		reach(node, LITERAL, node->cost[best] + extra, node->context[best],
		      node->last[best]);
}

static void change_state(struct search *search, struct node *node)
{
	struct text text = search->text;
	size_t at = node->at;
	const struct sign *before = at ? &text.signs[at - 1] : NULL;
	bool was_literal = node->live & 1;
	int32_t literal_cost = node->cost[LITERAL], enter = 0;
	symbol context = node->context[LITERAL];
	uint32_t last = node->last[LITERAL], wanted;
	int32_t extra = PATH_LEAVE;

	if (node->live & ~1u) {
		bool beside_blank = !before || is_blank(before->code_point) || at == text.count ||
				    is_blank(text.signs[at].code_point);

		if (!beside_blank)
			extra += PATH_LEAVE_WORD;
		if (!before || before->code_point == '\n')
			extra -= GAIN_LEAVE_LINE;
		leave(node, extra);
	}
	if (!was_literal || at == text.count)
		return;
	if (before && !is_ascii(before) && flags_of(search, before->symbol) & CLASS_LETTER)
		enter = PATH_ENTER_WORD;
	wanted = text.signs[at].starts | text.signs[at].damaged;
	for (wanted &= search->finder->mask; wanted; wanted &= wanted - 1) {
		unsigned k = (unsigned)__builtin_ctz(wanted);
		int32_t cost = literal_cost + search->finder->enter[k] + enter;

		if (improves(node, k + 1, cost))
			reach(node, k + 1, cost, context, last);
	}
}

/* ASCII means the same in all states: one character on, or, where nothing is pending, all of them.
 */
static void pass_ascii(struct search *search, struct node *node)
{
	struct text text = search->text;
	size_t at = node->at, end = at + 1;
	bool blank = false, newline = false;
	struct node *next, copy;

	if (at >= SETTLED && is_ascii(&text.signs[at - 1]) && is_ascii(&text.signs[at - 2]) &&
	    is_ascii(&text.signs[at - 3]))
		while (end < text.count && is_ascii(&text.signs[end]) &&
		       text.signs[end].line == LINE_OTHER) {
			blank = blank || is_blank(text.signs[end].code_point);
			newline = newline || text.signs[end].code_point == '\n';
			end++;
		}
	if ((end - at) % RING == 0) { /* the same place in the ring */
		copy = *node;
		node = &copy;
	}
	next = node_at(search, end);
	for (uint32_t left = node->live; left; left &= left - 1) {
		unsigned state = (unsigned)__builtin_ctz(left);
		symbol behind;
		int32_t cost = node->cost[state] + (int)model_cost(&search->tables->model,
								   node->context[state],
								   text.signs[at].symbol, &behind);

		if (end - at > 1)
			behind = text.signs[end - 1].symbol;
		if (improves(next, state, cost))
			reach(next, state, cost, behind, node->last[state]);
	}
	if (blank)
		leave(next, newline ? PATH_LEAVE - GAIN_LEAVE_LINE : PATH_LEAVE);
}

static void pass_literal(struct search *search, struct node *node)
{
	const struct sign *sign = &search->text.signs[node->at];
	bool neutral = flags_of(search, sign->symbol) & CLASS_NEUTRAL;
	struct node *next = node_at(search, node->at + 1);

	for (uint32_t left = neutral ? node->live : node->live & 1; left; left &= left - 1) {
		unsigned state = (unsigned)__builtin_ctz(left);
		symbol behind;
		int32_t cost = node->cost[state] +
			       cost_of(search, node->context[state], sign->symbol, &behind);

		if (state != LITERAL)
			cost += COST_NEUTRAL;
		if (improves(next, state, cost))
			reach(next, state, cost, behind, node->last[state]);
	}
}

static void take(struct search *search, const struct node *node, const struct reading *reading,
		 int32_t extra)
{
	const struct tables *tables = search->tables;
	unsigned k = reading->charset, state = k + 1;
	bool established = search->finder->established >> k & 1;
	struct node *next = node_at(search, node->at + reading->length);
	symbol behind, s = model_symbol(&tables->model, reading->code_point);
	int32_t cost = cost_of(search, node->context[state], s, &behind);
	uint32_t last;

	if (established && cost > CAP_LAYER && reading->code_point >= 0x80) {
		unsigned glyph = charsets_glyph(&tables->charsets, reading->code_point);

		if (glyph_speaks(&tables->charsets.glyphs[glyph]))
			cost = CAP_LAYER;
	}
	/* Whether a blank is after it is settled in the end. */
	if (reading->ends_blank && !search->finder->keeps_blanks)
		model_cost(&tables->model, behind, model_symbol(&tables->model, ' '), &behind);
	cost += node->cost[state] + extra;
	if (!reading->cost)
		cost -= readings_gain(tables, &search->text.signs[node->at], reading->length,
				      node->at ? search->text.signs[node->at - 1].symbol
					       : model_start(&tables->model),
				      reading->code_point);
	if (!improves(next, state, cost))
		return;
	last = log_step(search, node->at, reading, node->last[state]);
	if (last)
		reach(next, state, cost, behind, last);
	if (next->at > search->furthest)
		search->furthest = next->at;
}

static void take_damaged(struct search *search, const struct node *node, unsigned k)
{
	const struct finder *finder = search->finder;
	bool established = finder->established >> k & 1;
	struct reading readings[READINGS_MAX];
	unsigned count = readings_damaged(search->tables, &search->finder->guesses, search->text,
					  node->at, k, readings);

	for (unsigned i = 0; i < count; i++) {
		int32_t extra = readings[i].cost;

		if (readings[i].is_plain) {
			extra -= GAIN_PLAIN;
		} else if (!established) {
			extra += COST_FIRST_DAMAGE;
			if (readings[i].cost >= DROP_COST)
				extra += COST_FIRST_DROP;
		}
		take(search, node, &readings[i], extra);
	}
}

static void pass_sequences(struct search *search, struct node *node)
{
	const struct sign *sign = &search->text.signs[node->at];
	uint32_t states = node->live >> 1;

	for (uint32_t left = sign->starts & states; left; left &= left - 1) {
		unsigned k = (unsigned)__builtin_ctz(left), length;
		struct reading reading = {.charset = (uint8_t)k};

		reading.code_point =
			readings_whole(search->tables, search->text, node->at, k, &length);
		reading.length = (uint8_t)length;
		take(search, node, &reading, 0);
	}
	for (uint32_t left = sign->damaged & states; left; left &= left - 1)
		take_damaged(search, node, (unsigned)__builtin_ctz(left));
}

/* Goes on as it is to where the next sequence may begin: until then there is no choice. */
static bool skip(struct search *search, struct node *node)
{
	struct text text = search->text;
	const struct finder *finder = search->finder;
	size_t at = node->at, next = at;
	symbol context;

	while (next < text.count && text.signs[next].line == LINE_OTHER &&
	       !((text.signs[next].starts | text.signs[next].damaged) & finder->mask))
		next++;
	if (next == at)
		return false;
	/* What is before decides between the classes of capitals. */
	context = next - at > 1 ? text.signs[next - 2].symbol : node->context[LITERAL];
	model_cost(&search->tables->model, context, text.signs[next - 1].symbol, &context);
	reach(node_at(search, next), LITERAL, node->cost[LITERAL], context, node->last[LITERAL]);
	return true;
}

static void find_line(struct search *search, size_t at)
{
	const struct finder *finder = search->finder;

	if (!finder->lines)
		return;
	while (search->line < finder->line_count && finder->lines[search->line].start <= at)
		search->line++;
	if (search->line)
		search->change = finder->lines[search->line - 1].change;
}

/*
 * Passes a line that needs no search. After one that is read in charset k the path is in that
 * state, and has paid for it; after one that is clean it is in none.
 */
static void pass_line(struct search *search, struct node *node, unsigned kind)
{
	struct text text = search->text;
	const struct model *model = &search->tables->model;
	unsigned state = kind >= LINE_PLAIN ? kind - LINE_PLAIN + 1 : LITERAL;
	struct node before = *node, *next;
	size_t end = node->at;
	int32_t cost = before.cost[LITERAL];
	uint32_t last = before.last[LITERAL];

	while (text.signs[end].code_point != '\n')
		end++;
	if (state != LITERAL) {
		cost += search->finder->enter[state - 1];
		if (before.live >> state & 1 && before.cost[state] < cost) {
			cost = before.cost[state];
			last = before.last[state];
		}
	}
	next = node_at(search, end + 1);
	reach(next, state, cost, model_start(model), last);
	if (state != LITERAL)
		leave(next, PATH_LEAVE - GAIN_LEAVE_LINE);
}

static void advance(struct search *search, struct node *node)
{
	size_t at = node->at;

	find_line(search, at);
	change_state(search, node);
	if (at == search->text.count)
		return;
	if (search->text.signs[at].line != LINE_OTHER) {
		pass_line(search, node, search->text.signs[at].line);
		return;
	}
	if (node->live == 1 && node->at >= search->furthest && skip(search, node))
		return;
	if (is_ascii(&search->text.signs[node->at])) {
		pass_ascii(search, node);
		return;
	}
	pass_literal(search, node);
	pass_sequences(search, node);
}

bool path_find(struct finder *finder, struct text text, uint32_t *last)
{
	struct search search = {
		.finder = finder,
		.tables = finder->tables,
		.text = text,
	};
	const struct node *end;
	unsigned best;

	for (size_t i = 0; i < RING; i++)
		search.ring[i].at = SIZE_MAX;
	finder->step_count = 1;
	reach(node_at(&search, 0), LITERAL, 0, model_start(&finder->tables->model), 0);
	for (size_t at = 0; at <= text.count && !search.failed; at++) {
		struct node *node = &search.ring[at % RING];

		if (node->at == at && node->live)
			advance(&search, node);
	}
	end = node_at(&search, text.count);
	best = cheapest(end);
	if (best == LITERAL || (end->live & 1 && end->cost[LITERAL] <= end->cost[best]))
		best = LITERAL;
	*last = end->live ? end->last[best] : 0;
	return !search.failed;
}

void finder_free(struct finder *finder)
{
	free(finder->steps);
	finder->steps = NULL;
	finder->step_count = finder->step_cap = 0;
}
