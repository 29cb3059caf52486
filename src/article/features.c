#include "article/features.h"

#include <stdlib.h>

#include "article/features_context.h"
#include "article/tables.h"
#include "base/array.h"

enum {
	CONTENT_SLOTS = 1 << 13, /* slots for content words, by hash; those that share one count as equal */
	TOPIC_WORDS = 48,     /* content words of a line that are looked up */
	STEM_WORDS = 6,       /* of a line's beginning, by which lines are compared */
	MANY_WORDS = 255,
};

#define AT(name, k) #name "@" #k
#define MINUS3(name) AT(name, -3),
#define MINUS2(name) AT(name, -2),
#define MINUS1(name) AT(name, -1),
#define HERE(name) #name,
#define PLUS1(name) AT(name, 1),
#define PLUS2(name) AT(name, 2),
#define PLUS3(name) AT(name, 3),
const char *const feature_names[FEATURE_NAMES] = {
	FEATURES(MINUS3) FEATURES(MINUS2) FEATURES(MINUS1) FEATURES(HERE)
	FEATURES(PLUS1) FEATURES(PLUS2) FEATURES(PLUS3)
};

/* Where a line was met before, by its words. */
struct feature_slot {
	uint32_t key;
	uint32_t count;
};

/* In how many lines of prose a content word is; the last of them. Lines are numbered through all texts. */
struct content_words {
	struct content_slot {
		uint32_t line, count;
	} slots[CONTENT_SLOTS];
	uint32_t first; /* number of this text's first line: older entries are void */
	uint32_t next;
};

/* Room for `count` lines in every array. */
static bool reserve(struct features *features, size_t count)
{
	size_t cap = features->cap ? features->cap : 128;

	if (features->cap > 0 && count <= features->cap)
		return true;
	while (cap < count)
		cap *= 2;
	if (!array_resize(&features->line, cap, sizeof(*features->line)) ||
	    !array_resize(&features->scan, cap, sizeof(*features->scan)) ||
	    !array_resize(&features->unit, cap, sizeof(*features->unit)) ||
	    !array_resize(&features->score, cap, sizeof(*features->score)) ||
	    !array_resize(&features->side, cap, sizeof(*features->side)) ||
	    !array_resize(&features->sums, cap + 1, FEATURE_SUMS * sizeof(*features->sums)))
		return false;
	features->cap = cap;
	return true;
}

static bool reserve_tokens(struct features *features)
{
	size_t cap = features->token_cap ? features->token_cap * 2 : 4096;

	if (features->token_cap - features->token_count >= SCAN_TOKENS)
		return true;
	if (!array_resize(&features->tokens, cap, sizeof(*features->tokens)))
		return false;
	features->token_cap = cap;
	return true;
}

/* Behind the last line; what is before may be read. */
static const char *end_of(const struct text_lines *lines)
{
	struct slice last = lines->count ? lines->items[lines->count - 1].raw : (struct slice){0};

	return last.data ? last.data + last.len : NULL;
}

bool features_scan(struct features *features, const struct text_lines *lines, struct err *err)
{
	const char *end = end_of(lines);

	features->count = features->token_count = 0;
	features->prose = features->units = 0;
	if (!reserve(features, lines->count))
		return err_no_memory(err);
	for (size_t i = 0; i < lines->count; i++) {
		struct scan_line *scan = &features->scan[features->count];
		struct slice text = lines->items[i].text;
		uint32_t unit;

		if (text.len == 0)
			continue;
		if (!reserve_tokens(features))
			return err_no_memory(err);
		scan_line(text, (size_t)(end - text.data), scan, features->tokens + features->token_count);
		scan->first = (uint32_t)features->token_count;
		features->token_count += scan->tokens;
		unit = scan->words - scan->singles / 2;
		features->unit[features->count] = unit;
		features->line[features->count++] = (uint32_t)i;
		features->units += unit;
		features->prose += feature_is_prose(features, features->count - 1);
	}
	return true;
}

static uint8_t share(uint32_t part, uint32_t whole)
{
	return (uint8_t)(part >= whole ? 255 * (whole > 0) : feature_part(part, whole));
}

static uint8_t bit(uint32_t flags, uint32_t flag)
{
	return (flags & flag) != 0;
}

static uint8_t few(uint32_t count)
{
	return (uint8_t)(count < 255 ? count : 255);
}

