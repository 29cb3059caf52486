#include "article/lines/evidence.h"

#include <stdlib.h>

#include "article/rules/shapes.h"
#include "text/words/wrapped.h"

enum {
	VOTERS = 160,
	FEW_VOTERS = 80, /* are enough when they leave no doubt */
	LINE_VOTERS = 40,
	LABEL_WORDS = 6,
	LABEL_BYTES = 120, /* a label's colon is among these */
	MATCHES = 16,      /* that begin at one word */
	COUNT_BYTES = 6, /* lines of so many bytes for each word that they may have rather have too
			    many */
	SIFT_WORDS = 32, /* no member of a class is longer, */
	FEW_WORDS = 4,   /* and few are longer than this */
	NEEDED_IN_LONG = 1,
	NEEDED_IN_LONGER = 2,
};

/* Makes room for the words of one more line. */
static bool grow_store(struct word_store *store)
{
	size_t cap = store->cap ? 2 * store->cap : 4 * EVIDENCE_WORDS;
	struct word *words;

	if (store->cap - store->count >= EVIDENCE_WORDS)
		return true;
	words = realloc(store->words, cap * sizeof(*words));
	if (!words)
		return false;
	store->words = words;
	store->cap = cap;
	return true;
}

/* Reads up to `most` words of a line from its beginning, and keeps them. *at is moved after them.
 */
static bool keep_words(const struct evidence *evidence, struct line_note *note, struct slice text,
		       size_t most, size_t *at)
{
	struct word_store *store = evidence->store;

	if (!grow_store(store))
		return false;
	*at = 0;
	note->first_word = (uint32_t)store->count;
	note->kept = (uint32_t)words_read(text, at, store->words + store->count, most);
	store->count += note->kept;
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
	size_t at;

	note->kept = 0;
	note->prefiltered = false;
	if (text.len >= most * COUNT_BYTES) {
		note->words = (uint32_t)words_count(text, 0);
		if (note->words > most)
			return true;
	}
	if (!keep_words(evidence, note, text, most + 1, &at))
		return false;
	note->words = note->kept;
	if (note->kept > most)
		note->words += (uint32_t)words_count(text, at);
	return true;
}

static uint32_t most_words(const struct evidence_config *config)
{
	return config->views ? config->views->most_words : EVIDENCE_WORDS - 1;
}

/* The line's kept words; NULL when there are none, as there may be no memory for words yet. */
static const struct word *kept_words(const struct evidence *evidence, const struct line_note *note)
{
	return note->kept ? evidence->store->words + note->first_word : NULL;
}

size_t evidence_words(const struct evidence *evidence, size_t i, size_t most, struct word *memory,
		      const struct word **words)
{
	struct line_note *note = &evidence->notes[i];
	struct slice text = evidence->lines.items[i].text;
	size_t at = 0;

	if (most > EVIDENCE_WORDS)
		most = EVIDENCE_WORDS;
	if (note->kept < most && note->kept < note->words && most > LINE_VOTERS)
		keep_words(evidence, note, text, most, &at);
	if (note->kept >= most || (note->kept > 0 && note->kept == note->words)) {
		*words = kept_words(evidence, note);
		return note->kept < most ? note->kept : most;
	}
	at = 0;
	*words = memory;
	return words_read(text, &at, memory, most);
}

/* Line i as the lexicon takes it, without words. */
static struct lexicon_line lexicon_line(const struct evidence *evidence,
					const struct evidence_config *config,
					const struct word_sieve *sieve, size_t i)
{
	return (struct lexicon_line){
		.lexicon = config->lexicon,
		.sieve = sieve ? sieve : &config->lexicon->sieve,
		.languages = evidence->languages,
		.text = evidence->lines.items[i].text,
	};
}

/*
 * Which of the views' classes have a member that begins at the line's offset `at`: bits for long,
 * longer. *at moves after the word there.
 */
static unsigned needs_met(struct lexicon_line *line, const struct rule_views *views, size_t *at)
{
	struct lexicon_match matches[MATCHES];
	struct word words[SIFT_WORDS];
	size_t found, most = FEW_WORDS;
	unsigned met = 0;
	bool cut;

	line->words = words;
	line->cut = &cut;
	for (;;) {
		size_t after = *at;

		cut = false;
		line->count = words_read(line->text, &after, words, most);
		found = lexicon_match(line, 0, matches, MATCHES);
		if (!cut || line->count < most || most == SIFT_WORDS)
			break;
		most = SIFT_WORDS;
	}
	while (found > 0) {
		const struct class_set *classes = &matches[--found].classes;

		met |= class_set_meets(classes, &views->in_long.needed) ? NEEDED_IN_LONG : 0;
		met |= class_set_meets(classes, &views->in_longer.needed) ? NEEDED_IN_LONGER : 0;
	}
	*at = words[0].at + words[0].len;
	return met;
}

