/*
 * events: articles that tell of one event get one `event` member, in whatever words they do. All
 * records are kept.
 */
#include <stdlib.h>

#include "base/array.h"
#include "base/asset.h"
#include "dedup/moment.h"
#include "engine/stage.h"
#include "text/words/words.h"

#include "group.h"

/* Weights of a word by where it is, 16ths, and how many words make a lead and a text. */
enum { TITLE = 32, LEAD = 24, BODY = 16, NAME = 8, LEAD_WORDS = 60, MOST_WORDS = 250 };

struct events {
	struct group_rules rules;
	uint64_t days;
	struct groups groups;
	uint64_t *function_words; /* hashes, sorted: words that say nothing of an event */
	size_t function_word_count;
};

struct scratch {
	struct words words;
	struct term *terms;
	size_t count, cap;
};

/* clang-format off */
static const struct option_spec options[] = {
	OPTION_PERMILLE(struct events, rules.min, "min", "RATIO", "0.08",
			"how alike the articles of an event are in the mean, from 0 to 1"),
	OPTION_COUNT(struct events, days, "window", "DAYS", "60",
		     "articles so far apart by date count as half as alike"),
	OPTION_END
};
/* clang-format on */

static int compare_hashes(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* In a small archive their rarity cannot be seen: the frequent words of all languages. */
static bool list_function_words(struct events *events)
{
	struct words words = {0};
	struct slice list;
	bool ok = asset_find("text/stopwords.txt", &list) && words_split(&words, list);

	if (ok)
		events->function_words = array_new(words.count, sizeof(*events->function_words));
	ok = ok && events->function_words;
	for (size_t i = 0; ok && i < words.count; i++)
		events->function_words[i] = words.hash[i];
	events->function_word_count = ok ? words.count : 0;
	if (ok)
		qsort(events->function_words, words.count, sizeof(*events->function_words),
		      compare_hashes);
	words_free(&words);
	return ok;
}

static bool is_function_word(const struct events *events, uint64_t hash)
{
	return bsearch(&hash, events->function_words, events->function_word_count, sizeof(hash),
		       compare_hashes) != NULL;
}

static bool setup(void *state, const struct stage_env *env, struct err *err)
{
	struct events *events = state;

	(void)env;
	if (!list_function_words(events))
		return err_no_memory(err);
	events->rules.window = (int64_t)(events->days > 100000 ? 100000 : events->days) * 86400 + 1;
	return true;
}

static void teardown(void *state)
{
	struct events *events = state;

	groups_free(&events->groups);
	free(events->function_words);
}

static void *scratch_open(const void *state, struct err *err)
{
	struct scratch *scratch = calloc(1, sizeof(*scratch));

	(void)state;
	if (!scratch)
		err_no_memory(err);
	return scratch;
}

static void scratch_close(void *memory)
{
	struct scratch *scratch = memory;

	if (!scratch)
		return;
	words_free(&scratch->words);
	free(scratch->terms);
	free(scratch);
}

static bool add_words(const struct events *events, struct scratch *scratch, struct slice text,
		      bool is_title)
{
	struct words *words = &scratch->words;

	if (!words_split(words, text) ||
	    !ARRAY_RESERVE(scratch->terms, scratch->cap, scratch->count + words->count))
		return false;
	for (size_t i = 0; i < words->count && i < MOST_WORDS; i++) {
		unsigned kind = words->kind[i] & WORD_KIND;
		uint32_t weight = is_title ? TITLE : i < LEAD_WORDS ? LEAD : BODY;

		if (kind == WORD_ADDRESS || is_function_word(events, words->hash[i]))
			continue;
		weight += kind == WORD_NAME ? NAME : 0;
		scratch->terms[scratch->count++] = (struct term){words->hash[i], weight, 0};
	}
	return true;
}

static int by_hash_and_weight(const void *a, const void *b)
{
	const struct term *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->weight < y->weight) - (x->weight > y->weight);
}