static void fill_flags(uint32_t flags, const struct spot *spot)
{
	SET(spot, ended, bit(flags, SCAN_ENDED));
	SET(spot, quoted_end, bit(flags, SCAN_QUOTED_END));
	SET(spot, soft_end, bit(flags, SCAN_SOFT_END));
	SET(spot, colon, bit(flags, SCAN_COLON_END));
	SET(spot, asks, bit(flags, SCAN_ASKS));
	SET(spot, ellipsis, bit(flags, SCAN_ELLIPSIS));
	SET(spot, small, bit(flags, SCAN_SMALL));
	SET(spot, quoted, bit(flags, SCAN_QUOTED));
	SET(spot, dash, bit(flags, SCAN_DASH));
	SET(spot, bullet, bit(flags, SCAN_BULLET));
	SET(spot, symbol, bit(flags, SCAN_SYMBOL));
	SET(spot, upper, bit(flags, SCAN_UPPER));
	SET(spot, rights, bit(flags, SCAN_RIGHTS));
	SET(spot, year, bit(flags, SCAN_YEAR));
	SET(spot, time, bit(flags, SCAN_TIME));
}

/* What the line alone tells. */
static void fill_line(const struct scan_line *scan, uint32_t unit, const struct spot *spot)
{
	const uint32_t *signs = scan->signs;
	uint32_t punct = 0;

	for (int i = SIGN_COMMA; i < SIGN_COUNT; i++)
		punct += signs[i];
	SET(spot, words, few(unit));
	SET(spot, chars, feature_grade(scan->chars));
	SET(spot, length, few(unit ? scan->chars * 8 / unit : 0));
	SET(spot, ended8, unit >= 8 && scan->flags & SCAN_ENDED);
	SET(spot, sentences, few(scan->sentences));
	SET(spot, commas, few(signs[SIGN_COMMA]));
	SET(spot, smallest, share(scan->small, scan->words));
	SET(spot, capital, share(scan->capitals, scan->words));
	SET(spot, heavy_capital, share(scan->heavy_capitals, scan->heavy));
	SET(spot, brief, share(scan->brief, scan->words));
	SET(spot, digits, share(scan->digits, scan->chars));
	SET(spot, numbers, few(scan->numbers));
	SET(spot, punct, share(punct, scan->chars));
	SET(spot, bars, few(signs[SIGN_BAR]));
	SET(spot, links, few(signs[SIGN_LINK]));
	SET(spot, quotes, few(signs[SIGN_QUOTE]));
	SET(spot, parens, few(signs[SIGN_PAREN]));
	SET(spot, exclaims, few(signs[SIGN_EXCLAIM]));
	SET(spot, hashes, few(signs[SIGN_HASH]));
	SET(spot, money, few(signs[SIGN_MONEY]));
	SET(spot, symbols, few(signs[SIGN_SYMBOL]));
	fill_flags(scan->flags, spot);
}

static const scan_token *tokens_of(const struct features *features, size_t i)
{
	return features->tokens + features->scan[i].first;
}

/* How many words the two lines have in common from the beginning on, at most STEM_WORDS. */
static uint32_t common_stem(const struct features *features, size_t a, size_t b)
{
	const scan_token *x = tokens_of(features, a), *y = tokens_of(features, b);
	uint32_t most = STEM_WORDS, common = 0;

	if (features->scan[a].tokens < most)
		most = features->scan[a].tokens;
	if (features->scan[b].tokens < most)
		most = features->scan[b].tokens;
	while (common < most && x[common] == y[common])
		common++;
	return common;
}

/* Whether line i, a title, begins a longer one that stands up to three lines on: how far; else 0. */
static uint8_t heads(const struct features *features, size_t title, size_t text)
{
	uint32_t stem = features->scan[title].tokens < STEM_WORDS ? features->scan[title].tokens : STEM_WORDS;

	return stem >= 2 && features->scan[title].chars >= 12 && features->scan[title].chars <= 200 &&
	       features->scan[text].chars > features->scan[title].chars + 20 &&
	       common_stem(features, title, text) == stem;
}

static bool is_halves(const struct features *features, size_t i)
{
	const scan_token *tokens = tokens_of(features, i);
	uint32_t half = features->scan[i].tokens / 2;

	return half >= 3 && features->scan[i].tokens == features->scan[i].words &&
	       features->scan[i].tokens % 2 == 0 &&
	       memcmp(tokens, tokens + half, half * sizeof(*tokens)) == 0;
}

