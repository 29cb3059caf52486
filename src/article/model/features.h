/*
 * features: what a model may ask about each line of a text: its own shape, what repeats it, where
 * the prose is, and how its words score. Each feature is a byte, and each has a column of its
 * own, so that sixteen lines are compared at once; counts that a byte cannot hold grow by ever
 * larger steps.
 *
 * What a neighbour's feature is is in the same column, a little before or after: a model may
 * ask for any feature of the FEATURE_REACH lines around one, such as "words@-1" of the line before.
 * Beyond the first and the last line all is 0.
 *
 * Blank lines are no lines here. Linear in the text; memory is kept from text to text. With AVX2
 * and without the features are the same.
 */
#ifndef WIREWASH_FEATURES_H
#define WIREWASH_FEATURES_H

#include "article/model/scan.h"
#include "article/model/wordscore.h"
#include "base/err.h"
#include "text/words/lines.h"

/* Shares are of 255; "bin" after a name in a comment: growing steps; "sig": 128 is 0. */
/* clang-format off */
#define FEATURES(X) \
	/* the line itself; a "word" of a script without spaces counts half */ \
	X(words) X(chars) X(length) X(ended8) X(sentences) X(commas) X(smallest) \
	X(capital) X(heavy_capital) X(brief) X(digits) X(numbers) X(punct) X(bars) X(links) X(quotes) \
	X(parens) X(exclaims) X(hashes) X(money) X(symbols) \
	X(ended) X(quoted_end) X(soft_end) X(colon) X(asks) X(ellipsis) X(small) X(quoted) X(dash) \
	X(bullet) X(symbol) X(upper) X(rights) X(year) X(time) \
	/* repeats, and words shared with other lines */ \
	X(same) X(folded) X(stem) X(halves) X(adjacent) X(heads_next) X(headed) X(rank) X(topic) \
	X(topic_before) \
	/* the text as a whole, and where the line is in it */ \
	X(lines) X(total) X(prose_share) X(singles) X(from_top) X(from_end) X(place) X(word_place) \
	/* prose: long lines that end a sentence */ \
	X(prose_before) X(prose_after) X(prose_place) X(prose_back) X(prose_ahead) X(long_back) \
	X(long_ahead) X(sentence_back) X(sentence_ahead) X(short_back) X(short_ahead) \
	/* the run of lines with the greatest prose gain */ \
	X(in_run) X(before_run) X(after_run) X(run_length) X(run_place) \
	/* sums over the lines before and after */ \
	X(prose_gain_b2) X(prose_gain_b5) X(prose_gain_b10) X(prose_gain_b20) X(prose_gain_a2) X(prose_gain_a5) X(prose_gain_a10) \
	X(prose_gain_a20) X(words_b5) X(words_b20) X(words_a5) X(words_a20) X(sentences_b5) \
	X(sentences_b20) X(sentences_a5) X(sentences_a20) \
	/* what the words say: part of the article or not; before it or after it */ \
	X(score) X(score_b4) X(score_b12) X(score_a4) X(score_a12) X(weight_b4) X(weight_b12) \
	X(weight_a4) X(weight_a12) X(before_after) X(before_after_b4) X(before_after_b12) X(before_after_a4) X(before_after_a12) X(before_after_sum_b) \
	X(before_after_sum_a) X(since_end) X(prose_since_end) X(until_end)
/* clang-format on */

enum feature {
#define X(name) FEATURE_##name,
	FEATURES(X)
#undef X
		FEATURE_COUNT
};

enum {
	FEATURE_REACH = 3, /* how far away a neighbour may be */
	FEATURE_NAMES = FEATURE_COUNT * (2 * FEATURE_REACH + 1),
};

/*
 * Names of all that a model may ask for of a line, beginning with the line FEATURE_REACH before it:
 * "words@-3", ..., "words", ..., "words@3", ...
 */
extern const char *const feature_names[FEATURE_NAMES];

/* A text's lines and their features. {0} is empty. */
struct features {
	size_t count;   /* lines that are not blank */
	uint32_t *line; /* by row: the number of its line */
	struct scan_line *scan;
	uint32_t prose, units; /* lines of prose; words in all */

	/* Private. */
	size_t cap;
	scan_token *tokens;
	size_t token_count, token_cap;
	uint8_t *columns;
	size_t column_size; /* bytes from one to the next */
	size_t columns_cap;
	int32_t *sums;    /* for windows: prefix sums */
	size_t sum_size;  /* sums of one kind */
	uint8_t *marks;   /* what a line is */
	uint16_t *places; /* by token: slots of a line's content words */
	uint8_t *place_counts;
	uint32_t *unit; /* words, those without spaces between counted half */
	int16_t *score, *before_after;
	struct feature_slot *slots;
	struct repeat_slots *repeats;
	size_t slot_cap;
	struct content_words *content;
};

/* Reads the lines of a text, in whose memory they are in order. False when memory is short. */
bool features_scan(struct features *features, const struct text_lines *lines, struct err *err);

/* Works out the features of the lines that were read. `words` may be NULL: then words say nothing.
 */
bool features_work_out(struct features *features, const struct word_scores *words, struct err *err);

void features_free(struct features *features);

/* Points columns[k] to what feature_names[k] is of each line, as tables_score wants it. */
void features_columns(const struct features *features,
		      const uint8_t *columns[static FEATURE_NAMES]);

enum {
	FEATURE_EDGE = 16,  /* bytes before the first line of a column */
	FEATURE_LANES = 32, /* lines whose features are worked out at once: so many more bytes a
			       column has */
};

/* A feature of line i. */
static inline uint8_t feature_of(const struct features *features, size_t i, enum feature feature)
{
	return features->columns[feature * features->column_size + FEATURE_EDGE + i];
}

#endif
