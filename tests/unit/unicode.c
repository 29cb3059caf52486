#include "text/unicode/unicode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <cmocka.h>

#include "base/utf8.h"

enum { LIMIT = 0x110000 };

/* The table knows Unicode 15.0; the ICU at hand may know more. */
static bool is_in_table(uint32_t c)
{
	UVersionInfo age;

	if (c >= 0xD800 && c <= 0xDFFF)
		return false;
	u_charAge((UChar32)c, age);
	return age[0] > 0 && age[0] <= 15;
}

static void has(uint32_t c, enum unicode_flag flag, bool want)
{
	if (((unicode_flags(c) & flag) != 0) != want)
		fail_msg("U+%04X: flag %#x should be %d", c, (unsigned)flag, want);
}

static void kinds_agree_with_icu(void **state)
{
	(void)state;
	for (uint32_t c = 0; c < LIMIT; c++) {
		UChar32 point = (UChar32)c;
		uint32_t category = U_GET_GC_MASK(point);
		int32_t check = u_getIntPropertyValue(point, UCHAR_NFC_QUICK_CHECK);
		int32_t ccc = u_getIntPropertyValue(point, UCHAR_CANONICAL_COMBINING_CLASS);

		if (!is_in_table(c) || unicode_flags(c) & UNICODE_SCRUB)
			continue;
		assert_int_equal(unicode_kind(c).ccc, ccc);
		assert_int_equal(
			unicode_kind(c).tail_ccc,
			u_getIntPropertyValue(point, UCHAR_TRAIL_CANONICAL_COMBINING_CLASS));
		has(c, UNICODE_COMBINES, ccc != 0 || check != UNORM_YES);
		has(c, UNICODE_MAYBE, check == UNORM_MAYBE);
		has(c, UNICODE_ALTERS, check == UNORM_NO);
		has(c, UNICODE_WORD, (category & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0);
		has(c, UNICODE_MARK, (category & U_GC_M_MASK) != 0);
		has(c, UNICODE_BLANK, category == U_GC_ZS_MASK || c == '\t');
		has(c, UNICODE_EMOJI, u_hasBinaryProperty(point, UCHAR_EMOJI));
		has(c, UNICODE_PICTOGRAPH, u_hasBinaryProperty(point, UCHAR_EXTENDED_PICTOGRAPHIC));
		has(c, UNICODE_SOUTHEAST,
		    u_getIntPropertyValue(point, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT);
	}
}

static void scrubbed_is_all_that_has_no_shape(void **state)
{
	(void)state;
	for (uint32_t c = 0; c < LIMIT; c++) {
		bool control = u_charType((UChar32)c) == U_CONTROL_CHAR && c != '\t';
		bool noncharacter = u_hasBinaryProperty((UChar32)c, UCHAR_NONCHARACTER_CODE_POINT);

		if (control || noncharacter)
			has(c, UNICODE_SCRUB, true);
		if (unicode_flags(c) & UNICODE_SCRUB) {
			/* Its being debris is all that counts: it is nobody's context. */
			assert_int_equal(unicode_flags(c), UNICODE_SCRUB);
			assert_int_equal(unicode_kind(c).ccc, 0);
		}
	}
	has('\n', UNICODE_SCRUB, true);
	has(0x200B, UNICODE_SCRUB, true);
	has(0xFEFF, UNICODE_SCRUB, true);
	has(0xFFFD, UNICODE_SCRUB, false);
	has(0xE000, UNICODE_SCRUB, false);
}

static void lead_bytes_tell_of_all_behind_them(void **state)
{
	unsigned want[256] = {0};
	char bytes[4];

	(void)state;
	for (uint32_t c = 0; c < LIMIT; c++) {
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		utf8_encode(c, bytes);
		want[(unsigned char)bytes[0]] |= unicode_flags(c) & 0x3F;
	}
	for (unsigned byte = 0; byte < 256; byte++)
		assert_int_equal(unicode_lead_flags((char)byte), want[byte]);
}

static void decomposes_and_composes(void **state)
{
	uint32_t out[UNICODE_MAX_DECOMPOSITION];
	const struct unicode_forms *nfc, *nfkc;
	struct err err;

	(void)state;
	nfc = unicode_nfc(&err);
	nfkc = unicode_nfkc(&err);
	assert_non_null(nfc);
	assert_non_null(nfkc);
	assert_int_equal(unicode_decompose(nfc, 0x1EA5, out), 3); /* a, circumflex, acute */
	assert_int_equal(out[0], 'a');
	assert_int_equal(out[2], 0x301);
	assert_int_equal(unicode_decompose(nfc, 0x1D160, out), 3);
	assert_int_equal(out[0], 0x1D158);
	assert_int_equal(unicode_decompose(nfc, 'x', out), 1);
	assert_int_equal(out[0], 'x');
	assert_int_equal(unicode_compose_pair(nfc, 'e', 0x301), 0xE9);
	assert_true(unicode_compose_pair(nfc, 'x', 0x301) < 0);
	assert_int_equal(unicode_compatible(nfkc, 0xFB03, out), 3);
	assert_int_equal(unicode_compatible(nfkc, 0xFF21, out), 1);
	assert_int_equal(out[0], 'A');
	assert_int_equal(unicode_fold_case(0xC9), 0xE9);
	assert_int_equal(unicode_fold_case('1'), '1');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_agree_with_icu),
		cmocka_unit_test(scrubbed_is_all_that_has_no_shape),
		cmocka_unit_test(lead_bytes_tell_of_all_behind_them),
		cmocka_unit_test(decomposes_and_composes),
	};

	return cmocka_run_group_tests_name("unicode", tests, NULL, NULL);
}
