#include "article/model/features.h"

#include <stdlib.h>

#include "article/model/features_context.h"
#include "article/model/features_lanes.h"
#include "article/model/features_lines.h"
#include "article/trees/tables.h"
#include "base/array.h"

enum {
	CONTENT_BITS =
		13, /* of slots for content words, by hash; those that share one count as equal */
	TOPIC_WORDS = 48, /* content words of a line that are looked up */
	MANY_WORDS = 255,
	FEATURE_BEHIND = FEATURE_REACH + TABLES_READ, /* bytes after a column's last line */
};

_Static_assert((int)FEATURE_LANES <= (int)TABLES_READ, "columns can be written to their ends");

#define AT(name, k) #name "@" #k
#define MINUS3(name) AT(name, -3),
#define MINUS2(name) AT(name, -2),
#define MINUS1(name) AT(name, -1),
#define HERE(name) #name,
#define PLUS1(name) AT(name, 1),
#define PLUS2(name) AT(name, 2),
#define PLUS3(name) AT(name, 3),
const char *const feature_names[FEATURE_NAMES] = {FEATURES(MINUS3) FEATURES(MINUS2) FEATURES(
	MINUS1) FEATURES(HERE) FEATURES(PLUS1) FEATURES(PLUS2) FEATURES(PLUS3)};

/* Where a line was met before, by its words. */
struct feature_slot {
	uint32_t key;
	uint32_t count;
};

/* Where a line is counted; with the others of the same words when it has no numbers to fold. */
struct repeat_slots {
	uint32_t same, folded, stem;
};

/* In how many lines of prose a content word is; the last of them. Lines are numbered through all
 * texts. */
struct content_words {
	struct content_slot {
		uint32_t line, count;
	} slots[1 << CONTENT_BITS];
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
	    !array_resize(&features->before_after, cap, sizeof(*features->before_after)) ||
	    !array_resize(&features->marks, cap, sizeof(*features->marks)) ||
	    !array_resize(&features->repeats, cap, sizeof(*features->repeats)) ||
	    !array_resize(&features->place_counts, cap, sizeof(*features->place_counts)) ||
	    !array_resize(&features->sums, cap + FEATURE_SUM_MARGIN,
			  FEATURE_SUMS * sizeof(*features->sums)))
		return false;
	features->cap = cap;
	return true;
}

static bool reserve_tokens(struct features *features)
{
	size_t cap = features->token_cap ? features->token_cap * 2 : 4096;

	if (features->token_cap - features->token_count >= SCAN_TOKENS)
		return true;
	if (!array_resize(&features->tokens, cap, sizeof(*features->tokens)) ||
	    !array_resize(&features->places, cap, sizeof(*features->places)))
		return false;
	features->token_cap = cap;
	return true;
}

/* After the last line; what is before may be read. */
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
		scan_line(text, (size_t)(end - text.data), scan,
			  features->tokens + features->token_count);
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

static uint8_t few(uint32_t count)
{
	return (uint8_t)(count < 255 ? count : 255);
}

static const scan_token *tokens_of(const struct features *features, size_t i)
{
	return features->tokens + features->scan[i].first;
}

/* How many words the two lines have in common from the beginning on, at most SCAN_STEM. */
static uint32_t common_stem(const struct features *features, size_t a, size_t b)
{
	const scan_token *x = tokens_of(features, a), *y = tokens_of(features, b);
	uint32_t most = SCAN_STEM, common = 0;

	if (features->scan[a].tokens < most)
		most = features->scan[a].tokens;
	if (features->scan[b].tokens < most)
		most = features->scan[b].tokens;
	while (common < most && x[common] == y[common])
		common++;
	return common;
}

/* Whether line i, a title, begins a longer one that stands up to three lines on: how far; else 0.
 */
static uint8_t heads(const struct features *features, size_t title, size_t text)
{
	uint32_t stem =
		features->scan[title].tokens < SCAN_STEM ? features->scan[title].tokens : SCAN_STEM;

	return stem >= 2 && features->scan[title].chars >= 12 &&
	       features->scan[title].chars <= 200 &&
	       features->scan[text].chars > features->scan[title].chars + 20 &&
	       common_stem(features, title, text) == stem;
}

static bool is_halves(const struct features *features, size_t i)
{
	const scan_token *tokens = tokens_of(features, i);
	uint32_t half = features->scan[i].tokens / 2;

	return half >= 3 && tokens[0] == tokens[half] &&
	       features->scan[i].tokens == features->scan[i].words &&
	       features->scan[i].tokens % 2 == 0 &&
	       memcmp(tokens, tokens + half, half * sizeof(*tokens)) == 0;
}

