#include "text/unicode/normal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "text/unicode/unicode.h"

static const struct normal_form plain = {0};
static const struct normal_form everything = {
	.straight_quotes = true,
	.fold_width = true,
	.fold_ligatures = true,
	.plain_spaces = true,
	.max_blank_lines = 1,
};
static const struct normal_form title = {.one_line = true};

/* Replays the edits over the input: what the explanation says must be what was done. */
static void check_edits(struct slice in, struct slice out, const struct normal_report *report)
{
	struct buf replayed = {0};
	size_t at = 0;

	for (size_t i = 0; i < report->edit_count; i++) {
		const struct rewrite_edit *edit = &report->edits[i];

		assert_true(at <= edit->from && edit->from <= edit->to);
		assert_true(edit->out_from <= edit->out_to && edit->out_to <= out.len);
		buf_append(&replayed, slice_sub(in, at, edit->from));
		buf_append(&replayed, slice_sub(out, edit->out_from, edit->out_to));
		at = edit->to;
	}
	buf_append(&replayed, slice_from(in, at));
	assert_true(slice_equal(buf_slice(&replayed), out));
	buf_free(&replayed);
}

static struct slice apply(const struct normal_form *form, struct slice in, struct arena *arena)
{
	struct normal_report report = {.explain = !form->one_line}, quiet = {0};
	struct err err;
	struct slice out, silent;

	assert_true(normal_form_apply(form, in, arena, &out, &report, &err));
	assert_true(utf8_valid(out));
	if (!form->one_line)
		check_edits(in, out, &report);
	assert_true(normal_form_apply(form, in, arena, &silent, &quiet, &err));
	assert_true(slice_equal(out, silent));
	return out;
}

static void check_slices(const struct normal_form *form, struct slice in, struct slice want)
{
	struct arena arena = {0};
	struct slice out = apply(form, in, &arena), again;

	if (!slice_equal(out, want))
		fail_msg("\"%.*s\" became \"%.*s\", not \"%.*s\"", (int)in.len, in.data,
			 (int)out.len, out.data, (int)want.len, want.data);
	again = apply(form, out, &arena);
	assert_true(slice_equal(again, out));
	arena_free(&arena);
}

static void check(const struct normal_form *form, const char *in, const char *want)
{
	check_slices(form, slice_of(in), slice_of(want));
}

static void stays(const char *text)
{
	check(&plain, text, text);
}

static void unchanged_text_is_not_copied(void **state)
{
	struct slice in = SLICE("Two lines.\n\nAnd «Grüße»: 你好，世界。 हिन्दी ภาษาไทย");
	struct normal_report report = {0};
	struct arena arena = {0};
	struct slice out;
	struct err err;

	(void)state;
	assert_true(normal_form_apply(&plain, in, &arena, &out, &report, &err));
	assert_ptr_equal(out.data, in.data);
	assert_int_equal(out.len, in.len);
	in = SLICE("\xEF\xBB\xBF\n text\n\n");
	assert_true(normal_form_apply(&plain, in, &arena, &out, &report, &err));
	assert_ptr_equal(out.data, in.data + 4);
	assert_int_equal(out.len, 5);
	assert_null(arena.chunks);
}

static void line_ends(void **state)
{
	(void)state;
	check(&plain, "a\r\nb\rc\nd", "a\nb\nc\nd");
	check(&plain,
	      "a\vb\fc\xC2\x85"
	      "d\u2028e",
	      "a\nb\nc\nd\ne");
	check(&plain, "a\u2029b", "a\n\nb");
	check(&plain, "\u2029a\u2029", "a");
	check(&plain, "a\r\r\nb", "a\n\nb");
	check(&plain, "a\n\n\n\n\nb", "a\n\n\n\n\nb");
	check(&plain, "", "");
	check(&plain, "\n\r\n \t\u00A0\n", "");
	check(&plain, "\n\n\na\n\n", "a");
	check(&plain, "a\r", "a");
}

static void blanks(void **state)
{
	(void)state;
	check(&plain, "a \nb\t\nc\u00A0\nd\u3000 \u2003\ne  ", "a\nb\nc\nd\ne");
	check(&plain, "a\n \n\u00A0\u00A0\nb", "a\n\n\nb");
	check(&plain, "a \u200B \u200B\nb", "a\nb");
	check(&plain, "a \u200B \u200B", "a");
	check(&plain, "  indented\n\tand so\n", "  indented\n\tand so");
	stays("two  spaces and\u00A0one that holds");
	stays("\u3000\u3000一段");
}