/* Each word once: its best place, and half as much for each doubling of its number. */
static void merge_words(struct scratch *scratch)
{
	size_t out = 0;

	if (scratch->count)
		qsort(scratch->terms, scratch->count, sizeof(*scratch->terms), by_hash_and_weight);
	for (size_t i = 0; i < scratch->count;) {
		struct term term = scratch->terms[i];
		size_t end = i;
		uint32_t best = term.weight;

		while (end < scratch->count && scratch->terms[end].hash == term.hash)
			end++;
		for (size_t n = end - i; n > 1; n /= 2)
			term.weight += best / 2;
		scratch->terms[out++] = term;
		i = end;
	}
	scratch->count = out;
}

static enum verdict digest(const void *state, void *memory, struct record *record,
			   struct buf *digest, struct err *err)
{
	struct scratch *scratch = memory;
	int64_t moment = moment_of(record_get(record, FIELD_DATE));
	struct slice id = record_get(record, FIELD_ID);
	bool ok;

	scratch->count = 0;
	ok = add_words(state, scratch, record_get(record, FIELD_TITLE), true) &&
	     add_words(state, scratch, record_text(record), false);
	if (ok)
		merge_words(scratch);
	buf_append(digest, slice_make((const char *)&moment, sizeof(moment)));
	buf_append(digest, slice_make((const char *)&scratch->count, sizeof(scratch->count)));
	buf_append(digest, slice_make((const char *)scratch->terms,
				      scratch->count * sizeof(*scratch->terms)));
	buf_append(digest, id);
	if (ok && !buf_failed(digest))
		return KEEP;
	err_no_memory(err);
	return FAIL;
}

static bool absorb(void *state, uint64_t ordinal, struct slice digest, struct err *err)
{
	struct events *events = state;
	int64_t moment;
	size_t count, head = sizeof(moment) + sizeof(count), bytes;
	struct term *terms;
	bool ok;

	(void)ordinal;
	memcpy(&moment, digest.data, sizeof(moment));
	memcpy(&count, digest.data + sizeof(moment), sizeof(count));
	bytes = count * sizeof(*terms);
	terms = malloc(bytes + 1);
	if (!terms)
		return err_no_memory(err);
	memcpy(terms, digest.data + head, bytes);
	ok = groups_add(&events->groups, slice_from(digest, head + bytes), moment, terms, count,
			err);
	free(terms);
	return ok;
}

static bool settle(void *state, struct err *err)
{
	struct events *events = state;

	return groups_find(&events->groups, &events->rules, err);
}

static bool append_string(struct buf *json, struct slice value)
{
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.data[i];

		if (c == '"' || c == '\\' || c < 0x20 || c == 0x7F)
			buf_printf(json, "\\u%04x", c);
		else
			buf_push(json, (char)c);
	}
	return !buf_failed(json);
}

static enum verdict apply(const void *state, void *memory, struct record *record, struct err *err)
{
	const struct events *events = state;
	const struct groups *groups = &events->groups;
	const struct article *article = &groups->articles[record->ordinal];
	const struct article *lead = &groups->articles[article->group];
	struct buf json = {0};
	struct slice copy;
	bool ok;

	(void)memory;
	buf_append(&json, SLICE("{\"id\":\""));
	append_string(&json, lead->id);
	buf_printf(&json, "\",\"size\":%u,\"first\":%s,\"certainty\":%u}", (unsigned)lead->size,
		   lead == article ? "true" : "false",
		   lead->size > 1 ? (unsigned)lead->certainty : 1000u);
	ok = !buf_failed(&json) && arena_copy(record->arena, buf_slice(&json), &copy);
	buf_free(&json);
	if (!ok) {
		err_no_memory(err);
		return FAIL;
	}
	record_set_member(record, SLICE("event"), copy);
	return KEEP;
}

const struct stage events_stage = {
	.name = "events",
	.summary = "articles of one event, in whatever words, are named as such",
	.state_size = sizeof(struct events),
	.options = options,
	.setup = setup,
	.teardown = teardown,
	.scratch_open = scratch_open,
	.scratch_close = scratch_close,
	.apply = apply,
	.digest = digest,
	.absorb = absorb,
	.settle = settle,
};
