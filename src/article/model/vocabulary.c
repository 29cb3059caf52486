#include "article/model/vocabulary.h"

enum {
	STEM = 5,         /* characters */
	LINE_WORDS = 64,  /* of the line that is asked about */
	FILL_WORDS = 256, /* of each prose line */
	POOR = 40,        /* stems; with fewer nothing is said */
	RICH = 300,       /* stems; among so many, one line that has a word says little */
	KNOWN_PERCENT = 20,
};

void vocabulary_forget(struct vocabulary *vocabulary)
{
	vocabulary->filled = false;
}

void vocabulary_free(struct vocabulary *vocabulary)
{
	map_free(&vocabulary->stems);
	*vocabulary = (struct vocabulary){0};
}

/*
 * The stem of a content word, 0 for other words. In scripts without spaces a stem is a pair of
 * characters; *before is the one before, 0 none.
 */
static uint64_t stem_of(const struct evidence *evidence, const struct evidence_config *config,
			struct slice text, const struct word *word, uint64_t *before)
{
	uint64_t pair = *before;

	*before = word->flags & WORD_SINGLE ? word->hash : 0;
	if (word->flags & WORD_SINGLE)
		return pair ? (pair * 31 + word->hash) | 1 : 0;
	if (word->chars <= 3 || word->flags & WORD_DIGITS ||
	    language_of_word(config->languages, word->hash) & evidence->languages)
		return 0;
	if (word->chars <= STEM)
		return word->hash | 1;
	return word_prefix(text, word, STEM) | 1;
}

static void learn(struct vocabulary *vocabulary, const struct evidence *evidence,
		  const struct evidence_config *config, size_t i)
{
	struct slice text = evidence->lines.items[i].text;
	struct word memory[FILL_WORDS];
	const struct word *words;
	uint64_t before = 0;
	size_t count = evidence_words(evidence, i, FILL_WORDS, memory, &words);

	for (size_t j = 0; j < count; j++) {
		uint64_t stem = stem_of(evidence, config, text, &words[j], &before);
		uint32_t *line = stem ? map_put(&vocabulary->stems, stem) : NULL;

		if (line)
			*line = *line == 0 || *line == i + 1 ? (uint32_t)i + 1 : UINT32_MAX;
		else
			vocabulary->failed |= stem != 0;
	}
}

static void fill(struct vocabulary *vocabulary, const struct evidence *evidence,
		 const struct evidence_config *config)
{
	size_t words = 0;

	for (size_t i = 0; i < evidence->lines.count; i++)
		if (evidence_is_prose(evidence, i))
			words += evidence->notes[i].words < FILL_WORDS ? evidence->notes[i].words
								       : FILL_WORDS;
	map_clear(&vocabulary->stems, words / 2);
	vocabulary->failed = false;
	for (size_t i = 0; i < evidence->lines.count; i++)
		if (evidence_is_prose(evidence, i))
			learn(vocabulary, evidence, config, i);
	vocabulary->poor = vocabulary->stems.count < POOR;
	vocabulary->filled = true;
}

/* Whether a stem is in the prose elsewhere than in line i; `seen` is what is noted of it. */
static bool is_known(const struct vocabulary *vocabulary, uint32_t seen, size_t i, bool once)
{
	if (seen == 0 || seen == i + 1)
		return false;
	return once || seen == UINT32_MAX || vocabulary->stems.count < RICH;
}

/* The percentage of the line's content words that the prose has. */
static unsigned overlap_of(struct vocabulary *vocabulary, const struct evidence *evidence,
			   const struct evidence_config *config, size_t i, bool once)
{
	struct slice text = evidence->lines.items[i].text;
	struct word memory[LINE_WORDS];
	const struct word *words;
	uint32_t all = 0, known = 0;
	uint64_t before = 0;
	size_t count;

	if (!vocabulary->filled)
		fill(vocabulary, evidence, config);
	if (vocabulary->poor)
		return 100;
	count = evidence_words(evidence, i, LINE_WORDS, memory, &words);
	for (size_t j = 0; j < count; j++) {
		uint64_t stem = stem_of(evidence, config, text, &words[j], &before);

		all += stem != 0;
		known += stem && is_known(vocabulary, map_get(&vocabulary->stems, stem), i, once);
	}
	return all ? known * 100 / all : 0;
}

static bool differs(struct vocabulary *vocabulary, const struct evidence *evidence,
		    const struct evidence_config *config, size_t i, bool once)
{
	return overlap_of(vocabulary, evidence, config, i, once) <= KNOWN_PERCENT;
}

unsigned vocabulary_overlap(struct vocabulary *vocabulary, const struct evidence *evidence,
			    const struct evidence_config *config, size_t i)
{
	return overlap_of(vocabulary, evidence, config, i, false);
}

bool vocabulary_off_topic(struct vocabulary *vocabulary, const struct evidence *evidence,
			  const struct evidence_config *config, size_t i)
{
	return differs(vocabulary, evidence, config, i, false);
}

bool vocabulary_low_overlap(struct vocabulary *vocabulary, const struct evidence *evidence,
			    const struct evidence_config *config, size_t i)
{
	return differs(vocabulary, evidence, config, i, true);
}
