#include "quality.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/compiler.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "text/unicode/letters.h"

/* A line that is not blank. */
struct line_counts {
	uint64_t lines, bullets, ellipses, ended, brief;
	uint64_t repeated, repeated_chars;
	uint64_t chars; /* of all of them */
};

static bool push_token(struct quality *quality, struct slice text, size_t from, size_t to,
		       uint32_t length, enum letter_kind kind)
{
	if (!ARRAY_RESERVE(quality->tokens, quality->cap, quality->count + 1))
		return false;
	quality->tokens[quality->count++] = (struct token){
		.hash = hash64(slice_sub(text, from, to)) | 1,
		.length = length,
		.has_alpha = kind >= LETTER_ALPHA,
		.is_punctuation = kind == LETTER_PUNCT || kind == LETTER_SYMBOL,
	};
	return true;
}

/* The next code point, 0 at the end. */
static uint32_t peek(struct slice text, size_t at)
{
	uint32_t c = 0;

	if (at < text.len)
		utf8_next(text, at, &c);
	return c;
}

static bool is_word_kind(enum letter_kind kind)
{
	return kind == LETTER_DIGIT || kind == LETTER_ALPHA;
}

static bool is_one_of(uint32_t c, const char *signs)
{
	return c && c < 0x80 && strchr(signs, (int)c);
}

/*
 * Whether a sign between a letter or digit and another is part of the word, as in 1,000, A&E,
 * COVID-19 and example.org. The signs that divide words are those of spaCy's tokenizer.
 */
static bool joins(uint32_t sign, enum letter_kind before, enum letter_kind after, bool capital)
{
	if (!is_word_kind(before) || !is_word_kind(after) || letter_kind(sign) == LETTER_SPACE)
		return false;
	if (before == LETTER_DIGIT && after == LETTER_DIGIT)
		return !is_one_of(sign, "+-*^");
	if (before == LETTER_DIGIT || after == LETTER_DIGIT)
		return true;
	if (sign == '.')
		return !capital;
	return !is_one_of(sign, ",-:/<>=~'") && sign - 0x2010 > 9 && sign != 0x2026;
}

static bool is_capital(uint32_t c)
{
	return letter_lower(c) != c;
}

static bool is_apostrophe(uint32_t c)
{
	return c == '\'' || c == 0x2019;
}

/* The end of the token at `at`; *kind becomes ALPHA if it has a letter, *length its code points. */
static size_t token_end(struct slice text, size_t at, enum letter_kind *kind, uint32_t *length)
{
	uint32_t first, c;
	enum letter_kind last;

	at = utf8_next(text, at, &first);
	*length = 1;
	*kind = last = letter_kind(first);
	if (is_apostrophe(first) && letter_kind(peek(text, at)) == LETTER_ALPHA)
		*kind = last = LETTER_ALPHA;
	while (at < text.len) {
		size_t next = utf8_next(text, at, &c);
		enum letter_kind now = letter_kind(c);

		if (is_word_kind(last)
			    ? !is_word_kind(now) && !joins(c, last, letter_kind(peek(text, next)),
							   is_capital(peek(text, next)))
			    : c != first || *kind == LETTER_SINGLE)
			break;
		last = is_word_kind(now) ? now : last;
		*kind = now == LETTER_ALPHA ? now : *kind;
		++*length;
		at = next;
	}
	return at;
}

/* Words are runs of letters and digits; signs are tokens of their own, and so are "'s" and "'t". */
static bool tokenize(struct quality *quality, struct slice text)
{
	size_t at = 0;

	quality->count = 0;
	while (at < text.len) {
		uint32_t length;
		enum letter_kind kind;
		size_t end = token_end(text, at, &kind, &length);

		if (kind != LETTER_SPACE && !push_token(quality, text, at, end, length, kind))
			return false;
		at = end;
	}
	return true;
}

static bool clear_slots(struct quality *quality, size_t need)
{
	size_t cap = 64;

	while (cap < need * 2)
		cap *= 2;
	if (cap > quality->slot_cap) {
		free(quality->slots);
		quality->slot_cap = 0;
		quality->slots = array_new(cap, sizeof(*quality->slots));
		if (!quality->slots)
			return false;
		quality->slot_cap = cap;
	}
	quality->slot_mask = cap - 1;
	memset(quality->slots, 0, cap * sizeof(*quality->slots));
	return true;
}

