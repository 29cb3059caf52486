#include "article/model/page.h"

#include <stdlib.h>

const char *const page_text_names[PAGE_TEXT_COUNT] = {
#define X(name) #name,
	PAGE_TEXT(X)
#undef X
};

const char *const page_sum_names[PAGE_SUM_COUNT] = {
#define X(name) #name,
	PAGE_SUM(X)
#undef X
};

enum {
	SHORT_BYTES = 80,  /* a line below this that ends no sentence is short */
	PROSE_BYTES = 120, /* one from here on that ends one is prose */
	FIRST = 48,        /* after so many tables the clear cases are done with */
	CLEAR = 2 * FOREST_ONE,
	SURE = 2 * FOREST_ONE,     /* a line that scores below minus this goes for sure */
	NO_RULES = 2 * FOREST_ONE, /* no rule is asked about a line that scores above this */
	BAR_STEP = FOREST_ONE / 8,
	/* By which a step changes the odds, in 65536ths: exp(1/10), for of sites that it has not
	 * seen a model is surer than it should be. */
	BAR_ODDS = 72429,
	BAR_STEPS = 64, /* the middle one begins at 0 */
	BAR_LOWEST = BAR_STEPS / 2 - 16,
	BAR_HIGHEST = BAR_STEPS / 2 + 8,
	BAR_WORDS = 60,              /* no line counts for more */
	EAST_TEXT_BAR = -FOREST_ONE, /* what texts from East Asia must score to be asked about, */
	EAST_PAGE_BAR = -3 * FOREST_ONE, /* and to be pages */
	PRECISION_TENTHS = 15,
	NOISE_WORDS = WORD_SCORE_ONE, /* and a line whose words alone score below minus this says
				  that it goes */
};

/* Cuts a line "[name]" off *rest; false when there is none. */
static bool next_section(struct slice *rest, struct slice *name)
{
	struct slice after = *rest, line;

	if (!slice_next_line(&after, &line) || line.len < 2 || line.data[0] != '[' ||
	    line.data[line.len - 1] != ']')
		return false;
	*name = slice_sub(line, 1, line.len - 1);
	*rest = after;
	return true;
}

/* Cuts all lines off *rest up to the next section. */
static struct slice cut_trees(struct slice *rest)
{
	struct slice all = *rest, line;

	while (rest->len > 0 && rest->data[0] != '[')
		slice_next_line(rest, &line);
	return slice_sub(all, 0, all.len - rest->len);
}

static bool read_section(struct page_model *model, struct slice section, struct slice *rest,
			 const char *name, struct err *err)
{
	if (slice_equal(section, SLICE("words")))
		return word_scores_read(&model->words, rest, name, err);
	if (slice_equal(section, SLICE("text")) && !model->text) {
		model->text =
			forest_open(cut_trees(rest), name, page_text_names, PAGE_TEXT_COUNT, err);
		return model->text != NULL;
	}
	if (slice_equal(section, SLICE("page")) && !model->page) {
		model->page =
			forest_open(cut_trees(rest), name, page_sum_names, PAGE_SUM_COUNT, err);
		return model->page != NULL;
	}
	if (slice_equal(section, SLICE("lines")) && !model->lines) {
		model->lines =
			tables_open(cut_trees(rest), name, feature_names, FEATURE_NAMES, err);
		return model->lines != NULL;
	}
	return err_set(err, ERR_USAGE,
		       "%s: a section [%.*s] (there are words, text, page and lines, once each).",
		       name, (int)(section.len < 40 ? section.len : 40), section.data);
}

bool page_model_read(struct page_model *model, struct slice data, const char *name, struct err *err)
{
	struct slice section;

	while (next_section(&data, &section))
		if (!read_section(model, section, &data, name, err))
			return false;
	return data.len == 0 ||
	       err_set(err, ERR_USAGE, "%s: no model of pages. The file is damaged.", name);
}

