#include "phrases.h"

#include "base/asset.h"
#include "base/compiler.h"

enum { PLACES = 3, MATCHES = 16 };

static const language_set ALL = ~(language_set)0;

static const char *const place_names[PLACES] = {"part", "start", "whole"};

const char *const topic_names[TOPIC_COUNT] = {
#define X(name) #name,
	TOPICS(X)
#undef X
};

/* Cuts what is before the first `end`, trimmed, off *rest. */
static struct slice take(struct slice *rest, char end)
{
	size_t at = slice_find_byte(*rest, 0, end);
	struct slice taken = slice_trim(slice_sub(*rest, 0, at));

	*rest = slice_from(*rest, at < rest->len ? at + 1 : at);
	return taken;
}

static unsigned find(const char *const *names, unsigned count, struct slice name)
{
	unsigned i = 0;

	while (i < count && !slice_equal(name, slice_of(names[i])))
		i++;
	return i;
}

static bool add_line(struct phrases *phrases, struct slice line, struct err *err)
{
	unsigned topic = find(topic_names, TOPIC_COUNT, take(&line, ' '));
	struct slice name = take(&line, ' ');
	unsigned place = find(place_names, PLACES, name);
	bool word = slice_equal(name, SLICE("word"));

	if (topic == TOPIC_COUNT || (place == PLACES && !word))
		return err_set(err, ERR_USAGE, "no such topic or place");
	while (line.len) {
		struct slice phrase = take(&line, '|');

		if (word ? !lexicon_add(&phrases->words, topic, ALL, phrase, err)
			 : !lexicon_add(&phrases->lexicon, topic * PLACES + place, ALL, phrase,
					err))
			return false;
	}
	return true;
}

bool phrases_load(struct phrases *phrases, struct err *err)
{
	struct slice rest, line;
	unsigned number = 0;

	if (!asset_find("extract/phrases.txt", &rest))
		return err_set(err, ERR_USAGE, "phrases.txt is not built in");
	while (slice_next_line(&rest, &line)) {
		number++;
		if (line.len == 0 || line.data[0] == '#')
			continue;
		if (!add_line(phrases, line, err)) {
			err_prefix(err, "phrases.txt:%u: ", number);
			return false;
		}
	}
	return true;
}

void phrases_free(struct phrases *phrases)
{
	lexicon_free(&phrases->lexicon);
	lexicon_free(&phrases->words);
}

static void note(struct topics *topics, unsigned class, bool starts, bool ends)
{
	unsigned topic = class / PLACES, place = class % PLACES + 1;

	if ((place >= TOPIC_START && !starts) || (place == TOPIC_WHOLE && !ends))
		return;
	if (place > topics->by[topic])
		topics->by[topic] = (unsigned char)place;
	if (place > topics->most)
		topics->most = (unsigned char)place;
}

void phrases_find(const struct phrases *phrases, struct slice text, const struct word *words,
		  size_t count, struct topics *topics)
{
	const struct lexicon_line line = {
		.lexicon = &phrases->lexicon,
		.sieve = &phrases->lexicon.sieve,
		.languages = ALL,
		.text = text,
		.words = words,
		.count = count,
	};
	struct lexicon_match matches[MATCHES];

	*topics = (struct topics){.most = TOPIC_NONE};
	for (size_t i = 0; i < count; i++) {
		size_t found = sieve_passes(line.sieve, words, i, count)
				       ? lexicon_match(&line, i, matches, MATCHES)
				       : 0;

		for (size_t m = 0; m < found; m++)
			for (unsigned class = 0; class < TOPIC_COUNT * PLACES; class ++)
				if (class_set_has(&matches[m].classes, class))
					note(topics, class, matches[m].from == 0,
					     matches[m].to == count);
	}
}

void phrases_count(const struct phrases *phrases, struct slice text, const struct word *words,
		   size_t count, uint32_t counts[static TOPIC_COUNT])
{
	const struct lexicon_line line = {
		.lexicon = &phrases->words,
		.sieve = &phrases->words.sieve,
		.languages = ALL,
		.text = text,
		.words = words,
		.count = count,
	};
	struct lexicon_match match[4];
	size_t found = sieve_passes(line.sieve, words, 0, count)
			       ? lexicon_match(&line, 0, match, COUNT_OF(match))
			       : 0;

	for (size_t m = 0; m < found; m++)
		for (unsigned topic = 0; topic < TOPIC_COUNT; topic++)
			counts[topic] += class_set_has(&match[m].classes, topic);
}