/* Counts this hash once more; returns how often it was counted before. */
static uint32_t count_hash(struct quality *quality, uint64_t hash)
{
	size_t at = (hash * 0x9E3779B97F4A7C15u >> 20) & quality->slot_mask;

	hash |= 1;
	while (quality->slots[at].hash && quality->slots[at].hash != hash)
		at = (at + 1) & quality->slot_mask;
	quality->slots[at].hash = hash;
	return quality->slots[at].count++;
}

static bool ends_with_any(struct slice line, const struct slice *ends, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_ends(line, ends[i]))
			return true;
	return false;
}

static const struct slice ellipses[] = {SLICE_INIT("..."), SLICE_INIT("\xE2\x80\xA6")};

/* Full stops, question and exclamation marks of the scripts that news are written in. */
/* clang-format off */
static const struct slice stops[] = {
	SLICE_INIT("."), SLICE_INIT("?"), SLICE_INIT("!"), SLICE_INIT("\""), SLICE_INIT("'"),
	SLICE_INIT("\xE2\x80\x9D"), SLICE_INIT("\xE3\x80\x82"), SLICE_INIT("\xEF\xBC\x9F"),
	SLICE_INIT("\xEF\xBC\x81"), SLICE_INIT("\xD8\x9F"), SLICE_INIT("\xDB\x94"),
	SLICE_INIT("\xE0\xA5\xA4"), SLICE_INIT("\xE0\xA5\xA5"), SLICE_INIT("\xEF\xBC\x8E"),
	SLICE_INIT("\xE2\x80\xA6"),
};
/* clang-format on */

static bool count_lines(struct quality *quality, const struct quality_limits *limits,
			struct slice text, struct line_counts *counts)
{
	size_t newlines = 1;
	struct slice line;

	for (size_t i = 0; i < text.len; i++)
		newlines += text.data[i] == '\n';
	if (!clear_slots(quality, newlines))
		return false;
	while (slice_next_line(&text, &line)) {
		struct slice inside = slice_trim(line);
		size_t chars = utf8_count(line);

		if (inside.len == 0)
			continue;
		counts->lines++;
		counts->chars += chars;
		counts->bullets += slice_starts(inside, SLICE("-")) ||
				   slice_starts(inside, SLICE("\xE2\x80\xA2"));
		counts->ellipses += ends_with_any(inside, ellipses, COUNT_OF(ellipses));
		counts->ended += ends_with_any(line, stops, COUNT_OF(stops));
		counts->brief += chars <= limits->fineweb_short_line;
		if (count_hash(quality, hash64(line)) > 0) {
			counts->repeated++;
			counts->repeated_chars += chars;
		}
	}
	return true;
}

/* part / whole > limit / 1000 */
static bool above(uint64_t part, uint64_t whole, unsigned limit)
{
	return part * 1000 > whole * limit;
}

static uint64_t count_of(struct slice text, struct slice needle)
{
	uint64_t count = 0;

	for (size_t at = slice_find(text, 0, needle); at < text.len;
	     at = slice_find(text, at + needle.len, needle))
		count++;
	return count;
}

/* How many of Gopher's English stop words the text has. */
static unsigned stop_words(const struct quality *quality)
{
	static const struct slice words[] = {
		SLICE_INIT("the"), SLICE_INIT("be"),   SLICE_INIT("to"),   SLICE_INIT("of"),
		SLICE_INIT("and"), SLICE_INIT("that"), SLICE_INIT("have"), SLICE_INIT("with")};
	unsigned found = 0;

	for (size_t w = 0; w < COUNT_OF(words); w++) {
		uint64_t hash = hash64(words[w]) | 1;

		for (size_t i = 0; i < quality->count; i++) {
			if (quality->tokens[i].hash == hash) {
				found++;
				break;
			}
		}
	}
	return found;
}

