#include "article/wordscore.h"

enum { ROW = 128, ZERO = 'P', ROOTS = WORD_SCORE_MARKS + 1 };

/* What a mark means; added to its hash. */
enum { MARK_WORD = 1, MARK_PAIR, MARK_FIRST, MARK_FIRST_PAIR, MARK_LAST, MARK_WHOLE };

static uint16_t bucket(uint32_t a, uint32_t b)
{
	return (uint16_t)(scan_mix(a, b) >> 17);
}

size_t word_marks(const scan_token *tokens, size_t count, uint16_t marks[static WORD_SCORE_MARKS])
{
	size_t len = 0;

	if (count == 0)
		return 0;
	if (count > WORD_SCORE_TOKENS)
		count = WORD_SCORE_TOKENS;
	for (size_t i = 0; i < count; i++)
		marks[len++] = bucket(tokens[i], MARK_WORD);
	for (size_t i = 0; i + 1 < count; i++)
		marks[len++] = bucket(tokens[i], tokens[i + 1] + MARK_PAIR);
	marks[len++] = bucket(tokens[0], MARK_FIRST);
	if (count > 1)
		marks[len++] = bucket(tokens[0], tokens[1] + MARK_FIRST_PAIR);
	marks[len++] = bucket(tokens[count - 1], MARK_LAST);
	if (count <= 4) {
		uint32_t whole = MARK_WHOLE;

		for (size_t i = 0; i < count; i++)
			whole = scan_mix(whole, tokens[i]);
		marks[len++] = bucket(whole, MARK_WHOLE);
	}
	return len;
}

/* 4096 divided by the square root of `n`, but at least 4. */
static int32_t root_share(size_t n)
{
	static const uint16_t table[ROOTS] = {
		2048, 2048, 2048, 2048, 2048, 1832, 1672, 1548, 1448, 1365, 1295, 1235, 1182, 1136, 1095,
		1058, 1024, 993, 965, 940, 916, 894, 873, 854, 836, 819, 803, 788, 774, 761, 748, 736,
		724, 713, 702, 692, 683, 673, 664, 656, 648, 640, 632, 625, 617, 611, 604, 597, 591, 585,
		579, 574, 568, 563, 557, 552, 547, 543, 538, 533, 529, 524, 520, 516, 512, 508, 504, 500,
		497, 493, 490, 486, 483, 479, 476, 473, 470, 467, 464, 461, 458, 455, 452, 450, 447,
	};

	return table[n];
}

static int32_t limit(int64_t sum)
{
	return sum > WORD_SCORE_MOST ? WORD_SCORE_MOST : sum < -WORD_SCORE_MOST ? -WORD_SCORE_MOST : (int32_t)sum;
}

void word_score(const struct word_scores *words, const scan_token *tokens, size_t count,
		int32_t *score, int32_t *side)
{
	uint16_t marks[WORD_SCORE_MARKS];
	size_t len = word_marks(tokens, count, marks);
	int32_t sum[2] = {0, 0};

	for (size_t i = 0; i < len; i++) {
		const int8_t *weight = words->weight[marks[i]];

		sum[0] += weight[0];
		sum[1] += weight[1];
	}
	*score = limit((int64_t)sum[0] * words->scale[0] * root_share(len) / (1 << 20));
	*side = limit((int64_t)sum[1] * words->scale[1] * root_share(len) / (1 << 20));
}

static bool refuse(const char *name, struct err *err)
{
	return err_set(err, ERR_USAGE, "%s: no table of words. The file is damaged.", name);
}

/* A decimal number of at most six digits behind one blank. */
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

static bool read_table(struct word_scores *words, int table, struct slice *data)
{
	struct slice line;

	for (size_t at = 0; at < WORD_BUCKETS; at += ROW) {
		if (!slice_next_line(data, &line) || line.len != ROW)
			return false;
		for (size_t i = 0; i < ROW; i++) {
			if (line.data[i] < '!' || line.data[i] > '~')
				return false;
			words->weight[at + i][table] = (int8_t)(line.data[i] - ZERO);
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
	if (!read_table(words, 0, data) || !read_table(words, 1, data))
		return refuse(name, err);
	return true;
}
