/*
 * unicode: what is known of a code point, and the two mappings that canonical composition needs.
 *
 * The kinds are in unicode-kinds.txt, made from the Unicode Character Database 15.0 by
 * scripts/unicode-kinds.py; they do not depend on the ICU at hand, so that all machines take the
 * same decisions. The table that is built from them costs three loads a lookup. Decomposition and
 * composition are ICU's.
 */
#ifndef WIREWASH_UNICODE_H
#define WIREWASH_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/err.h"

/* The first six are why normal.c may have to look at a code point; the order is the script's. */
enum unicode_flag {
	UNICODE_SCRUB = 1 << 0,       /* control, line end, default ignorable or noncharacter */
	UNICODE_COMBINES = 1 << 1,    /* ccc is not 0, or NFC_QC is not Yes */
	UNICODE_QUOTE = 1 << 2,       /* U+2018-201F */
	UNICODE_WIDTH = 1 << 3,       /* has a <wide> or <narrow> decomposition */
	UNICODE_LIGATURE = 1 << 4,    /* a Latin or Armenian presentation form */
	UNICODE_SPACE = 1 << 5,       /* a blank that a plain space may replace */
	UNICODE_BLANK = 1 << 6,       /* Zs, or a tab */
	UNICODE_MAYBE = 1 << 7,       /* NFC_QC is Maybe: may compose with what is before it */
	UNICODE_RTL = 1 << 8,         /* a letter, mark or number of a right-to-left script */
	UNICODE_JOINS = 1 << 9,       /* of a script in which ZWJ and ZWNJ are spelling */
	UNICODE_EMOJI = 1 << 10,      /* Emoji: takes U+FE0E and U+FE0F */
	UNICODE_PICTOGRAPH = 1 << 11, /* Extended_Pictographic: part of a ZWJ sequence */
	UNICODE_SKIN_TONE = 1 << 12,  /* Emoji_Modifier */
	UNICODE_IDEOGRAPH = 1 << 13,  /* takes U+E0100-E01EF */
	UNICODE_VARIES = 1 << 14,     /* has a standardized variant with U+FE00-FE0D */
	UNICODE_MONGOLIAN = 1 << 15,  /* takes U+180B-180F */
	UNICODE_SOUTHEAST = 1 << 16,  /* Line_Break SA: Thai, Lao, Khmer, Myanmar, ... */
	UNICODE_WORD = 1 << 17,       /* letter, mark or number */
	UNICODE_MARK = 1 << 18,       /* Mn, Mc, Me */
	UNICODE_ALTERS = 1 << 19,     /* NFC_QC is No: never part of NFC */
};

struct unicode_kind {
	uint32_t flags;
	unsigned char ccc;      /* canonical combining class */
	unsigned char tail_ccc; /* that of the last code point of its canonical decomposition */
};

extern const struct unicode_kind unicode_kind_table[];
extern const unsigned char unicode_lead_table[256];
extern const unsigned char unicode_top_table[];
extern const uint16_t unicode_middle_table[][64];
extern const unsigned char unicode_leaf_table[][64];

/* Requires c <= U+10FFFF. */
static inline struct unicode_kind unicode_kind(uint32_t c)
{
	unsigned middle = unicode_top_table[c >> 12];
	unsigned leaf = unicode_middle_table[middle][c >> 6 & 63];

	return unicode_kind_table[unicode_leaf_table[leaf][c & 63]];
}

static inline uint32_t unicode_flags(uint32_t c)
{
	return unicode_kind(c).flags;
}

/* The first six flags, for all code points whose UTF-8 begins with this byte, or'ed. */
static inline unsigned unicode_lead_flags(char byte)
{
	return unicode_lead_table[(unsigned char)byte];
}

/* ICU's data for NFC and NFKC: static, shared by all threads. NULL when memory is short. */
struct unicode_forms;
const struct unicode_forms *unicode_nfc(struct err *err);
const struct unicode_forms *unicode_nfkc(struct err *err);

/* No code point decomposes into more. */
enum { UNICODE_MAX_DECOMPOSITION = 18 };

/* Writes c's full canonical decomposition (c itself when there is none); returns its length. */
size_t unicode_decompose(const struct unicode_forms *nfc, uint32_t c,
			 uint32_t out[static UNICODE_MAX_DECOMPOSITION]);

/* The code point that a and b compose to, or -1. */
int32_t unicode_compose_pair(const struct unicode_forms *nfc, uint32_t a, uint32_t b);

/* Writes what c's <wide>, <narrow> or ligature mapping says, one step of it; or c itself. */
size_t unicode_compatible(const struct unicode_forms *nfkc, uint32_t c,
			  uint32_t out[static UNICODE_MAX_DECOMPOSITION]);

/* Simple case folding: equal for letters that differ by case alone. */
uint32_t unicode_fold_case(uint32_t c);

#endif
