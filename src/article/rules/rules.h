/*
 * rules: which lines are no part of the article, as data. The format is described for its writers
 * in wirewash-rules(5): classes of words, and rules made of conditions over them.
 *
 * Most conditions are answered from what evidence_line found in one look at the words; a rule is
 * left at the first one that does not hold, and a pattern is run only when all else holds. What a
 * line's length and classes rule out is not asked at all.
 */
#ifndef WIREWASH_RULES_H
#define WIREWASH_RULES_H

#include "article/lines/evidence.h"
#include "base/arena.h"
#include "text/pattern.h"

enum rule_action {
	RULE_DROP_LINE,
	RULE_DROP_PARAGRAPH, /* the line, and with it the other lines of its paragraph */
	RULE_DROP_POINTER,   /* the line points to another article; see wirewash-rules(5) */
	RULE_CUT_SECTION, /* the line heads a block of other articles: see article/lines/sections.h
			   */
	RULE_CUT_LIST,    /* the line heads a list of links: it goes, and the list with it */
	RULE_KEEP_LINE,   /* the line stays, whatever other rules say */
};

/* How sure a rule is. */
enum rule_grade {
	RULE_HINT,  /* only beside other noise, or outside of the prose */
	RULE_GUESS, /* inside the prose only in a text that carries more noise */
	RULE_LIKELY,
	RULE_SURE,
};

struct rule {
	struct slice id;
	enum rule_action action;
	enum rule_grade grade;
	language_set languages;         /* of the text */
	uint32_t first_clause, clauses; /* any of these must hold */
	unsigned line;                  /* of its file */
	bool off;
	bool quiet; /* clean texts have such lines too: no sign that a text carries noise */

	/* What all clauses have in common, for a quick first test. */
	uint32_t max_words;
	bool has_need;
	struct class_set need; /* one of these must be met */
};

/* One alternative of a rule: all of it must hold. */
struct rule_clause {
	uint32_t min_words, max_words;
	uint32_t shapes, no_shapes;
	struct class_set need; /* one of these classes must be met somewhere; a quick first test */
	bool has_need;
	uint32_t first_term, terms;
	unsigned line; /* of its file */
};

enum rule_term_kind {
	TERM_ANY,     /* at least `least` of the classes are met */
	TERM_START,   /* one of them at the first word */
	TERM_END,     /* at the last word */
	TERM_WHOLE,   /* by the whole line */
	TERM_ONLY,    /* every word is of the classes, a function word or a number; one is of the
			 classes */
	TERM_LABEL,   /* the same of the label before the first colon */
	TERM_PATTERN, /* the pattern is found */
};

struct rule_term {
	enum rule_term_kind kind;
	bool negated;
	unsigned least;
	struct class_set set;
	struct pattern *pattern;
};

/* A string that a rule must match, or must not. */
struct rule_example {
	uint32_t rule;
	bool hit;
	struct slice text;
	unsigned line; /* of the file */
};

enum {
	RULE_LENGTHS = 64, /* the last one is for longer lines, too */
	CLAUSE_WORDS = 12,
	CLAUSE_BLOCK = 64 * CLAUSE_WORDS,
};

/* {0} is an empty rule book. Filled and prepared once; then any number of threads may read it. */
struct rules {
	const struct languages *languages;
	struct lexicon lexicon;
	struct slice class_names[CLASS_MAX];
	size_t class_count;
	struct rule *rules;
	size_t rule_count, rule_cap;
	struct rule_clause *clauses;
	size_t clause_count, clause_cap;
	struct rule_term *terms;
	size_t term_count, term_cap;
	struct rule_example *examples;
	size_t example_count, example_cap;
	struct rule_index { /* which clauses a line may concern, by blocks of them */
		struct clause_block {
			struct clause_row {
				uint64_t need[CLAUSE_WORDS];     /* those whose first need a class
								    meets, */
				uint64_t need_too[CLAUSE_WORDS]; /* whose second one, */
				uint64_t barred[CLAUSE_WORDS];   /* and those that it stops */
			} by_class[CLASS_MAX + 1]; /* and once more: those that have no such need */
			uint64_t by_shape[SHAPE_COUNT + 1]
					 [CLAUSE_WORDS]; /* by one that is asked for */
			uint64_t by_length[RULE_LENGTHS][CLAUSE_WORDS]; /* by the words of a line */
		} * blocks;
		size_t count;
		uint32_t *rule_of; /* by clause: its rule */
	} index;
	struct rule_views *views; /* what they look for */
	struct arena arena;
};

/*
 * Adds the rules of one file. `name` is for messages: "NAME:LINE: what is wrong". Files may use the
 * classes of those before them, add members to them, and switch their rules off.
 */
bool rules_add(struct rules *rules, struct slice text, const char *name, struct err *err);
void rules_free(struct rules *rules);

/*
 * Works out, after the last file, which rules a line may concern by the classes that it meets, and
 * what long lines are searched for in each language. False when memory is short.
 */
bool rules_prepare(struct rules *rules, struct err *err);

/* The class of that name, or -1. */
int rules_class(const struct rules *rules, struct slice name);

/* What the rules say about a line. */
struct rule_finding {
	int rule;         /* the surest one that holds, -1 none; a keep-line rule before all */
	unsigned skipped; /* patterns that hit a limit: what they would have said is not known */
};

void rules_match(const struct rules *rules, language_set languages, struct line_evidence *line,
		 struct pattern_room *room, struct rule_finding *finding);

/* Whether one rule holds for a line, whatever its languages; counts skipped patterns. */
bool rule_holds(const struct rules *rules, const struct rule *rule, struct line_evidence *line,
		struct pattern_room *room, unsigned *skipped);

#endif
