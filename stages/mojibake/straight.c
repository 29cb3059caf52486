#include "straight.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "scan.h"

enum {
	SAMPLE = 120, /* signs that the charset is chosen by */
	SAMPLES = 4,
	SAMPLE_HITS = 4,     /* fewer are too few */
	COST_FINE = 9 * NAT, /* a character that costs no more is not compared with what is there */
	COST_STAY = 3 * NAT, /* less than it costs to leave the charset and enter it again */
	COST_RIVAL = 10 * NAT, /* by which another charset's reading must be dearer */
	GAIN_HIT = 5 * NAT,    /* what a sequence must save in the mean */
	ENTER_KNOWN = 3 * NAT, /* for the charset that the document shows */
};

/* By the lead byte; 0: it is none. */
static unsigned sequence_length(unsigned lead)
{
	return lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
}

/* Choosing the charset. */

struct sample {
	struct sign signs[SAMPLE];
	int64_t cost[SAMPLE + 1]; /* of the signs before, as they stand */
	size_t count;
	size_t found; /* the sign at which the scan stopped */
};

/* Whether the last two signs and this one say no more than the first and the last of them. */
static bool is_dull(const struct sample *sample, uint32_t code_point)
{
	const struct sign *last = &sample->signs[sample->count];

	return sample->count > 1 && code_point < 0x80 && last[-1].code_point < 0x80 &&
	       last[-2].code_point < 0x80 && last[-1].code_point != '\n';
}

/* Signs from the line around `at` on, without what is long and ASCII. Returns where they end. */
static size_t take_sample(const struct tables *tables, struct slice text, size_t at,
			  struct sample *sample)
{
	const struct model *model = &tables->model;
	symbol context = model_start(model);
	size_t found = at;

	while (at > 0 && text.data[at - 1] != '\n')
		at--;
	sample->found = SAMPLE;
	for (sample->count = 0; at < text.len && sample->count < SAMPLE; sample->count++) {
		struct sign *sign = &sample->signs[sample->count];
		uint32_t code_point;

		if (at == found)
			sample->found = sample->count;
		at = utf8_next(text, at, &code_point);
		if (is_dull(sample, code_point)) {
			sample->count--;
			sign--;
		}
		sign->code_point = code_point;
		sign->glyph = (uint16_t)charsets_glyph(&tables->charsets, code_point);
		sign->symbol = model_symbol(model, code_point);
	}
	sample->cost[0] = 0;
	for (size_t i = 0; i < sample->count; i++)
		sample->cost[i + 1] = sample->cost[i] +
				      model_cost(model, context, sample->signs[i].symbol, &context);
	/* What may be cut off is not looked at. */
	if (at < text.len)
		while (sample->count && sample->signs[sample->count - 1].code_point >= 0x80)
			sample->count--;
	return at;
}

static unsigned byte_of(const struct tables *tables, const struct sign *sign, unsigned k)
{
	return sign_glyph(tables, sign)->byte[k];
}

/* How many signs the sequence at `signs` has in charset k by its bytes; 0: it is none. */
static unsigned sequence_at(const struct tables *tables, const struct sign *signs, size_t left,
			    unsigned k)
{
	unsigned length = sequence_length(byte_of(tables, signs, k));

	if (length > left)
		return 0;
	for (unsigned i = 1; i < length; i++) {
		unsigned tail = byte_of(tables, signs + i, k);

		if (tail < 0x80 || tail > 0xBF)
			return 0;
	}
	return length;
}

/*
 * What reading the line from *at on in charset k makes likelier. Passes it. A line that has
 * something else beyond ASCII counts for nothing, or if it also has a sequence, as -1.
 */
static int64_t line_gain(const struct tables *tables, const struct sample *sample, unsigned k,
			 size_t *at, size_t *hits)
{
	const struct model *model = &tables->model;
	struct text text = {(struct sign *)(uintptr_t)sample->signs, sample->count};
	symbol context = model_start(model);
	size_t start = *at, found = 0;
	bool foreign = false;
	int64_t cost = 0;

	while (*at < sample->count && sample->signs[*at].code_point != '\n') {
		const struct sign *sign = &sample->signs[*at];
		unsigned length =
			sign->glyph ? sequence_at(tables, sign, sample->count - *at, k) : 0;
		symbol s = sign->symbol;

		if (length) {
			uint32_t read = readings_whole(tables, text, *at, k, &length);

			if (read == UINT32_MAX || length > 4)
				return -1;
			s = model_symbol(model, read);
			found++;
		} else if (sign->code_point >= 0x80 && !(model_flags(model, s) & CLASS_NEUTRAL)) {
			foreign = true;
		}
		*at += length ? length : 1;
		cost += model_cost(model, context, s, &context);
	}
	*hits += found;
	if (foreign)
		return found ? -1 : 0;
	return found ? sample->cost[*at] - sample->cost[start] - cost : 0;
}

