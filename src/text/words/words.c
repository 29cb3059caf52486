#include "text/words/words.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "text/words/word_hash.h"

enum { MIN_NAME_LETTERS = 3 };

static bool grow(struct words *words)
{
	size_t cap = words->cap ? words->cap * 2 : 1024;
	uint64_t *hash;
	unsigned char *kind;

	if (cap > SIZE_MAX / sizeof(*hash))
		return false;
	hash = realloc(words->hash, cap * sizeof(*hash));
	if (!hash)
		return false;
	words->hash = hash;
	kind = realloc(words->kind, cap);
	if (!kind)
		return false;
	words->kind = kind;
	words->cap = cap;
	return true;
}

/* The text on its way through words_split. */
struct word_walk {
	struct words *words;
	struct slice text;
	size_t number_end;   /* where the newest number ended; 0: none yet */
	unsigned char opens; /* WORD_OPENS_LINE when no word of the present line was seen yet */
	bool link;           /* a Markdown link's target begins here */
	bool failed;
};

static inline bool is_high(const struct word_walk *walk, size_t at)
{
	return letter_map_is_high(&walk->words->map, at);
}

/* Room for so many more words. */
static inline bool reserve(struct word_walk *walk, size_t more)
{
	if (walk->words->cap - walk->words->count < more && !grow(walk->words))
		walk->failed = true;
	return !walk->failed;
}

static inline void add(struct word_walk *walk, uint64_t hash, enum word_kind kind)
{
	struct words *words = walk->words;

	if (!reserve(walk, 1))
		return;
	words->hash[words->count] = hash;
	words->kind[words->count++] = (unsigned char)(kind | walk->opens);
	walk->opens = 0;
}

static const struct fold *decode(struct word_walk *walk, size_t at, size_t *next)
{
	const struct fold *fold;
	uint32_t c;

	*next = utf8_next(walk->text, at, &c);
	fold = folder_get(&walk->words->folder, c);
	if (!fold)
		walk->failed = true;
	return fold;
}

static bool ends_clause(struct word_walk *walk, size_t end)
{
	unsigned char c = (unsigned char)walk->text.data[end - 1];
	const struct fold *fold;
	size_t next;

	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || c == ',' || c == ';';
	fold = decode(walk, utf8_before(walk->text, end), &next);
	return fold && fold->lower;
}

/*
 * Is the word at `at` inside a sentence: one blank before it, and before that a small letter or
 * comma?
 */
static bool inside_sentence(struct word_walk *walk, size_t at)
{
	const char *data = walk->text.data;

	if (at >= 2 && (data[at - 1] == ' ' || data[at - 1] == '\n'))
		return ends_clause(walk, at - 1);
	if (at >= 3 && data[at - 2] == '\xC2' && data[at - 1] == '\xA0')
		return ends_clause(walk, at - 2);
	return false;
}

static enum word_kind number_kind(struct word_walk *walk, size_t at, size_t end)
{
	size_t before = walk->number_end;

	walk->number_end = end;
	if (before && at == before + 1) {
		char c = walk->text.data[before];

		if (c == '.' || c == ',' || c == ':')
			return WORD_NUMBER_JOINED;
	}
	return WORD_NUMBER;
}

/* A word with at least one code point beyond ASCII, at `at`; returns its end. */
static size_t other_word(struct word_walk *walk, size_t at)
{
	struct word_hash state = {.hash = WORD_HASH_SEED};
	enum word_kind kind = WORD_PLAIN;
	size_t from = at, letters = 0;
	bool upper = false, digit = false;

	while (at < walk->text.len) {
		size_t next;
		const struct fold *fold = decode(walk, at, &next);

		if (!fold)
			return walk->text.len;
		if (fold->class == FOLD_BOUNDARY || fold->class == FOLD_FULL_STOP ||
		    fold->class == FOLD_UNSPACED)
			break;
		if (letters == 0) {
			upper = fold->upper;
			digit = fold->class == FOLD_DIGIT;
		}
		letters += fold->class == FOLD_LETTER || fold->class == FOLD_DIGIT;
		word_hash_bytes(&state, fold->bytes, fold->len);
		at = next;
	}
	if (!letters)
		return at;
	if (digit)
		kind = number_kind(walk, from, at);
	else if (upper && letters >= MIN_NAME_LETTERS && inside_sentence(walk, from))
		kind = WORD_NAME;
	add(walk, word_hash_finish(&state), kind);
	return at;
}

/* One character of an unspaced script with its marks. */
struct unit {
	char bytes[2 * FOLD_MAX_BYTES];
	size_t len;
};

static void unit_append(struct unit *unit, const struct fold *fold)
{
	if (unit->len + fold->len <= sizeof(unit->bytes)) {
		memcpy(unit->bytes + unit->len, fold->bytes, fold->len);
		unit->len += fold->len;
	}
}

