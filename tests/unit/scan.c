/* The scan of a line, against one that goes through it character by character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "article/model/scan.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "base/utf8.h"
#include "text/unicode/letters.h"

enum { LINES = 20000, PIECES_MOST = 60, WORDS_MOST = SCAN_BYTES };

/* A line, read slowly. */
struct reading {
	struct scan_line line;
	struct slice words[WORDS_MOST];
	bool small_letters, capital_letters;
};

static bool in_word(uint32_t c)
{
	return letter_kind(c) == LETTER_ALPHA || letter_kind(c) == LETTER_DIGIT;
}

/* Counts the word that begins at `at`; returns where it ends. */
static size_t read_word(struct reading *reading, struct slice text, size_t at)
{
	struct scan_line *line = &reading->line;
	size_t from = at;
	uint32_t chars = 0, first, c;
	bool capital, digit, ascii = true;

	utf8_next(text, at, &first);
	capital = letter_lower(first) != first;
	digit = letter_kind(first) == LETTER_DIGIT;
	for (size_t next; at < text.len; at = next, chars++) {
		next = utf8_next(text, at, &c);
		if (!in_word(c))
			break;
		ascii &= c < 0x80;
		line->digits += ascii && c >= '0' && c <= '9';
	}
	reading->words[line->words++] = slice_sub(text, from, at);
	line->chars += chars;
	line->numbers += digit;
	line->capitals += capital;
	line->small += !capital && !digit;
	line->brief += chars <= 3 && !digit;
	line->heavy += chars > 3 && !digit;
	line->heavy_capitals += chars > 3 && capital;
	return at;
}

static void read_single(struct reading *reading, struct slice text, size_t at, size_t next)
{
	reading->words[reading->line.words++] = slice_sub(text, at, next);
	reading->line.singles++;
	reading->line.heavy++;
	reading->line.chars++;
}

static void read_sign(struct reading *reading, struct slice text, size_t at, uint32_t c)
{
	struct scan_line *line = &reading->line;
	struct slice rest = slice_from(text, at + 1);

	line->chars++;
	line->signs[SIGN_COMMA] += c == ',' || c == ';' || c == 0x3001;
	line->signs[SIGN_QUOTE] += c == '"' || c == 0x201C || c == 0x201D;
	line->signs[SIGN_EXCLAIM] += c == '!' || c == 0xFF01;
	line->signs[SIGN_MONEY] += c == '$' || c == 0x20AC;
	line->signs[SIGN_SYMBOL] += letter_kind(c) == LETTER_SYMBOL;
	line->sentences += c == 0x3002 || c == 0xFF01;
	if (c != '.' && c != '?' && c != '!')
		return;
	if (slice_starts(rest, SLICE("\"")))
		rest = slice_from(rest, 1);
	if (rest.len >= 2 && rest.data[0] == ' ') {
		unsigned char next = (unsigned char)rest.data[1];

		line->sentences += next >= 0x80 || next == '"' || (next >= '0' && next <= '9') ||
				   (next >= 'A' && next <= 'Z');
	}
}

static void read_slowly(struct slice text, struct reading *reading)
{
	memset(&reading->line, 0, sizeof(reading->line));
	for (size_t at = 0; at < text.len;) {
		uint32_t c;
		size_t next = utf8_next(text, at, &c);

		if (in_word(c)) {
			at = read_word(reading, text, at);
			continue;
		}
		if (letter_kind(c) == LETTER_SINGLE)
			read_single(reading, text, at, next);
		else
			read_sign(reading, text, at, c);
		at = next;
	}
}

static void expect_same(struct slice text, const struct reading *slow, const struct scan_line *line,
			const scan_token *tokens)
{
	static const enum scan_sign signs[] = {SIGN_COMMA, SIGN_QUOTE, SIGN_EXCLAIM, SIGN_MONEY,
					       SIGN_SYMBOL};

	assert_int_equal(line->words, slow->line.words);
	assert_int_equal(line->chars, slow->line.chars);
	assert_int_equal(line->digits, slow->line.digits);
	assert_int_equal(line->numbers, slow->line.numbers);
	assert_int_equal(line->capitals, slow->line.capitals);
	assert_int_equal(line->small, slow->line.small);
	assert_int_equal(line->singles, slow->line.singles);
	assert_int_equal(line->brief, slow->line.brief);
	assert_int_equal(line->heavy, slow->line.heavy);
	assert_int_equal(line->heavy_capitals, slow->line.heavy_capitals);
	assert_int_equal(line->sentences, slow->line.sentences);
	for (size_t i = 0; i < COUNT_OF(signs); i++)
		assert_int_equal(line->signs[signs[i]], slow->line.signs[signs[i]]);
	assert_int_equal(line->tokens, line->words < SCAN_TOKENS ? line->words : SCAN_TOKENS);
	for (uint32_t i = 0; i < line->tokens && i < 8; i++) {
		scan_token alone[SCAN_TOKENS];
		struct scan_line word;

		scan_line(slow->words[i], slow->words[i].len, &word, alone);
		assert_int_equal(word.words, 1);
		assert_int_equal(tokens[i], alone[0]);
	}
	assert_true(text.len > 0);
}

