/*
 * labels: the one decision about each line of a text: does it belong to the article? Rules,
 * structure (doubled lines, blocks of other articles) and the labels of the neighbours speak; what
 * is removed carries the name of the rule that removed it.
 */
#ifndef WIREWASH_LABELS_H
#define WIREWASH_LABELS_H

#include "article/lines/evidence.h"
#include "article/rules/line_cache.h"
#include "article/rules/rules.h"
#include "article/model/topic.h"
#include "article/model/vocabulary.h"

enum label_level {
	LEVEL_SAFE,       /* sure rules only */
	LEVEL_STANDARD,   /* likely ones too, guesses in noisy texts, hints beside other noise */
	LEVEL_AGGRESSIVE, /* hints everywhere */
};

/* A line that is not blank. */
struct row {
	uint32_t line; /* its number */
	uint32_t words;
	uint32_t shapes;    /* bits of enum shape */
	uint32_t same;      /* the first row of the same text: itself, when there is none before */
	uint32_t all_index; /* of an active row: its number among all rows */
	uint32_t active_index; /* the first active row of this text, plus one; 0: none */
	int rule;              /* the surest rule that holds for it, -1 none */
	bool ended;
	bool dropped;
	bool removed_before; /* it was left out before any rule was asked */
	bool rules_asked;    /* the rules were asked */
	bool dirty;          /* they must be asked again */
	bool compared;       /* they asked whether it is off topic in this prose */
	bool suppressed;     /* its rule is a guess, and the text too clean for it to count */
	bool kept;           /* a keep-line rule holds: it stays */
	bool structured;     /* content by its structure: it stays; see article/lines/structure.h */
	bool guessed;        /* dropped by a guess */
	struct slice text;
	struct slice shorter; /* when not empty: what is to are in the line's place */
	struct slice reason;  /* which rule or structure decided; empty: none */
};

/* The labels of one text, and the memory of one thread. {0} is empty. */
struct labels {
	struct row *rows;
	size_t count, cap;
	struct row *active; /* during a pass: those not dropped by the passes before it, in order */
	size_t active_count;
	struct line_evidence line; /* the one that is being asked about */
	struct map seen;           /* text to its first row, plus one */
	struct topic topic;
	struct vocabulary vocabulary;
	struct pattern_room *room;
	struct line_cache *line_cache;
	bool noisy;                    /* set by the caller: there is a sure sign of noise */
	bool clean;                    /* the text shows no sure sign of noise: nothing went */
	bool no_guesses;               /* guesses would have taken too much: none counted */
	unsigned skipped;              /* patterns that hit a limit in this text */
	uint64_t prose, prose_dropped; /* rows of prose, and those that were dropped */
};

/* What labels are made with; immutable. */
struct label_config {
	struct evidence_config evidence;
	const struct rules *rules;
	enum label_level level;
	unsigned most_guessed; /* thousandths of a text's words that may go by guesses */
};

/*
 * Decides about every line of `evidence`, in passes (those that are left out already go as the
 * model's): what was between two lines, or after the last one, may have hidden what they are, so
 * that the rest is looked at again as long as something goes, and deciding about what is left
 * changes nothing more. Lines that go are left out of the evidence. Never drops all words: then
 * nothing is dropped, and the return value is still true. False when memory is short.
 */
bool labels_decide(struct labels *labels, const struct label_config *config,
		   struct evidence *evidence, struct err *err);

/* The same once more, after the caller dropped further rows. */
bool labels_decide_on(struct labels *labels, const struct label_config *config,
		      struct evidence *evidence, struct err *err);
void labels_free(struct labels *labels);

/* Drops a row, unless it is kept by a rule or its structure, or dropped already. */
void label_drop(struct row *row, struct slice reason);

/* The same by a guess; and by a rule, which may be one. */
void label_drop_guess(struct row *row, struct slice reason);
void label_drop_by(const struct label_config *config, struct row *row, int rule);

/* Whether `row` has a rule of this action that counts at this level. */
bool label_asks(const struct label_config *config, const struct row *row, enum rule_action action);

#endif
