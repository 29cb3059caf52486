#include "article/model/wordscore.h"

enum { ROW = 128, ZERO = 'P', ROOTS = WORD_SCORE_MARKS + 1 };

/* What a mark config; added to its hash. */
enum { MARK_WORD = 1, MARK_PAIR, MARK_FIRST, MARK_FIRST_PAIR, MARK_LAST, MARK_WHOLE };

/* `sum`: see scan_mix_top. */
static inline uint16_t bucket(uint32_t sum)
{
	return (uint16_t)scan_mix_top(sum, 15);
}

/* Calls `visit` for each of a line's buckets. Inlined, and `visit` with it. */
static inline __attribute__((always_inline)) void
each_mark(const scan_token *tokens, size_t count, void visit(void *, uint16_t), void *data)
{
	uint32_t upper, first, whole = MARK_WHOLE;

	if (count == 0)
		return;
	if (count > WORD_SCORE_TOKENS)
		count = WORD_SCORE_TOKENS;
	first = upper = scan_mix_upper(tokens[0]);
	for (size_t i = 1; i < count; i++) {
		visit(data, bucket(upper + scan_mix_lower(MARK_WORD)));
		visit(data, bucket(upper + scan_mix_lower(tokens[i] + MARK_PAIR)));
		upper = scan_mix_upper(tokens[i]);
	}
	visit(data, bucket(upper + scan_mix_lower(MARK_WORD)));
	visit(data, bucket(first + scan_mix_lower(MARK_FIRST)));
	visit(data, bucket(upper + scan_mix_lower(MARK_LAST)));
	if (count > 1)
		visit(data, bucket(first + scan_mix_lower(tokens[1] + MARK_FIRST_PAIR)));
	if (count > 4)
		return;
	for (size_t i = 0; i < count; i++)
		whole = scan_mix(whole, tokens[i]);
	visit(data, bucket(scan_mix_upper(whole) + scan_mix_lower(MARK_WHOLE)));
}

static inline void note_mark(void *data, uint16_t mark)
{
	uint16_t **end = data;

	*(*end)++ = mark;
}

size_t word_marks(const scan_token *tokens, size_t count, uint16_t marks[static WORD_SCORE_MARKS])
{
	uint16_t *end = marks;

	each_mark(tokens, count, note_mark, &end);
	return (size_t)(end - marks);
}

/* How many buckets a line has. */
static size_t count_marks(size_t count)
{
	if (count > WORD_SCORE_TOKENS)
		count = WORD_SCORE_TOKENS;
	return count == 0 ? 0 : 2 * count + 1 + (count > 1) + (count <= 4);
}

/* 4096 divided by the square root of `n`, but at least 4. */
static int32_t root_share(size_t n)
{
	/* clang-format off */
	static const uint16_t table[ROOTS] = {
		2048, 2048, 2048, 2048, 2048, 1832, 1672, 1548, 1448, 1365, 1295, 1235, 1182, 1136, 1095,
		1058, 1024, 993, 965, 940, 916, 894, 873, 854, 836, 819, 803, 788, 774, 761, 748, 736,
		724, 713, 702, 692, 683, 673, 664, 656, 648, 640, 632, 625, 617, 611, 604, 597, 591, 585,
		579, 574, 568, 563, 557, 552, 547, 543, 538, 533, 529, 524, 520, 516, 512, 508, 504, 500,
		497, 493, 490, 486, 483, 479, 476, 473, 470, 467, 464, 461, 458, 455, 452, 450, 447,
	};
	/* clang-format on */

	return table[n];
}

static int32_t limit(int64_t sum)
{
	return sum > WORD_SCORE_MOST    ? WORD_SCORE_MOST
	       : sum < -WORD_SCORE_MOST ? -WORD_SCORE_MOST
					: (int32_t)sum;
}

/* Sums of both weights, and the table. */
struct sums {
	const int32_t *weights;
	int32_t both;
};

static inline void add_mark(void *data, uint16_t mark)
{
	struct sums *sums = data;

	sums->both += sums->weights[mark];
}

void word_score(const struct word_scores *words, const scan_token *tokens, size_t count,
		int32_t *score, int32_t *before_after)
{
	struct sums sums = {words->weights, 0};
	int32_t first, second, root = root_share(count_marks(count));

	each_mark(tokens, count, add_mark, &sums);
	first = (int16_t)(sums.both & 0xFFFF);
	second = (sums.both - first) / WORD_SECOND;
	*score = limit((int64_t)first * words->scale[0] * root / (1 << 20));
	*before_after = limit((int64_t)second * words->scale[1] * root / (1 << 20));
}

static bool refuse(const char *name, struct err *err)
{
	return err_set(err, ERR_USAGE, "%s: no table of words. The file is damaged.", name);
}

/* A decimal number of at most six digits after one blank. */
static bool read_number(struct slice *line, int32_t *number)
{
	size_t at = 1;

	*number = 0;
	if (line->len < 2 || line->data[0] != ' ')
		return false;
	for (; at < line->len && at <= 6 && line->data[at] >= '0' && line->data[at] <= '9'; at++)
		*number = *number * 10 + (line->data[at] - '0');
	*line = slice_from(*line, at);
	return at > 1;
}

/* Adds a table's weights, times `unit`. */
static bool read_table(struct word_scores *words, int32_t unit, struct slice *data)
{
	struct slice line;

	for (size_t at = 0; at < WORD_BUCKETS; at += ROW) {
		if (!slice_next_line(data, &line) || line.len != ROW)
			return false;
		for (size_t i = 0; i < ROW; i++) {
			if (line.data[i] < '!' || line.data[i] > '~')
				return false;
			words->weights[at + i] += (line.data[i] - ZERO) * unit;
		}
	}
	return true;
}

bool word_scores_read(struct word_scores *words, struct slice *data, const char *name,
		      struct err *err)
{
	static const struct slice head = SLICE_INIT("words");
	struct slice line;
	int32_t buckets;

	if (!slice_next_line(data, &line) || !slice_starts(line, head))
		return refuse(name, err);
	line = slice_from(line, head.len);
	if (!read_number(&line, &buckets) || buckets != WORD_BUCKETS ||
	    !read_number(&line, &words->scale[0]) || !read_number(&line, &words->scale[1]) ||
	    line.len > 0)
		return refuse(name, err);
	memset(words->weights, 0, sizeof(words->weights));
	if (!read_table(words, 1, data) || !read_table(words, WORD_SECOND, data))
		return refuse(name, err);
	return true;
}
