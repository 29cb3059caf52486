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

#include "article/map.h"
#include "base/err.h"
#include "base/slice.h"
#include "text/language.h"
#include "text/lines.h"

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
	struct map words; /* hash of a word to its number; likewise of a stem */
	struct map stems;
	struct map steps; /* (node, word number) to the next node */
	uint32_t word_count;
	language_set *begins; /* by word number: the languages of the members that begin with it */
	size_t begins_cap;
	struct lexicon_node {
		uint32_t members; /* first of a list, 0 none */
		bool leads_on;    /* longer phrases begin so */
	} *nodes; /* 0 is the root */
	size_t node_count, node_cap;
	struct lexicon_member {
		language_set languages;
		uint32_t class;
		uint32_t next;
	} *members; /* 0 is unused */
	size_t member_count, member_cap;
	struct lexicon_beginning {
		uint32_t class;
		struct slice phrase; /* borrowed from who added it */
	} *beginnings;
	size_t beginning_count, beginning_cap;
	uint64_t stem_starts[64];  /* 4096 bits: hashes of the first letters of all stems */
	uint64_t word_bits[1024];  /* 65536 bits: hashes of all words; most words of a text are in neither */
};

/*
 * Adds one member to a class. `phrase` is one word or several; a '*' behind a word makes it a stem
 * (at least WORD_PREFIX characters), which every word that begins so matches (the longest stem
 * wins); '#' stands for any number. The phrase's bytes must outlive the lexicon.
 */
bool lexicon_add(struct lexicon *lexicon, unsigned class, language_set languages,
		 struct slice phrase, struct err *err);
void lexicon_free(struct lexicon *lexicon);

/* Puts how the members of these classes begin into a set for glance_finds_nothing. */
void lexicon_glance(const struct lexicon *lexicon, const struct class_set *classes,
		    struct glance *glance);

/* A word of a line that the lexicon knows. */
struct lexicon_hit {
	uint32_t at;        /* which word of the line, from 0 */
	uint32_t word, stem; /* their numbers, 0 none */
};

/* Looks one word of `text` up. False when the lexicon has nothing like it. */
bool lexicon_find(const struct lexicon *lexicon, struct slice text, const struct word *word,
		  struct lexicon_hit *hit);

/* A word or phrase of the line that is a member of these classes. */
struct lexicon_match {
	uint32_t from, to; /* words [from, to) of the line */
	struct class_set classes;
};

/*
 * Finds what begins at hits[0], longest last, in the given languages: up to `max` matches. The
 * hits are a line's, in order.
 */
size_t lexicon_match(const struct lexicon *lexicon, language_set languages,
		     const struct lexicon_hit *hits, size_t count, struct lexicon_match *matches,
		     size_t max);

#endif
