#include "article/features_context.h"

#include <string.h>

enum {
	RUN_WORDS = 60,   /* a line is worth no more than this */
	UNENDED = 25,     /* a line this long is worth half of it though it ends no sentence */
	WORTHLESS = -9,
	WEIGHT_WORDS = 60,
	END_SIDE = 16,    /* a short line that the words put behind the article, by a logit */
	END_WORDS = 15,
	FAR = 200, /* lines; what is farther is as far */
};

/* What is summed up. */
enum sum { SUM_WORTH, SUM_WORDS, SUM_SENTENCES, SUM_SCORE, SUM_WEIGHT, SUM_SIDE, SUM_BEHIND, SUM_BEFORE };

static bool is_sentence(const struct features *features, size_t i)
{
	return features->unit[i] >= FEATURE_SENTENCE && features->scan[i].flags & SCAN_ENDED;
}

static bool is_short(const struct features *features, size_t i)
{
	return features->unit[i] <= FEATURE_SHORT && !(features->scan[i].flags & SCAN_ENDED);
}

static bool is_long(const struct features *features, size_t i)
{
	return features->unit[i] >= FEATURE_LONG;
}

static bool is_end(const struct features *features, size_t i)
{
	return features->unit[i] <= END_WORDS && features->side[i] >= END_SIDE;
}

