#include "article/model/topic.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum { CHUNK = EVIDENCE_WORDS, SHARE_WORDS = 4096 };

void topic_clear(struct topic *topic)
{
	map_clear(&topic->words, 0);
	topic->next = topic->gap = topic->gap_count = 0;
	if (topic->count > 0)
		memset(topic->shares, 0, sizeof(topic->shares));
	topic->count = 0;
	topic->failed = false;
}

void topic_free(struct topic *topic)
{
	map_free(&topic->words);
	free(topic->gaps);
	*topic = (struct topic){0};
}

static bool is_content(const struct languages *languages, language_set language,
		       const struct word *word)
{
	return (word->chars > 2 || word->flags & WORD_SINGLE) &&
	       !(language_of_word(languages, word->hash) & language);
}

uint32_t topic_share(const struct topic *topic, const struct languages *languages,
		     language_set language, struct slice text)
{
	struct word words[CHUNK];
	uint64_t seen = 0, all = 0;
	size_t at = 0, count;

	do {
		count = words_read(text, &at, words, CHUNK);
		for (size_t i = 0; i < count; i++) {
			if (!is_content(languages, language, &words[i]))
				continue;
			all++;
			seen += map_get(&topic->words, words[i].hash | 1) != 0;
		}
	} while (count == CHUNK && all < SHARE_WORDS);
	return all ? (uint32_t)(seen * 1000 / all) : 1000;
}

/* Takes one line in. Returns its share, as topic_share would have returned it before. */
static uint32_t learn(struct topic *topic, const struct languages *languages,
		      const struct evidence *evidence, size_t line)
{
	struct word memory[EVIDENCE_WORDS];
	const struct word *words;
	struct slice text = evidence->lines.items[line].text;
	uint64_t seen = 0, all = 0;
	size_t count = evidence_words(evidence, line, CHUNK, memory, &words);
	bool counts = true;

	for (;;) {
		for (size_t i = 0; i < count; i++) {
			uint32_t *first;

			if (!is_content(languages, evidence->languages, &words[i]))
				continue;
			first = map_put(&topic->words, words[i].hash | 1);
			if (!first) {
				topic->failed = true;
				continue;
			}
			if (*first == 0)
				*first = (uint32_t)line + 1;
			all += counts;
			seen += counts && *first <= line;
		}
		if (count < CHUNK)
			return all ? (uint32_t)(seen * 1000 / all) : 1000;
		counts = all < SHARE_WORDS;
		{
			size_t at = words[CHUNK - 1].at + words[CHUNK - 1].len;

			count = words_read(text, &at, memory, CHUNK);
			words = memory;
		}
	}
}

/* The words of the prose before a line: at least as many as its content words. */
static size_t expected_words(const struct evidence *evidence, size_t line)
{
	size_t words = 0;

	for (size_t i = 0; i < line; i++)
		words += evidence_is_prose(evidence, i) ? evidence->notes[i].words : 0;
	return words / 2;
}

void topic_skip(struct topic *topic, size_t from, size_t to)
{
	if (ARRAY_RESERVE(topic->gaps, topic->gap_cap, topic->gap_count + 1))
		topic->gaps[topic->gap_count++] = (struct topic_gap){from, to};
	else
		topic->failed = true;
}

/* Whether the next line is in a gap. */
static bool in_gap(struct topic *topic)
{
	while (topic->gap < topic->gap_count && topic->gaps[topic->gap].to <= topic->next)
		topic->gap++;
	return topic->gap < topic->gap_count && topic->gaps[topic->gap].from <= topic->next;
}

void topic_advance(struct topic *topic, const struct evidence *evidence,
		   const struct languages *languages, size_t line)
{
	if (topic->words.count == 0)
		map_clear(&topic->words, expected_words(evidence, line));
	for (; topic->next < line; topic->next++) {
		bool first = topic->words.count == 0;
		uint32_t share;

		if (in_gap(topic) || !evidence_is_prose(evidence, topic->next))
			continue;
		share = learn(topic, languages, evidence, topic->next);
		if (first)
			continue;
		topic->count++;
		topic->shares[share]++;
	}
}

uint32_t topic_median(const struct topic *topic, uint32_t fallback)
{
	uint32_t below = 0, share = 0;

	if (topic->count < 2)
		return fallback;
	while (share < 1000 && below + topic->shares[share] <= topic->count / 2)
		below += topic->shares[share++];
	return share;
}
