#include "plain.h"

#include "base/utf8.h"
#include "scan.h"
#include "straight.h"

enum {
	HITS_MIN = 8, /* fewer characters are weighed by the search */
	SHARE = 4,    /* of the signs beyond ASCII at least one in so many is read, two for each */
	COST_FINE = 9 * NAT, /* a character that costs no more is not compared with what is there */
	COST_STAY = 3 * NAT, /* less than it costs to leave the charset and enter it again */
	COST_RIVAL = 10 * NAT, /* by which another charset's reading must be dearer */
	ENTER_KNOWN = 3 * NAT, /* for a charset that the document shows */
	MISSED_MOST = 3,       /* in a hundred sequences that a rival reads */
	MISSED_FIRST = 8,      /* more, until there are many */
};

struct finding {
	struct finder *finder;
	const struct tables *tables;
	struct text text;
	struct slice bytes; /* the text as UTF-8 */
	uint32_t known;
	bool is_first; /* layer */
	unsigned k;
	struct edits edits;
	bool is_layer;  /* something read may be part of a layer below */
	uint32_t alive; /* other charsets that read nearly all the same sequences so far */
	uint32_t apart; /* those that read one of them differently */
	uint32_t missed[CHARSETS_MAX]; /* sequences that each does not read */
};

static const struct glyph *glyph_at(const struct finding *finding, size_t at)
{
	return &finding->tables->charsets.glyphs[finding->text.signs[at].glyph];
}

/* By the lead byte; 0: it is none. */
static unsigned sequence_length(unsigned lead)
{
	return lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
}

/* The length of the sequence at `at` in the charset, by its bytes; 0: it is none. */
static unsigned sequence_at(const struct finding *finding, size_t at, size_t end)
{
	unsigned k = finding->k;
	unsigned length = sequence_length(glyph_at(finding, at)->byte[k]);

	if (length > end - at)
		return 0;
	for (unsigned i = 1; i < length; i++)
		if (!(glyph_at(finding, at + i)->tail >> k & 1))
			return 0;
	return length;
}

static symbol symbol_before(const struct finding *finding, size_t at)
{
	const struct model *model = &finding->tables->model;

	return at ? finding->text.signs[at - 1].symbol : model_start(model);
}

static unsigned cost_as_it_stands(const struct finding *finding, size_t at, unsigned length)
{
	symbol context = symbol_before(finding, at);
	unsigned cost = 0;

	for (unsigned i = 0; i < length; i++)
		cost += model_cost(&finding->tables->model, context,
				   finding->text.signs[at + i].symbol, &context);
	return cost;
}

/* Whether a charset reads too few of the sequences to be a rival. */
static bool is_behind(const struct finding *finding, unsigned k, unsigned slack)
{
	return finding->missed[k] > slack + finding->edits.count * MISSED_MOST / 100;
}

/* Which of the other charsets read this sequence, and which of them in the same way. */
static void compare(struct finding *finding, size_t at, unsigned length)
{
	const struct glyph *lead = glyph_at(finding, at);
	uint32_t readers = length == 2 ? lead->lead2 : length == 3 ? lead->lead3 : lead->lead4;

	for (unsigned i = 1; i < length; i++)
		readers &= glyph_at(finding, at + i)->tail;
	for (uint32_t left = finding->alive & ~readers; left; left &= left - 1) {
		unsigned other = (unsigned)__builtin_ctz(left);

		finding->missed[other]++;
		if (is_behind(finding, other, MISSED_FIRST))
			finding->alive &= ~(left & -left);
	}
	for (uint32_t left = finding->alive & readers & ~finding->apart; left; left &= left - 1) {
		unsigned other = (unsigned)__builtin_ctz(left);

		for (unsigned i = 0; i < length; i++)
			if (glyph_at(finding, at + i)->byte[other] !=
			    glyph_at(finding, at + i)->byte[finding->k])
				finding->apart |= left & -left;
	}
}

/* Whether the character may be part of a layer below. */
static bool speaks(const struct tables *tables, uint32_t code_point)
{
	return glyph_speaks(
		&tables->charsets.glyphs[charsets_glyph(&tables->charsets, code_point)]);
}

