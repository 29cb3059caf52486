/*
 * lexicon: word classes, and where a line's words meet them.
 *
 * A class is a concept such as "inbox" or "rights"; its members are words, stems and phrases, each
 * in one or more languages. All of them live in one trie over word numbers, so that a text is
 * looked up word by word, once, however many classes there are.
 */
#ifndef WIREWASH_LEXICON_H
#define WIREWASH_LEXICON_H

#include <stdint.h>

#include "article/model/map.h"
#include "base/err.h"
#include "base/slice.h"
#include "text/words/language.h"
#include "text/words/lines.h"
#include "text/words/word_sieve.h"

enum { CLASS_MAX = 192, CLASS_WORDS = CLASS_MAX / 64 };

struct class_set {
	uint64_t bits[CLASS_WORDS];
};

static inline void class_set_add(struct class_set *set, unsigned number)
{
	set->bits[number / 64] |= UINT64_C(1) << number % 64;
}

static inline bool class_set_has(const struct class_set *set, unsigned number)
{
	return set->bits[number / 64] >> number % 64 & 1;
}

static inline void class_set_join(struct class_set *into, const struct class_set *from)
{
	for (size_t i = 0; i < CLASS_WORDS; i++)
		into->bits[i] |= from->bits[i];
}

static inline bool class_set_meets(const struct class_set *a, const struct class_set *b)
{
	uint64_t common = 0;

	for (size_t i = 0; i < CLASS_WORDS; i++)
		common |= a->bits[i] & b->bits[i];
	return common != 0;
}

/* How many classes are in both. */
static inline unsigned class_set_common(const struct class_set *a, const struct class_set *b)
{
	unsigned count = 0;

	for (size_t i = 0; i < CLASS_WORDS; i++)
		count += (unsigned)__builtin_popcountll(a->bits[i] & b->bits[i]);
	return count;
}

/* {0} is an empty lexicon. Filled by one thread; then any number may read it. */
struct lexicon {
	struct map steps; /* (node, word or stem) to the next node */
	struct map stems; /* hashes of all stems */
	struct lexicon_node {
		uint64_t next_words;    /* bits for the hashes of the words that lead on, */
		uint64_t next_stems;    /* and for the first letters of stems that do */
		language_set languages; /* of its first member; 0: none ends here */
		uint32_t class;
		uint32_t members; /* a list of the others; 0 none */
	} * nodes;                /* 0 is the root */
	size_t node_count, node_cap;
	struct lexicon_member {
		language_set languages;
		uint32_t class;
		uint32_t next;
	} * members; /* 0 is unused */
	size_t member_count, member_cap;
	struct class_set wider[CLASS_MAX]; /* by class: the classes that have all its members too */
	struct lexicon_beginning {         /* of each member: what a sieve has of it */
		uint32_t class;
		language_set languages;
		enum lexicon_begins {
			BEGINS_WORD,
			BEGINS_PAIR,
			BEGINS_STEM,
			BEGINS_NUMBER,
		} kind;
		uint32_t slot, pair; /* its first word or stem, or the longer one of two words; both
					of them */
	} * beginnings;
	size_t beginning_count, beginning_cap;
	uint32_t stem_lengths[4096]; /* by a hash of the first letters: bit n, a stem of n
					characters */
	struct word_sieve sieve;     /* lets through what begins any member */
};

/*
 * Adds one member to a class. `phrase` is one word or several; a '*' after a word makes it a stem
 * (at least WORD_PREFIX characters), which every word that begins so matches (the longest stem
 * wins); '#' is for any number. The phrase's bytes must outlive the lexicon.
 */
bool lexicon_add(struct lexicon *lexicon, unsigned class, language_set languages,
		 struct slice phrase, struct err *err);
/* From now on all members of `class`, also those added before, are members of `wider` too. */
void lexicon_widen(struct lexicon *lexicon, unsigned class, unsigned wider);

void lexicon_free(struct lexicon *lexicon);

/*
 * Makes sieves for what begins a member of these classes, of all when NULL, as texts of each
 * language see them: those of their own language, by its number plus one, and the English ones.
 * They must be zeros.
 */
void lexicon_look(const struct lexicon *lexicon, const struct class_set *classes,
		  struct word_sieve sieves[static LANGUAGE_MAX + 1]);

/* A word or phrase of the line that is a member of these classes. */
struct lexicon_match {
	uint32_t from, to; /* words [from, to) of the line */
	struct class_set classes;
};

/* A line that is looked up. */
struct lexicon_line {
	const struct lexicon *lexicon;
	const struct word_sieve *sieve; /* the lexicon's own, or one for these languages */
	language_set languages;
	struct slice text;
	const struct word *words;
	size_t count;
	bool *cut; /* unless NULL: set when a member may go on after the last of them */
};

/* Finds what begins at one of the line's words, longest last: up to `max` matches. */
size_t lexicon_match(const struct lexicon_line *line, size_t at, struct lexicon_match *matches,
		     size_t max);

#endif
