#include "text/lines.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "text/letters.h"

/* FNV-1a (Fowler, Noll, Vo), a byte at a time: words are short, and prefixes come for free. */
#define HASH_START UINT64_C(0xcbf29ce484222325)
#define HASH_PRIME UINT64_C(0x100000001b3)

static bool is_blank(uint32_t c)
{
	return letter_kind(c) == LETTER_SPACE;
}

struct slice text_trim(struct slice text)
{
	size_t from = 0, to = text.len, next;
	uint32_t c;

	while (from < to) {
		next = utf8_next(text, from, &c);
		if (!is_blank(c))
			break;
		from = next;
	}
	while (to > from) {
		next = utf8_before(text, to);
		utf8_next(text, next, &c);
		if (!is_blank(c))
			break;
		to = next;
	}
	return slice_sub(text, from, to);
}

static bool grow(struct text_lines *lines)
{
	size_t cap = lines->cap ? lines->cap * 2 : 256;
	struct line *items = realloc(lines->items, cap * sizeof(*items));

	if (!items)
		return false;
	lines->items = items;
	lines->cap = cap;
	return true;
}

bool text_split(struct text_lines *lines, struct slice text, struct err *err)
{
	struct slice rest = text, raw;
	uint32_t paragraph = 0;
	bool blank = false;

	lines->count = 0;
	while (slice_next_line(&rest, &raw)) {
		struct line *line;

		if (lines->count == UINT32_MAX)
			return err_set(err, ERR_LIMIT, "a text has more than %lu lines",
				       (unsigned long)UINT32_MAX);
		if (lines->count == lines->cap && !grow(lines))
			return err_no_memory(err);
		line = &lines->items[lines->count++];
		line->raw = raw;
		line->text = text_trim(raw);
		if (line->text.len > 0) {
			paragraph += blank;
			blank = false;
		} else {
			blank = true;
		}
		line->paragraph = paragraph;
	}
	return true;
}

void text_lines_free(struct text_lines *lines)
{
	free(lines->items);
	*lines = (struct text_lines){0};
}

static uint64_t mix(uint64_t hash, uint32_t c)
{
	while (c >= 0x80) {
		hash = (hash ^ (c & 0xFF)) * HASH_PRIME;
		c >>= 8;
	}
	return (hash ^ c) * HASH_PRIME;
}

/* Whether the apostrophe at `at` joins two letters of one word. */
static bool joins(struct slice text, size_t at, uint32_t c)
{
	uint32_t next;

	if ((c != '\'' && c != 0x2019) || at >= text.len)
		return false;
	utf8_next(text, at, &next);
	return letter_kind(next) == LETTER_ALPHA;
}