static void add_pair(struct word_walk *walk, const struct unit *first, const struct unit *second)
{
	struct word_hash state = {.hash = WORD_HASH_SEED};

	word_hash_bytes(&state, first->bytes, first->len);
	word_hash_bytes(&state, second->bytes, second->len);
	add(walk, word_hash_finish(&state), WORD_PAIR);
	walk->words->has_pairs = true;
}

/*
 * Where a run of an unspaced script that blanks interrupt at `at` continues, or `at` when it does
 * not: such text is broken into lines anywhere, and indented.
 */
static size_t rejoin(struct word_walk *walk, size_t at)
{
	struct slice text = walk->text, space = SLICE("\xE3\x80\x80"); /* U+3000 */
	const struct fold *fold;
	size_t on = at, next;
	bool breaks = false;

	while (on < text.len) {
		if (ascii_is_space_or_control(text.data[on]))
			breaks |= text.data[on++] == '\n';
		else if (slice_starts(slice_from(text, on), space))
			on += space.len;
		else
			break;
	}
	if (on == at || on == text.len || !is_high(walk, on))
		return at;
	fold = decode(walk, on, &next);
	if (!fold || fold->class != FOLD_UNSPACED)
		return at;
	if (breaks)
		walk->opens = WORD_OPENS_LINE;
	return on;
}

/* A run of an unspaced script at `at`: its pairs of neighbours, or its one character. */
static size_t unspaced_run(struct word_walk *walk, size_t at)
{
	struct unit before = {.len = 0}, unit = {.len = 0};

	while (at < walk->text.len) {
		size_t next;
		const struct fold *fold = decode(walk, at, &next);

		if (!fold)
			return walk->text.len;
		if (fold->class == FOLD_UNSPACED) {
			if (before.len)
				add_pair(walk, &before, &unit);
			before = unit;
			unit.len = 0;
		} else if (fold->class != FOLD_EXTEND && fold->class != FOLD_IGNORABLE) {
			next = rejoin(walk, at);
			if (next == at)
				break;
			at = next;
			continue;
		}
		unit_append(&unit, fold);
		at = next;
	}
	add_pair(walk, &before, &unit); /* `before` is empty when the run is one character */
	return at;
}

static bool ends_address(char c)
{
	return ascii_is_space_or_control(c) || (unsigned char)c >= 0x80 ||
	       strchr("<>\"'`()[]{}|\\^", c);
}

/* The address that began at `from` and continues at `at`; returns its end. */
static size_t address(struct word_walk *walk, size_t from, size_t at)
{
	struct slice text = walk->text;

	while (at < text.len && !ends_address(text.data[at]))
		at++;
	while (at > from && strchr(".,:;!?", text.data[at - 1]))
		at--;
	add(walk, hash64(slice_sub(text, from, at)), WORD_ADDRESS);
	walk->words->has_addresses = true;
	return at;
}

/* Whether the word is the beginning of an address: "https://", "www.", "mailto:", "data:". */
static bool opens_address(struct slice text, size_t from, size_t end)
{
	struct slice word = slice_sub(text, from, end), rest = slice_from(text, end);

	if (rest.len < 2 || ascii_is_space_or_control(rest.data[1]))
		return false;
	if (rest.data[0] == '.')
		return slice_equal(word, SLICE("www"));
	return slice_starts(rest, SLICE("://")) || slice_equal(word, SLICE("mailto")) ||
	       slice_equal(word, SLICE("data"));
}

/* A word's kind when it does not begin with a small letter. */
static enum word_kind kind_of(struct word_walk *walk, size_t at, size_t end)
{
	char first = walk->text.data[at];

	if (ascii_is_digit(first))
		return number_kind(walk, at, end);
	if (ascii_is_upper(first) && end - at >= MIN_NAME_LETTERS && inside_sentence(walk, at))
		return WORD_NAME;
	return WORD_PLAIN;
}

static size_t ascii_word(struct word_walk *walk, size_t at)
{
	struct slice text = walk->text;
	size_t end = letter_map_end(&walk->words->map, at);
	enum word_kind kind = WORD_PLAIN;

	if (walk->link)
		return address(walk, at, end);
	if (end < text.len) {
		if (is_high(walk, end))
			return other_word(walk, at);
		if ((text.data[end] == ':' || text.data[end] == '.') &&
		    opens_address(text, at, end))
			return address(walk, at, end + 1);
	}
	if (text.data[at] < 'a')
		kind = kind_of(walk, at, end);
	add(walk, word_hash_ascii(text, at, end), kind);
	return end;
}

/*
 * What the sign after a word means when the next one, which is ASCII, follows it at once, or after
 * a blank: flags of either word.
 */
enum { GAP_OTHER = 0x80 }; /* not known here */