static uint32_t draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

static void make_line(uint32_t *seed, struct buf *line)
{
	/* clang-format off */
	static const char *const pieces[] = {
		"a", "The", "word", "ELEPHANT", "extraordinarily", "seventeen17letters", "7", "1998", "12:30",
		" ", " ", " ", " ", ", ", ". ", ".\" ", "! ", "? B", "...", "\"", "'s", "$", "e", "é", "Éclair", "naïve",
		"Straße", "x9é8", "привет", "ПРИВЕТ", "下", "雨。", "、", "！", "０１", "Ａ", "٣٤", "“", "”", "’", "€", "★",
		"😀", "ไทย", "\u00a0", "/", "(", ")", "|", "~", "\x7f", "\t", "@", "[", "`", "{", "z", "Z", "0", "9",
	};
	/* clang-format on */
	uint32_t count = 1 + draw(seed, draw(seed, 4) ? 12 : PIECES_MOST);

	buf_clear(line);
	buf_append(line, SLICE("|"));
	for (uint32_t i = 0; i < count; i++)
		buf_append(line, slice_of(pieces[draw(seed, COUNT_OF(pieces))]));
}

/* In memory that ends with the line, and in memory that goes on. */
static void lines_are_read_as_slowly(void **state)
{
	struct reading *slow = malloc(sizeof(*slow));
	struct buf line = {0};
	uint32_t seed = 1;

	(void)state;
	assert_non_null(slow);
	for (int i = 0; i < LINES; i++) {
		scan_token tokens[SCAN_TOKENS], again[SCAN_TOKENS];
		struct scan_line fast, other;
		char *exact;
		size_t len;

		make_line(&seed, &line);
		len = line.len;
		buf_append(&line, SLICE("é1A.\"goes on!éééééééé"));
		assert_false(buf_failed(&line));
		exact = malloc(len);
		assert_non_null(exact);
		memcpy(exact, line.data, len);
		read_slowly(slice_make(exact, len), slow);
		scan_line(slice_make(exact, len), len, &fast, tokens);
		expect_same(slice_make(exact, len), slow, &fast, tokens);
		scan_line(slice_make(line.data, len), line.len, &other, again);
		expect_same(slice_make(exact, len), slow, &other, again);
		assert_int_equal(other.key, fast.key);
		assert_int_equal(other.folded, fast.folded);
		assert_int_equal(other.flags, fast.flags);
		free(exact);
	}
	buf_free(&line);
	free(slow);
}

/* A word at every distance from the borders of what is read at once, and longer than that. */
static void words_go_over_borders(void **state)
{
	char text[300];

	(void)state;
	for (size_t before = 0; before < 130; before++) {
		for (size_t len = 1; len < 140; len += len < 20 ? 1 : 13) {
			scan_token tokens[SCAN_TOKENS], alone[SCAN_TOKENS];
			struct scan_line line;

			memset(text, '-', sizeof(text));
			memset(text + before, 'w', len);
			scan_line(slice_make(text, before + len), before + len, &line, tokens);
			assert_int_equal(line.words, 1);
			assert_int_equal(line.chars, before + len);
			scan_line(slice_make(text + before, len), sizeof(text) - before, &line,
				  alone);
			assert_int_equal(line.words, 1);
			assert_int_equal(tokens[0], alone[0]);
		}
	}
}

/* As many words as a line may have, and a word as long as it may be. */
static void lines_of_the_greatest_length(void **state)
{
	char text[SCAN_BYTES];
	scan_token tokens[SCAN_TOKENS];
	struct scan_line line;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 2 ? ' ' : 'a';
	scan_line(slice_make(text, sizeof(text)), sizeof(text), &line, tokens);
	assert_int_equal(line.words, SCAN_BYTES / 2);
	assert_int_equal(line.brief, SCAN_BYTES / 2);
	memset(text, 'A', sizeof(text));
	scan_line(slice_make(text, sizeof(text)), sizeof(text), &line, tokens);
	assert_int_equal(line.words, 1);
	assert_int_equal(line.heavy_capitals, 1);
	assert_int_equal(line.flags, SCAN_UPPER);
	for (size_t i = 0; i + 3 <= sizeof(text); i += 3)
		memcpy(text + i, "下", 3);
	scan_line(slice_make(text, sizeof(text) - 1), sizeof(text), &line, tokens);
	assert_int_equal(line.words, SCAN_BYTES / 3);
	assert_int_equal(line.singles, SCAN_BYTES / 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read_as_slowly),
		cmocka_unit_test(words_go_over_borders),
		cmocka_unit_test(lines_of_the_greatest_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
