#include "readings.h"

enum {
	COST_BLANK = NAT / 2,
	COST_REPLACED = NAT,
	COST_MARK = 3 * NAT,
	COST_DROPPED = 7 * NAT / 2,
	COST_APPLE = 2 * NAT,
	COST_DAGGER = 2 * NAT, /* much rarer than a quote that lost its last byte before a blank */
	COST_DAGGER_ALONE = 6 * NAT, /* the more so when it is no part of a layer below */
	COST_DELETED = 3 * NAT / 2,  /* a byte that a charset lacks is lost each time, one that a
				      * cleaner deletes only there */
	GAIN_FREE = 6 * NAT,         /* see readings_gain; so that "Â£" once is enough */
	LOST_FEW = 8, /* a charset that lacks no more bytes than this may have lost two of them */
};

bool tables_load(struct tables *tables, struct arena *arena, struct err *err)
{
	const struct model *model = &tables->model;

	if (!charsets_load(&tables->charsets, arena, err) ||
	    !model_load(&tables->model, arena, err) || !words_load(&tables->words, arena, err))
		return false;
	for (uint32_t c = 0; c < ROLES; c++) {
		const struct glyph *glyph =
			&tables->charsets.glyphs[charsets_glyph(&tables->charsets, c)];
		bool lead = glyph->lead2 | glyph->lead3 | glyph->lead4;
		bool apple = tables->charsets.macintosh < CHARSETS_MAX &&
			     glyph->byte[tables->charsets.macintosh] == 0x9F;
		bool neutral = model_flags(model, model_symbol(model, c)) & CLASS_NEUTRAL;

		tables->roles[c] =
			(uint8_t)((lead || apple ? ROLE_LEAD : 0) | (glyph->tail ? ROLE_TAIL : 0) |
				  (neutral ? ROLE_NEUTRAL : 0));
	}
	return true;
}

/* The code point of two to four bytes of UTF-8, or UINT32_MAX when they are none. */
static uint32_t decode(const uint8_t *bytes, unsigned length)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t value = bytes[0] & (0x7Fu >> length);

	for (unsigned i = 1; i < length; i++)
		value = value << 6 | (bytes[i] & 0x3Fu);
	if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
		return UINT32_MAX;
	return value;
}

