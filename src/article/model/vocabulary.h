/*
 * vocabulary: the words that the prose of a text uses, to tell the lines that have nothing to do
 * with it. Words are compared by their first letters, so that "delay" and "delayed" are one.
 */
#ifndef WIREWASH_VOCABULARY_H
#define WIREWASH_VOCABULARY_H

#include "article/lines/evidence.h"

/* {0} is empty; memory is kept from text to text. Filled when it is first asked. */
struct vocabulary {
	struct map stems; /* to the prose line that has it, plus one; UINT32_MAX: several have it */
	bool filled;
	bool poor;   /* too little prose: nothing can be said */
	bool failed; /* memory ran out */
};

/* The text, or what of it counts, is another from now on. */
void vocabulary_forget(struct vocabulary *vocabulary);
void vocabulary_free(struct vocabulary *vocabulary);

/*
 * Whether line i shares hardly a content word with the prose of its text (its own words aside).
 * Only its first words are looked at. False when there is too little prose to tell. Where there is
 * much prose, which has almost any word somewhere, only words count that several of its lines have.
 */
bool vocabulary_off_topic(struct vocabulary *vocabulary, const struct evidence *evidence,
			  const struct evidence_config *config, size_t i);

/* The same where any word counts that one line has: few lines differ so much. */
bool vocabulary_low_overlap(struct vocabulary *vocabulary, const struct evidence *evidence,
			    const struct evidence_config *config, size_t i);

/* What percentage of the line's content words the rest of the prose has; 100 when it cannot tell.
 */
unsigned vocabulary_overlap(struct vocabulary *vocabulary, const struct evidence *evidence,
			    const struct evidence_config *config, size_t i);

#endif
