/*
 * normal: one form for every text. Without any option:
 *
 *  - NFC (UAX #15).
 *  - A line ends with U+000A: so become CR LF, CR, U+000B, U+000C, U+0085 and U+2028. U+2029 ends
 *    a paragraph: it becomes two.
 *  - No blanks (spaces of any width, no-break spaces, tabs) at the end of a line, no empty lines at
 *    the start, and no line end at the end of the text.
 *  - No controls but tab and line end, no byte order marks, noncharacters, U+FFFC, soft hyphens or
 *    invisible format characters.
 *  - Of these, what is spelling is kept: ZWJ and ZWNJ in cursive and Indic scripts, ZWJ in emoji, a
 *    variation selector after a base that takes it, tags in the flag of a region, U+200B between
 *    letters of South-East Asian scripts, Mongolian selectors, U+034F between letters, and
 * direction marks in a line with right-to-left letters.
 *
 * U+FFFD stays: it tells that something was lost. Letters, digits, quotes and dashes are never
 * touched without an option. Normalising twice is normalising once. Time is linear in the text.
 */
#ifndef WIREWASH_NORMAL_H
#define WIREWASH_NORMAL_H

#include "base/err.h"
#include "text/rewrite.h"

struct normal_form {
	bool straight_quotes;     /* curly quotes become ' and " */
	bool fold_width;          /* full-width ASCII becomes ASCII, half-width kana full-width */
	bool fold_ligatures;      /* U+FB00-FB06, FB13-FB17 become their letters */
	bool plain_spaces;        /* no-break and other wide or thin spaces become U+0020 */
	uint64_t max_blank_lines; /* no more empty lines in a row; 0: as they are */
	bool one_line; /* for titles: line ends become a space, no blanks at either end */
};

/* What was done, in the order of the names. */
enum normal_rule {
	NORMAL_LINE_END,
	NORMAL_CONTROL,
	NORMAL_INVISIBLE,
	NORMAL_DIRECTION,
	NORMAL_NONCHARACTER,
	NORMAL_TRAILING_BLANK,
	NORMAL_BLANK_LINE,
	NORMAL_NFC,
	NORMAL_QUOTE,
	NORMAL_WIDTH,
	NORMAL_LIGATURE,
	NORMAL_SPACE,
	NORMAL_RULE_COUNT
};

extern const struct slice normal_rule_names[NORMAL_RULE_COUNT];

struct normal_report {
	bool explain; /* set by the caller: keep the edits; not with one_line */
	uint64_t counts[NORMAL_RULE_COUNT];
	const struct rewrite_edit *edits; /* in the arena; their output offsets are those of *out */
	size_t edit_count;
};

/*
 * Sets *out to the text (valid UTF-8) in this form: a part of `text` itself when that is all it
 * takes, else in the arena. False only when memory is short.
 */
bool normal_form_apply(const struct normal_form *form, struct slice text, struct arena *arena,
		       struct slice *out, struct normal_report *report, struct err *err);

#endif
