/*
 * path: the likeliest way to read a text, of which parts may be UTF-8 read in a wrong charset: a
 * Viterbi search over the states {as it is, in charset k} (Viterbi 1967; a noisy channel as in
 * spelling correction). Leaving the plain state costs, and so does each character after another
 * one, by the language model: text is read differently only where that makes it much likelier.
 */
#ifndef WIREWASH_MOJIBAKE_PATH_H
#define WIREWASH_MOJIBAKE_PATH_H

#include "readings.h"

/* What entering a charset costs that nothing else speaks for; its rarity is added. */
enum {
	PATH_ENTER = 15 * NAT / 2,
	PATH_ENTER_WORD = 4 * NAT, /* more, after a letter beyond ASCII */
	PATH_LEAVE = 4 * NAT,
	PATH_LEAVE_WORD = 5 * NAT, /* more, when not beside white space */
};

/* One sequence that the path reads as a character. */
struct step {
	size_t at; /* first sign */
	struct reading reading;
	uint32_t before; /* the step before, as index into finder.steps; 0: none */
};

/* Cost changes of letters in one line, see model_adapt. */
struct line_change {
	size_t start;   /* first sign */
	int8_t *change; /* NULL: none */
};

/* The search's options, and memory that it uses again and again. {0} but for tables. */
struct finder {
	const struct tables *tables;
	struct step *steps; /* steps[0] is none */
	size_t step_count, step_cap;
	struct guesses guesses;

	/* What to search with. */
	uint32_t mask;        /* charsets to try */
	uint32_t established; /* those known to be in this text: damage and odd layers are likelier
			       */
	int enter[CHARSETS_MAX];         /* cost of going over to each */
	bool keeps_blanks;               /* blanks stand doubled after leads: none was swallowed */
	const struct line_change *lines; /* ascending; NULL: none */
	size_t line_count;
};

/*
 * Finds the path. Its steps come out as a list of indices into finder->steps, last step first,
 * through `before`; *last is 0 when the text is best left alone. False when memory is short.
 */
bool path_find(struct finder *finder, struct text text, uint32_t *last);

void finder_free(struct finder *finder);

#endif