void page_model_free(struct page_model *model)
{
	forest_close(model->text);
	forest_close(model->page);
	tables_close(model->lines);
	model->text = model->page = NULL;
	model->lines = NULL;
}

static int32_t permille(uint64_t part, uint64_t whole)
{
	return whole ? (int32_t)(part * 1000 / whole) : 0;
}

static int32_t limited(uint64_t n)
{
	return n < 1 << 23 ? (int32_t)n : 1 << 23;
}

void page_text(const struct text_lines *lines, int32_t values[static PAGE_TEXT_COUNT])
{
	uint64_t count = 0, bytes = 0, shorts = 0, ended = 0, prose = 0, prose_bytes = 0,
		 short_bytes = 0, head = 0, tail = 0, run = 0, longest = 0;

	for (size_t i = 0; i < lines->count; i++) {
		struct slice text = lines->items[i].text;
		bool ends;

		if (text.len == 0)
			continue;
		ends = line_ends_sentence(text);
		count++;
		bytes += text.len;
		ended += ends;
		tail++;
		if (ends && text.len >= PROSE_BYTES) {
			if (prose == 0)
				head = tail - 1;
			prose++;
			prose_bytes += text.len;
			tail = 0;
		}
		if (!ends && text.len < SHORT_BYTES) {
			shorts++;
			short_bytes += text.len;
			run++;
			longest = run > longest ? run : longest;
		} else {
			run = 0;
		}
	}
	values[PAGE_TEXT_lines] = limited(count);
	values[PAGE_TEXT_bytes] = limited(bytes);
	values[PAGE_TEXT_mean] = limited(count ? bytes / count : 0);
	values[PAGE_TEXT_shorts] = permille(shorts, count);
	values[PAGE_TEXT_ended] = permille(ended, count);
	values[PAGE_TEXT_prose] = permille(prose, count);
	values[PAGE_TEXT_prose_bytes] = permille(prose_bytes, bytes);
	values[PAGE_TEXT_short_bytes] = permille(short_bytes, bytes);
	values[PAGE_TEXT_head] = limited(head);
	values[PAGE_TEXT_tail] = limited(tail);
	values[PAGE_TEXT_longest_run] = limited(longest);
}

/* Whether most lines begin with a character of East Asia (U+3000 to U+D7FF). */
static bool is_east_asian(const struct text_lines *lines)
{
	size_t count = 0, east = 0;

	for (size_t i = 0; i < lines->count; i++) {
		struct slice text = lines->items[i].text;

		count += text.len > 0;
		east += text.len > 0 && (unsigned char)text.data[0] >= 0xE3 &&
			(unsigned char)text.data[0] <= 0xED;
	}
	return 2 * east > count;
}

/*
 * Whether the score says that it is a page. The trees have seen few texts from East Asia, and most
 * of what tells pages from articles they know of others: there both score less, and a lower bar
 * parts them.
 */
static bool passes(int32_t score, int32_t east_bar, const struct text_lines *lines)
{
	return score > 0 || (score > east_bar && is_east_asian(lines));
}

bool page_may_be(const struct page_model *model, const struct text_lines *lines)
{
	int32_t values[PAGE_TEXT_COUNT], score;

	if (!model->text || !model->page)
		return false;
	page_text(lines, values);
	if (values[PAGE_TEXT_lines] > PAGE_LINES_MOST)
		return false;
	forest_score(model->text, values, 1, &score);
	return passes(score, EAST_TEXT_BAR, lines);
}

