/*
 * evidence: what is known of the lines of a text before anyone decides about them: how many words,
 * which word classes, what shape, and where the prose is.
 *
 * A text is read once, and the words of lines that a rule may be about are kept. Those of other
 * lines are counted, and those of most long lines prefiltered: most of an article is in lines that
 * no rule has anything to look for in.
 */
#ifndef WIREWASH_EVIDENCE_H
#define WIREWASH_EVIDENCE_H

#include "article/lines/dateline.h"
#include "article/rules/lexicon.h"
#include "base/err.h"
#include "text/words/language.h"
#include "text/words/lines.h"

enum {
	EVIDENCE_WORDS = 256, /* lines of so many words are evidence for no rule, */
	COVER_WORDS = 32, /* labels, and lines this short, can be tested for a closed vocabulary */
	SHAPE_BYTES = 2048,   /* lines longer than this have only the shapes of their ends */
	LONG_LINE_WORDS = 50, /* lines of more words than this, and */
	LONG_LINE_BYTES =
		320, /* at least so many bytes, are long: few rules have anything to look for, */
	LONGER_LINE_WORDS = 100, /* and in these even fewer */
	PROSE_WORDS = 20,        /* a line this long that ends a sentence is prose */
};

/* What a line looks like. The names of these, in rule files, are in shape_names. */
enum shape {
	SHAPE_ENDED,    /* ends a sentence */
	SHAPE_COLON,    /* ends in a colon */
	SHAPE_QUESTION, /* has a question mark */
	SHAPE_EXCLAIM,  /* has an exclamation mark */
	SHAPE_EMOJI, /* begins with a pictograph, markup aside (a tick, a star or a flag is none) */
	SHAPE_EMOJI_END, /* ends with one */
	SHAPE_LINK,      /* has a Markdown link */
	SHAPE_LOCAL,     /* has a Markdown link to a page of the same site */
	SHAPE_URL,       /* has a bare web address */
	SHAPE_HANDLE,    /* has an @name or an e-mail address */
	SHAPE_HASHTAGS,  /* every word is a hashtag's */
	SHAPE_BULLET,    /* begins as a list item */
	SHAPE_HEADING,   /* begins as a Markdown heading */
	SHAPE_BARS,      /* at least two separators such as | › » · between words */
	SHAPE_DIGITS,    /* has a digit */
	SHAPE_DATE,      /* is nothing but a date */
	SHAPE_UPPER,     /* all capital letters */
	SHAPE_WRAPPED,   /* is in _ _, * *, ( ) or [ ] as a whole */
	SHAPE_QUOTED,    /* begins with a quotation mark, or has two */
	SHAPE_SPEECH,    /* begins with a dash, as dialogue does */
	SHAPE_BARE,      /* has no word at all */
	SHAPE_RULE,      /* is a line of --- or *** or ___ */
	SHAPE_RIGHTS,    /* has the copyright sign, or (c) */
	SHAPE_MONEY,     /* has a currency sign */
	SHAPE_CODE,      /* has one of = < > { } ; \ */
	SHAPE_BRACKETED, /* is in { }, [ ] or < > as a whole */
	SHAPE_COMMAS,    /* has a comma */
	SHAPE_LABEL,  /* begins with a label: at most six words and a colon, and something after it
		       */
	SHAPE_TOP,    /* no prose is before it */
	SHAPE_TAIL,   /* no prose is after it */
	SHAPE_TEASER, /* ends in an ellipsis */
	SHAPE_OFF_TOPIC, /* shares hardly a word with the prose; asked only where a rule does */
	SHAPE_COUNT
};

#define SHAPE(name) (UINT32_C(1) << SHAPE_##name)

/* By shape, as rule files spell them. */
extern const char *const shape_names[SHAPE_COUNT];

/* What is kept of every line. */
struct line_note {
	uint32_t words;
	uint32_t first_word,
		kept;     /* its first words are the store's [first_word, first_word + kept) */
	bool later;       /* it is read when the language is known */
	bool prefiltered; /* its words were prefiltered for the text's language, */
	bool no_rule;     /* and none of them is one that a rule for lines of its length needs */
	bool ended;
	bool removed; /* left out */
	bool copy;    /* left out because the text has it twice */
	bool skipped; /* no rule is asked about it, and its words were only counted */
};

/* A text as it was read. {0} is empty; memory is kept from text to text. */
struct evidence {
	struct text_lines lines;
	struct line_note *notes; /* one for each line */
	size_t notes_cap;
	struct word_store { /* words that were read, for whoever asks next; also in a const evidence
			     */
		struct word *words;
		size_t count, cap;
	} * store;
	int language;           /* LANGUAGE_NONE: not given, and not found; or no rule would ask */
	language_set languages; /* whose words count: the text's own, and English */
	bool language_given;    /* the language was not found out */
	size_t first_prose, last_prose; /* lines; first > last when there is none */
};