/*
 * Counts the words of a line, and looks among them for members of the classes of one of the views.
 * Stops when it finds one of `enough`; then *count is less. Returns what it found.
 */
static unsigned sift(const struct evidence *evidence, const struct evidence_config *config,
		     size_t i, const struct long_view *view, unsigned enough, uint32_t *count)
{
	struct lexicon_line line =
		lexicon_line(evidence, config, &view->by_language[evidence->language + 1], i);
	unsigned met = 0;
	size_t at = 0;

	for (*count = 0;; ++*count) {
		*count += (uint32_t)words_sift(line.text, &at, line.sieve);
		if (at == line.text.len)
			return met;
		met |= needs_met(&line, config->views, &at);
		if (met & enough)
			return met;
	}
}

/*
 * Counts the words of a line that may be long, and tells whether none of them begins what a rule
 * for lines of its length needs. Of a longer line less is looked for; how many words it has is
 * known at its end.
 */
static bool sift_line(const struct evidence *evidence, const struct evidence_config *config,
		      size_t i, uint32_t *count)
{
	const struct rule_views *views = config->views;
	unsigned met;

	if (evidence->lines.items[i].text.len >= LONGER_LINE_WORDS * COUNT_BYTES) {
		if (sift(evidence, config, i, &views->in_longer, NEEDED_IN_LONGER, count) &
		    NEEDED_IN_LONGER)
			return false;
		if (*count > LONGER_LINE_WORDS)
			return !views->in_longer.need_none;
	}
	met = sift(evidence, config, i, &views->in_long, NEEDED_IN_LONGER, count);
	if (met & NEEDED_IN_LONGER)
		return false;
	return *count > LONGER_LINE_WORDS ? !views->in_longer.need_none
					  : !met && !views->in_long.need_none;
}

/* A line of so many bytes is long unless its words are. */
static bool may_be_long(const struct evidence_config *config, struct slice text)
{
	return config->views && text.len >= LONG_LINE_BYTES;
}

bool evidence_has_no_rule(const struct evidence *evidence, const struct evidence_config *config,
			  size_t i)
{
	const struct line_note *note = &evidence->notes[i];
	uint32_t count;

	if (note->skipped || note->words > most_words(config))
		return true;
	if (note->words <= LONG_LINE_WORDS || !may_be_long(config, evidence->lines.items[i].text))
		return false;
	return note->prefiltered ? note->no_rule : sift_line(evidence, config, i, &count);
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
	if (!evidence->store)
		evidence->store = calloc(1, sizeof(*evidence->store));
	if (!evidence->store || !grow_notes(evidence))
		return err_no_memory(err);
	evidence->store->count = 0;
	for (size_t i = 0; i < evidence->lines.count; i++)
		evidence->notes[i] = (struct line_note){0};
	return true;
}

/* The first words of the lines that are there vote. */
static int find_language(const struct evidence *evidence, const struct evidence_config *config)
{
	struct language_votes votes = {0};

	for (size_t i = 0; i < evidence->lines.count && votes.words < VOTERS; i++) {
		struct word memory[LINE_VOTERS];
		const struct word *words;
		size_t count;

		if (evidence->notes[i].removed)
			continue;
		if (votes.words >= FEW_VOTERS &&
		    language_certain(config->languages, &votes) != LANGUAGE_NONE)
			break;
		count = evidence_words(evidence, i, LINE_VOTERS, memory, &words);
		for (size_t j = 0; j < count && votes.words < VOTERS; j++)
			language_votes_add(config->languages, &votes, evidence->lines.items[i].text,
					   &words[j]);
	}
	return language_winner(config->languages, &votes);
}

/* Reads a line that may be long, once the language is known. Most of them need no rule. */
static bool read_long_line(struct evidence *evidence, const struct evidence_config *config,
			   size_t i)
{
	struct line_note *note = &evidence->notes[i];
	struct slice text = evidence->lines.items[i].text;
	uint32_t count;
	bool no_rule = sift_line(evidence, config, i, &count);

	if (!(no_rule && count > LONG_LINE_WORDS) &&
	    !read_line(evidence, text, most_words(config), note))
		return false;
	if (no_rule)
		note->words = count;
	note->prefiltered = true;
	note->no_rule = no_rule;
	return true;
}

/*
 * Reads line i, or notes that it is to be read when the language is known: then it may be long, and
 * is not so long that no rule asks about it. Sets *asked when a rule may.
 */
static bool read_first(struct evidence *evidence, const struct evidence_config *config, size_t i,
		       bool *asked)
{
	struct line_note *note = &evidence->notes[i];
	struct slice text = evidence->lines.items[i].text;
	uint32_t most = most_words(config);

	*note = (struct line_note){.ended = line_ends_sentence(text)};
	if (!may_be_long(config, text)) {
		*asked |= text.len > 0;
		return read_line(evidence, text, most, note);
	}
	if (text.len >= most * COUNT_BYTES)
		note->words = (uint32_t)words_count(text, 0);
	note->later = note->words <= most;
	*asked |= note->later;
	return true;
}

