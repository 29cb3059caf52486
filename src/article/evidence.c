#include "article/evidence.h"

#include <stdlib.h>

#include "article/shapes.h"
#include "text/wrapped.h"

enum {
	VOTERS = 160,
	FEW_VOTERS = 80, /* are enough when they leave no doubt */
	LINE_VOTERS = 40,
	LABEL_WORDS = 6,
	MATCHES = 16, /* that begin at one word */
	COUNT_BYTES = 6, /* lines of so many bytes for each word that they may have rather have too many */
};

static bool grow_words(struct evidence *evidence)
{
	size_t cap = evidence->words_cap ? 2 * evidence->words_cap : 4 * EVIDENCE_WORDS;
	struct word *words;

	if (evidence->words_cap - evidence->word_count >= EVIDENCE_WORDS)
		return true;
	words = realloc(evidence->words, cap * sizeof(*words));
	if (!words)
		return false;
	evidence->words = words;
	evidence->words_cap = cap;
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

/* Reads one line's words: counts them, and keeps them when there are no more than `most`. */
static bool read_line(struct evidence *evidence, struct slice text, size_t most,
		      struct line_note *note)
{
	struct word *words;
	size_t at = 0;

	*note = (struct line_note){.ended = line_ends_sentence(text),
				   .first_word = (uint32_t)evidence->word_count};
	if (text.len >= most * COUNT_BYTES) {
		note->words = (uint32_t)words_count(text, 0);
		if (note->words > most)
			return true;
	}
	if (!grow_words(evidence))
		return false;
	words = evidence->words + evidence->word_count;
	note->kept = (uint32_t)words_read(text, &at, words, most + 1);
	note->words = note->kept;
	if (note->kept > most) {
		note->words += (uint32_t)words_count(text, at);
		note->kept = 0;
	}
	evidence->word_count += note->kept;
	return true;
}

static uint32_t most_words(const struct evidence_means *means)
{
	return means->views ? means->views->most_words : EVIDENCE_WORDS - 1;
}

/* The line's kept words; NULL when there are none, as there may be no memory for words yet. */
static const struct word *kept_words(const struct evidence *evidence, const struct line_note *note)
{
	return note->kept ? evidence->words + note->first_word : NULL;
}

size_t evidence_words(const struct evidence *evidence, size_t i, size_t most, struct word *memory,
		      const struct word **words)
{
	const struct line_note *note = &evidence->notes[i];
	size_t at = 0;

	if (most > EVIDENCE_WORDS)
		most = EVIDENCE_WORDS;
	if (note->kept) {
		*words = kept_words(evidence, note);
		return note->kept < most ? note->kept : most;
	}
	*words = memory;
	return words_read(evidence->lines.items[i].text, &at, memory, most);
}

/* Line i as the lexicon takes it. */
static struct lexicon_line lexicon_line(const struct evidence *evidence,
					const struct evidence_means *means,
					const struct lexicon_view *view, size_t i)
{
	const struct line_note *note = &evidence->notes[i];

	return (struct lexicon_line){
		.lexicon = means->lexicon,
		.view = view ? view : &means->lexicon->view,
		.languages = evidence->languages,
		.text = evidence->lines.items[i].text,
		.words = kept_words(evidence, note),
		.count = note->kept,
	};
}

/* Whether one of the line's words begins what a rule for lines of its length needs. */
static bool has_needed(const struct lexicon_line *line, const struct class_set *needed)
{
	for (size_t at = 0; at < line->count; at++) {
		struct lexicon_match matches[MATCHES];
		size_t found;

		if (!lexicon_may_begin(line->view, &line->words[at]))
			continue;
		found = lexicon_match(line, at, matches, MATCHES);
		while (found > 0)
			if (class_set_meets(&matches[--found].classes, needed))
				return true;
	}
	return false;
}

bool evidence_is_idle(const struct evidence *evidence, const struct evidence_means *means, size_t i)
{
	const struct line_note *note = &evidence->notes[i];
	const struct rule_views *views = means->views;
	const struct long_view *view;
	struct lexicon_line line;

	if (note->glanced || note->words > most_words(means))
		return true;
	if (!views || note->words <= LONG_LINE_WORDS ||
	    evidence->lines.items[i].text.len < LONG_LINE_BYTES)
		return false;
	view = note->words > LONGER_LINE_WORDS ? &views->in_longer : &views->in_long;
	line = lexicon_line(evidence, means, &view->by_language[evidence->language + 1], i);
	return !view->need_none && !has_needed(&line, &view->needed);
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

bool evidence_split(struct evidence *evidence, struct slice text, struct err *err)
{
	if (!text_split(&evidence->lines, text, err))
		return false;
	text_join_wrapped(&evidence->lines);
	if (!grow_notes(evidence))
		return err_no_memory(err);
	for (size_t i = 0; i < evidence->lines.count; i++)
		evidence->notes[i] = (struct line_note){0};
	return true;
}

/* The first words of the lines that are there vote. */
static int find_language(const struct evidence *evidence, const struct evidence_means *means)
{
	struct language_votes votes = {0};

	for (size_t i = 0; i < evidence->lines.count && votes.words < VOTERS; i++) {
		struct word memory[LINE_VOTERS];
		const struct word *words;
		size_t count;

		if (evidence->notes[i].gone)
			continue;
		if (votes.words >= FEW_VOTERS && language_certain(means->languages, &votes) != LANGUAGE_NONE)
			break;
		count = evidence_words(evidence, i, LINE_VOTERS, memory, &words);
		for (size_t j = 0; j < count && votes.words < VOTERS; j++)
			language_votes_add(means->languages, &votes, evidence->lines.items[i].text,
					   &words[j]);
	}
	return language_winner(means->languages, &votes);
}

bool evidence_read_rest(struct evidence *evidence, const struct evidence_means *means, int language,
			struct err *err)
{
	evidence->word_count = 0;
	for (size_t i = 0; i < evidence->lines.count; i++)
		if (!evidence->notes[i].gone && !evidence->notes[i].glanced &&
		    !read_line(evidence, evidence->lines.items[i].text, most_words(means),
			       &evidence->notes[i]))
			return err_no_memory(err);
	evidence->told = language != LANGUAGE_NONE;
	set_language(evidence, evidence->told ? language : find_language(evidence, means));
	evidence_find_prose(evidence);
	return true;
}

bool evidence_read(struct evidence *evidence, const struct evidence_means *means,
		   struct slice text, int language, struct err *err)
{
	return evidence_split(evidence, text, err) &&
	       evidence_read_rest(evidence, means, language, err);
}

bool evidence_find_language(struct evidence *evidence, const struct evidence_means *means)
{
	int before = evidence->language;

	if (!evidence->told)
		set_language(evidence, find_language(evidence, means));
	return evidence->language != before;
}

bool evidence_shorten(struct evidence *evidence, const struct evidence_means *means, size_t i,
		      struct slice text)
{
	evidence->lines.items[i].text = text;
	return read_line(evidence, text, most_words(means), &evidence->notes[i]);
}

void evidence_free(struct evidence *evidence)
{
	text_lines_free(&evidence->lines);
	free(evidence->notes);
	free(evidence->words);
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

static void find_classes(const struct lexicon_line *words, struct line_evidence *line)
{
	for (size_t at = 0; at < words->count; at++) {
		struct lexicon_match matches[MATCHES];
		size_t found;

		if (!lexicon_may_begin(words->view, &words->words[at]))
			continue;
		found = lexicon_match(words, at, matches, MATCHES);
		for (size_t i = 0; i < found; i++)
			enter_match(line, &matches[i]);
	}
}

/* What the first words alone tell: numbers, function words, a label. */
static void read_beginning(const struct evidence_means *means, const struct word *words, size_t count,
			   struct line_evidence *line)
{
	size_t colon = shape_label_colon(line->text);
	bool labelled = colon < line->text.len, is_long = line->words > COVER_WORDS;

	/* Of a long line only a label is asked for. */
	if (is_long && !labelled)
		return;
	for (size_t i = 0; i < count && i < COVER_WORDS && (!is_long || words[i].at < colon); i++) {
		language_set set = language_of_word(means->languages, words[i].hash);

		if (words[i].flags & WORD_DIGITS)
			line->numbers |= UINT32_C(1) << i;
		if (set & line->evidence->languages)
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
	const struct lexicon_view *view = means->views ? &means->views->all[evidence->language + 1] : NULL;
	struct lexicon_line words = lexicon_line(evidence, means, view, i);
	size_t cover = note->words < COVER_WORDS ? note->words : COVER_WORDS;

	memset(line, 0, offsetof(struct line_evidence, cover));
	memset(line->cover, 0, cover * sizeof(line->cover[0]));
	line->numbers = line->function = 0;
	line->text = evidence->lines.items[i].text;
	line->evidence = evidence;
	line->means = means;
	line->number = i;
	line->words = note->words;
	line->shapes = shapes_of(line->text, note->words);
	if (note->ended)
		line->shapes |= SHAPE(ENDED);
	line->shapes |= evidence_position(evidence, i);
	read_beginning(means, words.words, words.count, line);
	if (line->words <= COVER_WORDS && line->shapes & SHAPE(DIGITS) &&
	    dateline_looks(means->dates, line->text))
		line->shapes |= SHAPE(DATE);
	find_classes(&words, line);
}