static void controls(void **state)
{
	(void)state;
	check_slices(&plain,
		     SLICE("a\0b\x01\x1B\x7F"
			   "c\xC2\x80"
			   "d\xC2\x9F"
			   "e\tf"),
		     SLICE("abcde\tf"));
	check(&plain, "\uFEFFa\uFEFFb", "ab");
	check(&plain, "a\uFDD0\uFFFE\U0001FFFFb", "ab");
	check(&plain, "a\uFFFCb\uFFF9c", "abc");
	stays("lost \uFFFD here");
	stays("private \uE000 use");
}

static void invisible_debris(void **state)
{
	(void)state;
	check(&plain, "hy\u00ADphen zero\u200Bwidth\u2060 no\u180Ene x\u2061y",
	      "hyphen zerowidth none xy");
	check(&plain, "a\u200Db c\u200Cd", "ab cd");
	check(&plain, "e\u200B\u0301", "é");
	check(&plain, "e\u0316\u200B\u0301\u200B\u0300", "é\u0316\u0300");
	check(&plain, " \u034F \u034F", "");
	check(&plain, "a\uFE0F \uFE0F", "a");
	check(&plain, "a\U000E0041\U000E0042", "a");
}

static void joiners_are_spelling_where_scripts_join(void **state)
{
	(void)state;
	stays("می\u200Cخواهم");
	stays("سوء\u200Cاستفاده");
	stays("ه\u200D ق");
	stays("क्\u200Dष and क्\u200Cष");
	stays("ශ්\u200Dරී ලංකා");
	check(&plain, "می\u200C\u200Cخواهم", "می\u200Cخواهم");
	check(&plain, "Auf\u200Clage", "Auflage");
	stays("ភាសា\u200Bខ្មែរ");
	check(&plain, "ខ្មែរ\u200B English", "ខ្មែរ English");
	check(&plain, "ភាសា\u200B\u200Bខ្មែរ", "ភាសា\u200Bខ្មែរ");
	stays("ᠤᠳᠤᠰᠤ\u202Fᠶᠢᠨ ᠠᠮᠢ\u180Eᠠ ᠰᠢ\u180B");
}

static void emoji_stay_whole(void **state)
{
	(void)state;
	stays("👩\u200D👩\u200D👧\u200D👦 ❤\uFE0F\u200D🔥 👩🏽\u200D🚀 "
	      "🏳\uFE0F\u200D🌈 "
	      "1\uFE0F\u20E3 "
	      "☺\uFE0E");
	stays("🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F");
	check(&plain, "🏴\U000E0067\U000E0062", "🏴");
	check(&plain, "👩\u200D", "👩");
	check(&plain, "👩\u200D wife", "👩 wife");
	check(&plain, "👍\U000E0101\U000E0102", "👍");
	stays("葛\U000E0100飾区");
	check(&plain, "❤\uFE0F\uFE0F", "❤\uFE0F");
}

static void directions_stay_in_right_to_left_lines(void **state)
{
	(void)state;
	stays("שלום (C++)\u200E עולם");
	stays("\u202Bשלום\u202C");
	check(&plain, "\u200Eplain\u200F \u202Aline\u202C", "plain line");
	check(&plain, "\u2066one\u2069\nשתיים\u200F\n\u2066three\u2069", "one\nשתיים\u200F\nthree");
	check(&plain, "user\u202Etxt.exe", "usertxt.exe");
}

static void composes(void **state)
{
	(void)state;
	check(&plain, "e\u0301", "é");
	check(&plain, "a\u0323\u0302", "ậ");
	check(&plain, "a\u0302\u0323", "ậ");
	check(&plain, "â\u0323", "ậ");
	check(&plain, "\u1112\u1161\u11AB\u1100\u1173\u11AF", "한글");
	check(&plain, "\u212B \u2126 \u212A", "Å Ω K");
	check(&plain, "\u0958", "क\u093C");
	check(&plain, "\u0301a", "\u0301a");
	check(&plain, "か\u3099", "が");
	check(&plain, "\uFB1D", "\u05D9\u05B4");
	check(&plain, "\U0001D15E", "\U0001D157\U0001D165");
	check(&plain, "\u2000x\u2001", "\u2002x");
	stays("ﬁne １２３ “quotes” – dashes … ﾊﾝｶｸ");
	stays("а\u0301 q\u0323\u0307 x\u0300\u0315");
}

static void options_fold(void **state)
{
	(void)state;
	check(&everything, "“a” ‘b’ ‚c‛ „d‟ «e»", "\"a\" 'b' 'c' \"d\" «e»");
	check(&everything, "ＡＢＣ１２３！　ﾊﾝｶｸｶﾞﾊﾟ ﾞ ￥", "ABC123! ハンカクガパ ゛ ¥");
	check(&everything, "oﬃce ﬁﬂ ﬆ", "office fifl st");
	check(&everything, "a\u00A0b\u2009c\u3000d\u2000e", "a b c d e");
	check(&everything, "ｅ\u0301", "é");
	check(&everything, "a\n\n\n\nb\n \n\u2029c", "a\n\nb\n\nc");
	check(&plain, "a\n\n\n\nb", "a\n\n\n\nb");
}

