#include "reread.h"

#include "base/utf8.h"
#include "text/unicode/letters.h"

enum {
	WINDOW_BYTES = 256,  /* looked at before all else, from the first word beyond ASCII on */
	SAMPLE_BYTES = 4096, /* looked at to be sure */
	MARKS_MIN = 8,       /* characters beyond ASCII */
	LETTERS_MIN = 3,     /* of a word that counts */
	WORDS_MIN = 4,       /* known, with letters beyond ASCII, after reading again */
	RIGHT_ENOUGH = 3,    /* so many at the beginning, and no more is asked */
	SHARE_RIGHT = 6,     /* one known word in so many: the text is right as it is */
	SHARE_KNOWN = 4,     /* of the words read again, at least one in so many is known */
	TIMES_MORE = 3,      /* so many times as many known words as before */
	COST_ODD = 5 * NAT,  /* a right text costs less for each character beyond ASCII */
	GAIN_MARK = 3 * NAT / 2, /* each character beyond ASCII becomes likelier by so much */
	GAIN_WORD = 5 * NAT,     /* how much likelier a known word is than its letters say */
	GAIN_RIVAL = 10 * NAT,   /* over the next best reading */
};

/* A text as it is read in a pair of charsets. */
struct assessment {
	bool possible; /* every character has a byte, and every byte a meaning */
	int64_t cost;  /* of all characters, in units of model.h */
	size_t marks;  /* characters beyond ASCII */
	size_t words;  /* with letters beyond ASCII */
	size_t known;  /* of these */
};

static const struct reread_pair as_is = {CHARSETS_MAX, CHARSETS_MAX};

void reread_tables_make(struct reread_tables *reread, const struct charsets *charsets)
{
	*reread = (struct reread_tables){0};
	for (uint32_t code_point = 0xA0; code_point < 0x10000; code_point++) {
		unsigned glyph = charsets_glyph(charsets, code_point);

		for (unsigned k = 0; glyph && k < charsets->count; k++) {
			unsigned byte = charsets->glyphs[glyph].byte[k];

			if (byte >= 0x80 && !reread->code_point[k][byte - 0x80])
				reread->code_point[k][byte - 0x80] = code_point;
		}
	}
}

/* The character read again; 0: there is none. */
static uint32_t read_again(const struct tables *tables, const struct reread_tables *reread,
			   struct reread_pair pair, uint32_t code_point)
{
	const struct charsets *charsets = &tables->charsets;
	unsigned byte;

	if (code_point < 0x80 || pair.shown == CHARSETS_MAX)
		return code_point;
	byte = charsets->glyphs[charsets_glyph(charsets, code_point)].byte[pair.shown];
	if (byte >= 0x80)
		return reread->code_point[pair.meant][byte - 0x80];
	return model_flags(&tables->model, model_symbol(&tables->model, code_point)) & CLASS_NEUTRAL
		       ? code_point
		       : 0;
}

static void add_word(const struct tables *tables, struct assessment *a, bool counts, uint32_t hash)
{
	a->words += counts;
	a->known += counts && words_rank(&tables->words, hash);
}

/* Not possible, too, where the cost exceeds `limit`. */
static struct assessment assess(const struct tables *tables, const struct reread_tables *reread,
				struct slice text, struct reread_pair pair, int64_t limit)
{
	struct assessment a = {.possible = true};
	symbol context = model_start(&tables->model);
	uint32_t hash = WORD_START, code_point;
	unsigned letters = 0;
	bool is_word = false;

	for (size_t at = 0; at < text.len;) {
		at = utf8_next(text, at, &code_point);
		code_point = read_again(tables, reread, pair, code_point);
		if (!code_point || a.cost > limit)
			return (struct assessment){0};
		a.cost += model_cost(&tables->model, context,
				     model_symbol(&tables->model, code_point), &context);
		a.marks += code_point >= 0x80;
		if (letter_kind(code_point) == LETTER_ALPHA) {
			hash = word_add(hash, letter_lower(code_point));
			is_word = is_word || code_point >= 0x80;
			letters++;
			continue;
		}
		add_word(tables, &a, is_word && letters >= LETTERS_MIN, hash);
		hash = WORD_START;
		letters = 0;
		is_word = false;
	}
	add_word(tables, &a, is_word && letters >= LETTERS_MIN, hash);
	return a;
}

/* At most `size` bytes of the text, from the word on that its first character beyond ASCII is in.
 */
static struct slice sample(struct slice text, size_t size)
{
	size_t at = ascii_prefix(text), end;

	while (at > 0 && text.data[at - 1] > ' ')
		at--;
	end = text.len - at > size ? at + size : text.len;
	while (end > at && end < text.len && ((unsigned char)text.data[end] & 0xC0) == 0x80)
		end--;
	return slice_sub(text, at, end);
}

static bool is_dense(struct slice window)
{
	size_t high = 0;

	for (size_t i = 0; i < window.len; i++)
		high += (unsigned char)window.data[i] >> 7;
	return high >= 2 * MARKS_MIN;
}

