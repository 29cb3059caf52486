#include "keywords.h"

#include <string.h>

enum { CHUNK = 64, TITLE_MOST = 32, WORD_LEAST = 3 };

/* A word that says something. */
static bool is_telling(const struct languages *languages, const struct word *word)
{
	return word->flags & WORD_SINGLE ||
	       ((word->chars >= WORD_LEAST || word->flags & (WORD_DIGITS | WORD_CAPITAL)) &&
		!language_of_word(languages, word->hash));
}

static bool has_word(const struct word *words, size_t count, uint64_t hash)
{
	while (count > 0)
		if (words[--count].hash == hash)
			return true;
	return false;
}

static void add(struct keywords *keywords, uint64_t key)
{
	uint64_t bucket = keyword_bucket(key);

	while (keywords->buckets[bucket % KEYWORD_BUCKETS])
		bucket++;
	keywords->words[keywords->count++] = key;
	keywords->buckets[bucket % KEYWORD_BUCKETS] = (uint8_t)keywords->count;
}

void keywords_read(struct keywords *keywords, const struct languages *languages, struct slice title,
		   struct slice summary, struct slice site)
{
	const struct slice texts[] = {title, summary};
	static const uint32_t most[] = {TITLE_MOST, KEYWORD_MAX};
	struct word words[CHUNK], names[8];
	size_t at = 0, name_count = words_read(site, &at, names, 8);

	memset(keywords, 0, sizeof(*keywords));
	for (unsigned n = 0; n < 2; n++) {
		uint64_t before = 0;
		size_t count;

		at = 0;
		count = words_read(texts[n], &at, words, CHUNK);
		for (size_t i = 0; i < count && keywords->count < most[n]; i++) {
			uint64_t key = keyword_key(&words[i], before);

			before = words[i].flags & WORD_SINGLE ? words[i].hash : 0;
			if (key && is_telling(languages, &words[i]) &&
			    !has_word(names, name_count, words[i].hash) &&
			    !keyword_find(keywords, key))
				add(keywords, key);
		}
		if (n == 0)
			keywords->title =
				keywords->count ? ~(keyword_set)0 >> (64 - keywords->count) : 0;
	}
}