static const unsigned char gap_of[2][256] = {
	{
		['\n'] = WORD_OPENS_LINE,
		['.'] = GAP_OTHER, /* of an address, perhaps */
		[':'] = GAP_OTHER,
	},
	{
		['\n'] = WORD_OPENS_LINE,
		['.'] = WORD_ENDS_SENTENCE,
		['!'] = WORD_ENDS_SENTENCE,
		['?'] = WORD_ENDS_SENTENCE,
	},
};

/*
 * What most text is: an ASCII word that begins at `at`, a blank or another sign, which may have a
 * blank after it, and another ASCII word. Returns the first word that is not followed so.
 */
static size_t plain_words(struct word_walk *walk, size_t at)
{
	enum { VIEW = LETTER_MAP_BITS - 1, MOST_WORDS = LETTER_MAP_BITS / 2, MARGIN = VIEW + 2 };
	const char *data = walk->text.data;
	struct words *words = walk->words;
	size_t last = walk->text.len - MARGIN, from, step = 0;
	unsigned opens = walk->opens;

	if (walk->text.len < MARGIN)
		return at;
	do {
		uint64_t letters = letter_map_view(&words->map, at);
		uint64_t *hash;
		unsigned char *kind;

		if (!reserve(walk, MOST_WORDS))
			break;
		hash = words->hash + words->count;
		kind = words->kind + words->count;
		for (from = at; at <= last; at += step, letters >>= step) {
			unsigned len = (unsigned)__builtin_ctzll(~letters);
			unsigned has_blank = data[at + len + 1] == ' ';
			unsigned gap = gap_of[has_blank][(unsigned char)data[at + len]];

			step = len + 1 + has_blank;
			if (!(letters >> len >> 1 >> has_blank & 1) || gap & GAP_OTHER)
				break;
			*hash++ = len < WORD_HASH_SHORT ? word_hash_short(data + at, len)
							: word_hash_ascii(walk->text, at, at + len);
			*kind++ = (unsigned char)((data[at] >= 'a' ? WORD_PLAIN
								   : kind_of(walk, at, at + len)) |
						  opens | (gap & WORD_ENDS_SENTENCE));
			opens = gap & WORD_OPENS_LINE;
		}
		words->count = (size_t)(hash - words->hash);
	} while (at > from && at <= last && at - from + step >= VIEW); /* out of view, perhaps */
	walk->opens = (unsigned char)opens;
	return at;
}

static void end_sentence(struct word_walk *walk)
{
	struct words *words = walk->words;

	if (words->count)
		words->kind[words->count - 1] |= WORD_ENDS_SENTENCE;
}

static size_t beyond_ascii(struct word_walk *walk, size_t at)
{
	size_t next;
	const struct fold *fold = decode(walk, at, &next);

	if (!fold)
		return walk->text.len;
	switch (fold->class) {
	case FOLD_FULL_STOP:
		end_sentence(walk);
		return next;
	case FOLD_BOUNDARY:
	case FOLD_IGNORABLE:
		return next;
	case FOLD_UNSPACED:
		return unspaced_run(walk, at);
	default:
		return other_word(walk, at);
	}
}

/* What ASCII is between words: ends of lines and sentences, and the "](" of a link. */
static void pass(struct word_walk *walk, size_t from, size_t to)
{
	const char *data = walk->text.data;

	for (size_t i = from; i < to; i++) {
		switch (data[i]) {
		case '\n':
			walk->opens = WORD_OPENS_LINE;
			walk->link = false;
			break;
		case ' ':
			walk->link = false;
			break;
		case '(':
			walk->link = i > from && data[i - 1] == ']';
			break;
		case '.':
		case '!':
		case '?': /* not those inside "1.5" and "example.org" */
			if (i + 1 < to || to == walk->text.len || is_high(walk, to))
				end_sentence(walk);
			break;
		default:
			break;
		}
	}
}

bool words_split(struct words *words, struct slice text)
{
	struct word_walk walk = {.words = words, .text = text, .opens = WORD_OPENS_LINE};
	size_t end = 0, at;

	words->count = 0;
	words->has_pairs = words->has_addresses = false;
	if (!letter_map_make(&words->map, text))
		return false;
	while (end < text.len && !walk.failed) {
		at = letter_map_next(&words->map, end);
		walk.link = false;
		if (at != end && (at != end + 1 || text.data[end] != ' '))
			pass(&walk, end, at);
		if (at == text.len)
			break;
		if (is_high(&walk, at)) {
			end = beyond_ascii(&walk, at);
			continue;
		}
		if (!walk.link)
			at = plain_words(&walk, at);
		end = ascii_word(&walk, at);
	}
	return !walk.failed;
}

void words_free(struct words *words)
{
	free(words->hash);
	free(words->kind);
	letter_map_free(&words->map);
	folder_free(&words->folder);
	*words = (struct words){0};
}