/* Whether the beginning of the text shows that it is right as it is. A quick test for most texts.
 */
static bool begins_right(const struct tables *tables, struct slice text)
{
	struct assessment a = {0};
	uint32_t hash = WORD_START, code_point;
	unsigned letters = 0;
	bool is_word = false;

	for (size_t at = 0; at < text.len;) {
		at = utf8_next(text, at, &code_point);
		if (letter_kind(code_point) == LETTER_ALPHA) {
			hash = word_add(hash, letter_lower(code_point));
			is_word = is_word || code_point >= 0x80;
			letters++;
			continue;
		}
		add_word(tables, &a, is_word && letters >= LETTERS_MIN, hash);
		if (a.known >= RIGHT_ENOUGH && a.known * SHARE_RIGHT > a.words)
			return true;
		hash = WORD_START;
		letters = 0;
		is_word = false;
	}
	return false;
}

static int64_t score(struct assessment a)
{
	return a.cost - (int64_t)a.known * GAIN_WORD;
}

/* The charsets that have all characters of the text beyond ASCII, but for typography. */
static uint32_t charsets_with_all(const struct tables *tables, struct slice text)
{
	const struct charsets *charsets = &tables->charsets;
	uint32_t mask = ((uint32_t)1 << charsets->count) - 1, code_point;

	for (size_t at = 0; at < text.len && mask;) {
		const uint8_t *byte;

		at = utf8_next(text, at, &code_point);
		if (code_point < 0x80 ||
		    model_flags(&tables->model, model_symbol(&tables->model, code_point)) &
			    CLASS_NEUTRAL)
			continue;
		byte = charsets->glyphs[charsets_glyph(charsets, code_point)].byte;
		for (uint32_t left = mask; left; left &= left - 1)
			if (byte[__builtin_ctz(left)] < 0x80)
				mask &= ~(left & -left);
	}
	return mask;
}

/*
 * The likeliest pair that costs at most `limit`, else as_is; its score's distance to the next one
 * that differs.
 */
static struct reread_pair find_best(const struct tables *tables, const struct reread_tables *reread,
				    struct slice text, int64_t limit, int64_t *ahead)
{
	struct reread_pair best = as_is;
	int64_t least = INT64_MAX, second = INT64_MAX;
	unsigned count = tables->charsets.count;

	for (uint32_t left = charsets_with_all(tables, text); left; left &= left - 1) {
		unsigned shown = (unsigned)__builtin_ctz(left);

		for (unsigned meant = 0; meant < count; meant++) {
			struct reread_pair pair = {shown, meant};
			struct assessment a = assess(tables, reread, text, pair, limit);
			int64_t own = score(a);

			if (!a.possible || own == least || own == second)
				continue;
			if (own < least) {
				second = least;
				least = own;
				best = pair;
			} else if (own < second) {
				second = own;
			}
		}
	}
	*ahead = least == INT64_MAX ? 0 : second == INT64_MAX ? INT64_MAX : second - least;
	return best;
}

/* Whether reading again is overwhelmingly likelier than leaving. */
static bool is_sure(struct assessment before, struct assessment after)
{
	return after.possible && after.known >= WORDS_MIN &&
	       after.known * SHARE_KNOWN >= after.words &&
	       after.known >= TIMES_MORE * before.known &&
	       before.cost - after.cost >= (int64_t)after.marks * GAIN_MARK;
}

bool reread_finds(const struct tables *tables, const struct reread_tables *reread,
		  struct slice text, struct reread_pair *pair)
{
	struct slice window = sample(text, WINDOW_BYTES);
	struct assessment before;
	int64_t ahead;

	if (!is_dense(window) || !charsets_with_all(tables, window) || begins_right(tables, window))
		return false;
	before = assess(tables, reread, window, as_is, INT64_MAX);
	if (before.marks < MARKS_MIN || before.known * SHARE_RIGHT > before.words ||
	    before.cost < (int64_t)before.marks * COST_ODD)
		return false;
	*pair = find_best(tables, reread, window, before.cost - (int64_t)before.marks * GAIN_MARK,
			  &ahead);
	if (pair->shown == pair->meant || ahead < GAIN_RIVAL)
		return false;
	window = sample(text, SAMPLE_BYTES);
	return is_sure(assess(tables, reread, window, as_is, INT64_MAX),
		       assess(tables, reread, window, *pair, INT64_MAX));
}

bool reread_text(const struct tables *tables, const struct reread_tables *reread, struct slice text,
		 struct reread_pair pair, struct buf *out)
{
	struct assessment after = assess(tables, reread, text, pair, INT64_MAX);
	uint32_t code_point;

	if (!after.possible || after.cost >= assess(tables, reread, text, as_is, INT64_MAX).cost)
		return false;
	buf_clear(out);
	for (size_t at = 0; at < text.len;) {
		char bytes[4];

		at = utf8_next(text, at, &code_point);
		code_point = read_again(tables, reread, pair, code_point);
		buf_append(out, slice_make(bytes, utf8_encode(code_point, bytes)));
	}
	return !buf_failed(out);
}