/* Reads the sequence at *at, when there is one and it makes sense, and passes it. */
static bool read_sequence(struct finding *finding, size_t *at, size_t end, symbol *context)
{
	const struct tables *tables = finding->tables;
	const struct model *model = &tables->model;
	unsigned length = sequence_at(finding, *at, end), cost;
	uint32_t read;
	symbol s;

	if (!length)
		return false;
	read = readings_whole(tables, finding->text, *at, finding->k, &length);
	if (read == UINT32_MAX || length > 4)
		return false;
	s = model_symbol(model, read);
	cost = model_cost(model, *context, s, context);
	if (model_flags(model, s) & CLASS_NEVER ||
	    (cost > COST_FINE && !speaks(tables, read) &&
	     cost > cost_as_it_stands(finding, *at, length) + COST_STAY))
		return false;
	finding->is_layer = finding->is_layer || (cost > COST_FINE && speaks(tables, read));
	if (finding->alive)
		compare(finding, *at, length);
	finding->edits.edit[finding->edits.count++] = (struct edit){
		.at = *at,
		.reading = {.code_point = read,
			    .charset = (uint8_t)finding->k,
			    .length = (uint8_t)length},
	};
	*at += length;
	return true;
}

/* Whether a character beyond ASCII may stand as it is in garbled ones. */
static bool stands(const struct finding *finding, size_t at)
{
	const struct sign *sign = &finding->text.signs[at];
	unsigned byte = glyph_at(finding, at)->byte[finding->k];

	return model_flags(&finding->tables->model, sign->symbol) & CLASS_NEUTRAL && byte < 0xC2 &&
	       byte != 0x9F;
}

/* Reads the line [at, end), of which all must be sequences, ASCII, or typography. */
static bool read_line(struct finding *finding, size_t at, size_t end)
{
	size_t count = finding->edits.count;
	symbol context = symbol_before(finding, at);

	while (at < end) {
		const struct sign *sign = &finding->text.signs[at];

		if (sign->lost || sign->blank || sign->doubt)
			return false;
		if (sign->code_point >= 0x80) {
			if (read_sequence(finding, &at, end, &context))
				continue;
			if (!stands(finding, at))
				return false;
		}
		context = sign->symbol;
		at++;
	}
	return finding->edits.count > count;
}

/*
 * Whether a sequence that lost its blanks, or in the first layer any of its bytes, may begin here:
 * the scan knows nothing of such.
 */
static bool is_damaged(const struct finding *finding, size_t at)
{
	const struct glyph *glyph = glyph_at(finding, at);
	uint32_t leads = (glyph->lead2 | glyph->lead3 | glyph->lead4) & finding->known;

	for (uint32_t left = leads; left; left &= left - 1) {
		struct reading readings[READINGS_MAX];
		unsigned count =
			readings_damaged(finding->tables, &finding->finder->guesses, finding->text,
					 at, (unsigned)__builtin_ctz(left), readings);

		for (unsigned i = 0; i < count; i++)
			if (readings[i].all_known || finding->is_first)
				return true;
	}
	return false;
}

/* Whether there is nothing in the line [at, end), whose bytes these are. */
static bool is_clean(const struct finding *finding, struct slice bytes, size_t at, size_t end)
{
	size_t where;

	if (finding->text.signs[end].odd || scan_finds(finding->tables, bytes, ENTER_KNOWN, &where))
		return false;
	for (; at < end; at++)
		if (finding->text.signs[at].glyph && is_damaged(finding, at))
			return false;
	return true;
}

/* What two charsets make of all that both read: how much dearer the other is. */
static int64_t dearer(const struct finding *finding, unsigned other)
{
	const struct model *model = &finding->tables->model;
	int64_t cost = 0;

	for (size_t i = 0; i < finding->edits.count; i++) {
		const struct edit *edit = &finding->edits.edit[i];
		symbol context = symbol_before(finding, edit->at), behind;
		unsigned length;
		uint32_t read =
			readings_whole(finding->tables, finding->text, edit->at, other, &length);

		if (read == UINT32_MAX || read == edit->reading.code_point)
			continue;
		cost += model_cost(model, context, model_symbol(model, read), &behind);
		cost -= model_cost(model, context, model_symbol(model, edit->reading.code_point),
				   &behind);
	}
	return cost;
}

/* Whether no other charset reads nearly all of the same, and makes about as much of it. */
static bool beats_rivals(const struct finding *finding)
{
	for (uint32_t left = finding->alive & finding->apart; left; left &= left - 1) {
		unsigned other = (unsigned)__builtin_ctz(left);

		if (!is_behind(finding, other, 0) &&
		    (finding->is_layer || dearer(finding, other) < COST_RIVAL))
			return false;
	}
	return true;
}