static void fill_neighbours(const struct features *features, size_t i, const struct spot *spot)
{
	const struct scan_line *scan = features->scan;

	SET(spot, halves, is_halves(features, i));
	SET(spot, adjacent, (uint8_t)((i > 0 && scan[i - 1].key == scan[i].key) +
					  2 * (i + 1 < features->count && scan[i + 1].key == scan[i].key)));
	SET(spot, heads_next, 0);
	SET(spot, headed, 0);
	for (uint8_t k = FEATURE_REACH; k > 0; k--) {
		if (i + k < features->count && heads(features, i, i + k))
			SET(spot, heads_next, k);
		if (i >= k && heads(features, i - k, i))
			SET(spot, headed, k);
	}
}

static uint32_t stem_key(const struct features *features, size_t i)
{
	const scan_token *tokens = tokens_of(features, i);
	uint32_t key = 3;

	if (features->scan[i].tokens < STEM_WORDS)
		return 0;
	for (uint32_t k = 0; k < STEM_WORDS; k++)
		key = scan_mix(key, tokens[k]);
	return key | 1;
}

static struct feature_slot *slot_of(const struct features *features, uint32_t key)
{
	size_t mask = features->slot_cap - 1, at = key * UINT32_C(2654435769) >> 8 & mask;

	while (features->slots[at].key && features->slots[at].key != key)
		at = (at + 1) & mask;
	features->slots[at].key = key;
	return &features->slots[at];
}

static bool clear_slots(struct features *features)
{
	size_t cap = 256;

	while (cap < features->count * 6)
		cap *= 2;
	if (cap > features->slot_cap || cap < features->slot_cap / 64) {
		if (!array_resize(&features->slots, cap, sizeof(*features->slots)))
			return false;
		features->slot_cap = cap;
	}
	features->slot_cap = cap;
	memset(features->slots, 0, cap * sizeof(*features->slots));
	return true;
}

/* How often each line is there, with and without its numbers, and how often its beginning. */
static bool fill_repeats(struct features *features)
{
	if (!clear_slots(features))
		return false;
	for (size_t i = 0; i < features->count; i++) {
		uint32_t stem = stem_key(features, i);

		slot_of(features, features->scan[i].key)->count++;
		slot_of(features, features->scan[i].folded ^ 0x5A5A5A5A)->count++;
		if (stem)
			slot_of(features, stem ^ 0x3C3C3C3C)->count++;
	}
	for (size_t i = 0; i < features->count; i++) {
		struct spot spot = feature_spot(features, i);
		uint32_t stem = stem_key(features, i);

		SET(&spot, same, few(slot_of(features, features->scan[i].key)->count - 1));
		SET(&spot, folded, few(slot_of(features, features->scan[i].folded ^ 0x5A5A5A5A)->count - 1));
		SET(&spot, stem, stem ? few(slot_of(features, stem ^ 0x3C3C3C3C)->count - 1) : 0);
	}
	return true;
}

/* The line's place among all lines by length, the longest first. */
static void fill_rank(struct features *features)
{
	uint32_t longer[MANY_WORDS + 2] = {0};

	for (size_t i = 0; i < features->count; i++)
		longer[few(features->unit[i])]++;
	for (size_t n = MANY_WORDS + 1; n-- > 0;)
		longer[n] += longer[n + 1];
	for (size_t i = 0; i < features->count; i++) {
		struct spot spot = feature_spot(features, i);
		uint32_t words = few(features->unit[i]);

		SET(&spot, rank, words >= FEATURE_PROSE ? feature_grade(longer[words + 1]) : 255);
	}
}

static struct content_slot *word_slot(const struct features *features, scan_token token)
{
	return &features->content->slots[scan_mix(token, 7) >> 19];
}