static const char *check_gopher(const struct quality *quality, const struct quality_limits *limits,
				const struct line_counts *lines, struct slice text)
{
	uint64_t words = 0, chars = 0, alpha = 0, all = quality->count;

	for (size_t i = 0; i < quality->count; i++) {
		alpha += quality->tokens[i].has_alpha;
		words += !quality->tokens[i].is_punctuation;
		chars += quality->tokens[i].is_punctuation ? 0 : quality->tokens[i].length;
	}
	if (words < limits->gopher_min_words || words == 0)
		return "gopher-few-words";
	if (words > limits->gopher_max_words)
		return "gopher-many-words";
	if (chars < limits->gopher_min_word_length * words)
		return "gopher-short-words";
	if (chars > limits->gopher_max_word_length * words)
		return "gopher-long-words";
	if (above(count_of(text, SLICE("#")), all, limits->gopher_symbols))
		return "gopher-hashes";
	if (above(count_of(text, ellipses[0]) + count_of(text, ellipses[1]), all,
		  limits->gopher_symbols))
		return "gopher-ellipses";
	if (above(lines->bullets, lines->lines, limits->gopher_bullets))
		return "gopher-bullets";
	if (above(lines->ellipses, lines->lines, limits->gopher_ellipses))
		return "gopher-cut-lines";
	if (alpha * 1000 < all * limits->gopher_alpha)
		return "gopher-no-letters";
	if (limits->gopher_stop_words && stop_words(quality) < limits->gopher_stop_words)
		return "gopher-stop-words";
	return NULL;
}

static uint64_t gram_hash(const struct token *tokens, size_t n, uint64_t *chars)
{
	uint64_t hash = n;

	*chars = 0;
	for (size_t i = 0; i < n; i++) {
		hash = (hash ^ tokens[i].hash) * 0xFF51AFD7ED558CCDu;
		hash ^= hash >> 32;
		*chars += tokens[i].length;
	}
	return hash;
}

/* Characters, blanks too, of the most frequent n-gram, as often as it is there; at a tie of the
 * first one to come so far. */
static uint64_t top_gram_chars(struct quality *quality, size_t n)
{
	uint64_t most = 0, chars = 0, length;

	for (size_t i = 0; i + n <= quality->count; i++) {
		uint64_t count =
			1 + count_hash(quality, gram_hash(quality->tokens + i, n, &length));

		if (count > most) {
			most = count;
			chars = (length + n - 1) * count;
		}
	}
	return chars;
}

static uint64_t repeated_gram_chars(struct quality *quality, size_t n)
{
	uint64_t chars = 0, length;

	for (size_t i = 0; i + n <= quality->count;) {
		if (count_hash(quality, gram_hash(quality->tokens + i, n, &length)) > 0) {
			chars += length;
			i += n;
		} else {
			i++;
		}
	}
	return chars;
}

static bool check_repetition(struct quality *quality, const struct quality_limits *limits,
			     const struct line_counts *lines, struct slice text,
			     const char **broken)
{
	/* clang-format off */
	static const char *const top[] = {"repetition-top-2-gram", "repetition-top-3-gram",
		"repetition-top-4-gram"};
	static const char *const grams[] = {"repetition-5-grams", "repetition-6-grams",
		"repetition-7-grams", "repetition-8-grams", "repetition-9-grams",
		"repetition-10-grams"};
	/* clang-format on */
	uint64_t chars = utf8_count(text);

	if (above(lines->repeated, lines->lines, limits->repetition_lines))
		*broken = "repetition-lines";
	else if (above(lines->repeated_chars, chars, limits->repetition_line_chars))
		*broken = "repetition-line-chars";
	for (size_t i = 0; !*broken && i < COUNT_OF(top); i++) {
		if (!clear_slots(quality, quality->count))
			return false;
		if (above(top_gram_chars(quality, i + 2), chars, limits->repetition_top[i]))
			*broken = top[i];
	}
	for (size_t i = 0; !*broken && i < COUNT_OF(grams); i++) {
		if (!clear_slots(quality, quality->count))
			return false;
		if (above(repeated_gram_chars(quality, i + 5), chars, limits->repetition_ngrams[i]))
			*broken = grams[i];
	}
	return true;
}

/* Whether a line is prose in the eyes of C4: three words, ended, and not about scripts or cookies.
 */
