/* This file is written in plain loops, many of which compilers turn into vector instructions. */
#include "article/model/features_context.h"

#include "article/model/features_lanes.h"
#include "base/compiler.h"

enum {
	LANES = FEATURE_LANES,
	RUN_WORDS = 60, /* a line counts for no more than this */
	UNENDED = 25,   /* a line this long counts for half of it though it ends no sentence */
	WORTHLESS = -9,
	WEIGHT_WORDS = 60,
	END_SIDE = 16, /* a short line that the words put after the article, by a logit */
	END_WORDS = 15,
	FAR = 200,       /* lines; what is farther is as far */
	SMALL = 1 << 15, /* parts of what is below this are worked out in lanes */
};

/* What is summed up. */
enum sum {
	SUM_PROSE_GAIN,
	SUM_WORDS,
	SUM_SENTENCES,
	SUM_SCORE,
	SUM_WEIGHT,
	SUM_SIDE,
	SUM_BEHIND,
	SUM_BEFORE,
	SUM_PROSE,
	SUM_PROSE_WORDS,
	SUM_UNITS,
};

/* What a line is. */
enum mark { MARK_PROSE = 1, MARK_SENTENCE = 2, MARK_LONG = 4, MARK_SHORT = 8, MARK_END = 16 };

/* A window's sum goes from `from` lines after this one to before `until` after it. */
struct window {
	uint8_t feature, sum;
	int8_t from, until;
};

#define BEFORE(name, sum, lines) \
	{ \
		FEATURE_##name, SUM_##sum, -(lines), 0 \
	}
#define BEHIND(name, sum, lines) \
	{ \
		FEATURE_##name, SUM_##sum, 1, 1 + (lines) \
	}

/* clang-format off */
static const struct window signed_windows[] = {
	BEFORE(prose_gain_b2, PROSE_GAIN, 2), BEFORE(prose_gain_b5, PROSE_GAIN, 5),
	BEFORE(prose_gain_b10, PROSE_GAIN, 10), BEFORE(prose_gain_b20, PROSE_GAIN, 20),
	BEHIND(prose_gain_a2, PROSE_GAIN, 2), BEHIND(prose_gain_a5, PROSE_GAIN, 5),
	BEHIND(prose_gain_a10, PROSE_GAIN, 10), BEHIND(prose_gain_a20, PROSE_GAIN, 20),
	BEFORE(score_b4, SCORE, 4), BEFORE(score_b12, SCORE, 12),
	BEHIND(score_a4, SCORE, 4), BEHIND(score_a12, SCORE, 12),
	BEFORE(weight_b4, WEIGHT, 4), BEFORE(weight_b12, WEIGHT, 12),
	BEHIND(weight_a4, WEIGHT, 4), BEHIND(weight_a12, WEIGHT, 12),
	BEFORE(before_after_b4, SIDE, 4), BEFORE(before_after_b12, SIDE, 12),
	BEHIND(before_after_a4, SIDE, 4), BEHIND(before_after_a12, SIDE, 12),
};
/* clang-format on */

/* clang-format off */
static const struct window counting_windows[] = {
	BEFORE(words_b5, WORDS, 5), BEFORE(words_b20, WORDS, FEATURE_WINDOW),
	BEHIND(words_a5, WORDS, 5), BEHIND(words_a20, WORDS, FEATURE_WINDOW),
	BEFORE(sentences_b5, SENTENCES, 5), BEFORE(sentences_b20, SENTENCES, FEATURE_WINDOW),
	BEHIND(sentences_a5, SENTENCES, 5), BEHIND(sentences_a20, SENTENCES, FEATURE_WINDOW),
};
/* clang-format on */

/*
 * sums[i] is what the lines before line i come to. Before sums[0] and after the last one stand as
 * many more of the same as a window is long.
 */
static int32_t *sums_of(const struct features *features, enum sum sum)
{
	return features->sums + sum * features->sum_size + FEATURE_WINDOW;
}

/* What of LANES lines is summed up. */
struct values {
	int32_t of[FEATURE_SUMS][LANES];
};

/* What a line speaks for the article by its length alone. */
LANES_INLINE int32_t gain(int32_t unit, int32_t is_sentence)
{
	int32_t words = lanes_least(unit, 2 * RUN_WORDS);
	int32_t unended = words >= UNENDED ? words / 2 : WORTHLESS;

	return is_sentence ? lanes_least(words, RUN_WORDS) : unended;
}