/* Of several lines the nearest counts. */
static void fill_heads(struct features *features)
{
	uint8_t *heads_next = FEATURE_AT(features, heads_next, 0),
		*headed = FEATURE_AT(features, headed, 0);
	scan_token firsts[FEATURE_REACH + 1] = {0}; /* of this line and of those before */

	memset(heads_next, 0, features->count);
	memset(headed, 0, features->count);
	for (size_t i = 0; i < features->count; i++) {
		memmove(firsts + 1, firsts, FEATURE_REACH * sizeof(*firsts));
		firsts[0] = features->scan[i].tokens ? *tokens_of(features, i) : 0;
		for (uint8_t k = FEATURE_REACH; k > 0; k--) {
			if (firsts[k] != firsts[0] || i < k || !heads(features, i - k, i))
				continue;
			headed[i] = k;
			if (heads_next[i - k] == 0)
				heads_next[i - k] = k;
		}
	}
}

static void fill_neighbours(struct features *features)
{
	uint8_t *halves = FEATURE_AT(features, halves, 0),
		*adjacent = FEATURE_AT(features, adjacent, 0);
	uint8_t before = 0;

	for (size_t i = 0; i < features->count; i++) {
		bool next = i + 1 < features->count &&
			    features->scan[i].key == features->scan[i + 1].key;

		halves[i] = is_halves(features, i);
		adjacent[i] = before | (uint8_t)(2 * next);
		before = next;
	}
	fill_heads(features);
}

/* Counts a key in its slot; returns which it is. */
static uint32_t count_key(const struct features *features, uint32_t key)
{
	size_t mask = features->slot_cap - 1, at = key * UINT32_C(2654435769) >> 8 & mask;

	while (features->slots[at].key && features->slots[at].key != key)
		at = (at + 1) & mask;
	features->slots[at].key = key;
	features->slots[at].count++;
	return (uint32_t)at;
}

/* How many other lines were counted in this slot. */
static uint8_t others(const struct features *features, uint32_t slot)
{
	return few(features->slots[slot].count - 1);
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
	uint8_t *same = FEATURE_AT(features, same, 0), *folded = FEATURE_AT(features, folded, 0);
	uint8_t *stems = FEATURE_AT(features, stem, 0);

	if (!clear_slots(features))
		return false;
	for (size_t i = 0; i < features->count; i++) {
		const struct scan_line *scan = &features->scan[i];
		struct repeat_slots *slots = &features->repeats[i];

		slots->same = slots->folded = count_key(features, scan->key);
		if (scan->numbers > 0)
			slots->folded = count_key(features, scan->folded ^ 0x5A5A5A5A);
		if (scan->stem)
			slots->stem = count_key(features, scan->stem ^ 0x3C3C3C3C);
	}
	for (size_t i = 0; i < features->count; i++) {
		const struct repeat_slots *slots = &features->repeats[i];

		same[i] = others(features, slots->same);
		folded[i] = others(features, slots->folded);
		stems[i] = features->scan[i].stem ? others(features, slots->stem) : 0;
	}
	return true;
}

/* The line's place among all lines by length, the longest first. */
static void fill_rank(struct features *features)
{
	uint8_t *rank = FEATURE_AT(features, rank, 0);
	uint32_t longer[MANY_WORDS + 2] = {0};

	for (size_t i = 0; i < features->count; i++)
		longer[few(features->unit[i])]++;
	for (size_t n = MANY_WORDS + 1; n-- > 0;)
		longer[n] += longer[n + 1];
	for (size_t i = 0; i < features->count; i++) {
		uint32_t words = few(features->unit[i]);

		rank[i] = words >= FEATURE_PROSE ? feature_grade(longer[words + 1]) : 255;
	}
}

/* Notes the slots of all lines' first content words. */
static void find_slots(struct features *features)
{
	uint32_t lower = scan_mix_lower(7);

	for (size_t i = 0; i < features->count; i++) {
		const scan_token *tokens = tokens_of(features, i);
		uint16_t *places = features->places + features->scan[i].first;
		uint32_t count = 0;

		for (uint32_t k = 0; k < features->scan[i].tokens && count < TOPIC_WORDS; k++) {
			places[count] = (uint16_t)scan_mix_top(scan_mix_upper(tokens[k]) + lower,
							       CONTENT_BITS);
			count += tokens[k] & SCAN_CONTENT;
		}
		features->place_counts[i] = (uint8_t)count;
	}
}

/* How many of a line's content words are in the prose before it. */
static uint8_t topic_before(const struct content_words *content, const uint16_t *places,
			    uint32_t count)
{
	uint32_t met = 0;

	for (uint32_t k = 0; k < count; k++)
		met += content->slots[places[k]].line >= content->first;
	return (uint8_t)met;
}

/* The same of a line of prose: takes it in. A word that is there again is no longer met. */
static uint8_t topic_add(struct content_words *content, const uint16_t *places, uint32_t count,
			 uint32_t number)
{
	uint32_t met = 0;

	for (uint32_t k = 0; k < count; k++) {
		struct content_slot *slot = &content->slots[places[k]];
		bool known = slot->line >= content->first, again = slot->line == number;

		met += known && !again;
		*slot = (struct content_slot){number, (known ? slot->count : 0) + !again};
	}
	return (uint8_t)met;
}

