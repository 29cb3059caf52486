/* What single code points count as. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/slice.h"
#include "text/unicode/fold.h"

static void check(struct folder *folder, uint32_t c, enum fold_class class, const char *bytes)
{
	const struct fold *fold = folder_get(folder, c);

	assert_non_null(fold);
	assert_int_equal(fold->class, class);
	assert_int_equal(fold->len, strlen(bytes));
	assert_memory_equal(fold->bytes, bytes, fold->len);
}

static void case_and_width(void **state)
{
	struct folder folder = {0};

	(void)state;
	check(&folder, 'A', FOLD_LETTER, "a");
	check(&folder, 0xFF21, FOLD_LETTER, "a");      /* fullwidth A */
	check(&folder, 0x0416, FOLD_LETTER, "\u0436"); /* Ж */
	check(&folder, 0x03A3, FOLD_LETTER, "\u03C3"); /* capital sigma, and */
	check(&folder, 0x03C2, FOLD_LETTER, "\u03C3"); /* final sigma */
	check(&folder, 0x00DF, FOLD_LETTER, "ss");
	check(&folder, 0xFB03, FOLD_LETTER, "ffi");
	check(&folder, 0xFF76, FOLD_UNSPACED, "\u30AB"); /* halfwidth ka */
	folder_free(&folder);
}

static void marks(void **state)
{
	struct folder folder = {0};

	(void)state;
	check(&folder, 0x00E9, FOLD_LETTER, "e");
	check(&folder, 0x1EA4, FOLD_LETTER, "a");      /* two marks */
	check(&folder, 0x0439, FOLD_LETTER, "\u0438"); /* й */
	check(&folder, 0x0301, FOLD_IGNORABLE, "");    /* acute alone */
	check(&folder, 0x064E, FOLD_IGNORABLE, "");    /* Arabic fatha */
	check(&folder, 0x0640, FOLD_IGNORABLE, "");    /* tatweel */
	check(&folder, 0x093E, FOLD_EXTEND, "\u093E"); /* a Hindi vowel is part of its word */
	check(&folder, 0x304C, FOLD_UNSPACED, "\u304B\u3099"); /* ga is not ka */
	folder_free(&folder);
}

static void digits(void **state)
{
	struct folder folder = {0};

	(void)state;
	check(&folder, '7', FOLD_DIGIT, "7");
	check(&folder, 0xFF17, FOLD_DIGIT, "7");
	check(&folder, 0x0667, FOLD_DIGIT, "7"); /* Arabic-Indic */
	check(&folder, 0x2466, FOLD_DIGIT, "7"); /* circled */
	folder_free(&folder);
}

static void what_is_no_word(void **state)
{
	struct folder folder = {0};

	(void)state;
	check(&folder, ' ', FOLD_BOUNDARY, "");
	check(&folder, 0x00A0, FOLD_BOUNDARY, "");
	check(&folder, 0x2019, FOLD_BOUNDARY, "");  /* curly apostrophe */
	check(&folder, 0x2026, FOLD_BOUNDARY, "");  /* ellipsis */
	check(&folder, 0x3002, FOLD_FULL_STOP, ""); /* ideographic */
	check(&folder, 0x061F, FOLD_FULL_STOP, ""); /* Arabic question mark */
	check(&folder, 0x1F449, FOLD_BOUNDARY, ""); /* emoji */
	check(&folder, 0x00AD, FOLD_IGNORABLE, ""); /* soft hyphen */
	check(&folder, 0x200D, FOLD_IGNORABLE, ""); /* joiner */
	check(&folder, 0xFE0F, FOLD_IGNORABLE, ""); /* variation selector */
	check(&folder, 0x10FFFF, FOLD_BOUNDARY, "");
	folder_free(&folder);
}

static void unspaced_scripts(void **state)
{
	struct folder folder = {0};

	(void)state;
	check(&folder, 0x4E2D, FOLD_UNSPACED, "\u4E2D");
	check(&folder, 0x20000, FOLD_UNSPACED, "\U00020000");
	check(&folder, 0x3042, FOLD_UNSPACED, "\u3042");
	check(&folder, 0x30FC, FOLD_UNSPACED, "\u30FC");                   /* long vowel mark */
	check(&folder, 0x3005, FOLD_UNSPACED, "\u3005");                   /* iteration mark */
	check(&folder, 0x0E01, FOLD_UNSPACED, "\u0E01");                   /* Thai */
	check(&folder, 0x0E31, FOLD_EXTEND, "\u0E31");                     /* Thai vowel above */
	assert_int_equal(folder_get(&folder, 0xAC00)->class, FOLD_LETTER); /* Korean has spaces */
	folder_free(&folder);
}

static void capitals(void **state)
{
	struct folder folder = {0};

	(void)state;
	assert_true(folder_get(&folder, 0x00C4)->upper);
	assert_false(folder_get(&folder, 0x00C4)->lower);
	assert_true(folder_get(&folder, 0x00E4)->lower);
	assert_false(folder_get(&folder, 0x4E2D)->upper);
	assert_false(folder_get(&folder, 0x4E2D)->lower);
	folder_free(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_and_width),   cmocka_unit_test(marks),
		cmocka_unit_test(digits),           cmocka_unit_test(what_is_no_word),
		cmocka_unit_test(unspaced_scripts), cmocka_unit_test(capitals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
