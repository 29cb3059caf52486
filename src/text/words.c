#include "text/words.h"

#include <stdlib.h>

#include "base/utf8.h"

enum { MIN_NAME_LETTERS = 3 };

/* What an ASCII byte is; all bytes from 0x80 on are HIGH. */
enum ascii_class { PUNCTUATION, DIGIT, LOWER, UPPER, HIGH };

static inline enum ascii_class ascii_class(unsigned char c)
{
	static const unsigned char table[128] = {
		['0'] = DIGIT, ['1'] = DIGIT, ['2'] = DIGIT, ['3'] = DIGIT, ['4'] = DIGIT,
		['5'] = DIGIT, ['6'] = DIGIT, ['7'] = DIGIT, ['8'] = DIGIT, ['9'] = DIGIT,
		['a'] = LOWER, ['b'] = LOWER, ['c'] = LOWER, ['d'] = LOWER, ['e'] = LOWER,
		['f'] = LOWER, ['g'] = LOWER, ['h'] = LOWER, ['i'] = LOWER, ['j'] = LOWER,
		['k'] = LOWER, ['l'] = LOWER, ['m'] = LOWER, ['n'] = LOWER, ['o'] = LOWER,
		['p'] = LOWER, ['q'] = LOWER, ['r'] = LOWER, ['s'] = LOWER, ['t'] = LOWER,
		['u'] = LOWER, ['v'] = LOWER, ['w'] = LOWER, ['x'] = LOWER, ['y'] = LOWER,
		['z'] = LOWER, ['A'] = UPPER, ['B'] = UPPER, ['C'] = UPPER, ['D'] = UPPER,
		['E'] = UPPER, ['F'] = UPPER, ['G'] = UPPER, ['H'] = UPPER, ['I'] = UPPER,
		['J'] = UPPER, ['K'] = UPPER, ['L'] = UPPER, ['M'] = UPPER, ['N'] = UPPER,
		['O'] = UPPER, ['P'] = UPPER, ['Q'] = UPPER, ['R'] = UPPER, ['S'] = UPPER,
		['T'] = UPPER, ['U'] = UPPER, ['V'] = UPPER, ['W'] = UPPER, ['X'] = UPPER,
		['Y'] = UPPER, ['Z'] = UPPER,
	};

	return c < 0x80 ? (enum ascii_class)table[c] : HIGH;
}

/*
 * The hash of a word takes its bytes eight at a time, the first one lowest, zeros behind the last.
 * This is the same whether they come one by one or by the word.
 */
struct word_hash {
	uint64_t hash;
	uint64_t pending;
	unsigned shift; /* bits of `pending` in use */
};

#define WORD_HASH_SEED  0x9E3779B97F4A7C15u
#define WORD_HASH_BLOCK 0xFF51AFD7ED558CCDu
#define WORD_HASH_FINAL 0xC4CEB9FE1A85EC53u

static inline uint64_t hash_block(uint64_t hash, uint64_t block)
{
	hash = (hash ^ block) * WORD_HASH_BLOCK;
	return hash ^ hash >> 32;
}

static inline uint64_t hash_finish(uint64_t hash, uint64_t block)
{
	hash = hash_block(hash, block) * WORD_HASH_FINAL;
	return hash ^ hash >> 29;
}

static inline void hash_byte(struct word_hash *state, unsigned char byte)
{
	state->pending |= (uint64_t)byte << state->shift;
	state->shift += 8;
	if (state->shift == 64) {
		state->hash = hash_block(state->hash, state->pending);
		state->pending = 0;
		state->shift = 0;
	}
}

static inline void hash_bytes(struct word_hash *state, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash_byte(state, (unsigned char)bytes[i]);
}