static void titles(void **state)
{
	(void)state;
	check(&title, " \u00A0 A\r\n  title \n\n in\u2028three \n", "A title in three");
	check(&title, "\u200B \u200B A", "A");
	check(&title, "A \u200B\n\u200B B", "A  B");
	check(&title, "\n \n", "");
}

/* In a title, too, each line is searched for right-to-left letters by itself, and once. */
static void directions_in_titles(void **state)
{
	struct normal_report report = {0};
	struct arena arena = {0};
	struct buf in = {0};
	struct slice out;
	struct err err;

	(void)state;
	check(&title, "ש\u200F one\nplain\u200E two\nש\u200F three",
	      "ש\u200F one plain two ש\u200F three");
	for (unsigned i = 0; i < 200000; i++)
		buf_push(&in, 'a');
	buf_push(&in, '\n');
	for (unsigned i = 0; i < 200000; i++)
		buf_append(&in, SLICE("\u200E"));
	assert_false(buf_failed(&in));
	assert_true(normal_form_apply(&title, buf_slice(&in), &arena, &out, &report, &err));
	assert_int_equal(out.len, 200000);
	arena_free(&arena);
	buf_free(&in);
}

/* No step may look back over all the marks before it. */
static void many_marks(void **state)
{
	static const char *const marks[] = {"\u0301", "\u0323", "\u0316", "\uFE0F\u0334", "\u093C"};
	struct normal_report report = {0};
	struct arena arena = {0};
	struct buf in = {0};
	struct slice out;
	struct err err;

	(void)state;
	buf_push(&in, 'e');
	for (unsigned i = 0; i < 1000000; i++)
		buf_append(&in, slice_of(marks[i % COUNT_OF(marks)]));
	assert_false(buf_failed(&in));
	assert_true(normal_form_apply(&plain, buf_slice(&in), &arena, &out, &report, &err));
	assert_int_equal(report.counts[NORMAL_NFC], 1);
	assert_int_equal(report.counts[NORMAL_INVISIBLE], 200000);
	arena_free(&arena);
	buf_free(&in);
}

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* What ICU makes of the whole string. */
static size_t icu_nfc(const char *in, size_t in_len, char *out, size_t out_cap)
{
	UChar wide[4096], composed[8192];
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
	int32_t wide_len, composed_len, out_len;

	u_strFromUTF8(wide, COUNT_OF(wide), &wide_len, in, (int32_t)in_len, &status);
	composed_len = unorm2_normalize(nfc, wide, wide_len, composed, COUNT_OF(composed), &status);
	u_strToUTF8(out, (int32_t)out_cap, &out_len, composed, composed_len, &status);
	assert_true(U_SUCCESS(status));
	return (size_t)out_len;
}

/* Code points that say nothing to any rule but NFC. */
static bool only_nfc(uint32_t c)
{
	UVersionInfo age;

	if (c >= 0xD800 && c <= 0xDFFF)
		return false;
	u_charAge((UChar32)c, age);
	return age[0] <= 15 && !(unicode_flags(c) & (UNICODE_SCRUB | UNICODE_BLANK)) && c != '\n';
}

static size_t append_point(char *text, size_t len, uint32_t c)
{
	return len + utf8_encode(c, text + len);
}

static void print_points(const char *what, struct slice text)
{
	print_message("%s:", what);
	for (size_t at = 0; at < text.len;) {
		uint32_t c;

		at = utf8_next(text, at, &c);
		print_message(" %04X", c);
	}
	print_message("\n");
}

static void check_against_icu(const char *text, size_t len, struct arena *arena)
{
	char want[16384];
	size_t want_len = icu_nfc(text, len, want, sizeof(want));
	struct slice out = apply(&plain, slice_make(text, len), arena);

	if (!slice_equal(out, slice_make(want, want_len))) {
		print_points("given", slice_make(text, len));
		print_points("made", out);
		print_points("wanted", slice_make(want, want_len));
		fail();
	}
	arena_reset(arena);
}

static void each_code_point_is_composed_as_icu_does(void **state)
{
	struct arena arena = {0};

	(void)state;
	for (uint32_t c = 0x21; c < 0x110000; c++) {
		char text[32];
		size_t len = 0;

		if (!only_nfc(c))
			continue;
		len = append_point(text, len, c);
		check_against_icu(text, len, &arena);
		/* Between two marks that compose and reorder, then behind a letter. */
		len = append_point(text, len, 0x323);
		len = append_point(text, len, 'a');
		len = append_point(text, len, c);
		len = append_point(text, len, 0x302);
		check_against_icu(text, len, &arena);
	}
	arena_free(&arena);
}