static int32_t least(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

/* What a line speaks for the article by its length alone. */
static int32_t worth(const struct features *features, size_t i)
{
	int32_t words = (int32_t)least((int32_t)features->unit[i], 2 * RUN_WORDS);

	if (is_sentence(features, i))
		return least(words, RUN_WORDS);
	return words >= UNENDED ? words / 2 : WORTHLESS;
}

/* sums[i] is what the lines before line i come to. */
static void sum_up(struct features *features)
{
	int32_t (*sums)[FEATURE_SUMS] = (int32_t(*)[FEATURE_SUMS])features->sums;

	memset(sums[0], 0, sizeof(sums[0]));
	for (size_t i = 0; i < features->count; i++) {
		int32_t words = least((int32_t)features->unit[i], WEIGHT_WORDS);
		int32_t score = features->score[i], side = features->side[i];

		sums[i + 1][SUM_WORTH] = sums[i][SUM_WORTH] + worth(features, i);
		sums[i + 1][SUM_WORDS] = sums[i][SUM_WORDS] + words;
		sums[i + 1][SUM_SENTENCES] = sums[i][SUM_SENTENCES] + is_sentence(features, i);
		sums[i + 1][SUM_SCORE] = sums[i][SUM_SCORE] + score;
		sums[i + 1][SUM_WEIGHT] = sums[i][SUM_WEIGHT] + score * words / 16;
		sums[i + 1][SUM_SIDE] = sums[i][SUM_SIDE] + side;
		sums[i + 1][SUM_BEHIND] = sums[i][SUM_BEHIND] + (side > 0 ? side : 0);
		sums[i + 1][SUM_BEFORE] = sums[i][SUM_BEFORE] + (side < 0 ? -side : 0);
	}
}

/* Sums of windows around line `at`, from prefix sums: sums[i] is what the lines before line i come to. */
struct window {
	const int32_t (*sums)[FEATURE_SUMS];
	size_t at, count;
};

/* What the `reach` lines before line `at` come to; behind it. */
static int32_t before(const struct window *w, size_t reach, enum sum sum)
{
	return w->sums[w->at][sum] - w->sums[w->at > reach ? w->at - reach : 0][sum];
}

static int32_t behind(const struct window *w, size_t reach, enum sum sum)
{
	size_t to = w->at + 1 + reach;

	return w->sums[to < w->count ? to : w->count][sum] - w->sums[w->at + 1][sum];
}

static void fill_worth(const struct window *w, const struct spot *spot)
{
	SET(spot, worth_b2, feature_signed_grade(before(w, 2, SUM_WORTH)));
	SET(spot, worth_b5, feature_signed_grade(before(w, 5, SUM_WORTH)));
	SET(spot, worth_b10, feature_signed_grade(before(w, 10, SUM_WORTH)));
	SET(spot, worth_b20, feature_signed_grade(before(w, 20, SUM_WORTH)));
	SET(spot, worth_a2, feature_signed_grade(behind(w, 2, SUM_WORTH)));
	SET(spot, worth_a5, feature_signed_grade(behind(w, 5, SUM_WORTH)));
	SET(spot, worth_a10, feature_signed_grade(behind(w, 10, SUM_WORTH)));
	SET(spot, worth_a20, feature_signed_grade(behind(w, 20, SUM_WORTH)));
	SET(spot, words_b5, feature_grade((uint32_t)before(w, 5, SUM_WORDS)));
	SET(spot, words_b20, feature_grade((uint32_t)before(w, 20, SUM_WORDS)));
	SET(spot, words_a5, feature_grade((uint32_t)behind(w, 5, SUM_WORDS)));
	SET(spot, words_a20, feature_grade((uint32_t)behind(w, 20, SUM_WORDS)));
	SET(spot, sentences_b5, before(w, 5, SUM_SENTENCES));
	SET(spot, sentences_b20, before(w, 20, SUM_SENTENCES));
	SET(spot, sentences_a5, behind(w, 5, SUM_SENTENCES));
	SET(spot, sentences_a20, behind(w, 20, SUM_SENTENCES));
}

static void fill_word_scores(const struct features *features, const struct window *w, const struct spot *spot)
{
	SET(spot, score, 128 + features->score[w->at]);
	SET(spot, side, 128 + features->side[w->at]);
	SET(spot, score_b4, feature_signed_grade(before(w, 4, SUM_SCORE)));
	SET(spot, score_b12, feature_signed_grade(before(w, 12, SUM_SCORE)));
	SET(spot, score_a4, feature_signed_grade(behind(w, 4, SUM_SCORE)));
	SET(spot, score_a12, feature_signed_grade(behind(w, 12, SUM_SCORE)));
	SET(spot, weight_b4, feature_signed_grade(before(w, 4, SUM_WEIGHT)));
	SET(spot, weight_b12, feature_signed_grade(before(w, 12, SUM_WEIGHT)));
	SET(spot, weight_a4, feature_signed_grade(behind(w, 4, SUM_WEIGHT)));
	SET(spot, weight_a12, feature_signed_grade(behind(w, 12, SUM_WEIGHT)));
	SET(spot, side_b4, feature_signed_grade(before(w, 4, SUM_SIDE)));
	SET(spot, side_b12, feature_signed_grade(before(w, 12, SUM_SIDE)));
	SET(spot, side_a4, feature_signed_grade(behind(w, 4, SUM_SIDE)));
	SET(spot, side_a12, feature_signed_grade(behind(w, 12, SUM_SIDE)));
	SET(spot, side_sum_b, feature_grade((uint32_t)w->sums[w->at][SUM_BEHIND]));
	SET(spot, side_sum_a, feature_grade((uint32_t)(w->sums[w->count][SUM_BEFORE] - w->sums[w->at + 1][SUM_BEFORE])));
}

/* The run of lines [from, to) whose worth is the greatest sum. */
struct run {
	size_t from, to;
};

static struct run best_run(const struct features *features)
{
	struct run best = {0, 0};
	int64_t sum = 0, most = 0;
	size_t from = 0;

	for (size_t i = 0; i < features->count; i++) {
		if (sum <= 0) {
			sum = 0;
			from = i;
		}
		sum += worth(features, i);
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

static void fill_run(const struct run *run, size_t i, const struct spot *spot)
{
	size_t length = run->to - run->from;

	SET(spot, in_run, i >= run->from && i < run->to);
	SET(spot, before_run, i < run->from ? grade_size(run->from - i) : 0);
	SET(spot, behind_run, i >= run->to ? grade_size(i + 1 - run->to) : 0);
	SET(spot, run_length, grade_size(length));
	SET(spot, run_place, i < run->from ? 0 : i >= run->to ? 255 : feature_part(i - run->from, length));
}

/* What is carried from line to line, going down or going up. */
struct walk {
	uint32_t prose, sentence, longer, ends; /* lines since */
	uint32_t shorts;                        /* short lines in a row */
	uint32_t prose_lines, words, prose_words, prose_at_end;
	bool ended;
};

static struct walk walk_start(void)
{
	return (struct walk){.prose = FAR, .sentence = FAR, .longer = FAR, .ends = FAR};
}

static void step(struct walk *walk, const struct features *features, size_t i)
{
	bool prose = feature_is_prose(features, i);

	walk->prose = prose ? 1 : walk->prose + (walk->prose < FAR);
	walk->sentence = is_sentence(features, i) ? 1 : walk->sentence + (walk->sentence < FAR);
	walk->longer = is_long(features, i) ? 1 : walk->longer + (walk->longer < FAR);
	walk->ends += walk->ends < FAR;
	walk->shorts = is_short(features, i) ? walk->shorts + 1 : 0;
	if (is_end(features, i)) {
		walk->ends = 1;
		walk->ended = true;
		walk->prose_at_end = walk->prose_words;
	}
	walk->words += features->unit[i];
	walk->prose_lines += prose;
	walk->prose_words += prose ? features->unit[i] : 0;
}

static void fill_down(const struct features *features, const struct walk *walk, size_t i, const struct spot *spot)
{
	SET(spot, prose_before, feature_grade(walk->prose_lines));
	SET(spot, prose_place, feature_part(walk->prose_lines, features->prose));
	SET(spot, prose_back, walk->prose);
	SET(spot, long_back, walk->longer);
	SET(spot, sentence_back, walk->sentence);
	SET(spot, short_back, feature_grade(walk->shorts));
	SET(spot, since_end, walk->ends);
	SET(spot, prose_since_end, walk->ended ? feature_grade(1 + walk->prose_words - walk->prose_at_end) : 0);
	SET(spot, from_top, grade_size(i));
	SET(spot, from_end, grade_size(features->count - 1 - i));
	SET(spot, place, feature_part(i, features->count));
	SET(spot, word_place, feature_part(walk->words, features->units));
}

static void fill_up(const struct walk *walk, const struct spot *spot)
{
	SET(spot, prose_after, feature_grade(walk->prose_lines));
	SET(spot, prose_ahead, walk->prose);
	SET(spot, long_ahead, walk->longer);
	SET(spot, sentence_ahead, walk->sentence);
	SET(spot, short_ahead, feature_grade(walk->shorts));
	SET(spot, until_end, walk->ends);
}

/* What is the same for all lines. */
struct whole {
	uint8_t lines, total, prose_share, singles;
};

static struct whole whole_text(const struct features *features)
{
	uint64_t prose = 0, singles = 0, words = 0;

	for (size_t i = 0; i < features->count; i++) {
		prose += feature_is_prose(features, i) ? features->unit[i] : 0;
		singles += features->scan[i].singles;
		words += features->scan[i].words;
	}
	return (struct whole){
		.lines = grade_size(features->count),
		.total = feature_grade(features->units),
		.prose_share = feature_part(prose, features->units),
		.singles = feature_part(singles, words),
	};
}

void features_fill_context(struct features *features)
{
	struct whole whole = whole_text(features);
	struct walk down = walk_start(), up = walk_start();
	struct run run = best_run(features);

	sum_up(features);
	for (size_t i = 0; i < features->count; i++) {
		struct spot spot = feature_spot(features, i);
		struct window window = {(const int32_t(*)[FEATURE_SUMS])features->sums, i,
					features->count};

		SET(&spot, lines, whole.lines);
		SET(&spot, total, whole.total);
		SET(&spot, prose_share, whole.prose_share);
		SET(&spot, singles, whole.singles);
		fill_worth(&window, &spot);
		fill_word_scores(features, &window, &spot);
		fill_run(&run, i, &spot);
		fill_down(features, &down, i, &spot);
		step(&down, features, i);
	}
	for (size_t i = features->count; i-- > 0;) {
		struct spot spot = feature_spot(features, i);

		fill_up(&up, &spot);
		step(&up, features, i);
	}
}