static inline uint64_t load_le64(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
	       (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
	       (uint64_t)b[7] << 56;
}

/* Setting bit 5 makes ASCII letters small and leaves digits alone. */
#define ASCII_LOWER 0x2020202020202020u

/* The hash of text[from, to), all ASCII letters and digits. */
static uint64_t hash_ascii(struct slice text, size_t from, size_t to)
{
	uint64_t hash = WORD_HASH_SEED, block = 0;

	for (; to - from >= 8; from += 8)
		hash = hash_block(hash, load_le64(text.data + from) | ASCII_LOWER);
	if (from < to) {
		unsigned bits = (unsigned)(to - from) * 8;

		if (text.len - from >= 8)
			block = load_le64(text.data + from);
		else
			for (size_t i = from; i < to; i++)
				block |= (uint64_t)(unsigned char)text.data[i] << (8 * (i - from));
		block = (block | ASCII_LOWER) & (~(uint64_t)0 >> (64 - bits));
	}
	return hash_finish(hash, block);
}

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
struct walk {
	struct words *words;
	struct slice text;
	size_t number_end;   /* where the newest number ended; 0: none yet */
	unsigned char opens; /* WORD_OPENS_LINE when no word of the present line was seen yet */
	bool failed;
};

static inline void add(struct walk *walk, uint64_t hash, enum word_kind kind)
{
	struct words *words = walk->words;

	if (words->count == words->cap && !grow(words)) {
		walk->failed = true;
		return;
	}
	words->hash[words->count] = hash;
	words->kind[words->count++] = (unsigned char)(kind | walk->opens);
	walk->opens = 0;
}

static const struct fold *decode(struct walk *walk, size_t at, size_t *next)
{
	const struct fold *fold;
	uint32_t c;

	*next = utf8_next(walk->text, at, &c);
	fold = folder_get(&walk->words->folder, c);
	if (!fold)
		walk->failed = true;
	return fold;
}

static bool ends_clause(struct walk *walk, size_t end)
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
static bool inside_sentence(struct walk *walk, size_t at)
{
	const char *data = walk->text.data;

	if (at >= 2 && (data[at - 1] == ' ' || data[at - 1] == '\n'))
		return ends_clause(walk, at - 1);
	if (at >= 3 && data[at - 2] == '\xC2' && data[at - 1] == '\xA0')
		return ends_clause(walk, at - 2);
	return false;
}

static enum word_kind number_kind(struct walk *walk, size_t at, size_t end)
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
static size_t other_word(struct walk *walk, size_t at)
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
		if (fold->class == FOLD_BOUNDARY || fold->class == FOLD_UNSPACED)
			break;
		if (letters == 0) {
			upper = fold->upper;
			digit = fold->class == FOLD_DIGIT;
		}
		letters += fold->class == FOLD_LETTER || fold->class == FOLD_DIGIT;
		hash_bytes(&state, fold->bytes, fold->len);
		at = next;
	}
	if (!letters)
		return at;
	if (digit)
		kind = number_kind(walk, from, at);
	else if (upper && letters >= MIN_NAME_LETTERS && inside_sentence(walk, from))
		kind = WORD_NAME;
	add(walk, hash_finish(state.hash, state.pending), kind);
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

static void add_pair(struct walk *walk, const struct unit *first, const struct unit *second)
{
	struct word_hash state = {.hash = WORD_HASH_SEED};

	hash_bytes(&state, first->bytes, first->len);
	hash_bytes(&state, second->bytes, second->len);
	add(walk, hash_finish(state.hash, state.pending), WORD_PLAIN);
}

/* A run of an unspaced script at `at`: its pairs of neighbours, or its one character. */
static size_t unspaced_run(struct walk *walk, size_t at)
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
			break;
		}
		unit_append(&unit, fold);
		at = next;
	}
	add_pair(walk, &before, &unit); /* `before` is empty when the run is one character */
	return at;
}

static size_t ascii_word(struct walk *walk, size_t at)
{
	struct slice text = walk->text;
	enum ascii_class first = ascii_class((unsigned char)text.data[at]), class = PUNCTUATION;
	enum word_kind kind = WORD_PLAIN;
	size_t end = at + 1;

	for (; end < text.len; end++) {
		class = ascii_class((unsigned char)text.data[end]);
		if (class == PUNCTUATION || class == HIGH)
			break;
	}
	if (end < text.len && class == HIGH)
		return other_word(walk, at);
	if (first == DIGIT)
		kind = number_kind(walk, at, end);
	else if (first == UPPER && end - at >= MIN_NAME_LETTERS && inside_sentence(walk, at))
		kind = WORD_NAME;
	add(walk, hash_ascii(text, at, end), kind);
	return end;
}

static size_t beyond_ascii(struct walk *walk, size_t at)
{
	size_t next;
	const struct fold *fold = decode(walk, at, &next);

	if (!fold)
		return walk->text.len;
	switch (fold->class) {
	case FOLD_BOUNDARY:
	case FOLD_IGNORABLE:
		return next;
	case FOLD_UNSPACED:
		return unspaced_run(walk, at);
	default:
		return other_word(walk, at);
	}
}

bool words_split(struct words *words, struct slice text)
{
	struct walk walk = {.words = words, .text = text, .opens = WORD_OPENS_LINE};

	words->count = 0;
	for (size_t at = 0; at < text.len && !walk.failed;) {
		enum ascii_class class = ascii_class((unsigned char)text.data[at]);

		if (class == PUNCTUATION) {
			if (text.data[at++] == '\n')
				walk.opens = WORD_OPENS_LINE;
		} else if (class == HIGH) {
			at = beyond_ascii(&walk, at);
		} else {
			at = ascii_word(&walk, at);
		}
	}
	return !walk.failed;
}

void words_free(struct words *words)
{
	free(words->hash);
	free(words->kind);
	folder_free(&words->folder);
	*words = (struct words){0};
}