static bool is_c4_line(struct slice line)
{
	/* clang-format off */
	static const struct slice phrases[] = {
		SLICE_INIT("javascript"), SLICE_INIT("terms of use"), SLICE_INIT("privacy policy"),
		SLICE_INIT("cookie policy"), SLICE_INIT("uses cookies"),
		SLICE_INIT("use of cookies"), SLICE_INIT("use cookies"),
	};
	/* clang-format on */
	size_t words = 0;

	if (!ends_with_any(line, stops, 5) || slice_ends(line, ellipses[0]))
		return false;
	for (size_t i = 0; i < line.len; i++)
		words += line.data[i] != ' ' && (i == 0 || line.data[i - 1] == ' ');
	if (words < 3)
		return false;
	for (size_t i = 0; i < COUNT_OF(phrases); i++)
		if (slice_find(line, 0, phrases[i]) < line.len)
			return false;
	return true;
}

/* Sentences of a line that ends in a full stop or quote: stops before a blank, and the end. */
static uint64_t count_sentences(struct slice line)
{
	uint64_t count = 1;

	for (size_t i = 1; i + 1 < line.len; i++)
		count += line.data[i] == ' ' &&
			 (line.data[i - 1] == '.' || line.data[i - 1] == '!' ||
			  line.data[i - 1] == '?' ||
			  (i > 1 && line.data[i - 1] == '"' && line.data[i - 2] == '.')) &&
			 !(line.data[i + 1] >= 'a' && line.data[i + 1] <= 'z');
	return count;
}

static void lower_ascii(struct slice line, char *out)
{
	for (size_t i = 0; i < line.len; i++)
		out[i] = (char)(line.data[i] >= 'A' && line.data[i] <= 'Z' ? line.data[i] + 32
									   : line.data[i]);
}

static bool check_c4(const struct quality_limits *limits, struct slice text, const char **broken)
{
	uint64_t sentences = 0;
	char *lower = malloc(text.len + 1);
	struct slice rest, line;

	if (!lower)
		return false;
	lower_ascii(text, lower);
	rest = slice_make(lower, text.len);
	if (slice_find_byte(text, 0, '{') < text.len)
		*broken = "c4-curly-bracket";
	else if (slice_find(rest, 0, SLICE("lorem ipsum")) < rest.len)
		*broken = "c4-lorem-ipsum";
	while (!*broken && slice_next_line(&rest, &line)) {
		size_t from = (size_t)(slice_trim(line).data - lower);
		struct slice shown = slice_sub(text, from, from + slice_trim(line).len);

		if (slice_trim(line).len && is_c4_line(slice_trim(line)))
			sentences += count_sentences(shown);
	}
	if (!*broken && sentences < limits->c4_sentences)
		*broken = "c4-few-sentences";
	free(lower);
	return true;
}

static const char *check_fineweb(const struct quality *quality, const struct quality_limits *limits,
				 const struct line_counts *lines, struct slice text)
{
	uint64_t newlines = count_of(text, SLICE("\n"));

	if (lines->lines == 0)
		return "fineweb-empty";
	if (lines->ended * 1000 < lines->lines * limits->fineweb_punctuation)
		return "fineweb-punctuation";
	if (above(lines->brief, lines->lines, limits->fineweb_short_lines))
		return "fineweb-short-lines";
	if (above(lines->repeated_chars, utf8_count(text) - newlines, limits->fineweb_duplicates))
		return "fineweb-duplicates";
	if (above(newlines, quality->count, limits->fineweb_list))
		return "fineweb-list";
	return NULL;
}

bool quality_check(struct quality *quality, const struct quality_limits *limits, struct slice text,
		   const char **broken)
{
	struct line_counts lines = {0};

	*broken = NULL;
	if (!tokenize(quality, text) || !count_lines(quality, limits, text, &lines))
		return false;
	if (limits->gopher)
		*broken = check_gopher(quality, limits, &lines, text);
	if (!*broken && limits->repetition &&
	    !check_repetition(quality, limits, &lines, text, broken))
		return false;
	if (!*broken && limits->c4 && !check_c4(limits, text, broken))
		return false;
	if (!*broken && limits->fineweb)
		*broken = check_fineweb(quality, limits, &lines, text);
	return true;
}

size_t quality_words(struct quality *quality, struct slice text)
{
	size_t words = 0;

	if (!tokenize(quality, text))
		return SIZE_MAX;
	for (size_t i = 0; i < quality->count; i++)
		words += !quality->tokens[i].is_punctuation;
	return words;
}

void quality_free(struct quality *quality)
{
	free(quality->tokens);
	free(quality->slots);
	*quality = (struct quality){0};
}