/* What a byte is to the scanner: of ASCII letters and digits the lower case, else 0. */
static const unsigned char ascii_word[256] = {
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6',
	['7'] = '7', ['8'] = '8', ['9'] = '9',
	['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g',
	['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n',
	['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u',
	['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
	['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g',
	['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n',
	['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u',
	['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};

struct cursor {
	struct slice text;
	size_t at;
	uint64_t hash, prefix;
	uint32_t chars, capitals;
	bool single; /* the word so far is a character of a script without spaces */
};

/* Takes one more character into the word; false when the word ends before it. */
static bool take(struct cursor *cursor)
{
	enum letter_kind kind;
	uint32_t c, lower;
	size_t next = utf8_next(cursor->text, cursor->at, &c);

	kind = letter_kind(c);
	if (kind < LETTER_DIGIT && !(cursor->chars && joins(cursor->text, next, c)))
		return false;
	if (kind == LETTER_SINGLE && cursor->chars)
		return false;
	cursor->single = kind == LETTER_SINGLE;
	lower = letter_lower(c);
	cursor->capitals += lower != c && kind == LETTER_ALPHA;
	cursor->hash = mix(cursor->hash, lower);
	cursor->at = next;
	if (++cursor->chars == WORD_PREFIX)
		cursor->prefix = cursor->hash;
	return true;
}

/* Takes all ASCII letters and digits from here on, the common case. */
static void take_ascii(struct cursor *cursor)
{
	const unsigned char *p = (const unsigned char *)cursor->text.data + cursor->at;
	const unsigned char *end = (const unsigned char *)cursor->text.data + cursor->text.len;
	uint64_t hash = cursor->hash;
	uint32_t chars = cursor->chars, capitals = 0;

	while (p < end && ascii_word[*p]) {
		capitals += ascii_word[*p] != *p;
		hash = (hash ^ ascii_word[*p++]) * HASH_PRIME;
		if (++chars == WORD_PREFIX)
			cursor->prefix = hash;
	}
	cursor->at = (size_t)(p - (const unsigned char *)cursor->text.data);
	cursor->hash = hash;
	cursor->chars = chars;
	cursor->capitals += capitals;
}

/* Whether the byte here ends a word for sure. */
static bool at_plain_end(const struct cursor *cursor)
{
	unsigned char byte;

	if (cursor->at == cursor->text.len)
		return true;
	byte = (unsigned char)cursor->text.data[cursor->at];
	return byte < 0x80 && byte != '\'' && !ascii_word[byte];
}

static unsigned word_flags(const struct cursor *cursor, size_t start, bool first_capital)
{
	unsigned char lead = (unsigned char)cursor->text.data[start];

	return (first_capital ? WORD_CAPITAL : 0u) |
	       (cursor->chars > 1 && cursor->capitals == cursor->chars ? WORD_UPPER : 0u) |
	       (lead >= '0' && lead <= '9' ? WORD_DIGITS : 0u) | (cursor->single ? WORD_SINGLE : 0u);
}

/* Moves over what belongs to no word. */
static size_t skip_gap(struct slice text, size_t at)
{
	while (at < text.len) {
		unsigned char byte = (unsigned char)text.data[at];
		uint32_t c;
		size_t next;

		if (byte < 0x80) {
			if (ascii_word[byte])
				break;
			at++;
			continue;
		}
		next = utf8_next(text, at, &c);
		if (letter_kind(c) >= LETTER_DIGIT)
			break;
		at = next;
	}
	return at;
}

/* Reads the word at cursor->at, where one begins. Returns whether its first character is a capital. */
static bool read_word(struct cursor *cursor)
{
	unsigned char lead = (unsigned char)cursor->text.data[cursor->at];
	bool capital = lead >= 'A' && lead <= 'Z';

	if (lead >= 0x80) {
		take(cursor);
		capital = cursor->capitals > 0;
		if (cursor->single)
			return capital;
	}
	do
		take_ascii(cursor);
	while (!at_plain_end(cursor) && take(cursor));
	return capital;
}

size_t words_read(struct slice text, size_t *at, struct word *words, size_t max)
{
	size_t count = 0;

	for (; count < max; count++) {
		size_t start = skip_gap(text, *at);
		struct cursor cursor = {.text = text, .at = start, .hash = HASH_START};
		bool capital;

		*at = start;
		if (start == text.len)
			break;
		capital = read_word(&cursor);
		words[count] = (struct word){
			.hash = cursor.hash,
			.prefix = cursor.prefix,
			.at = (uint32_t)start,
			.len = (uint32_t)(cursor.at - start),
			.chars = (uint16_t)(cursor.chars < UINT16_MAX ? cursor.chars : UINT16_MAX),
			.flags = (uint16_t)word_flags(&cursor, start, capital),
		};
		*at = cursor.at;
	}
	return count;
}

uint64_t word_hash(struct slice word)
{
	uint64_t hash = HASH_START;
	size_t at = 0;
	uint32_t c;

	while (at < word.len) {
		at = utf8_next(word, at, &c);
		hash = mix(hash, letter_lower(c));
	}
	return hash;
}

size_t word_prefix_hashes(struct slice word, uint64_t *out, size_t max)
{
	uint64_t hash = HASH_START;
	size_t at = 0, count = 0;
	uint32_t c;

	while (at < word.len && count < max) {
		at = utf8_next(word, at, &c);
		hash = mix(hash, letter_lower(c));
		out[count++] = hash;
	}
	return count;
}

/* Capital and small ASCII letters count the same. */
static unsigned bit_of_four(const char *bytes)
{
	uint32_t key = 0;

	for (int i = 0; i < 4; i++)
		key = key << 8 | ((unsigned char)bytes[i] | 0x20u);
	return key * UINT32_C(2654435761) >> 16;
}

static unsigned bit_of_eight(const char *bytes)
{
	uint64_t key = 0;

	for (int i = 0; i < 8; i++)
		key = key << 8 | ((unsigned char)bytes[i] | 0x20u);
	return (unsigned)(key * UINT64_C(0x9E3779B97F4A7C15) >> 48);
}

static void set_bit(uint64_t *bits, unsigned bit)
{
	bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

static bool has_bit(const uint64_t *bits, unsigned bit)
{
	return bits[bit / 64] >> bit % 64 & 1;
}

void glance_add(struct glance *glance, struct slice phrase)
{
	static const char behind[] = " .,:;!?)'\"-/";
	char bytes[4];

	if (phrase.len >= 8) {
		set_bit(glance->eight, bit_of_eight(phrase.data));
	} else if (phrase.len >= 4) {
		set_bit(glance->four, bit_of_four(phrase.data));
	} else if (phrase.len == 3) {
		memcpy(bytes, phrase.data, 3);
		for (size_t i = 0; i < sizeof(behind) - 1; i++) {
			bytes[3] = behind[i];
			set_bit(glance->four, bit_of_four(bytes));
		}
	}
}

/* Whether a word that begins at `at` may be one that was put in. */
static bool may_begin(const struct glance *glance, struct slice text, size_t at)
{
	char padded[8] = "        ";
	const char *bytes = text.data + at;

	if (text.len - at < sizeof(padded)) {
		memcpy(padded, bytes, text.len - at);
		bytes = padded;
	}
	return has_bit(glance->four, bit_of_four(bytes)) ||
	       has_bit(glance->eight, bit_of_eight(bytes));
}

bool glance_finds_nothing(const struct glance *glance, struct slice text, uint32_t *words)
{
	bool inside = false;

	*words = 0;
	for (size_t at = 0; at < text.len; at++) {
		unsigned char byte = (unsigned char)text.data[at];

		if (ascii_word[byte]) {
			if (inside)
				continue;
			inside = true;
			++*words;
			if (may_begin(glance, text, at))
				return false;
		} else if (byte < 0x80) {
			inside = false;
		} else if (byte >= 0xC4 && byte != 0xE2) {
			return false;
		} else if (byte == 0xE2) {
			inside = false; /* general punctuation */
			at += 2;
		} else if (byte == 0xC3 && !inside) {
			return false;
		}
	}
	return true;
}

static bool closes(uint32_t c)
{
	return c == '"' || c == '\'' || c == ')' || c == ']' || c == '*' || c == '_' || c == 0xBB ||
	       c == 0xAB || c == 0x2019 || c == 0x201D || c == 0x201C || c == 0x300D || c == 0x300F ||
	       c == 0xFF09 || letter_kind(c) == LETTER_SPACE;
}

bool line_ends_sentence(struct slice text)
{
	size_t to = text.len;

	while (to > 0) {
		size_t before = utf8_before(text, to);
		uint32_t c;

		utf8_next(text, before, &c);
		if (!closes(c))
			return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 ||
			       c == 0xFF01 || c == 0xFF1F || c == 0x61F || c == 0x964 || c == 0x6D4 ||
			       c == 0xFF0E;
		to = before;
	}
	return false;
}
