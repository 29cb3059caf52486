#include "text/unicode/letters.h"

#include <stdbool.h>

static bool between(uint32_t c, uint32_t first, uint32_t last)
{
	return c - first <= last - first;
}

static enum letter_kind ascii_kind(uint32_t c)
{
	if (between(c | 0x20, 'a', 'z'))
		return LETTER_ALPHA;
	if (between(c, '0', '9'))
		return LETTER_DIGIT;
	return c <= 0x20 || c == 0x7F ? LETTER_SPACE : LETTER_PUNCT;
}

/* U+0080 to U+00BF: the one block where letters and signs are mixed. */
static enum letter_kind latin1_kind(uint32_t c)
{
	if (c < 0xA1 || c == 0xAD)
		return LETTER_SPACE;
	if (c == 0xAA || c == 0xB5 || c == 0xBA)
		return LETTER_ALPHA;
	return LETTER_PUNCT;
}

/* U+2000 to U+2FFF: punctuation and symbols, and a few letters among them. */
static enum letter_kind general_kind(uint32_t c)
{
	if (c <= 0x200F || between(c, 0x2028, 0x202F) || between(c, 0x205F, 0x206F))
		return LETTER_SPACE;
	if (c < 0x2070 || between(c, 0x20A0, 0x20CF) || between(c, 0x2200, 0x22FF))
		return LETTER_PUNCT;
	if (c < 0x20A0)
		return LETTER_DIGIT;
	if (c < 0x2100 || c >= 0x2C00)
		return c >= 0x2E80 ? LETTER_SINGLE : c >= 0x2E00 ? LETTER_PUNCT : LETTER_ALPHA;
	return c == 0x2116 || c == 0x2122 ? LETTER_PUNCT : LETTER_SYMBOL;
}

static enum letter_kind cjk_kind(uint32_t c)
{
	if (c == 0x3000)
		return LETTER_SPACE;
	if (between(c, 0x3001, 0x3004) || between(c, 0x3008, 0x3020) || c == 0x3030 || c == 0x30FB)
		return LETTER_PUNCT;
	return LETTER_SINGLE;
}

static enum letter_kind full_width_kind(uint32_t c)
{
	if (between(c, 0xFF10, 0xFF19))
		return LETTER_DIGIT;
	if (between(c, 0xFF21, 0xFF3A) || between(c, 0xFF41, 0xFF5A))
		return LETTER_ALPHA;
	if (between(c, 0xFF66, 0xFF9F))
		return LETTER_SINGLE;
	return between(c, 0xFFA0, 0xFFDC) ? LETTER_ALPHA : LETTER_PUNCT;
}

/* Punctuation of Hebrew, Arabic, Devanagari, Armenian and the like, which news do use. */
static bool is_far_punct(uint32_t c)
{
	switch (c) {
	case 0x00D7:
	case 0x00F7:
	case 0x037E:
	case 0x0387:
	case 0x0589:
	case 0x058A:
	case 0x05BE:
	case 0x05C0:
	case 0x05C3:
	case 0x05F3:
	case 0x05F4:
	case 0x060C:
	case 0x060D:
	case 0x061B:
	case 0x061F:
	case 0x066A:
	case 0x066B:
	case 0x066C:
	case 0x066D:
	case 0x06D4:
	case 0x0964:
	case 0x0965:
	case 0x10FB:
		return true;
	default:
		return false;
	}
}

static enum letter_kind far_kind(uint32_t c)
{
	if (is_far_punct(c))
		return LETTER_PUNCT;
	if (between(c, 0x0660, 0x0669) || between(c, 0x06F0, 0x06F9) || between(c, 0x0966, 0x096F))
		return LETTER_DIGIT;
	if (between(c, 0x0E00, 0x0EFF) || between(c, 0x1000, 0x109F) || between(c, 0x1780, 0x17FF))
		return LETTER_SINGLE;
	return LETTER_ALPHA;
}

static enum letter_kind high_kind(uint32_t c)
{
	if (between(c, 0xE000, 0xF8FF))
		return LETTER_SYMBOL;
	if (between(c, 0xF900, 0xFAFF) || between(c, 0x20000, 0x3FFFF))
		return LETTER_SINGLE;
	if (between(c, 0xFE00, 0xFE0F) || c == 0xFEFF || between(c, 0xE0000, 0xE0FFF))
		return LETTER_SPACE;
	if (between(c, 0xFE10, 0xFE6F) || between(c, 0xFFE0, 0xFFFF))
		return LETTER_PUNCT;
	if (between(c, 0xFF00, 0xFFDF))
		return full_width_kind(c);
	return between(c, 0x1F000, 0x1FBFF) ? LETTER_SYMBOL : LETTER_ALPHA;
}

enum letter_kind letter_kind_of_any(uint32_t c)
{
	if (c < 0x80)
		return ascii_kind(c);
	if (c < 0xC0)
		return latin1_kind(c);
	if (c < 0x2000)
		return far_kind(c);
	if (c < 0x3000)
		return general_kind(c);
	if (c < 0xA000)
		return cjk_kind(c);
	return c < 0xE000 ? LETTER_ALPHA : high_kind(c);
}

static uint32_t lower_latin(uint32_t c)
{
	if (c < 0xDF)
		return c >= 0xC0 && c != 0xD7 ? c + 32 : c;
	if (c == 0x130)
		return 'i';
	if (c == 0x178)
		return 0xFF;
	if (between(c, 0x139, 0x148) || between(c, 0x179, 0x17E))
		return c & 1 ? c + 1 : c;
	if (between(c, 0x100, 0x137) || between(c, 0x14A, 0x177) || between(c, 0x1DE, 0x1EF) ||
	    between(c, 0x1F8, 0x21F) || between(c, 0x222, 0x233))
		return c | 1;
	return c;
}

static uint32_t lower_greek(uint32_t c)
{
	if (between(c, 0x391, 0x3AB))
		return c + 32;
	if (c == 0x386)
		return 0x3AC;
	if (between(c, 0x388, 0x38A))
		return c + 37;
	if (c == 0x38C)
		return 0x3CC;
	return c == 0x38E || c == 0x38F ? c + 63 : c;
}

static uint32_t lower_cyrillic(uint32_t c)
{
	if (c < 0x410)
		return c + 80;
	if (c < 0x430)
		return c + 32;
	if (between(c, 0x460, 0x481) || between(c, 0x48A, 0x4BF) || between(c, 0x4D0, 0x52F))
		return c | 1;
	return c;
}

uint32_t letter_lower_of_any(uint32_t c)
{
	if (c < 0x80)
		return between(c, 'A', 'Z') ? c + 32 : c;
	if (c < 0x250)
		return lower_latin(c);
	if (between(c, 0x370, 0x3FF))
		return lower_greek(c);
	if (between(c, 0x400, 0x52F))
		return lower_cyrillic(c);
	if (between(c, 0x531, 0x556))
		return c + 48;
	if (between(c, 0x1E00, 0x1EFF) && !between(c, 0x1E96, 0x1E9F))
		return c | 1;
	if (c == 0x2019 || c == 0x2BC)
		return '\'';
	if (between(c, 0xFF01, 0xFF5E))
		return letter_lower_of_any(c - 0xFEE0);
	return c;
}
