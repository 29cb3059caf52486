#include "article/model/scan_ends.h"

#include "article/model/scan.h"
#include "base/utf8.h"
#include "text/unicode/letters.h"
#include "text/words/lines.h"

/* What the first character says; `next` is the byte after it. */
static uint32_t first_flag(uint32_t c, char next)
{
	if (c == '"' || c == 0x201C || c == 0x201E || c == 0xAB || c == 0x300C || c == 0x300E)
		return SCAN_QUOTED;
	if (c == 0x2013 || c == 0x2014 || c == '-')
		return SCAN_DASH;
	if (c == 0x2022 || c == 0xB7 || c == '*' || c == 0x25CF || c == 0x25AA || c == 0x25BA)
		return SCAN_BULLET;
	if ((next == '.' || next == ')') && letter_kind(c) == LETTER_DIGIT)
		return SCAN_BULLET;
	return c >= 0xDF && c < 0x530 && letter_kind(c) == LETTER_ALPHA && letter_lower(c) == c
		       ? SCAN_SMALL
		       : 0;
}

static uint32_t first_flags(struct slice text)
{
	uint32_t c, flags;
	size_t at = utf8_next(text, 0, &c);

	flags = c >= 'a' && c <= 'z' ? SCAN_SMALL
				     : first_flag(c, at < text.len ? text.data[at] : 0);
	if (text.len >= 3 && !((text.data[0] | text.data[1] | text.data[2]) & 0x80))
		return flags;
	for (int i = 0; i < 3; i++) {
		if (c >= 0x80 && letter_kind(c) == LETTER_SYMBOL)
			flags |= SCAN_SYMBOL;
		if (at >= text.len)
			break;
		at = utf8_next(text, at, &c);
	}
	return flags;
}

static uint32_t last_flags(struct slice text)
{
	uint32_t flags = line_ends_sentence(text) ? SCAN_ENDED : 0, c;
	unsigned char last = (unsigned char)text.data[text.len - 1];

	if ((unsigned)((last | 0x20) - 'a') < 26)
		return flags;
	utf8_next(text, utf8_before(text, text.len), &c);
	if (c == '"' || c == 0x201D || c == 0x2019 || c == 0xBB || c == ')' || c == ']' ||
	    c == 0x300D)
		flags |= SCAN_QUOTED_END;
	if (c == ',' || c == ';' || c == '-' || c == 0x2013 || c == 0x2014 || c == 0xFF0C ||
	    c == 0xFF1B)
		flags |= SCAN_SOFT_END;
	if (c == ':' || c == 0xFF1A)
		flags |= SCAN_COLON_END;
	if (c == '?' || c == 0xFF1F || c == 0x61F)
		flags |= SCAN_ASKS;
	if (c == 0x2026 || slice_ends(text, SLICE("...")))
		flags |= SCAN_ELLIPSIS;
	return flags;
}

uint32_t scan_ends(struct slice text)
{
	return first_flags(text) | last_flags(text);
}
