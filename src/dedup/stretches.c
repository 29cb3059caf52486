#include "dedup/stretches.h"

#include "base/simd.h"

/* Lengths of lines and sentences, in thirds of a word: a pair counts for one. */
enum {
	WORD_WIDTH = 3,
	PAIR_WIDTH = 1,
	SHORT_LINE = 6 * WORD_WIDTH,
	LONG_LINE = 16 * WORD_WIDTH,
	MIN_SENTENCE = 8 * WORD_WIDTH,
	MAX_SENTENCE = 120 * WORD_WIDTH,
	RARE_SENTENCE = 200 * WORD_WIDTH, /* fewer than one in so many words: they are not marked */
};

static bytes16 load(const unsigned char *kind)
{
	return simd_load((const char *)kind);
}

/* How many of words [from, to) are of this kind, or have this flag. */
static size_t count_kinds(const struct words *words, size_t from, size_t to, unsigned char mask,
			  unsigned char value)
{
	size_t count = 0;

	for (; to - from >= SIMD_WIDTH; from += SIMD_WIDTH)
		count += (size_t)__builtin_popcount(simd_top_bits(
			(bytes16)((load(words->kind + from) & mask) == simd_fill(value))));
	for (; from < to; from++)
		count += (words->kind[from] & mask) == value;
	return count;
}

static size_t width_of(const struct words *words, size_t from, size_t to)
{
	size_t pairs = words->has_pairs ? count_kinds(words, from, to, WORD_KIND, WORD_PAIR) : 0;

	return (to - from) * WORD_WIDTH - pairs * (WORD_WIDTH - PAIR_WIDTH);
}

static bool marks_sentences(const struct words *words)
{
	size_t sentences =
		count_kinds(words, 0, words->count, WORD_ENDS_SENTENCE, WORD_ENDS_SENTENCE);

	return sentences * RARE_SENTENCE >= width_of(words, 0, words->count);
}

/*
 * The first word from `at` on that opens a line, or that the word before ends a sentence, if `ends`
 * is WORD_ENDS_SENTENCE and not 0; else the text's end.
 */
static size_t next_boundary(const struct words *words, size_t at, unsigned char ends)
{
	const unsigned char *kind = words->kind;

	for (; at + SIMD_WIDTH <= words->count; at += SIMD_WIDTH) {
		bytes16 marks = (load(kind + at) & WORD_OPENS_LINE) | (load(kind + at - 1) & ends);
		unsigned bits = simd_top_bits((bytes16)(marks != simd_fill(0)));

		if (bits)
			return at + (unsigned)__builtin_ctz(bits);
	}
	while (at < words->count && !(kind[at] & WORD_OPENS_LINE) && !(kind[at - 1] & ends))
		at++;
	return at;
}

/*
 * A sentence, or a short line. Lines that are not short go on in the next one, for a text may be
 * broken into lines anywhere.
 */
static void next_sentence(struct stretches *stretches)
{
	const struct words *words = stretches->words;
	size_t from = stretches->end, line = from, end = from, length;
	bool ended;

	do {
		end = next_boundary(words, end + 1, WORD_ENDS_SENTENCE);
		ended = words->kind[end - 1] & WORD_ENDS_SENTENCE;
		if (end < words->count && words->kind[end] & WORD_OPENS_LINE) {
			if (width_of(words, line, end) < SHORT_LINE)
				break;
			line = end;
		}
	} while (end < words->count && !ended);
	length = width_of(words, from, end);
	stretches->end = end;
	stretches->is_prose = ended && length >= MIN_SENTENCE && length <= MAX_SENTENCE;
}

static void next_line(struct stretches *stretches)
{
	size_t from = stretches->end;

	stretches->end = next_boundary(stretches->words, from + 1, 0);
	stretches->is_prose = width_of(stretches->words, from, stretches->end) >= LONG_LINE;
}

void stretches_next(struct stretches *stretches)
{
	if (!stretches->has_begun)
		stretches->are_lines = !marks_sentences(stretches->words);
	stretches->has_begun = true;
	if (stretches->are_lines)
		next_line(stretches);
	else
		next_sentence(stretches);
}