/* How many of a line's content words are in `own` lines of prose and another one. */
static uint8_t topic(const struct content_words *content, const uint16_t *places, uint32_t count,
		     uint32_t own)
{
	uint32_t met = 0;

	for (uint32_t k = 0; k < count; k++) {
		const struct content_slot *slot = &content->slots[places[k]];

		met += (slot->line >= content->first) & (slot->count > own);
	}
	return (uint8_t)met;
}

/* Of counts of content words that were met makes shares; 0 where there are none. */
static void share_met(const struct features *features, uint8_t *column)
{
	for (size_t i = 0; i < features->count; i += FEATURE_LANES) {
		uint8_t bytes[FEATURE_LANES];

		for (unsigned k = 0; k < FEATURE_LANES; k++) {
			int32_t all = features->place_counts[i + k];
			int32_t share = lanes_whole(column[i + k] * 254, lanes_most(all, 1));

			bytes[k] = (uint8_t)((1 + share) & -(int32_t)(all > 0));
		}
		memcpy(column + i, bytes, sizeof(bytes));
	}
}

/* Numbers for the lines of this text, that no text before it had. False when memory is short. */
static bool number_lines(struct features *features)
{
	struct content_words *content = features->content;

	if (!content) {
		content = features->content = calloc(1, sizeof(*content));
		if (!content)
			return false;
		content->next = 1;
	}
	if (content->next > UINT32_MAX - features->count) {
		memset(content, 0, sizeof(*content));
		content->next = 1;
	}
	content->first = content->next;
	content->next += (uint32_t)features->count;
	return true;
}

static bool fill_topic(struct features *features)
{
	uint8_t *before = FEATURE_AT(features, topic_before, 0),
		*all = FEATURE_AT(features, topic, 0);
	struct content_words *content;

	if (!number_lines(features))
		return false;
	content = features->content;
	find_slots(features);
	for (size_t i = 0; i < features->count; i++) {
		const uint16_t *places = features->places + features->scan[i].first;
		uint32_t count = features->place_counts[i];

		before[i] = feature_is_prose(features, i) ? topic_add(content, places, count,
								      content->first + (uint32_t)i)
							  : topic_before(content, places, count);
	}
	for (size_t i = 0; i < features->count; i++)
		all[i] = topic(content, features->places + features->scan[i].first,
			       features->place_counts[i], feature_is_prose(features, i));
	memset(features->place_counts + features->count, 0, features->cap - features->count);
	share_met(features, before);
	share_met(features, all);
	return true;
}

static void fill_scores(struct features *features, const struct word_scores *words)
{
	for (size_t i = 0; i < features->count; i++) {
		int32_t score = 0, before_after = 0;

		if (words)
			word_score(words, tokens_of(features, i), features->scan[i].tokens, &score,
				   &before_after);
		features->score[i] = (int16_t)score;
		features->before_after[i] = (int16_t)before_after;
	}
}

/*
 * Room for the columns of this text. Their size is no multiple of a power of two, or the features
 * of a line would all want the same places of the processor's cache.
 */
static bool lay_out(struct features *features)
{
	size_t size;

	features->column_size = (FEATURE_EDGE + features->count + FEATURE_BEHIND) | 64;
	size = FEATURE_COUNT * features->column_size;
	if (size > features->columns_cap) {
		if (!array_resize(&features->columns, size, 1))
			return false;
		features->columns_cap = size;
	}
	return true;
}

/* Beyond the first and the last line all is 0. */
static void clear_edges(struct features *features)
{
	for (enum feature f = 0; f < FEATURE_COUNT; f++) {
		memset(feature_at(features, f, 0) - FEATURE_EDGE, 0, FEATURE_EDGE);
		memset(feature_at(features, f, features->count), 0, FEATURE_BEHIND);
	}
}

void features_columns(const struct features *features, const uint8_t *columns[static FEATURE_NAMES])
{
	size_t k = 0;

	for (int away = -FEATURE_REACH; away <= FEATURE_REACH; away++) {
		const uint8_t *column = feature_at(features, 0, 0) + away;

		for (unsigned f = 0; f < FEATURE_COUNT; f++, column += features->column_size)
			columns[k++] = column;
	}
}

bool features_work_out(struct features *features, const struct word_scores *words, struct err *err)
{
	bool avx2 = features_avx2_supported();

	if (!lay_out(features))
		return err_no_memory(err);
	fill_scores(features, words);
	(avx2 ? features_fill_lines_avx2 : features_fill_lines)(features);
	(avx2 ? features_fill_context_avx2 : features_fill_context)(features);
	fill_neighbours(features);
	fill_rank(features);
	if (!fill_repeats(features) || !fill_topic(features))
		return err_no_memory(err);
	clear_edges(features);
	return true;
}

void features_free(struct features *features)
{
	free(features->line);
	free(features->scan);
	free(features->tokens);
	free(features->columns);
	free(features->sums);
	free(features->marks);
	free(features->repeats);
	free(features->places);
	free(features->place_counts);
	free(features->unit);
	free(features->score);
	free(features->before_after);
	free(features->slots);
	free(features->content);
	*features = (struct features){0};
}