void page_sum(const struct page *page, const struct text_lines *lines,
	      int32_t values[static PAGE_SUM_COUNT])
{
	const struct features *features = &page->features;
	uint64_t dropped = 0, words = 0, sure = 0, noise_words = 0, repeated = 0, top = 0, end = 0;
	int64_t said_sum = 0;

	page_text(lines, values);
	for (size_t i = 0; i < features->count; i++) {
		bool drops = page->scores[i] < 0, says = features->score[i] < -NOISE_WORDS;

		dropped += drops;
		words += drops ? features->unit[i] : 0;
		sure += page->scores[i] < -SURE;
		noise_words += says;
		said_sum += features->score[i];
		repeated += feature_of(features, i, FEATURE_folded) > 0;
		top += drops && dropped == i + 1;
		end = drops ? end + 1 : 0;
	}
	values[PAGE_SUM_dropped] = permille(dropped, features->count);
	values[PAGE_SUM_dropped_words] = permille(words, features->units);
	values[PAGE_SUM_sure] = permille(sure, features->count);
	values[PAGE_SUM_sure_count] = limited(sure);
	values[PAGE_SUM_noise_words] = permille(noise_words, features->count);
	values[PAGE_SUM_noise_words_mean] =
		features->count ? (int32_t)(said_sum * 10 / (int64_t)features->count) : 0;
	values[PAGE_SUM_noise_words_count] = limited(noise_words);
	values[PAGE_SUM_top] = limited(top);
	values[PAGE_SUM_end] = limited(end);
	values[PAGE_SUM_inside] = limited(dropped > top + end ? dropped - top - end : 0);
	values[PAGE_SUM_repeated] = permille(repeated, features->count);
}

bool page_is_one(const struct page *page, const struct page_model *model,
		 const struct text_lines *lines)
{
	int32_t values[PAGE_SUM_COUNT], score;

	page_sum(page, lines, values);
	forest_score(model->page, values, 1, &score);
	return passes(score, EAST_PAGE_BAR, lines);
}

static bool reserve(struct page *page)
{
	size_t cap = page->features.cap;
	int32_t *scores;

	if (page->cap >= cap)
		return true;
	scores = realloc(page->scores, cap * sizeof(*scores));
	if (!scores)
		return false;
	page->scores = scores;
	page->cap = cap;
	return true;
}

bool page_score(struct page *page, const struct page_model *model, const struct text_lines *lines,
		struct err *err)
{
	const uint8_t *columns[FEATURE_NAMES];

	if (!features_scan(&page->features, lines, err) ||
	    !features_work_out(&page->features, &model->words, err))
		return false;
	if (!reserve(page))
		return err_no_memory(err);
	features_columns(&page->features, columns);
	if (model->lines)
		tables_score(model->lines, columns, page->features.count, FIRST, CLEAR,
			     page->scores);
	else
		memset(page->scores, 0, page->features.count * sizeof(*page->scores));
	return true;
}

static size_t best_row(const struct page *page)
{
	size_t best = 0;

	for (size_t i = 1; i < page->features.count; i++)
		if (page->scores[i] > page->scores[best])
			best = i;
	return best;
}

/* How many lines of a thousand that score so are the article's. */
static void fill_chances(uint32_t chances[static BAR_STEPS])
{
	uint64_t odds = 65536;

	for (unsigned k = 0; k < BAR_STEPS / 2; k++) {
		uint32_t chance = (uint32_t)(1000 * odds / (65536 + odds));

		chances[BAR_STEPS / 2 + k] = chance;
		chances[BAR_STEPS / 2 - k] = 1000 - chance;
		odds = odds * BAR_ODDS / 65536;
	}
	chances[0] = 0;
}

static size_t bar_step(int32_t score)
{
	int32_t most = BAR_STEPS / 2 * BAR_STEP;

	return score <= -most  ? 0
	       : score >= most ? BAR_STEPS - 1
			       : (size_t)((score + most) / BAR_STEP);
}

/*
 * The share of `left` that is right, and of the article's `all` the share that is, added up in
 * millionths; the first counts PRECISION_TENTHS / 10. `right` and `all` are in thousandths of a
 * word.
 */
static uint64_t gain_of(uint64_t right, uint64_t left, uint64_t all)
{
	return left ? right * PRECISION_TENTHS * 100 / left + right * 1000000 / all : 0;
}