/* Shares of the line's content words that are in the prose before it; takes the line in, if it is prose. */
static uint8_t topic_before(struct features *features, size_t i, uint32_t number)
{
	const scan_token *tokens = tokens_of(features, i);
	uint32_t first = features->content->first, all = 0, met = 0;
	bool prose = feature_is_prose(features, i);

	for (uint32_t k = 0; k < features->scan[i].tokens && all < TOPIC_WORDS; k++) {
		struct content_slot *slot;

		if (!(tokens[k] & SCAN_CONTENT))
			continue;
		slot = word_slot(features, tokens[k]);
		if (slot->line < first)
			slot->count = 0;
		all++;
		met += slot->count > 0 && slot->line != number;
		if (prose && (slot->count == 0 || slot->line != number)) {
			slot->line = number;
			slot->count++;
		} else if (slot->line < first) {
			slot->line = first;
		}
	}
	return all ? (uint8_t)(1 + met * 254 / all) : 0;
}

/* The same of all prose but the line itself. */
static uint8_t topic(const struct features *features, size_t i)
{
	const scan_token *tokens = tokens_of(features, i);
	uint32_t own = feature_is_prose(features, i), all = 0, met = 0;

	for (uint32_t k = 0; k < features->scan[i].tokens && all < TOPIC_WORDS; k++) {
		if (!(tokens[k] & SCAN_CONTENT))
			continue;
		all++;
		met += word_slot(features, tokens[k])->count > own;
	}
	return all ? (uint8_t)(1 + met * 254 / all) : 0;
}

static bool fill_topic(struct features *features)
{
	struct content_words *content = features->content;

	if (!content) {
		content = features->content = calloc(1, sizeof(*content));
		if (!content)
			return false;
		content->next = 1;
	}
	if (content->next > UINT32_MAX - features->count - 1) {
		memset(content, 0, sizeof(*content));
		content->next = 1;
	}
	content->first = content->next;
	content->next += (uint32_t)features->count + 1;
	for (size_t i = 0; i < features->count; i++) {
		struct spot spot = feature_spot(features, i);

		SET(&spot, topic_before, topic_before(features, i, content->first + 1 + (uint32_t)i));
	}
	for (size_t i = 0; i < features->count; i++) {
		struct spot spot = feature_spot(features, i);

		SET(&spot, topic, topic(features, i));
	}
	return true;
}

static void fill_scores(struct features *features, const struct word_scores *words)
{
	for (size_t i = 0; i < features->count; i++) {
		int32_t score = 0, side = 0;

		if (words)
			word_score(words, tokens_of(features, i), features->scan[i].tokens, &score, &side);
		features->score[i] = (int16_t)score;
		features->side[i] = (int16_t)side;
	}
}

/*
 * Room for the columns of this text. Their size is no multiple of a power of two, or the features of a
 * line would all want the same places of the processor's cache.
 */
static bool lay_out(struct features *features)
{
	size_t behind = FEATURE_REACH + TABLES_LANES, size;

	features->column_size = (FEATURE_EDGE + features->count + behind) | 64;
	size = FEATURE_COUNT * features->column_size;
	if (size > features->columns_cap) {
		if (!array_resize(&features->columns, size, 1))
			return false;
		features->columns_cap = size;
	}
	for (size_t f = 0; f < FEATURE_COUNT; f++) {
		uint8_t *column = features->columns + f * features->column_size;

		memset(column, 0, FEATURE_EDGE);
		memset(column + FEATURE_EDGE + features->count, 0, behind);
	}
	return true;
}

void features_columns(const struct features *features, const uint8_t *columns[static FEATURE_NAMES])
{
	for (size_t k = 0; k < FEATURE_NAMES; k++)
		columns[k] = features->columns + k % FEATURE_COUNT * features->column_size +
			     FEATURE_EDGE - FEATURE_REACH + k / FEATURE_COUNT;
}

bool features_work_out(struct features *features, const struct word_scores *words, struct err *err)
{
	if (!lay_out(features))
		return err_no_memory(err);
	for (size_t i = 0; i < features->count; i++) {
		struct spot spot = feature_spot(features, i);

		fill_line(&features->scan[i], features->unit[i], &spot);
		fill_neighbours(features, i, &spot);
	}
	fill_scores(features, words);
	fill_rank(features);
	if (!fill_repeats(features) || !fill_topic(features))
		return err_no_memory(err);
	features_fill_context(features);
	return true;
}

void features_free(struct features *features)
{
	free(features->line);
	free(features->scan);
	free(features->tokens);
	free(features->columns);
	free(features->sums);
	free(features->unit);
	free(features->score);
	free(features->side);
	free(features->slots);
	free(features->content);
	*features = (struct features){0};
}
