#include "article/topic.h"

#include <string.h>

enum { CHUNK = 256, SHARE_WORDS = 4096 };

void topic_clear(struct topic *topic)
{
	map_clear(&topic->words, 256);
	topic->next = 0;
	if (topic->count > 0)
		memset(topic->shares, 0, sizeof(topic->shares));
	topic->count = 0;
	topic->failed = false;
}

void topic_free(struct topic *topic)
{
	map_free(&topic->words);
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
			seen += map_get(&topic->words, words[i].hash | 1);
		}
	} while (count == CHUNK && all < SHARE_WORDS);
	return all ? (uint32_t)(seen * 1000 / all) : 1000;
}

static void learn(struct topic *topic, const struct languages *languages, language_set language,
		  struct slice text)
{
	struct word words[CHUNK];
	size_t at = 0, count;

	do {
		count = words_read(text, &at, words, CHUNK);
		for (size_t i = 0; i < count; i++) {
			uint32_t *known;

			if (!is_content(languages, language, &words[i]))
				continue;
			known = map_put(&topic->words, words[i].hash | 1);
			if (known)
				*known = 1;
			else
				topic->failed = true;
		}
	} while (count == CHUNK);
}

void topic_advance(struct topic *topic, const struct evidence *evidence,
		   const struct languages *languages, size_t line)
{
	for (; topic->next < line; topic->next++) {
		struct slice text = evidence->lines.items[topic->next].text;

		if (!evidence_is_prose(evidence, topic->next))
			continue;
		if (topic->words.count > 0) {
			topic->count++;
			topic->shares[topic_share(topic, languages, evidence->languages, text)]++;
		}
		learn(topic, languages, evidence->languages, text);
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
