/*
 * charsets: what each character means, as a byte, in the single-byte charsets that UTF-8 is
 * misread in. Made from data/charsets.txt once; immutable.
 */
#ifndef WIREWASH_MOJIBAKE_CHARSETS_H
#define WIREWASH_MOJIBAKE_CHARSETS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

enum { CHARSETS_MAX = 31 };

/*
 * A character's byte in each charset, and the part that this byte has in UTF-8: bit k of a mask
 * speaks for charset k. Glyph 0 is that of every character that no charset has.
 */
struct glyph {
	uint32_t lead2, lead3, lead4; /* C0, C2-DF; E0-EF; F0-F4 */
	uint32_t tail;                /* 80-BF */
	uint8_t byte[CHARSETS_MAX + 1];
};

struct charset {
	struct slice name;
	int rarity;       /* what taking it costs, in units of model.h */
	bool damage;      /* tried even where nothing but damaged sequences speaks for it */
	uint8_t nbsp;     /* the tail byte that shows as a no-break space, or 0 */
	uint8_t lost[64]; /* tail bytes that it does not define */
	unsigned lost_count;
	uint8_t deleted[2]; /* tail bytes that show as a soft hyphen or a no-break space, which
			     * cleaners delete */
	unsigned deleted_count;
};

enum { GLYPH_PAGE = 64, GLYPH_PAGES = 0x10000 / GLYPH_PAGE };

struct charsets {
	struct charset charset[CHARSETS_MAX];
	unsigned count;
	uint32_t damage;       /* mask of those with damage */
	uint32_t controls[32]; /* what 80-9F are in windows-1252; 0: undefined */
	unsigned macintosh; /* index of Mac Roman, whose apple is byte F0; CHARSETS_MAX: absent */
	uint16_t page[GLYPH_PAGES];
	uint16_t (*cells)[GLYPH_PAGE];
	struct glyph *glyphs;
	unsigned glyph_count;
};

/* Reads data/charsets.txt. All memory comes from the arena, which must outlive *charsets. */
bool charsets_load(struct charsets *charsets, struct arena *arena, struct err *err);

/* The glyph's number; 0 when no charset has the character. */
static inline unsigned charsets_glyph(const struct charsets *charsets, uint32_t code_point)
{
	if (code_point >= 0x10000)
		return 0;
	return charsets->cells[charsets->page[code_point / GLYPH_PAGE]][code_point % GLYPH_PAGE];
}

/* Whether the glyph is part of any charset's UTF-8. */
static inline bool glyph_speaks(const struct glyph *glyph)
{
	return (glyph->lead2 | glyph->lead3 | glyph->lead4 | glyph->tail) != 0;
}

#endif