/* Values of `count` lines from i on. */
LANES_INLINE void take_values(const struct features *features, size_t i, size_t count,
			      struct values *values)
{
	int32_t(*of)[LANES] = values->of, units[LANES] = {0}, scores[LANES] = {0},
	before_afters[LANES] = {0};
	uint8_t marks[LANES] = {0};

	memcpy(units, features->unit + i, count * sizeof(*units));
	memcpy(marks, features->marks + i, count);
	for (size_t k = 0; k < count; k++) {
		scores[k] = features->score[i + k];
		before_afters[k] = features->before_after[i + k];
	}
	for (unsigned k = 0; k < LANES; k++) {
		int32_t words = lanes_least(units[k], WEIGHT_WORDS), weight = scores[k] * words;
		int32_t prose = (marks[k] & MARK_PROSE) / MARK_PROSE;
		int32_t sentence = (marks[k] & MARK_SENTENCE) / MARK_SENTENCE;

		of[SUM_PROSE_GAIN][k] = gain(units[k], sentence);
		of[SUM_WORDS][k] = words;
		of[SUM_SENTENCES][k] = sentence;
		of[SUM_SCORE][k] = scores[k];
		of[SUM_WEIGHT][k] = weight / 16;
		of[SUM_SIDE][k] = before_afters[k];
		of[SUM_BEHIND][k] = lanes_most(before_afters[k], 0);
		of[SUM_BEFORE][k] = lanes_most(-before_afters[k], 0);
		of[SUM_PROSE][k] = prose;
		of[SUM_PROSE_WORDS][k] = prose * units[k];
		of[SUM_UNITS][k] = units[k];
	}
}

/* Adds `count` values to the sums after sums[0]. */
static inline void add_up(int32_t *sums, const int32_t *values, size_t count)
{
	int32_t sum = sums[0];

	for (size_t k = 0; k < count; k++)
		sums[k + 1] = sum += values[k];
}

LANES_INLINE void sum_up(struct features *features)
{
	features->sum_size = features->count + FEATURE_SUM_MARGIN;
	for (unsigned sum = 0; sum < FEATURE_SUMS; sum++)
		memset(features->sums + sum * features->sum_size, 0,
		       (FEATURE_WINDOW + 1) * sizeof(int32_t));
	for (size_t i = 0; i < features->count; i += LANES) {
		size_t count = i + LANES < features->count ? LANES : features->count - i;
		struct values values;

		take_values(features, i, count, &values);
		for (unsigned sum = 0; sum < FEATURE_SUMS; sum++)
			add_up(sums_of(features, sum) + i, values.of[sum], count);
	}
	for (unsigned sum = 0; sum < FEATURE_SUMS; sum++) {
		int32_t *end = sums_of(features, sum) + features->count;

		for (unsigned k = 1; k <= FEATURE_WINDOW + LANES; k++)
			end[k] = end[0];
	}
}

/* What lines are. */
static void fill_marks(struct features *features)
{
	for (size_t i = 0; i < features->count; i++) {
		uint32_t unit = features->unit[i];
		bool ended = features->scan[i].flags & SCAN_ENDED;

		features->marks[i] =
			(uint8_t)((unit >= FEATURE_PROSE && ended ? MARK_PROSE : 0) |
				  (unit >= FEATURE_SENTENCE && ended ? MARK_SENTENCE : 0) |
				  (unit >= FEATURE_LONG ? MARK_LONG : 0) |
				  (unit <= FEATURE_SHORT && !ended ? MARK_SHORT : 0) |
				  (unit <= END_WORDS && features->before_after[i] >= END_SIDE
					   ? MARK_END
					   : 0));
	}
}

LANES_INLINE void fill_window(struct features *features, const struct window *window,
			      int32_t (*grade)(int32_t))
{
	const int32_t *from = sums_of(features, window->sum) + window->from;
	const int32_t *until = sums_of(features, window->sum) + window->until;
	uint8_t *to = feature_at(features, window->feature, 0);

	for (size_t i = 0; i < features->count; i += LANES) {
		uint8_t bytes[LANES];

		for (unsigned k = 0; k < LANES; k++)
			bytes[k] = (uint8_t)grade(until[i + k] - from[i + k]);
		memcpy(to + i, bytes, sizeof(bytes));
	}
}

/* What all lines before come to, or all after. */
LANES_INLINE void fill_all(struct features *features, enum feature before, enum sum sum_before,
			   enum feature after, enum sum sum_after)
{
	const int32_t *from = sums_of(features, sum_before),
		      *until = sums_of(features, sum_after) + 1;
	int32_t all = until[features->count];