/* What evidence is read with. All of it is immutable. */
struct evidence_config {
	const struct languages *languages;
	const struct lexicon *lexicon;
	const struct dateline_words *dates;
	const struct rule_views *views; /* NULL: every word is looked up */
};

/* What the rules look for in texts of each language, by its number plus one. */
struct rule_views {
	struct word_sieve all[LANGUAGE_MAX + 1];
	struct long_view {
		uint32_t words;          /* in lines of more words than this, */
		struct class_set needed; /* of which they must have a member; */
		bool need_none;          /* but some rule needs no word */
		struct word_sieve by_language[LANGUAGE_MAX + 1];
	} in_long, in_longer;
	uint32_t most_words; /* less than EVIDENCE_WORDS: no rule is about longer lines */
};

/*
 * Reads a text (valid UTF-8, shorter than 4 GiB), which must outlive *evidence. `language` is its
 * language, or LANGUAGE_NONE to find it out.
 */
bool evidence_read(struct evidence *evidence, const struct evidence_config *config,
		   struct slice text, int language, struct err *err);

/*
 * The same in two steps. Lines that are left out between them (evidence_remove), or marked as
 * skipped, are not read: whoever does that fills in their notes.
 */
bool evidence_split(struct evidence *evidence, struct slice text, struct err *err);
bool evidence_read_rest(struct evidence *evidence, const struct evidence_config *config,
			int language, struct err *err);

void evidence_free(struct evidence *evidence);

/* Whether line i is prose: long, and a sentence's end. */
static inline bool evidence_is_prose(const struct evidence *evidence, size_t i)
{
	return evidence->notes[i].ended && !evidence->notes[i].removed &&
	       evidence->notes[i].words >= PROSE_WORDS;
}

/*
 * Whether no rule has anything to look for in line i: it was left alone before, or it is long and
 * has no word for the few rules that are about long lines.
 */
bool evidence_has_no_rule(const struct evidence *evidence, const struct evidence_config *config,
			  size_t i);

/*
 * From now on line i is as if it were not there, and line i has this text instead (false when
 * memory is short). Call evidence_find_prose after the last of such changes.
 */
static inline void evidence_remove(struct evidence *evidence, size_t i)
{
	evidence->notes[i].removed = true;
}

bool evidence_shorten(struct evidence *evidence, const struct evidence_config *config, size_t i,
		      struct slice text);
void evidence_find_prose(struct evidence *evidence);

/*
 * Finds out the language again, when it was not given, from the lines that are there. Whether it is
 * another.
 */
bool evidence_find_language(struct evidence *evidence, const struct evidence_config *config);

/*
 * The first words of line i, up to `most` of them, and no more than EVIDENCE_WORDS; *words points
 * to them until the next call. When they were not kept they are read now, and kept unless they are
 * few: those are in `memory`.
 */
size_t evidence_words(const struct evidence *evidence, size_t i, size_t most, struct word *memory,
		      const struct word **words);

/* Where line i stands: SHAPE(TOP) before all prose, SHAPE(TAIL) after it, both, or 0. */
static inline uint32_t evidence_position(const struct evidence *evidence, size_t i)
{
	bool none = evidence->first_prose == SIZE_MAX;

	return (none || i < evidence->first_prose ? SHAPE(TOP) : 0) |
	       (none || i > evidence->last_prose ? SHAPE(TAIL) : 0);
}

struct vocabulary;

/* All that rules ask of one line. */
struct line_evidence {
	struct slice text;               /* the line, trimmed */
	const struct evidence *evidence; /* where it is */
	const struct evidence_config *config;
	size_t number;
	struct vocabulary *vocabulary; /* of its text; NULL: the line is alone, and is off_topic */
	bool compared;                 /* the vocabulary was asked */
	uint32_t words;
	uint32_t label_words;   /* words before the first colon, when they are few; else 0 */
	uint32_t shapes;        /* bits of enum shape */
	struct class_set any;   /* classes met anywhere */
	struct class_set start; /* at the first word */
	struct class_set end;   /* at the last word */
	struct class_set whole; /* by the line as a whole */
	struct class_set cover[COVER_WORDS]; /* by each of the first words */
	uint32_t numbers;                    /* bit n: word n is a number; n < COVER_WORDS */
	uint32_t function;                   /* bit n: word n is a function word of the language */
};

/* Fills *line for line i. */
void evidence_line(const struct evidence *evidence, const struct evidence_config *config, size_t i,
		   struct line_evidence *line);

#endif