/* Looks at each line; says which kind it is at its first sign. True when none is left. */
static bool judge_lines(struct finding *finding)
{
	struct sign *signs = finding->text.signs;
	struct slice rest = finding->bytes, bytes;
	bool all = true;

	for (size_t at = 0, end; at < finding->text.count; at = end + 1) {
		struct finding before = *finding;

		slice_next_line(&rest, &bytes);
		end = at + utf8_count(bytes);
		signs[at].line = LINE_OTHER;
		if (ascii_prefix(bytes) == bytes.len)
			continue;
		if (finding->k < CHARSETS_MAX && read_line(finding, at, end)) {
			signs[at].line = (uint8_t)(LINE_PLAIN + finding->k);
			continue;
		}
		*finding = before;
		if (is_clean(finding, bytes, at, end)) {
			signs[at].line = LINE_CLEAN;
			continue;
		}
		signs[end].odd = true;
		all = false;
	}
	return all;
}

/* No line is plain after all. */
static void search_all(struct text text)
{
	bool begins = true;

	for (size_t i = 0; i < text.count; i++) {
		if (begins)
			text.signs[i].line = LINE_OTHER;
		begins = text.signs[i].code_point == '\n';
		text.signs[i].odd = begins;
	}
}

static bool encode(struct text text, struct buf *bytes, size_t *high)
{
	buf_clear(bytes);
	if (!buf_reserve(bytes, 4 * text.count))
		return false;
	for (size_t i = 0; i < text.count; i++) {
		*high += text.signs[i].code_point >= 0x80;
		bytes->len += utf8_encode(text.signs[i].code_point, bytes->data + bytes->len);
	}
	return true;
}

/* Whether what was read in one charset may stand without a search. */
static bool is_convincing(const struct finding *finding, size_t high)
{
	return finding->edits.count >= HITS_MIN && 2 * SHARE * finding->edits.count >= high &&
	       beats_rivals(finding);
}

static uint32_t charsets_alike(const struct finding *finding)
{
	uint32_t mask = (uint32_t)1 << finding->k;

	for (uint32_t left = finding->alive & ~finding->apart; left; left &= left - 1)
		if (!finding->missed[__builtin_ctz(left)])
			mask |= left & -left;
	return mask;
}

bool plain_find(struct finder *finder, struct arena *arena, struct buf *bytes, struct text text,
		uint32_t known, struct plain *plain)
{
	struct finding finding = {
		.finder = finder,
		.tables = finder->tables,
		.text = text,
		.known = known,
		.is_first = !known,
		.k = CHARSETS_MAX,
	};
	int enter = known ? ENTER_KNOWN : PATH_ENTER;
	size_t high = 0, where;

	*plain = (struct plain){0};
	if (!encode(text, bytes, &high))
		return false;
	finding.bytes = buf_slice(bytes);
	if (scan_finds(finding.tables, finding.bytes, enter, &where))
		finding.k = straight_charset_from(finding.tables, finding.bytes, where);
	if (finding.k < CHARSETS_MAX) {
		finding.edits.edit = arena_alloc(arena, (high / 2 + 1) * sizeof(struct edit));
		if (!finding.edits.edit)
			return false;
		finding.known |= (uint32_t)1 << finding.k;
		finding.alive = (((uint32_t)1 << finding.tables->charsets.count) - 1) &
				~((uint32_t)1 << finding.k);
		plain->all = judge_lines(&finding);
		if (is_convincing(&finding, high)) {
			plain->edits = finding.edits;
			plain->alike = charsets_alike(&finding);
			return true;
		}
	}
	finding.k = CHARSETS_MAX;
	plain->all = known && judge_lines(&finding);
	if (!known)
		search_all(text);
	return true;
}

void plain_read_in(struct plain *plain, struct text text, unsigned k)
{
	for (size_t i = 0; i < plain->edits.count; i++)
		plain->edits.edit[i].reading.charset = (uint8_t)k;
	for (size_t i = 0; i < text.count; i++)
		if (text.signs[i].line >= LINE_PLAIN)
			text.signs[i].line = (uint8_t)(LINE_PLAIN + k);
}