static unsigned sequence_length(unsigned lead)
{
	return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

static bool is_tail(unsigned byte)
{
	return byte >= 0x80 && byte <= 0xBF;
}

static bool acceptable(const struct model *model, uint32_t code_point)
{
	/* The apple of Mac Roman may be a byte of a layer below; repair looks at it in the end. */
	return code_point == 0xF8FF ||
	       !(model_flags(model, model_symbol(model, code_point)) & CLASS_NEVER);
}

static unsigned byte_at(const struct tables *tables, struct text text, size_t at, unsigned k)
{
	return at < text.count ? sign_glyph(tables, &text.signs[at])->byte[k] : 0;
}

/* CESU-8: a character beyond U+FFFF as two surrogates of three bytes each. */
static uint32_t decode_surrogates(const struct tables *tables, struct text text, size_t at,
				  unsigned k)
{
	unsigned b[6];

	for (unsigned i = 0; i < 6; i++)
		b[i] = byte_at(tables, text, at + i, k);
	if (b[0] != 0xED || b[1] < 0xA0 || b[1] > 0xAF || !is_tail(b[2]) || b[3] != 0xED ||
	    b[4] < 0xB0 || b[4] > 0xBF || !is_tail(b[5]))
		return UINT32_MAX;
	return 0x10000 +
	       ((b[1] & 0x0F) << 16 | (b[2] & 0x3F) << 10 | (b[4] & 0x0F) << 6 | (b[5] & 0x3F));
}

uint32_t readings_whole(const struct tables *tables, struct text text, size_t at, unsigned k,
			unsigned *length)
{
	const struct sign *sign = &text.signs[at];
	uint32_t lead = sign_glyph(tables, sign)->byte[k];
	uint32_t value = lead << 6 | (sign_glyph(tables, sign + 1)->byte[k] & 0x3Fu);

	if (lead < 0xE0) {
		*length = 2;
		value &= 0x7FF;
		if (lead == 0xC0) /* Java's NUL */
			return value == 0 ? 0 : UINT32_MAX;
		return acceptable(&tables->model, value) ? value : UINT32_MAX;
	}
	*length = 3;
	value = value << 6 | (sign_glyph(tables, sign + 2)->byte[k] & 0x3Fu);
	if (lead >= 0xF0) {
		*length = 4;
		value = (value << 6 | (sign_glyph(tables, sign + 3)->byte[k] & 0x3Fu)) & 0x1FFFFF;
		if (value < 0x10000 || value > 0x10FFFF)
			return UINT32_MAX;
	} else {
		value &= 0xFFFF;
		if (value < 0x800)
			return UINT32_MAX;
		if (value >= 0xD800 && value < 0xE000) {
			*length = 6;
			value = decode_surrogates(tables, text, at, k);
			if (value == UINT32_MAX)
				return UINT32_MAX;
		}
	}
	return acceptable(&tables->model, value) ? value : UINT32_MAX;
}

/* The charsets in which the bytes from `at` on look like a sequence. */
static uint32_t look_whole(const struct tables *tables, struct text text, size_t at)
{
	const struct sign *sign = &text.signs[at];
	const struct glyph *lead = sign_glyph(tables, sign);
	uint32_t tails, mask;

	if (at + 1 >= text.count || !sign[1].glyph)
		return 0;
	tails = sign_glyph(tables, sign + 1)->tail;
	mask = lead->lead2 & tails;
	if (at + 2 >= text.count)
		return mask;
	tails &= sign_glyph(tables, sign + 2)->tail;
	mask |= lead->lead3 & tails;
	if (at + 3 >= text.count)
		return mask;
	return mask | (lead->lead4 & tails & sign_glyph(tables, sign + 3)->tail);
}

/* Charsets that read the sequence at a place alike. */
struct party {
	uint32_t code_point, members;
};

/* Decodes what looks like a sequence, in all charsets, and counts it. Returns those that read it.
 */
static uint32_t whole_starts(const struct tables *tables, struct text text, size_t at,
			     struct census *census)
{
	struct party parties[CHARSETS_MAX];
	unsigned count = 0;
	uint32_t good = 0;

	for (uint32_t left = look_whole(tables, text, at); left; left &= left - 1) {
		unsigned k = (unsigned)__builtin_ctz(left), i = 0, length;
		uint32_t code_point = readings_whole(tables, text, at, k, &length);

		if (code_point == UINT32_MAX)
			continue;
		while (i < count && parties[i].code_point != code_point)
			i++;
		if (i == count)
			parties[count++] = (struct party){.code_point = code_point};
		parties[i].members |= left & -left;
		good |= left & -left;
		census->hits[k] += length == 2 ? 2 : 5;
	}
	for (unsigned i = 0; i < count; i++)
		for (uint32_t left = parties[i].members; left; left &= left - 1)
			census->differs[__builtin_ctz(left)] |= ~parties[i].members;
	return good;
}

void readings_name(const struct tables *tables, struct text text)
{
	for (size_t i = 0; i < text.count; i++) {
		struct sign *sign = &text.signs[i];

		sign->symbol = model_symbol(&tables->model, sign->code_point);
		sign->glyph = sign->code_point < 0x80 ? 0
						      : (uint16_t)charsets_glyph(&tables->charsets,
										 sign->code_point);
	}
}

void readings_index(const struct tables *tables, struct text text, struct census *census)
{
	unsigned kind = LINE_OTHER;
	bool begins = true;

	*census = (struct census){.damaged = 0};
	for (size_t i = 0; i < text.count; i++) {
		struct sign *sign = &text.signs[i];
		const struct glyph *glyph = sign_glyph(tables, sign);

		if (begins)
			kind = sign->line;
		begins = sign->code_point == '\n';
		sign->starts = sign->damaged = 0;
		if (!sign->glyph || kind != LINE_OTHER)
			continue;
		sign->starts = whole_starts(tables, text, i, census);
		sign->damaged = (glyph->lead2 | glyph->lead3 | glyph->lead4) & ~sign->starts;
		/* An emoji that lost its apple begins with a tail. */
		if (tables->charsets.macintosh < CHARSETS_MAX &&
		    glyph->byte[tables->charsets.macintosh] == 0x9F)
			sign->damaged |= (uint32_t)1 << tables->charsets.macintosh;
		census->damaged |= sign->damaged & tables->charsets.damage;
	}
}

/* Currency, measure, trade, punctuation, arrows and the like; a byte order mark. */
static bool is_plain_sign(uint32_t c)
{
	return (c > 0xA0 && c <= 0xBF) || c == 0xD7 || c == 0xF7 || (c >= 0x2010 && c < 0x2C00) ||
	       c == 0xFEFF;
}

int readings_gain(const struct tables *tables, const struct sign *signs, unsigned length,
		  symbol before, uint32_t read)
{
	const struct model *model = &tables->model;

	if (signs[0].code_point < 0xC0 || !(model_flags(model, signs[0].symbol) & CLASS_LETTER) ||
	    model_flags(model, before) & CLASS_LETTER)
		return 0;
	for (unsigned i = 1; i < length; i++)
		if (model_flags(model, signs[i].symbol) & CLASS_LETTER)
			return 0;
	return is_plain_sign(read) ? GAIN_FREE : 0;
}

/* What means a lost byte: one that something marks the place of, and one that left no trace.
 */
enum { MARKED = 0, DROPPED = 1 };

/* A damaged sequence while it is walked along: some bytes known, some lost. */
struct walk {
	const struct tables *tables;
	struct guesses *guesses;
	struct text text;
	size_t at;
	unsigned k, length;
	struct reading *out;
	unsigned count;
};

/* Keeps the likeliest. */
static void add_guess(struct guess *list, const struct model *model, const uint8_t *bytes,
		      unsigned length, unsigned extra)
{
	uint32_t code_point = decode(bytes, length);
	unsigned cost, place;

	if (code_point == UINT32_MAX || !acceptable(model, code_point) ||
	    model_flags(model, model_symbol(model, code_point)) & CLASS_ODD)
		return;
	cost = model_least(model, model_symbol(model, code_point)) + extra;
	for (place = list->count; place > 0 && list->cost[place - 1] > cost; place--)
		if (place < GUESSES_MAX) {
			list->cost[place] = list->cost[place - 1];
			list->extra[place] = list->extra[place - 1];
			list->code_point[place] = list->code_point[place - 1];
		}
	if (place >= GUESSES_MAX)
		return;
	list->cost[place] = cost;
	list->extra[place] = (uint8_t)extra;
	list->code_point[place] = code_point;
	if (list->count < GUESSES_MAX)
		list->count++;
}

static void guess_lost(const struct walk *walk, const uint8_t *bytes, struct guess *list)
{
	const struct charset *charset = &walk->tables->charsets.charset[walk->k];
	const struct model *model = &walk->tables->model;
	uint8_t tried[4];
	unsigned lost[4], count = 0;

	memcpy(tried, bytes, sizeof(tried));
	for (unsigned i = 1; i < walk->length; i++)
		if (tried[i] <= DROPPED)
			lost[count++] = i;
	if (count == 1 && tried[lost[0]] == DROPPED) {
		for (unsigned i = 0; i < charset->deleted_count; i++) {
			tried[lost[0]] = charset->deleted[i];
			add_guess(list, model, tried, walk->length,
				  charset->lost_count ? COST_DELETED : 0);
		}
	}
	/* Where many bytes can be lost, E2 with two of them lost is a quote or a dash: E2 80 xx. */
	if (count == 2 && charset->lost_count > LOST_FEW && tried[0] == 0xE2 &&
	    charset->lost[0] == 0x80) {
		tried[1] = 0x80;
		lost[0] = lost[1];
		count = 1;
	}
	if (count > 2 || (count == 2 && charset->lost_count > LOST_FEW))
		return;
	for (unsigned i = 0; i < charset->lost_count; i++) {
		tried[lost[0]] = charset->lost[i];
		for (unsigned j = 0; count == 2 && j < charset->lost_count; j++) {
			tried[lost[1]] = charset->lost[j];
			add_guess(list, model, tried, walk->length, 0);
		}
		if (count == 1)
			add_guess(list, model, tried, walk->length, 0);
	}
}

/* The characters that a sequence with lost bytes (0) may have been. Few are asked again and again.
 */
static const struct guess *guess(struct walk *walk, const uint8_t *bytes)
{
	uint64_t key = walk->k;
	struct guess *guess;

	for (unsigned i = 0; i < walk->length; i++)
		key = key << 8 | bytes[i];
	key = key << 3 | walk->length;
	guess = &walk->guesses->guess[key * 0x9E3779B97F4A7C15u >> (64 - GUESS_BITS)];
	if (guess->key != key) {
		*guess = (struct guess){.key = key};
		guess_lost(walk, bytes, guess);
	}
	return guess;
}

static void emit(struct walk *walk, uint32_t code_point, size_t end, unsigned cost, bool all_known)
{
	bool ends_blank = end > walk->at + 1 && walk->text.signs[end - 1].code_point == ' ';

	if (ends_blank && code_point == 0x2020)
		cost += walk->at && walk->text.signs[walk->at - 1].glyph ? COST_DAGGER
									 : COST_DAGGER_ALONE;
	if (walk->count < READINGS_MAX)
		walk->out[walk->count++] = (struct reading){
			.code_point = code_point,
			.charset = (uint8_t)walk->k,
			.length = (uint8_t)(end - walk->at),
			.cost = (uint8_t)(cost > 255 ? 255 : cost),
			.all_known = all_known,
			.ends_blank = ends_blank,
		};
}

static void arrive(struct walk *walk, const uint8_t *bytes, size_t end, unsigned cost)
{
	bool lost = false;

	if (cost == 0)
		return; /* whole */
	for (unsigned i = 1; i < walk->length; i++)
		lost = lost || bytes[i] <= DROPPED;
	if (lost) {
		const struct guess *list;
		unsigned known = 0;

		for (unsigned i = 1; i < walk->length; i++)
			known += bytes[i] > DROPPED;
		/* With no tail left at all, only a quote or dash is worth a guess. */
		if (!known && walk->length > 2 && end == walk->at + 1 && bytes[0] != 0xE2)
			return;
		list = guess(walk, bytes);
		for (unsigned i = 0; i < list->count; i++)
			emit(walk, list->code_point[i], end, cost + list->extra[i], false);
		return;
	}
	uint32_t code_point = decode(bytes, walk->length);

	if (code_point == UINT32_MAX || !acceptable(&walk->tables->model, code_point))
		return;
	emit(walk, code_point, end, cost, true);
}

static void walk_on(struct walk *walk, uint8_t *bytes, unsigned have, size_t at, unsigned cost)
{
	const struct charset *charset = &walk->tables->charsets.charset[walk->k];
	uint32_t code_point;
	unsigned byte;

	if (have == walk->length) {
		arrive(walk, bytes, at, cost);
		return;
	}
	code_point = at < walk->text.count ? walk->text.signs[at].code_point : UINT32_MAX;
	byte = byte_at(walk->tables, walk->text, at, walk->k);
	if (is_tail(byte)) {
		bytes[have] = (uint8_t)byte;
		walk_on(walk, bytes, have + 1, at + 1, cost);
	}
	if (code_point == ' ' && charset->nbsp) {
		bytes[have] = charset->nbsp;
		walk_on(walk, bytes, have + 1, at + 1, cost + COST_BLANK);
	}
	bytes[have] = MARKED;
	if (code_point == 0xFFFD && charset->lost_count)
		walk_on(walk, bytes, have + 1, at + 1, cost + COST_REPLACED);
	else if (code_point == '?' && charset->lost_count)
		walk_on(walk, bytes, have + 1, at + 1, cost + COST_MARK);
	else if (!is_tail(byte) && charset->lost_count + charset->deleted_count) {
		bytes[have] = DROPPED;
		walk_on(walk, bytes, have + 1, at, cost + COST_DROPPED);
	}
}

static bool is_emoji(uint32_t code_point)
{
	return code_point >= 0x1F1E6 && code_point < 0x1FB00;
}

static bool is_blank(uint32_t code_point)
{
	return code_point == ' ' || (code_point >= '\t' && code_point <= '\r');
}

/*
 * Whether these signs are a word by themselves, or several such in a row: no language writes a word
 * with u umlaut and two of what Mac Roman has as tails.
 */
static bool stands_free(const struct walk *walk, size_t count)
{
	size_t at = walk->at, end = at + count;

	while (at >= count && byte_at(walk->tables, walk->text, at - count, walk->k) == 0x9F)
		at -= count;
	while (byte_at(walk->tables, walk->text, end, walk->k) == 0x9F)
		end += count;
	return (at == 0 || is_blank(walk->text.signs[at - 1].code_point)) &&
	       (end >= walk->text.count || is_blank(walk->text.signs[end].code_point));
}

/* Mac Roman's F0 is a character of private use, which many programs drop: 9F xx xx was an emoji. */
static void restore_apple(struct walk *walk)
{
	uint8_t bytes[4] = {0xF0};
	uint32_t code_point;

	for (unsigned i = 0; i < 3; i++) {
		bytes[i + 1] = (uint8_t)byte_at(walk->tables, walk->text, walk->at + i, walk->k);
		if (!is_tail(bytes[i + 1]))
			return;
	}
	code_point = decode(bytes, 4);
	if (code_point == UINT32_MAX || !acceptable(&walk->tables->model, code_point))
		return;
	emit(walk, code_point, walk->at + 3, COST_APPLE, true);
	if (walk->count)
		walk->out[walk->count - 1].is_plain = is_emoji(code_point) && stands_free(walk, 3);
}

unsigned readings_damaged(const struct tables *tables, struct guesses *guesses, struct text text,
			  size_t at, unsigned k, struct reading out[READINGS_MAX])
{
	struct walk walk = {
		.tables = tables,
		.guesses = guesses,
		.text = text,
		.at = at,
		.k = k,
		.out = out,
	};
	uint8_t bytes[4] = {(uint8_t)byte_at(tables, text, at, k)};

	if (is_tail(bytes[0])) {
		restore_apple(&walk);
		return walk.count;
	}
	if (bytes[0] < 0xC2)
		return 0;
	walk.length = sequence_length(bytes[0]);
	walk_on(&walk, bytes, 1, at + 1, 0);
	return walk.count;
}
