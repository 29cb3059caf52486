#include "article/evidence.h"

#include <stdlib.h>

#include "article/shapes.h"

enum { CHUNK = 512, VOTERS = 400, LABEL_WORDS = 6, GLANCE_VOTERS = 24 };

static bool grow_hits(struct evidence *evidence, size_t extra)
{
	size_t cap = evidence->hits_cap ? evidence->hits_cap : 1024;
	struct lexicon_hit *hits;

	if (evidence->hits_cap - evidence->hit_count >= extra)
		return true;
	while (cap - evidence->hit_count < extra)
		cap *= 2;
	hits = realloc(evidence->hits, cap * sizeof(*hits));
	if (!hits)
		return false;
	evidence->hits = hits;
	evidence->hits_cap = cap;
	return true;
}

static bool grow_notes(struct evidence *evidence)
{
	struct line_note *notes;

	if (evidence->lines.count <= evidence->notes_cap)
		return true;
	notes = realloc(evidence->notes, evidence->lines.cap * sizeof(*notes));
	if (!notes)
		return false;
	evidence->notes = notes;
	evidence->notes_cap = evidence->lines.cap;
	return true;
}

/* Whether a glance is enough for this line; then its words are counted, and its first ones vote. */
static bool glance(const struct evidence_means *means, struct language_votes *votes,
		   struct slice text, struct line_note *note)
{
	struct word words[GLANCE_VOTERS];
	size_t at = 0, count;

	if (!means->glance || text.len < GLANCE_BYTES ||
	    !glance_finds_nothing(means->glance, text, &note->words) || note->words <= GLANCE_WORDS)
		return false;
	count = votes->words < VOTERS ? words_read(text, &at, words, GLANCE_VOTERS) : 0;
	for (size_t i = 0; i < count; i++)
		language_votes_add(means->languages, votes, text, &words[i]);
	note->glanced = true;
	return true;
}

/* Reads one line's words: counts them, lets them vote, and notes those that the lexicon knows. */
static bool read_line(struct evidence *evidence, const struct evidence_means *means,
		      struct language_votes *votes, struct slice text, struct line_note *note)
{
	struct word words[CHUNK];
	size_t at = 0, count;

	*note = (struct line_note){.first_hit = (uint32_t)evidence->hit_count,
				   .ended = line_ends_sentence(text)};
	if (glance(means, votes, text, note))
		return true;
	note->words = 0;
	do {
		count = words_read(text, &at, words, CHUNK);
		for (size_t i = 0; i < count && votes->words < VOTERS; i++)
			language_votes_add(means->languages, votes, text, &words[i]);
		if (note->words < EVIDENCE_WORDS) {
			size_t look = count < EVIDENCE_WORDS ? count : EVIDENCE_WORDS;

			if (!grow_hits(evidence, look))
				return false;
			for (size_t i = 0; i < look; i++) {
				struct lexicon_hit *hit = &evidence->hits[evidence->hit_count];

				if (!lexicon_find(means->lexicon, text, &words[i], hit))
					continue;
				hit->at = (uint32_t)i;
				evidence->hit_count++;
			}
		}
		note->words += (uint32_t)count;
	} while (count == CHUNK);
	note->hits = (uint32_t)evidence->hit_count - note->first_hit;
	return true;
}

void evidence_find_prose(struct evidence *evidence)
{
	evidence->first_prose = SIZE_MAX;
	evidence->last_prose = 0;
	for (size_t i = 0; i < evidence->lines.count; i++) {
		if (!evidence_is_prose(evidence, i))
			continue;
		if (evidence->first_prose == SIZE_MAX)
			evidence->first_prose = i;
		evidence->last_prose = i;
	}
}

static void set_language(struct evidence *evidence, int language)
{
	evidence->language = language;
	evidence->languages = (language_set)1 << LANGUAGE_ENGLISH;
	if (language != LANGUAGE_NONE)
		evidence->languages |= (language_set)1 << language;
}

bool evidence_read(struct evidence *evidence, const struct evidence_means *means,
		   struct slice text, int language, struct err *err)
{
	/* Where the language is told, nobody votes. */
	struct language_votes votes = {.words = language != LANGUAGE_NONE ? VOTERS : 0};

	evidence->hit_count = 0;
	evidence->words = 0;
	if (!text_split(&evidence->lines, text, err))
		return false;
	if (!grow_notes(evidence))
		return err_no_memory(err);
	for (size_t i = 0; i < evidence->lines.count; i++) {
		if (!read_line(evidence, means, &votes, evidence->lines.items[i].text,
			       &evidence->notes[i]))
			return err_no_memory(err);
		evidence->words += evidence->notes[i].words;
	}
	evidence_find_prose(evidence);
	evidence->told = language != LANGUAGE_NONE;
	set_language(evidence, evidence->told ? language : language_winner(means->languages, &votes));
	return true;
}