/* What reading the sample in charset k makes likelier, in the mean of its sequences; -1: it cannot.
 */
static int64_t sample_gain(const struct tables *tables, const struct sample *sample, unsigned k,
			   size_t *hits)
{
	int64_t gain = 0;

	*hits = 0;
	for (size_t at = 0; at < sample->count; at++) { /* passes '\n' */
		int64_t more = line_gain(tables, sample, k, &at, hits);

		if (more < 0)
			return -1;
		gain += more;
	}
	return gain;
}

/* Whether the two charsets read the sample alike. */
static bool read_alike(const struct tables *tables, const struct sample *sample, unsigned a,
		       unsigned b)
{
	for (size_t i = 0; i < sample->count; i++) {
		const struct sign *sign = &sample->signs[i];

		if (sign->glyph && byte_of(tables, sign, a) != byte_of(tables, sign, b))
			return false;
	}
	return true;
}

/* The charsets that read a sequence where the scan stopped; all when none does. */
static uint32_t charsets_found(const struct tables *tables, const struct sample *sample)
{
	const struct sign *signs = &sample->signs[sample->found];
	size_t left = sample->found < sample->count ? sample->count - sample->found : 0;
	uint32_t mask = 0;

	for (unsigned k = 0; left && k < tables->charsets.count; k++)
		if (signs->glyph && sequence_at(tables, signs, left, k))
			mask |= (uint32_t)1 << k;
	return mask ? mask : UINT32_MAX;
}

unsigned straight_charset(const struct tables *tables, struct slice text, size_t *at)
{
	struct sample sample;
	int64_t gains[CHARSETS_MAX];
	unsigned best = CHARSETS_MAX;
	uint32_t found;

	*at = slice_find_byte(text, take_sample(tables, text, *at, &sample), '\n');
	*at += *at < text.len;
	found = charsets_found(tables, &sample);
	for (unsigned k = 0; k < tables->charsets.count; k++) {
		size_t hits;

		gains[k] = -1;
		if (!(found >> k & 1))
			continue;
		gains[k] = sample_gain(tables, &sample, k, &hits);
		if (hits < SAMPLE_HITS || gains[k] < (int64_t)hits * GAIN_HIT)
			gains[k] = -1;
		else
			gains[k] -= tables->charsets.charset[k].rarity;
		if (gains[k] >= 0 && (best == CHARSETS_MAX || gains[k] > gains[best]))
			best = k;
	}
	for (unsigned k = 0; best < CHARSETS_MAX && k < tables->charsets.count; k++)
		if (k != best && gains[k] >= 0 && gains[best] - gains[k] < COST_RIVAL &&
		    !read_alike(tables, &sample, k, best))
			return CHARSETS_MAX;
	return best;
}

unsigned straight_charset_from(const struct tables *tables, struct slice text, size_t at)
{
	unsigned k = CHARSETS_MAX;

	for (unsigned i = 0; i < SAMPLES && at < text.len && k == CHARSETS_MAX; i++)
		k = straight_charset(tables, text, &at);
	return k;
}

/* Reading. */

struct reader {
	struct straight *straight;
	const struct tables *tables;
	struct slice text;
	unsigned k;
	uint32_t alive; /* other charsets that read all the same sequences so far */
	uint32_t apart; /* those that read one of them differently */
	symbol context;
	size_t hits;
	unsigned better; /* reads alike, and what k does not; CHARSETS_MAX: none */
	size_t copied;   /* bytes of text that straight->out means */
	bool open;       /* the last edit may go on */
	bool is_trial;   /* nothing is written */
	int64_t cost;    /* of the characters read */
};

static const struct glyph *glyph_at(const struct tables *tables, uint32_t code_point)
{
	return &tables->charsets.glyphs[charsets_glyph(&tables->charsets, code_point)];
}

static bool begin_edit(struct reader *reader, size_t at)
{
	struct straight *straight = reader->straight;

	if (straight->edit_count == straight->edit_cap) {
		size_t cap = straight->edit_cap ? 2 * straight->edit_cap : 256;
		void *edits = realloc(straight->edits, cap * sizeof(*straight->edits));

		if (!edits)
			return false;
		straight->edits = edits;
		straight->edit_cap = cap;
	}
	if (!buf_append(&straight->out, slice_sub(reader->text, reader->copied, at)))
		return false;
	straight->edits[straight->edit_count++] =
		(struct straight_edit){.from = at, .out_from = straight->out.len};
	return true;
}