/*
 * Lines that may be long are read last, as what is looked for in them is a matter of language.
 * Where no rule will ask, the language does not matter.
 */
bool evidence_read_rest(struct evidence *evidence, const struct evidence_config *config,
			int language, struct err *err)
{
	bool asked = false;

	for (size_t i = 0; i < evidence->lines.count; i++)
		if (!evidence->notes[i].removed && !evidence->notes[i].skipped &&
		    !read_first(evidence, config, i, &asked))
			return err_no_memory(err);
	evidence->language_given = language != LANGUAGE_NONE;
	set_language(evidence, evidence->language_given ? language
			       : asked                  ? find_language(evidence, config)
							: LANGUAGE_NONE);
	for (size_t i = 0; i < evidence->lines.count; i++)
		if (evidence->notes[i].later && !read_long_line(evidence, config, i))
			return err_no_memory(err);
	evidence_find_prose(evidence);
	return true;
}

bool evidence_read(struct evidence *evidence, const struct evidence_config *config,
		   struct slice text, int language, struct err *err)
{
	return evidence_split(evidence, text, err) &&
	       evidence_read_rest(evidence, config, language, err);
}

bool evidence_find_language(struct evidence *evidence, const struct evidence_config *config)
{
	int before = evidence->language;

	if (!evidence->language_given)
		set_language(evidence, find_language(evidence, config));
	for (size_t i = 0; i < evidence->lines.count && evidence->language != before; i++)
		evidence->notes[i].prefiltered = false;
	return evidence->language != before;
}

bool evidence_shorten(struct evidence *evidence, const struct evidence_config *config, size_t i,
		      struct slice text)
{
	struct line_note *note = &evidence->notes[i];

	evidence->lines.items[i].text = text;
	note->ended = line_ends_sentence(text);
	return read_line(evidence, text, most_words(config), note);
}

void evidence_free(struct evidence *evidence)
{
	text_lines_free(&evidence->lines);
	free(evidence->notes);
	if (evidence->store)
		free(evidence->store->words);
	free(evidence->store);
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

		if (!sieve_passes(words->sieve, words->words, at, words->count))
			continue;
		found = lexicon_match(words, at, matches, MATCHES);
		for (size_t i = 0; i < found; i++)
			enter_match(line, &matches[i]);
	}
}

/* shape_label_colon, which most lines need not be asked for: they have no colon, ASCII or
 * full-width, there. */
static size_t label_colon(struct slice text)
{
	struct slice head = slice_sub(text, 0, text.len < LABEL_BYTES ? text.len : LABEL_BYTES);
	bool colon = slice_find_byte(head, 0, ':') < head.len ||
		     slice_find_byte(head, 0, '\xEF') < head.len;

	return colon ? shape_label_colon(text) : text.len;
}

/* What the first words alone tell: numbers, function words, a label. */
static void read_beginning(const struct evidence_config *config, const struct word *words,
			   size_t count, struct line_evidence *line)
{
	size_t colon = label_colon(line->text);
	bool labelled = colon<line->text.len, is_long = line->words> COVER_WORDS;

	/* Of a long line only a label is asked for. */
	if (is_long && !labelled)
		return;
	for (size_t i = 0; i < count && i < COVER_WORDS && (!is_long || words[i].at < colon); i++) {
		language_set set = language_of_word(config->languages, words[i].hash);

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

void evidence_line(const struct evidence *evidence, const struct evidence_config *config, size_t i,
		   struct line_evidence *line)
{
	const struct line_note *note = &evidence->notes[i];
	const struct word_sieve *sieve =
		config->views ? &config->views->all[evidence->language + 1] : NULL;
	struct lexicon_line words = lexicon_line(evidence, config, sieve, i);
	struct word memory[EVIDENCE_WORDS];
	size_t cover = note->words < COVER_WORDS ? note->words : COVER_WORDS;

	memset(line, 0, offsetof(struct line_evidence, cover));
	memset(line->cover, 0, cover * sizeof(line->cover[0]));
	line->numbers = line->function = 0;
	line->text = evidence->lines.items[i].text;
	line->evidence = evidence;
	line->config = config;
	line->number = i;
	line->words = note->words;
	line->shapes = shapes_of(line->text, note->words);
	if (note->ended)
		line->shapes |= SHAPE(ENDED);
	line->shapes |= evidence_position(evidence, i);
	if (line->words <= most_words(config))
		words.count = evidence_words(evidence, i, EVIDENCE_WORDS, memory, &words.words);
	read_beginning(config, words.words, words.count, line);
	if (line->words <= COVER_WORDS && line->shapes & SHAPE(DIGITS) &&
	    dateline_looks(config->dates, line->text))
		line->shapes |= SHAPE(DATE);
	find_classes(&words, line);
}
