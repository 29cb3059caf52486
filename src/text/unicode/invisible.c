#include "text/unicode/invisible.h"

enum {
	NEXT_LINE = 0x85,
	GRAPHEME_JOINER = 0x34F,
	MONGOLIAN_SELECTOR = 0x180B, /* to U+180D, and U+180F */
	MONGOLIAN_SEPARATOR = 0x180E,
	ZERO_WIDTH_SPACE = 0x200B,
	ZERO_WIDTH_NON_JOINER = 0x200C,
	ZERO_WIDTH_JOINER = 0x200D,
	LINE_SEPARATOR = 0x2028,
	PARAGRAPH_SEPARATOR = 0x2029,
	SELECTOR = 0xFE00,
	EMOJI_SELECTOR = 0xFE0F,
	BLACK_FLAG = 0x1F3F4,
	TAG_CANCEL = 0xE007F,
	IDEOGRAPH_SELECTOR = 0xE0100,
	MAX_FLAG_TAGS = 6, /* letters and digits of a region's subdivision: "gbsct" */
};

bool is_line_end(uint32_t c)
{
	return (c >= '\n' && c <= '\r') || c == NEXT_LINE || c == LINE_SEPARATOR ||
	       c == PARAGRAPH_SEPARATOR;
}

/*
 * Whether the code point at `at` has this flag, and will have it in the output: NFC may put
 * another mark in the place of a mark, and half-width forms may be folded.
 */
static bool next_has(const struct invisible *state, size_t at, uint32_t flag)
{
	uint32_t flags = at < state->text.len ? unicode_flags(found_at(state->text, at).c) : 0;

	if (flags & UNICODE_WIDTH || (flags & UNICODE_MARK && flag != UNICODE_WORD))
		return false;
	return (flags & flag) != 0;
}

/* Each line is searched at most once, so all of it stays linear. */
static bool line_is_rtl(struct invisible *state, size_t at)
{
	if (at < state->line_to)
		return state->line_rtl;
	state->line_rtl = false;
	for (state->line_to = state->line_from; state->line_to < state->text.len;) {
		struct invisible_found found = found_at(state->text, state->line_to);

		if (is_line_end(found.c))
			break;
		state->line_rtl |= (unicode_flags(found.c) & UNICODE_RTL) != 0;
		state->line_to = found.next;
	}
	return state->line_rtl;
}

static bool keeps_joiner(const struct invisible *state, const struct invisible_found *found,
			 uint32_t last)
{
	uint32_t last_flags = unicode_flags(last);
	bool picture = last == EMOJI_SELECTOR ||
		       (last_flags & (UNICODE_PICTOGRAPH | UNICODE_SKIN_TONE)) != 0;
	bool joiner = last == ZERO_WIDTH_JOINER || last == ZERO_WIDTH_NON_JOINER;

	if (last == found->c)
		return false;
	if (last_flags & UNICODE_JOINS)
		return true;
	if (found->c == ZERO_WIDTH_JOINER && picture &&
	    next_has(state, found->next, UNICODE_PICTOGRAPH))
		return true;
	return (found->c == ZERO_WIDTH_JOINER || joiner) &&
	       next_has(state, found->next, UNICODE_JOINS);
}

/* The end of the tags at `at`, when they name a region and end as they should; else `at`. */
static size_t flag_tags(const struct invisible *state, size_t at)
{
	size_t to = at;

	for (unsigned count = 0; to < state->text.len && count <= MAX_FLAG_TAGS; count++) {
		struct invisible_found found = found_at(state->text, to);
		uint32_t letter = found.c - 0xE0000;

		to = found.next;
		if (found.c == TAG_CANCEL)
			return count ? to : at;
		if (!(letter >= '0' && letter <= '9') && !(letter >= 'a' && letter <= 'z'))
			break;
	}
	return at;
}

bool is_direction(uint32_t c)
{
	return c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069);
}

/* The flag that a code point must have for this one to be its variation selector, or 0. */
static uint32_t selects(uint32_t c)
{
	if (c >= MONGOLIAN_SELECTOR && c <= 0x180F && c != MONGOLIAN_SEPARATOR)
		return UNICODE_MONGOLIAN;
	if (c == EMOJI_SELECTOR || c == EMOJI_SELECTOR - 1)
		return UNICODE_EMOJI;
	if (c >= SELECTOR && c < EMOJI_SELECTOR)
		return UNICODE_VARIES;
	if (c >= IDEOGRAPH_SELECTOR && c <= 0xE01EF)
		return UNICODE_IDEOGRAPH;
	return 0;
}

/* The flag that both neighbours must have for this one to be spelling, or 0. */
static uint32_t separates(uint32_t c)
{
	return c == ZERO_WIDTH_SPACE      ? UNICODE_SOUTHEAST
	       : c == MONGOLIAN_SEPARATOR ? UNICODE_MONGOLIAN
	       : c == GRAPHEME_JOINER     ? UNICODE_WORD
					  : 0;
}

size_t invisible_kept(struct invisible *state, const struct invisible_found *found, uint32_t last)
{
	uint32_t c = found->c, flag;
	bool kept;

	if (c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER)
		kept = keeps_joiner(state, found, last);
	else if (is_direction(c))
		kept = line_is_rtl(state, found->at);
	else if ((flag = selects(c)) != 0)
		kept = (unicode_flags(last) & flag) != 0;
	else if ((flag = separates(c)) != 0)
		kept = (unicode_flags(last) & flag) != 0 && next_has(state, found->next, flag);
	else
		return last == BLACK_FLAG ? flag_tags(state, found->at) : found->at;
	return kept ? found->next : found->at;
}