/* What is read is never longer than what it was read from: there is room. */
static bool put(struct reader *reader, uint32_t read, size_t at, size_t end)
{
	struct straight *straight = reader->straight;
	struct straight_edit *edit;

	if ((!reader->open || reader->copied != at) && !begin_edit(reader, at))
		return false;
	straight->out.len += utf8_encode(read, straight->out.data + straight->out.len);
	reader->copied = end;
	reader->open = true;
	edit = &straight->edits[straight->edit_count - 1];
	edit->end = end;
	edit->out_end = straight->out.len;
	return true;
}

/* Which of the other charsets read this sequence, and which of them in the same way. */
static void compare(struct reader *reader, const struct glyph *const glyphs[4], unsigned length)
{
	uint32_t readers = length == 2   ? glyphs[0]->lead2
			   : length == 3 ? glyphs[0]->lead3
					 : glyphs[0]->lead4;

	for (unsigned i = 1; i < length; i++)
		readers &= glyphs[i]->tail;
	reader->alive &= readers;
	for (uint32_t left = reader->alive & ~reader->apart; left; left &= left - 1) {
		unsigned k = (unsigned)__builtin_ctz(left);

		for (unsigned i = 0; i < length; i++)
			if (glyphs[i]->byte[k] != glyphs[i]->byte[reader->k])
				reader->apart |= left & -left;
	}
}

/* What the text from byte `at` to `end` costs unchanged. */
static unsigned cost_as_it_stands(const struct reader *reader, size_t at, size_t end)
{
	const struct model *model = &reader->tables->model;
	symbol context = model_start(model);
	uint32_t code_point;
	unsigned cost = 0;

	if (at > 0) {
		utf8_next(reader->text, utf8_before(reader->text, at), &code_point);
		context = model_symbol(model, code_point);
	}
	while (at < end) {
		at = utf8_next(reader->text, at, &code_point);
		cost += model_cost(model, context, model_symbol(model, code_point), &context);
	}
	return cost;
}

/* The sequence at *at, whose first character is `code_point`: reads and passes it. */
static enum straight_outcome read_sequence(struct reader *reader, size_t *at, uint32_t code_point,
					   size_t next)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	const struct tables *tables = reader->tables;
	const struct model *model = &tables->model;
	const struct glyph *glyphs[4] = {glyph_at(tables, code_point)};
	unsigned lead = glyphs[0]->byte[reader->k];
	unsigned length = sequence_length(lead);
	uint32_t read = lead & (0x7Fu >> length);
	unsigned cost;
	symbol s;

	for (unsigned i = 1; i < length; i++) {
		unsigned tail;

		if (next >= reader->text.len)
			return STRAIGHT_NOT;
		next = utf8_next(reader->text, next, &code_point);
		glyphs[i] = glyph_at(tables, code_point);
		tail = code_point < 0x80 ? 0 : glyphs[i]->byte[reader->k];
		if (tail < 0x80 || tail > 0xBF)
			return STRAIGHT_NOT;
		read = read << 6 | (tail & 0x3F);
	}
	if (!length || read < smallest[length] || read > 0x10FFFF)
		return STRAIGHT_NOT;
	s = model_symbol(model, read);
	cost = model_cost(model, reader->context, s, &reader->context);
	if (model_flags(model, s) & CLASS_NEVER ||
	    (cost > COST_FINE && cost > cost_as_it_stands(reader, *at, next) + COST_STAY))
		return STRAIGHT_NOT;
	if (reader->alive)
		compare(reader, glyphs, length);
	reader->hits++;
	reader->cost += cost;
	if (!reader->is_trial && !put(reader, read, *at, next))
		return STRAIGHT_FAILED;
	*at = next;
	return STRAIGHT_DONE;
}

/* Whether a character beyond ASCII may stand as it is in garbled ones. */
static bool stands(const struct reader *reader, uint32_t code_point, symbol s)
{
	const struct glyph *glyph = glyph_at(reader->tables, code_point);
	unsigned byte = glyph->byte[reader->k];

	return model_flags(&reader->tables->model, s) & CLASS_NEUTRAL && byte < 0xC2 &&
	       byte != 0x9F;
}

/* Whether a sequence that lost bytes, or blanks, may begin in the line. */
static bool may_be_damaged(const struct reader *reader, struct slice line)
{
	const struct charset *charset = &reader->tables->charsets.charset[reader->k];

	for (size_t at = 0; at < line.len;) {
		uint32_t code_point;

		at += ascii_prefix(slice_from(line, at));
		if (at == line.len)
			break;
		at = utf8_next(line, at, &code_point);
		if (sequence_length(glyph_at(reader->tables, code_point)->byte[reader->k]) &&
		    (charset->lost_count ||
		     (charset->nbsp && at < line.len && line.data[at] == ' ')))
			return true;
	}
	return false;
}

/* A line of which some character is no part of a sequence: it must hold none at all. */
static bool is_clean(const struct reader *reader, size_t start, size_t end)
{
	struct slice line = slice_sub(reader->text, start, end);
	size_t where;

	return !scan_finds(reader->tables, line, ENTER_KNOWN, &where) &&
	       !may_be_damaged(reader, line);
}