static void random_texts_are_composed_as_icu_does(void **state)
{
	static const struct {
		uint32_t from, to;
	} blocks[] = {
		{0x41, 0x7A},       {0xC0, 0x24F},      {0x300, 0x36F},     {0x300, 0x345},
		{0x5B0, 0x5F4},     {0x610, 0x6DC},     {0x900, 0x9FF},     {0xB40, 0xBFF},
		{0xC40, 0xDFF},     {0xF40, 0xFBC},     {0x1000, 0x1040},   {0x1100, 0x11FF},
		{0x1AB0, 0x1ACE},   {0x1B00, 0x1B44},   {0x1DC0, 0x1DFF},   {0x1E00, 0x1FFF},
		{0x20D0, 0x20F0},   {0x3040, 0x30FF},   {0xAC00, 0xAC80},   {0xF900, 0xFB4F},
		{0x11080, 0x1134D}, {0x11480, 0x115C0}, {0x1D15E, 0x1D1AF}, {0x2F800, 0x2FA1D}};
	struct arena arena = {0};
	uint64_t seed = 0x9E3779B97F4A7C15;

	(void)state;
	for (unsigned round = 0; round < 60000; round++) {
		char text[256];
		size_t len = 0, count = 1 + next_random(&seed) % 24;
		size_t one = next_random(&seed) % COUNT_OF(blocks);
		size_t two = next_random(&seed) % COUNT_OF(blocks);

		while (count--) {
			size_t block = next_random(&seed) % 4 == 0 ? 2 : count % 2 ? one : two;
			uint32_t span = blocks[block].to - blocks[block].from + 1;
			uint32_t c = blocks[block].from + (uint32_t)(next_random(&seed) % span);

			if (only_nfc(c))
				len = append_point(text, len, c);
		}
		check_against_icu(text, len, &arena);
	}
	arena_free(&arena);
}

/* A soup of all that has a rule: normalising twice is normalising once, whatever the form. */
static void is_idempotent(void **state)
{
	/* clang-format off */
	static const char *const parts[] = {
		"a",	  "e",	    " ",      "\t",	  "\n",	    "\r",     "\u00A0", "\u3000", "\u2029",
		"\u200B", "\u200C", "\u200D", "\uFE0F",	  "\uFE00", "\u0301", "\u0323", "\u0316", "\u034F",
		"ه",	  "क",	    "्",      "ใ",	  "ก",	    "ᠠ",      "\u180E", "\u180B", "👩",
		"🏴",	  "🏽",	    "❤",      "\U000E0067", "\U000E007F", "葛",	  "\U000E0100", "\u202E",
		"\u200F", "ש",	    "ｶ",      "ﾞ",	  "ｅ",	    "ﬁ",      "”",	"\u1100", "\u1161",
		"\u11A8", "\u09C7", "\u09BE", "≠",	  "=",	    "\u0338", "\u00AD", "\v",	  "\u2000",
		"\u0344", "\u2126", "0",      "1",	  "\uFEFF", "\x01",   "↔",	"∩"};
	const struct normal_form *const forms[] = {&plain, &everything, &title};
	struct arena arena = {0};
	uint64_t seed = 0xD1B54A32D192ED03;

	(void)state;
	for (unsigned round = 0; round < 200000; round++) {
		const struct normal_form *form = forms[round % 3];
		char text[128];
		size_t len = 0;
		struct slice once, twice;

		for (size_t count = 1 + next_random(&seed) % 12; count; count--) {
			struct slice part = slice_of(parts[next_random(&seed) % COUNT_OF(parts)]);

			memcpy(text + len, part.data, part.len);
			len += part.len;
		}
		once = apply(form, slice_make(text, len), &arena);
		twice = apply(form, once, &arena);
		if (!slice_equal(once, twice)) {
			print_points("given", slice_make(text, len));
			print_points("once", once);
			print_points("twice", twice);
			fail();
		}
		arena_reset(&arena);
	}
	/* clang-format on */
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unchanged_text_is_not_copied),
		cmocka_unit_test(line_ends),
		cmocka_unit_test(blanks),
		cmocka_unit_test(controls),
		cmocka_unit_test(invisible_debris),
		cmocka_unit_test(joiners_are_spelling_where_scripts_join),
		cmocka_unit_test(emoji_stay_whole),
		cmocka_unit_test(directions_stay_in_right_to_left_lines),
		cmocka_unit_test(composes),
		cmocka_unit_test(options_fold),
		cmocka_unit_test(titles),
		cmocka_unit_test(directions_in_titles),
		cmocka_unit_test(many_marks),
		cmocka_unit_test(each_code_point_is_composed_as_icu_does),
		cmocka_unit_test(random_texts_are_composed_as_icu_does),
		cmocka_unit_test(is_idempotent),
	};

	return cmocka_run_group_tests_name("normal", tests, NULL, NULL);
}
