#include "text/unicode/fold.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "base/compiler.h"
#include "base/utf8.h"

enum { BLOCK = 256, MAX_UNITS = 64 };

/* U+0640 stretches a word and means nothing; Unicode calls it a letter. */
enum { ARABIC_TATWEEL = 0x0640 };

/* Marks below this combining class are letters of their script: nukta, kana voicing, virama. */
enum { FIRST_DIACRITIC_CLASS = 10 };

static bool is_unspaced(UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;

	switch (uscript_getScript(c, &status)) {
	case USCRIPT_HAN:
	case USCRIPT_HIRAGANA:
	case USCRIPT_KATAKANA:
	case USCRIPT_BOPOMOFO:
	case USCRIPT_YI:
		return true;
	default:
		break;
	}
	return u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT ||
	       u_getIntPropertyValue(c, UCHAR_WORD_BREAK) == U_WB_KATAKANA;
}

/* The class of one code point of a folded form, after UAX 29's Word_Break classes. */
static enum fold_class class_of(UChar32 c)
{
	switch (u_charType(c)) {
	case U_NON_SPACING_MARK:
	case U_ENCLOSING_MARK:
		if (u_getCombiningClass(c) >= FIRST_DIACRITIC_CLASS ||
		    u_hasBinaryProperty(c, UCHAR_VARIATION_SELECTOR))
			return FOLD_IGNORABLE;
		return FOLD_EXTEND;
	case U_COMBINING_SPACING_MARK:
		return FOLD_EXTEND;
	case U_DECIMAL_DIGIT_NUMBER:
	case U_LETTER_NUMBER:
	case U_OTHER_NUMBER:
		return is_unspaced(c) ? FOLD_UNSPACED : FOLD_DIGIT;
	case U_UPPERCASE_LETTER:
	case U_LOWERCASE_LETTER:
	case U_TITLECASE_LETTER:
	case U_MODIFIER_LETTER:
	case U_OTHER_LETTER:
		if (c == ARABIC_TATWEEL)
			return FOLD_IGNORABLE;
		return is_unspaced(c) ? FOLD_UNSPACED : FOLD_LETTER;
	default:
		if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
			return FOLD_IGNORABLE;
		return u_hasBinaryProperty(c, UCHAR_S_TERM) ? FOLD_FULL_STOP : FOLD_BOUNDARY;
	}
}

/* Digits fold to their value, so that all scripts' decimal digits are alike. */
static uint32_t fold_digit(UChar32 c)
{
	int value = u_charDigitValue(c); /* -1 for all but decimal digits */

	return value >= 0 ? (uint32_t)('0' + value) : (uint32_t)c;
}

/* Keeps of the decomposed form what counts in a word. */
static void keep_words(struct fold *fold, const UChar32 *points, int32_t count)
{
	for (int32_t i = 0; i < count; i++) {
		enum fold_class class = class_of(points[i]);
		char bytes[4];
		size_t len;

		if (class == FOLD_BOUNDARY || class == FOLD_FULL_STOP || class == FOLD_IGNORABLE)
			continue;
		if (fold->len == 0)
			fold->class = (unsigned char)class;
		len = utf8_encode(fold_digit(points[i]), bytes);
		if (fold->len + len > FOLD_MAX_BYTES)
			return;
		memcpy(fold->bytes + fold->len, bytes, len);
		fold->len = (unsigned char)(fold->len + len);
	}
}

static bool compute(struct fold *fold, UChar32 c, const UNormalizer2 *casefold,
		    const UNormalizer2 *decompose)
{
	UChar source[2], folded[MAX_UNITS], units[MAX_UNITS];
	UChar32 points[MAX_UNITS];
	UErrorCode status = U_ZERO_ERROR;
	int32_t source_len, len;

	if (U_IS_SURROGATE((uint32_t)c)) /* never asked for */
		return true;
	u_strFromUTF32(source, COUNT_OF(source), &source_len, &c, 1, &status);
	len = unorm2_normalize(casefold, source, source_len, folded, MAX_UNITS, &status);
	len = unorm2_normalize(decompose, folded, len, units, MAX_UNITS, &status);
	u_strToUTF32(points, MAX_UNITS, &len, units, len, &status);
	if (U_FAILURE(status))
		return false;
	keep_words(fold, points, len);
	if (fold->len == 0)
		fold->class = (unsigned char)class_of(c);
	if (fold->len == 0 && fold->class > FOLD_IGNORABLE)
		fold->class = FOLD_IGNORABLE;
	fold->upper = u_isUUppercase(c) || u_istitle(c);
	fold->lower = u_isULowercase(c);
	return true;
}

static struct fold *make_block(uint32_t first)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *casefold = unorm2_getNFKCCasefoldInstance(&status);
	const UNormalizer2 *decompose = unorm2_getNFDInstance(&status);
	struct fold *block;

	if (U_FAILURE(status))
		return NULL;
	block = calloc(BLOCK, sizeof(*block));
	if (!block)
		return NULL;
	for (uint32_t i = 0; i < BLOCK; i++) {
		if (!compute(&block[i], (UChar32)(first + i), casefold, decompose)) {
			free(block);
			return NULL;
		}
	}
	return block;
}

const struct fold *folder_get(struct folder *folder, uint32_t code_point)
{
	struct fold **block = &folder->block[code_point / BLOCK];

	if (!*block)
		*block = make_block(code_point / BLOCK * BLOCK);
	return *block ? &(*block)[code_point % BLOCK] : NULL;
}

void folder_free(struct folder *folder)
{
	for (unsigned i = 0; i < COUNT_OF(folder->block); i++)
		free(folder->block[i]);
	*folder = (struct folder){0};
}