/*
 * What a line must score to stay. Whether a line should stay depends on the others: where
 * the best are doubtful, doubtful ones are missed, and where much is certain they only do harm. So
 * the bar stands where the shares of what is left that is the article's, and of the article that is
 * left, are expected to be greatest.
 */
static int32_t find_bar(const struct page *page)
{
	uint64_t words[BAR_STEPS] = {0}, article = 0, left = 0, right = 0, most = 0;
	uint32_t chances[BAR_STEPS];
	size_t best = BAR_STEPS / 2;

	fill_chances(chances);
	for (size_t i = 0; i < page->features.count; i++) {
		uint32_t unit =
			page->features.unit[i] < BAR_WORDS ? page->features.unit[i] : BAR_WORDS;
		size_t step = bar_step(page->scores[i]);

		words[step] += unit;
		article += (uint64_t)unit * chances[step];
	}
	for (size_t step = BAR_STEPS; step-- > BAR_LOWEST;) {
		uint64_t gain;

		left += words[step];
		right += words[step] * chances[step];
		gain = gain_of(right, left, article);
		if (step <= BAR_HIGHEST && gain > most) {
			most = gain;
			best = step;
		}
	}
	return ((int32_t)best - BAR_STEPS / 2) * BAR_STEP;
}

/* Marks the lines that score too low, and then the copies among those that are left. */
static bool mark_lines(struct page *page, int32_t raised, struct err *err)
{
	size_t best = best_row(page);
	int32_t bar = find_bar(page) + raised;

	if (!copies_start(&page->copies, &page->features, err))
		return false;
	for (size_t i = 0; i < page->features.count; i++)
		if (i != best && page->scores[i] < bar)
			page->copies.marks[i] = COPY_REMOVED;
	return copies_find(&page->copies, &page->features, err);
}

bool page_remove(struct page *page, int32_t raised, struct evidence *evidence, struct err *err)
{
	if (!mark_lines(page, raised, err))
		return false;
	for (size_t i = 0; i < page->features.count; i++) {
		const struct scan_line *scan = &page->features.scan[i];
		struct line_note *note = &evidence->notes[page->features.line[i]];

		note->removed = page->copies.marks[i] != 0;
		note->copy = page->copies.marks[i] & COPY_IS_ONE;
		note->skipped = page->scores[i] > NO_RULES;
		if (!note->removed && !note->skipped)
			continue;
		note->words = scan->words;
		note->ended = scan->flags & SCAN_ENDED;
	}
	return true;
}

/* The probability in hundredths. Of explanations too the bytes are the same everywhere. */
static int percent(int32_t score)
{
	/* 100 / (1 + exp(n / 4)) */
	static const unsigned char tail[] = {50, 44, 38, 32, 27, 22, 18, 15, 12, 10, 8, 6,
					     5,  4,  3,  2,  2,  1,  1,  1,  1,  1,  0};
	int32_t size = score < 0 ? -score : score;
	size_t step = (size_t)size / (FOREST_ONE / 4);

	if (step >= COUNT_OF(tail))
		step = COUNT_OF(tail) - 1;
	return score < 0 ? tail[step] : 100 - tail[step];
}

size_t page_explain(const struct page *page, const struct page_model *model, size_t i,
		    char out[static PAGE_REASON_MAX])
{
	const uint8_t *columns[FEATURE_NAMES];
	int32_t shares[FEATURE_NAMES] = {0};
	size_t worst = 0;
	int length;

	features_columns(&page->features, columns);
	if (model->lines)
		tables_explain(model->lines, columns, i, shares);
	for (size_t k = 1; k < FEATURE_NAMES; k++)
		if (shares[k] < shares[worst])
			worst = k;
	length = snprintf(out, PAGE_REASON_MAX, "0.%02d %s", percent(page->scores[i]),
			  feature_names[worst]);
	return length > 0 && length < PAGE_REASON_MAX ? (size_t)length : 0;
}

void page_free(struct page *page)
{
	features_free(&page->features);
	copies_free(&page->copies);
	free(page->scores);
	*page = (struct page){0};
}