/* Of the charsets that read all before alike, the most usual that reads a sequence at `at`. */
static unsigned find_better(const struct reader *reader, size_t at)
{
	const struct charset *charset = reader->tables->charsets.charset;
	uint32_t leads[5] = {0}, readers = 0, tails = UINT32_MAX;
	unsigned better = CHARSETS_MAX;

	for (unsigned length = 1; length <= 4 && at < reader->text.len; length++) {
		const struct glyph *glyph;
		uint32_t code_point;

		at = utf8_next(reader->text, at, &code_point);
		glyph = glyph_at(reader->tables, code_point);
		if (length == 1) {
			leads[2] = glyph->lead2;
			leads[3] = glyph->lead3;
			leads[4] = glyph->lead4;
			continue;
		}
		tails &= glyph->tail;
		readers |= leads[length] & tails;
	}
	for (uint32_t left = readers & reader->alive & ~reader->apart; left; left &= left - 1) {
		unsigned k = (unsigned)__builtin_ctz(left);

		if (better == CHARSETS_MAX || charset[k].rarity < charset[better].rarity)
			better = k;
	}
	return better;
}

/* Reads a line from *at on. */
static enum straight_outcome read_line(struct reader *reader, size_t *at, size_t end)
{
	const struct model *model = &reader->tables->model;
	size_t start = *at, hits = reader->hits;

	while (*at < end) {
		uint32_t code_point;
		size_t next = *at + ascii_prefix(slice_sub(reader->text, *at, end));
		enum straight_outcome outcome;

		if (next > *at) {
			reader->context =
				model_symbol(model, (unsigned char)reader->text.data[next - 1]);
			*at = next;
			continue;
		}
		next = utf8_next(reader->text, *at, &code_point);
		outcome = read_sequence(reader, at, code_point, next);
		if (outcome == STRAIGHT_FAILED)
			return outcome;
		if (outcome == STRAIGHT_DONE)
			continue;
		symbol s = model_symbol(model, code_point);

		if (!stands(reader, code_point, s)) {
			if (reader->hits > hits || !is_clean(reader, start, end)) {
				reader->better = find_better(reader, *at);
				return STRAIGHT_NOT;
			}
			*at = end;
			break;
		}
		reader->context = s;
		*at = next;
	}
	return STRAIGHT_DONE;
}

static enum straight_outcome read_lines(struct reader *reader)
{
	struct slice text = reader->text;

	for (size_t at = 0; at < text.len;) {
		size_t end = slice_find_byte(text, at, '\n');
		enum straight_outcome outcome;

		reader->context = model_start(&reader->tables->model);
		outcome = read_line(reader, &at, end);
		if (outcome != STRAIGHT_DONE)
			return outcome;
		if (end < text.len)
			at = end + 1;
		reader->open = false;
	}
	return STRAIGHT_DONE;
}

/* Whether the charsets that read all of it, but not alike, make much less of it. */
static bool beats_rivals(const struct reader *reader)
{
	for (uint32_t left = reader->alive & reader->apart; left; left &= left - 1) {
		struct reader rival = {
			.tables = reader->tables,
			.text = reader->text,
			.k = (unsigned)__builtin_ctz(left),
			.is_trial = true,
		};

		if (read_lines(&rival) == STRAIGHT_DONE && rival.cost < reader->cost + COST_RIVAL)
			return false;
	}
	return true;
}

enum straight_outcome straight_read(struct straight *straight, const struct tables *tables,
				    struct slice text, unsigned k, size_t *hits, unsigned *better)
{
	struct reader reader = {
		.straight = straight,
		.tables = tables,
		.text = text,
		.k = k,
		.alive = ~((uint32_t)1 << k),
		.better = CHARSETS_MAX,
	};
	enum straight_outcome outcome;
	size_t where;

	*better = CHARSETS_MAX;
	buf_clear(&straight->out);
	straight->edit_count = 0;
	if (!buf_reserve(&straight->out, text.len + 4))
		return STRAIGHT_FAILED;
	outcome = read_lines(&reader);
	*better = reader.better;
	if (outcome != STRAIGHT_DONE)
		return outcome;
	if (!beats_rivals(&reader))
		return STRAIGHT_NOT;
	*hits = reader.hits;
	if (!buf_append(&straight->out, slice_from(text, reader.copied)))
		return STRAIGHT_FAILED;
	/* One more layer below is for the search, too. */
	return scan_finds(tables, buf_slice(&straight->out), ENTER_KNOWN, &where) ? STRAIGHT_NOT
										  : STRAIGHT_DONE;
}

void straight_free(struct straight *straight)
{
	buf_free(&straight->out);
	free(straight->edits);
	*straight = (struct straight){0};
}
