/*
 * model: how likely a character is after another one, in any language, as an integer cost:
 * -ln P in units of 1/16 nat. Made from data/model.txt once; immutable.
 *
 * P(c | p) comes from a table of frequent pairs; for all others from classes of characters,
 * P(class of c | class of p) * P(c | its class), made dearer by what the pairs of p took
 * (back-off as by Katz). An accented capital after a capital is of a class of its own: what
 * is in a heading in capitals, É or ™ after É, is no surprise there, but is one in prose.
 */
#ifndef WIREWASH_MOJIBAKE_MODEL_H
#define WIREWASH_MOJIBAKE_MODEL_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

enum { NAT = 16 };

/*
 * What the model knows of a character, packed: class in bits 0-7, cost within the class in bits
 * 8-15, its number in the table of pairs in bits 16-31 (0: in none). As a context, of what stands
 * before, only class and number matter.
 */
typedef uint32_t symbol;

enum class_flag {
	CLASS_NEVER = 1, /* no text is repaired into one: control, private use, unassigned */
	CLASS_ODD = 2,   /* rare enough that one alone is no evidence */
	CLASS_LETTER = 4,
	CLASS_LATIN = 8, /* beyond ASCII */
	CLASS_SYMBOL = 16,
	CLASS_NEUTRAL = 32, /* typography that also stands, unharmed, in garbled text */
};

enum {
	CLASSES_MAX = 80,
	SYMBOL_PAGE = 128,
	SYMBOL_PAGES = 0x110000 / SYMBOL_PAGE,
	SYMBOLS_MAX = 4096,
	LANGUAGES_MAX = 112,
	LETTERS_MAX = 512,
	PAIR_BITS = 16,
};

struct model {
	unsigned class_count;
	uint8_t class_flags[CLASSES_MAX];
	uint8_t follow[CLASSES_MAX][CLASSES_MAX]; /* cost of the second class after the first */
	uint8_t least_follow[CLASSES_MAX];        /* the least in a class's column */
	uint8_t unlisted[CLASSES_MAX]; /* cost within the class of what the text lacked */
	uint8_t upper, latin_upper, latin_caps;

	uint16_t page[SYMBOL_PAGES];
	uint32_t (*symbols)[SYMBOL_PAGE];
	unsigned symbol_count, ascii_count; /* numbers up to ascii_count are those of ASCII */
	uint8_t backoff[SYMBOLS_MAX];
	uint8_t least[SYMBOLS_MAX]; /* lower bound of a listed character's cost after anything */
	uint32_t *pairs;            /* open addressing: first << 20 | second << 8 | cost, 0 empty */

	/* Profiles: how much dearer (or cheaper) a letter is in each language. */
	unsigned language_count, letter_count;
	uint16_t letter[SYMBOLS_MAX];     /* of a symbol: 1 + row in profile; 0: none */
	int8_t (*profile)[LANGUAGES_MAX]; /* by letter: what it says for each language */
	uint8_t (*letters)[LETTERS_MAX];  /* the same by language, 128 more */
	unsigned pages_used;
};

/* Reads data/model.txt. All memory comes from the arena, which must outlive *model. */
bool model_load(struct model *model, struct arena *arena, struct err *err);

static inline symbol model_symbol(const struct model *model, uint32_t code_point)
{
	return model->symbols[model->page[code_point / SYMBOL_PAGE]][code_point % SYMBOL_PAGE];
}

static inline unsigned symbol_class(symbol s)
{
	return s & 0xFF;
}

static inline unsigned symbol_number(symbol s)
{
	return s >> 16;
}

static inline unsigned model_flags(const struct model *model, symbol s)
{
	return model->class_flags[symbol_class(s)];
}

/* Whether the text that the model learned from holds the character. */
static inline bool model_knows(const struct model *model, symbol s)
{
	return (s >> 8 & 0xFF) < model->unlisted[symbol_class(s)];
}

/* The context that the beginning of a text is. */
static inline symbol model_start(const struct model *model)
{
	return model_symbol(model, ' ');
}

/* The slot of a pair of numbers: what it holds, or a free one. */
static inline uint32_t *model_pair(const struct model *model, unsigned first, unsigned second)
{
	uint32_t key = (uint32_t)first << 12 | second;
	uint32_t at = (key * 0x9E3779B1u) >> (32 - PAIR_BITS);

	while (model->pairs[at] && model->pairs[at] >> 8 != key)
		at = (at + 1) & ((1u << PAIR_BITS) - 1);
	return &model->pairs[at];
}

/* Cost of `s` after the context `before`; *after becomes the context for what follows. */
static inline unsigned model_cost(const struct model *model, symbol before, symbol s,
				  symbol *behind)
{
	unsigned class = symbol_class(s), first = symbol_number(before), second = symbol_number(s);
	unsigned before_class = symbol_class(before), cost = 0;

	if (class == model->latin_upper &&
	    (before_class == model->upper || before_class == model->latin_caps))
		class = model->latin_caps;
	*behind = (s & ~(symbol)0xFF) | class;
	if (first && (first > model->ascii_count || second > model->ascii_count || !second)) {
		if (second) {
			uint32_t pair = *model_pair(model, first, second);

			if (pair)
				return pair & 0xFF;
		}
		cost = model->backoff[first];
	}
	return cost + model->follow[before_class][class] + (s >> 8 & 0xFF);
}

/* No context makes `s` cheaper than this. */
unsigned model_least(const struct model *model, symbol s);

/* The letters of a text, counted: what they are votes for. {0} at first. */
struct ballot {
	uint32_t count[LETTERS_MAX]; /* by row in profile */
	uint16_t seen[LETTERS_MAX];  /* the rows with a count */
	unsigned seen_count;
};

static inline void model_vote(const struct model *model, symbol s, struct ballot *ballot)
{
	unsigned letter = model->letter[symbol_number(s)];

	if (letter && ballot->count[letter]++ == 0)
		ballot->seen[ballot->seen_count++] = (uint16_t)letter;
}

/*
 * Adaptation to the languages that the letters speak for: a cost change for each letter, by its
 * row, at most three nats. Returns the likeliest language.
 */
unsigned model_adapt(const struct model *model, const struct ballot *ballot,
		     int8_t change[LETTERS_MAX]);

#endif