	for (size_t i = 0; i < features->count; i += LANES) {
		uint8_t bytes[LANES], others[LANES];

		for (unsigned k = 0; k < LANES; k++)
			bytes[k] = (uint8_t)lanes_grade(from[i + k]);
		for (unsigned k = 0; k < LANES; k++)
			others[k] = (uint8_t)lanes_grade(all - until[i + k]);
		memcpy(feature_at(features, before, i), bytes, sizeof(bytes));
		memcpy(feature_at(features, after, i), others, sizeof(others));
	}
}

/* Parts of `whole`. */
LANES_INLINE void fill_parts(struct features *features, enum feature feature, enum sum sum,
			     uint32_t whole)
{
	const int32_t *parts = sums_of(features, sum);
	uint8_t *to = feature_at(features, feature, 0);

	if (whole >= SMALL) {
		for (size_t i = 0; i < features->count; i++)
			to[i] = feature_part((uint32_t)parts[i], whole);
		return;
	}
	for (size_t i = 0; i < features->count; i += LANES) {
		uint8_t bytes[LANES];

		for (unsigned k = 0; k < LANES; k++)
			bytes[k] = (uint8_t)lanes_share(parts[i + k], (int32_t)whole);
		memcpy(to + i, bytes, sizeof(bytes));
	}
}

/* How far away line `line` is, when it is `sign` times ahead. */
LANES_INLINE void fill_distance(struct features *features, enum feature feature, int32_t sign,
				int32_t line)
{
	uint8_t *to = feature_at(features, feature, 0);

	for (size_t i = 0; i < features->count; i += LANES) {
		uint8_t bytes[LANES];

		for (unsigned k = 0; k < LANES; k++) {
			int32_t distance = sign * (line - (int32_t)i - (int32_t)k);

			bytes[k] = (uint8_t)lanes_grade(distance > 0 ? distance : 0);
		}
		memcpy(to + i, bytes, sizeof(bytes));
	}
}

static void fill_place(struct features *features, enum feature feature, size_t from, size_t whole)
{
	uint8_t *to = feature_at(features, feature, 0);

	for (size_t i = from; i < features->count; i++)
		to[i] = i - from < whole ? feature_part(i - from, whole) : 255;
}

/* The run of lines [from, to) with the greatest prose gain. */
struct run {
	size_t from, to;
};

static struct run best_run(const struct features *features)
{
	const int32_t *sums = sums_of(features, SUM_PROSE_GAIN);
	struct run best = {0, 0};
	int64_t sum = 0, most = 0;
	size_t from = 0;

	for (size_t i = 0; i < features->count; i++) {
		if (sum <= 0) {
			sum = 0;
			from = i;
		}
		sum += sums[i + 1] - sums[i];
		if (sum > most) {
			most = sum;
			best = (struct run){from, i + 1};
		}
	}
	return best;
}

static uint8_t grade_size(size_t n)
{
	return feature_grade(n < UINT32_MAX ? (uint32_t)n : UINT32_MAX);
}

LANES_INLINE void fill_run(struct features *features)
{
	struct run run = best_run(features);
	size_t length = run.to - run.from;

	memset(FEATURE_AT(features, in_run, 0), 0, features->count);
	memset(FEATURE_AT(features, in_run, run.from), 1, length);
	memset(FEATURE_AT(features, run_length, 0), grade_size(length), features->count);
	memset(FEATURE_AT(features, run_place, 0), 0, run.from);
	fill_place(features, FEATURE_run_place, run.from, length);
	fill_distance(features, FEATURE_before_run, 1, (int32_t)run.from);
	fill_distance(features, FEATURE_after_run, -1, (int32_t)run.to - 1);
}

/* What is carried from line to line, going down or going up. */
struct walk {
	uint32_t prose, sentence, longer, ends; /* lines since */
	uint32_t shorts;                        /* short lines in a row */
};

static const struct walk walk_start = {.prose = FAR, .sentence = FAR, .longer = FAR, .ends = FAR};

static inline uint32_t since(uint32_t lines, unsigned is)
{
	return is ? 1 : lines + (lines < FAR);
}

static inline void walk_on(struct walk *walk, unsigned marks)
{
	walk->prose = since(walk->prose, marks & MARK_PROSE);
	walk->sentence = since(walk->sentence, marks & MARK_SENTENCE);
	walk->longer = since(walk->longer, marks & MARK_LONG);
	walk->ends = since(walk->ends, marks & MARK_END);
	walk->shorts = marks & MARK_SHORT ? walk->shorts + 1 : 0;
}