bool evidence_find_language(struct evidence *evidence, const struct evidence_means *means)
{
	struct language_votes votes = {0};
	int before = evidence->language;

	if (evidence->told)
		return false;
	for (size_t i = 0; i < evidence->lines.count && votes.words < VOTERS; i++) {
		struct word words[VOTERS];
		struct slice text = evidence->lines.items[i].text;
		size_t at = 0, count;

		if (evidence->notes[i].gone)
			continue;
		count = words_read(text, &at, words,
				   evidence->notes[i].glanced ? GLANCE_VOTERS : VOTERS);
		for (size_t j = 0; j < count && votes.words < VOTERS; j++)
			language_votes_add(means->languages, &votes, text, &words[j]);
	}
	set_language(evidence, language_winner(means->languages, &votes));
	return evidence->language != before;
}

bool evidence_shorten(struct evidence *evidence, const struct evidence_means *means, size_t i,
		      struct slice text)
{
	struct language_votes votes = {.words = VOTERS};

	evidence->lines.items[i].text = text;
	return read_line(evidence, means, &votes, text, &evidence->notes[i]);
}

void evidence_free(struct evidence *evidence)
{
	text_lines_free(&evidence->lines);
	free(evidence->notes);
	free(evidence->hits);
	*evidence = (struct evidence){0};
}

/* Enters one match into the line's class sets. */
static void enter_match(struct line_evidence *line, const struct lexicon_match *match)
{
	class_set_join(&line->any, &match->classes);
	if (match->from == 0)
		class_set_join(&line->start, &match->classes);
	if (match->to == line->words)
		class_set_join(&line->end, &match->classes);
	if (match->from == 0 && match->to == line->words)
		class_set_join(&line->whole, &match->classes);
	for (uint32_t i = match->from; i < match->to && i < COVER_WORDS; i++)
		class_set_join(&line->cover[i], &match->classes);
}

static void find_classes(const struct evidence *evidence, const struct evidence_means *means,
			 const struct line_note *note, struct line_evidence *line)
{
	enum { MATCHES = 16 };
	const struct lexicon_hit *hits;

	if (note->hits == 0)
		return;
	hits = evidence->hits + note->first_hit;
	for (uint32_t i = 0; i < note->hits; i++) {
		struct lexicon_match matches[MATCHES];
		size_t count = lexicon_match(means->lexicon, evidence->languages, hits + i,
					     note->hits - i, matches, MATCHES);

		for (size_t j = 0; j < count; j++)
			enter_match(line, &matches[j]);
	}
}

/* What the first words alone tell: numbers, function words, a label. */
static void read_beginning(const struct evidence *evidence, const struct evidence_means *means,
			   struct line_evidence *line)
{
	struct word words[COVER_WORDS];
	size_t colon = shape_label_colon(line->text);
	bool labelled = colon < line->text.len;
	size_t at = 0, count;

	/* Of a long line only a label is asked for. */
	if (line->words > COVER_WORDS && !labelled)
		return;
	count = words_read(line->words > COVER_WORDS ? slice_sub(line->text, 0, colon) : line->text, &at,
			   words, COVER_WORDS);
	for (size_t i = 0; i < count; i++) {
		language_set set = language_of_word(means->languages, words[i].hash);

		if (words[i].flags & WORD_DIGITS)
			line->numbers |= UINT32_C(1) << i;
		if (set & evidence->languages)
			line->function |= UINT32_C(1) << i;
		line->label_words += labelled && words[i].at < colon;
	}
	if (line->label_words > LABEL_WORDS)
		line->label_words = 0;
	if (line->label_words > 0 && line->label_words < line->words)
		line->shapes |= SHAPE(LABEL);
}

void evidence_line(const struct evidence *evidence, const struct evidence_means *means, size_t i,
		   struct line_evidence *line)
{
	const struct line_note *note = &evidence->notes[i];
	size_t cover = note->words < COVER_WORDS ? note->words : COVER_WORDS;

	memset(line, 0, offsetof(struct line_evidence, cover));
	memset(line->cover, 0, cover * sizeof(line->cover[0]));
	line->numbers = line->function = 0;
	line->text = evidence->lines.items[i].text;
	line->words = note->words;
	line->shapes = shapes_of(line->text, note->words);
	if (note->ended)
		line->shapes |= SHAPE(ENDED);
	line->shapes |= evidence_position(evidence, i);
	read_beginning(evidence, means, line);
	if (line->words <= COVER_WORDS && line->shapes & SHAPE(DIGITS) &&
	    dateline_looks(means->dates, line->text))
		line->shapes |= SHAPE(DATE);
	find_classes(evidence, means, note, line);
}
