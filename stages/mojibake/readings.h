/*
 * readings: a text as the signs that repair works on, and what they mean when they are taken for
 * the bytes of UTF-8 in some charset.
 */
#ifndef WIREWASH_MOJIBAKE_READINGS_H
#define WIREWASH_MOJIBAKE_READINGS_H

#include "charsets.h"
#include "model.h"
#include "words.h"

struct sign {
	uint32_t code_point;
	symbol symbol;
	uint32_t from;    /* the sign of the first layer that it begins at */
	uint32_t layers;  /* charsets it was read in: 1 + index, 8 bits each, the last one lowest */
	uint32_t starts;  /* charsets in which a whole sequence begins here */
	uint32_t damaged; /* of the others, those in which a damaged one may */
	uint16_t glyph;
	bool doubt;   /* it may well have been another character */
	bool lost;    /* in its one layer bytes were lost: it is the likeliest guess */
	bool blank;   /* its last byte is a blank: there may have been a blank after it, too */
	uint8_t line; /* the kind of the line that it is the first sign of, else LINE_OTHER */
	bool odd;     /* of a newline: its line needed a search in some layer */
};

/* What plain.h finds of a line. */
enum line_kind {
	LINE_OTHER,
	LINE_CLEAN, /* nothing is read in it */
	LINE_PLAIN, /* + k: all of it is read in charset k */
};

struct text {
	struct sign *signs;
	size_t count;
};

/* What a charset makes of some signs. */
struct reading {
	uint32_t code_point;
	uint8_t charset;
	uint8_t length;  /* signs */
	uint8_t cost;    /* of the damage, in units of model.h; 0: none */
	bool all_known;  /* no byte was lost: blanks mean some */
	bool ends_blank; /* its last byte is a blank in the text */
	bool is_plain;   /* for all its damage it is no less likely than a whole one */
};

enum { READINGS_MAX = 96 };

enum { GUESSES_MAX = 6, GUESS_BITS = 9 };

/* The likeliest characters for a sequence with lost bytes. */
struct guess {
	uint64_t key; /* charset and bytes; 0: none */
	uint32_t code_point[GUESSES_MAX];
	unsigned cost[GUESSES_MAX];
	uint8_t extra[GUESSES_MAX]; /* what the guess costs besides the damage */
	unsigned count;
};

/* What was guessed before. {0} at first. */
struct guesses {
	struct guess guess[1 << GUESS_BITS];
};

enum { ROLE_LEAD = 1, ROLE_TAIL = 2, ROLE_NEUTRAL = 4, ROLES = 0x800 };

struct tables {
	struct charsets charsets;
	struct model model;
	struct words words;
	uint8_t roles[ROLES]; /* of characters of one or two bytes, for the scan */
};

/* Reads the data files. All memory comes from the arena, which must outlive *tables. */
bool tables_load(struct tables *tables, struct arena *arena, struct err *err);

static inline const struct glyph *sign_glyph(const struct tables *tables, const struct sign *sign)
{
	return &tables->charsets.glyphs[sign->glyph];
}

/* How the whole sequences of a text are read. */
struct census {
	size_t hits[CHARSETS_MAX];      /* by charset, the longer ones counting more */
	uint32_t differs[CHARSETS_MAX]; /* charsets that do not read all that this one does, and
					   alike */
	uint32_t damaged;               /* charsets for which damaged sequences alone may speak */
};

/* Fills in symbol and glyph of all signs, from their code points. */
void readings_name(const struct tables *tables, struct text text);

/* Fills in starts and damaged of all signs that have names; in lines of a kind there are none. */
void readings_index(const struct tables *tables, struct text text, struct census *census);

/*
 * The character that begins at sign `at` in charset k, UINT32_MAX when it is none. Sign `at` and as
 * many after it as follow a lead byte are one in k: look_whole says so, or `starts`.
 * *length is in signs.
 */
uint32_t readings_whole(const struct tables *tables, struct text text, size_t at, unsigned k,
			unsigned *length);

/*
 * What speaks for a whole sequence of `length` signs that are read as `read`, besides how likely
 * the characters are: no language has a letter by itself with a sign of currency, measure or trade
 * right after it, as "Â£" is. `before` is the symbol in front of it. In units of model.h.
 */
int readings_gain(const struct tables *tables, const struct sign *signs, unsigned length,
		  symbol before, uint32_t read);

/*
 * What a damaged sequence at `at` may have been in charset k: bytes that became a blank, U+FFFD or
 * "?", or nothing. Returns how many readings it wrote.
 */
unsigned readings_damaged(const struct tables *tables, struct guesses *guesses, struct text text,
			  size_t at, unsigned k, struct reading out[READINGS_MAX]);

#endif