static void fill_down(struct features *features)
{
	uint8_t *prose = FEATURE_AT(features, prose_back, 0),
		*longer = FEATURE_AT(features, long_back, 0);
	uint8_t *sentence = FEATURE_AT(features, sentence_back, 0);
	uint8_t *shorts = FEATURE_AT(features, short_back, 0),
		*ends = FEATURE_AT(features, since_end, 0);
	struct walk walk = walk_start;

	for (size_t i = 0; i < features->count; i++) {
		prose[i] = (uint8_t)walk.prose;
		longer[i] = (uint8_t)walk.longer;
		sentence[i] = (uint8_t)walk.sentence;
		ends[i] = (uint8_t)walk.ends;
		shorts[i] = feature_grade(walk.shorts);
		walk_on(&walk, features->marks[i]);
	}
}

static void fill_up(struct features *features)
{
	uint8_t *prose = FEATURE_AT(features, prose_ahead, 0),
		*longer = FEATURE_AT(features, long_ahead, 0);
	uint8_t *sentence = FEATURE_AT(features, sentence_ahead, 0);
	uint8_t *shorts = FEATURE_AT(features, short_ahead, 0),
		*ends = FEATURE_AT(features, until_end, 0);
	struct walk walk = walk_start;

	for (size_t i = features->count; i-- > 0;) {
		prose[i] = (uint8_t)walk.prose;
		longer[i] = (uint8_t)walk.longer;
		sentence[i] = (uint8_t)walk.sentence;
		ends[i] = (uint8_t)walk.ends;
		shorts[i] = feature_grade(walk.shorts);
		walk_on(&walk, features->marks[i]);
	}
}

/* Words of prose since the last line that ends the article. */
static void fill_since_end(struct features *features)
{
	const int32_t *words = sums_of(features, SUM_PROSE_WORDS);
	uint8_t *to = FEATURE_AT(features, prose_since_end, 0);
	int32_t at_end = 0;
	bool ended = false;

	for (size_t i = 0; i < features->count; i++) {
		to[i] = ended ? feature_grade((uint32_t)(1 + words[i] - at_end)) : 0;
		if (features->marks[i] & MARK_END) {
			ended = true;
			at_end = words[i];
		}
	}
}

/* What is the same for all lines. */
static void fill_whole(struct features *features)
{
	const int32_t *prose = sums_of(features, SUM_PROSE_WORDS);
	uint64_t singles = 0, words = 0;

	for (size_t i = 0; i < features->count; i++) {
		singles += features->scan[i].singles;
		words += features->scan[i].words;
	}
	memset(FEATURE_AT(features, lines, 0), grade_size(features->count), features->count);
	memset(FEATURE_AT(features, total, 0), feature_grade(features->units), features->count);
	memset(FEATURE_AT(features, prose_share, 0),
	       feature_part((uint32_t)prose[features->count], features->units), features->count);
	memset(FEATURE_AT(features, singles, 0), feature_part(singles, words), features->count);
}

static void fill_scores(struct features *features)
{
	uint8_t *score = FEATURE_AT(features, score, 0),
		*before_after = FEATURE_AT(features, before_after, 0);

	for (size_t i = 0; i < features->count; i++) {
		score[i] = (uint8_t)(128 + features->score[i]);
		before_after[i] = (uint8_t)(128 + features->before_after[i]);
	}
}

LANES_INLINE void fill_context(struct features *features)
{
	fill_marks(features);
	sum_up(features);
	for (size_t i = 0; i < COUNT_OF(signed_windows); i++)
		fill_window(features, &signed_windows[i], lanes_signed_grade);
	for (size_t i = 0; i < COUNT_OF(counting_windows); i++)
		fill_window(features, &counting_windows[i], lanes_grade);
	fill_all(features, FEATURE_prose_before, SUM_PROSE, FEATURE_prose_after, SUM_PROSE);
	fill_all(features, FEATURE_before_after_sum_b, SUM_BEHIND, FEATURE_before_after_sum_a,
		 SUM_BEFORE);
	fill_parts(features, FEATURE_prose_place, SUM_PROSE, features->prose);
	fill_parts(features, FEATURE_word_place, SUM_UNITS, features->units);
	fill_distance(features, FEATURE_from_top, -1, 0);
	fill_distance(features, FEATURE_from_end, 1, (int32_t)features->count - 1);
	fill_run(features);
	fill_place(features, FEATURE_place, 0, features->count);
	fill_down(features);
	fill_up(features);
	fill_since_end(features);
	fill_scores(features);
	fill_whole(features);
}

void features_fill_context(struct features *features)
{
	fill_context(features);
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) void features_fill_context_avx2(struct features *features)
{
	fill_context(features);
}

#else

void features_fill_context_avx2(struct features *features)
{
	fill_context(features);
}

#endif
