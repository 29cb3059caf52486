/* The scanner takes what RFC 8259 takes and nothing else; strings decode and encode. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/compiler.h"
#include "base/utf8.h"
#include "record/json.h"

/* What a whole text comes to: one value, with white space around it. */
static enum reject_reason judge(struct slice text)
{
	struct json_scan scan = json_scan_start(text);

	json_skip_space(&scan);
	if (!json_skip_value(&scan, 0))
		return scan.why;
	json_skip_space(&scan);
	return scan.at == scan.end ? REJECT_NONE : REJECT_NOT_JSON;
}

/* Judges a text from memory of its exact size, so that reading past its end shows. */
static enum reject_reason judge_exact(struct slice text)
{
	char *copy = malloc(text.len + 1);
	enum reject_reason reason;

	assert_non_null(copy);
	memcpy(copy + 1, text.data, text.len);
	reason = judge(slice_make(copy + 1, text.len));
	free(copy);
	return reason;
}

static void values_are_taken(void **state)
{
	/* clang-format off */
	static const char *const texts[] = {
		"0", "-0", "1", "10", "-12", "0.0", "1.50", "1e1", "1E1", "1e+1", "1e-1", "0e0", "-0.0e-0",
		"123456789012345678901234567890", "1e999", "0.000000000000000000000000000001",
		"true", "false", "null", " \t\r\n1 \t\r\n",
		"\"\"", "\"a\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\"", "\"\\u00e4\\uABCD\\uabcd\"",
		"\"\\ud800\\udc00\"", "\"\\uDBFF\\uDFFF\"", "\"\x7f\"", "\"\xc3\xa4\"", "\"/\"",
		"[]", "[ ]", "[1]", "[1,2]", " [ 1 , [ ] , { } ] ", "[[[]],[]]",
		"{}", "{ }", "{\"\":0}", "{\"a\":1,\"a\":1}", " { \"a\" : 1 , \"b\" : [ { } ] } ",
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		assert_int_equal(judge_exact(slice_of(texts[i])), REJECT_NONE);
}

static void everything_else_is_refused(void **state)
{
	/* clang-format off */
	static const char *const texts[] = {
		"", " ", "-", "+1", "01", "-01", "00", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1e1.5", "1E-",
		"0x10", "1_000", "Infinity", "NaN", "-Infinity", "1 2", "1,", "--1", "1e++1", "0 0",
		"tru", "truE", "True", "nul", "nulll", "falsee", "undefined", "'a'", "a", "/**/1", "1//",
		"\"", "\"a", "\"\\", "\"\\\"", "\"\\x\"", "\"\\a\"", "\"\\0\"", "\"\\u\"", "\"\\u00\"",
		"\"\\u00g0\"", "\"\\u 123\"", "\"\\u-123\"", "\"\\U0041\"", "\"\\'\"", "\"a\"b", "\"\n\"",
		"\"\t\"", "\"\x1f\"", "\"\x01\"",
		"[", "]", "[1", "[1,", "[1,]", "[,]", "[,1]", "[1 2]", "[1,,2]", "[1}", "[1:2]", "[]]", "[[]",
		"{", "}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{a:1}", "{1:1}",
		"{\"a\" 1}", "{\"a\",1}", "{\"a\":1 \"b\":2}", "{\"a\":1]", "{\"a\":}", "{}{}", "{}}", "{\"a\":1:2}",
		"{'a':1}", "{null:1}", "{[]:1}",
		"\xef\xbb\xbf{}", "\f1", "\v1", "\xc2\xa0]",
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		assert_int_equal(judge_exact(slice_of(texts[i])), REJECT_NOT_JSON);
	assert_int_equal(judge_exact(SLICE("\"a\0b\"")), REJECT_NOT_JSON);
	assert_int_equal(judge_exact(SLICE("\0")), REJECT_NOT_JSON);
	assert_int_equal(judge_exact(SLICE("1\0")), REJECT_NOT_JSON);
	assert_int_equal(judge_exact(SLICE("[\0]")), REJECT_NOT_JSON);
	assert_int_equal(judge_exact(SLICE("{\0}")), REJECT_NOT_JSON);
}

static void lone_surrogates_are_refused(void **state)
{
	/* clang-format off */
	static const char *const texts[] = {
		"\"\\ud800\"", "\"\\udc00\"", "\"\\udc00\\udc00\"", "\"\\udfff x\"", "\"\\ud800x\"", "\"\\ud800\\n\"",
		"\"\\ud800\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\\ud800\"", "\"\\ud800\\udbff\"",
		"{\"\\ud800\":1}", "[\"\\uDBFF\\uE000\"]",
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		assert_int_equal(judge_exact(slice_of(texts[i])), REJECT_LONE_SURROGATE);
}

/* Each byte that may not stand in a string, and each escape, at each place of the vectors. */
static void place_does_not_matter(void **state)
{
	static const struct {
		struct slice piece;
		enum reject_reason expected;
	} cases[] = {
		{SLICE_INIT("x"), REJECT_NONE},
		{SLICE_INIT("\\n"), REJECT_NONE},
		{SLICE_INIT("\\\\\\\""), REJECT_NONE},
		{SLICE_INIT("\\ud83d\\ude00"), REJECT_NONE},
		{SLICE_INIT("\""), REJECT_NOT_JSON},
		{SLICE_INIT("\\"), REJECT_NOT_JSON}, /* takes the closing quote, or x */
		{SLICE_INIT("\\u12"), REJECT_NOT_JSON},
		{SLICE_INIT("\n"), REJECT_NOT_JSON},
		{SLICE_INIT("\x1f"), REJECT_NOT_JSON},
		{SLICE_INIT("\0"), REJECT_NOT_JSON},
		{SLICE_INIT("\\ud83d"), REJECT_LONE_SURROGATE},
	};
	char text[300];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct slice piece = cases[i].piece;

		for (size_t len = piece.len; len < 200; len += 1 + len / 40) {
			for (size_t at = 0; at + piece.len <= len; at++) {
				memset(text, 'x', sizeof(text));
				memcpy(text + 1 + at, piece.data, piece.len);
				text[0] = text[len + 1] = '"';
				assert_int_equal(judge_exact(slice_make(text, len + 2)),
						 cases[i].expected);
			}
		}
	}
}

static void depth_has_a_limit_and_takes_no_stack(void **state)
{
	enum { DEEP = 100000 };
	struct buf text = {0};

	(void)state;
	for (unsigned depth = JSON_MAX_DEPTH - 1; depth <= JSON_MAX_DEPTH + 1; depth++) {
		buf_clear(&text);
		for (unsigned i = 0; i < depth; i++)
			buf_append(&text, i % 2 ? SLICE("[") : SLICE("{\"a\":"));
		buf_push(&text, '1');
		for (unsigned i = depth; i > 0; i--)
			buf_push(&text, (i - 1) % 2 ? ']' : '}');
		assert_int_equal(judge(buf_slice(&text)),
				 depth <= JSON_MAX_DEPTH ? REJECT_NONE : REJECT_TOO_DEEP);
	}
	buf_clear(&text);
	for (unsigned i = 0; i < DEEP; i++)
		buf_push(&text, '[');
	assert_int_equal(judge(buf_slice(&text)), REJECT_TOO_DEEP);
	/* Many values side by side are not deep. */
	buf_clear(&text);
	buf_push(&text, '[');
	for (unsigned i = 0; i < DEEP; i++)
		buf_append(&text, SLICE("[{}],"));
	buf_append(&text, SLICE("[]]"));
	assert_int_equal(judge(buf_slice(&text)), REJECT_NONE);
	buf_free(&text);
}

static void strings_decode(void **state)
{
	static const struct {
		struct slice raw, value;
	} cases[] = {
		{SLICE_INIT(""), SLICE_INIT("")},
		{SLICE_INIT("plain \xc3\xa4"), SLICE_INIT("plain \xc3\xa4")},
		{SLICE_INIT("\\\"\\\\\\/\\b\\f\\n\\r\\t"), SLICE_INIT("\"\\/\b\f\n\r\t")},
		{SLICE_INIT("a\\u0000b"), SLICE_INIT("a\0b")},
		{SLICE_INIT("\\u0041\\u00E4\\u4e2D\\uFFFF"),
		 SLICE_INIT("A\xc3\xa4\xe4\xb8\xad\xef\xbf\xbf")},
		{SLICE_INIT("\\ud83d\\ude00\\uDBFF\\uDFFF"),
		 SLICE_INIT("\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf")},
		{SLICE_INIT("0123456789abcdef0123456789abcdef\\n0123456789abcdef\\n"),
		 SLICE_INIT("0123456789abcdef0123456789abcdef\n0123456789abcdef\n")},
		{SLICE_INIT("\\\\u0041"), SLICE_INIT("\\u0041")},
	};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct slice value;

		assert_true(json_decode_string(cases[i].raw, &arena, &value));
		assert_true(slice_equal(value, cases[i].value));
		assert_true(json_string_is(cases[i].raw, cases[i].value));
		assert_false(json_string_is(cases[i].raw, SLICE("something else")));
		if (cases[i].value.len) {
			struct slice shorter = slice_sub(cases[i].value, 0, cases[i].value.len - 1);

			assert_false(json_string_is(cases[i].raw, shorter));
		}
	}
	arena_free(&arena);
}

static void plain_strings_are_not_copied(void **state)
{
	struct slice raw = SLICE("no escape"), value;
	struct arena arena = {0};

	(void)state;
	assert_true(json_decode_string(raw, &arena, &value));
	assert_ptr_equal(value.data, raw.data);
	assert_null(arena.chunks);
}

static void strings_have_one_spelling(void **state)
{
	static const struct {
		struct slice value;
		const char *expected;
	} cases[] = {
		{SLICE_INIT(""), "\"\""},
		{SLICE_INIT("a/b"), "\"a/b\""},
		{SLICE_INIT("\"\\\b\f\n\r\t"), "\"\\\"\\\\\\b\\f\\n\\r\\t\""},
		{SLICE_INIT("\0\x01\x0b\x1f "), "\"\\u0000\\u0001\\u000b\\u001f \""},
		{SLICE_INIT("\x7e\x7f\xc2\x80\xc2\x85\xc2\x9f\xc2\xa0"),
		 "\"\x7e\\u007f\\u0080\\u0085\\u009f\xc2\xa0\""},
		{SLICE_INIT("\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa"),
		 "\"\xe2\x80\xa7\\u2028\\u2029\xe2\x80\xaa\""},
		{SLICE_INIT("\xe2\x81\xa8\xe3\x80\xa8\xc3\x85\xf0\x9f\x98\x80"),
		 "\"\xe2\x81\xa8\xe3\x80\xa8\xc3\x85\xf0\x9f\x98\x80\""},
	};
	struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		buf_clear(&out);
		json_write_string(&out, cases[i].value);
		assert_true(slice_equal(buf_slice(&out), slice_of(cases[i].expected)));
	}
	buf_free(&out);
}

/* Nothing that a reader may take for a line's end, and no control, stands plainly. */
static void assert_tame(struct slice written)
{
	for (size_t at = 0; at < written.len;) {
		uint32_t c = 0;

		at = utf8_next(written, at, &c);
		assert_false(c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029);
	}
}

/* Every code point, at every place of the vectors, alone and in rows. */
static void writing_and_decoding_are_inverse(void **state)
{
	struct arena arena = {0};
	struct buf out = {0};
	char text[400];

	(void)state;
	for (uint32_t c = 0; c <= 0x10FFFF; c = c < 0x2100 ? c + 1 : c + 0x1FF) {
		size_t from = c % 37, len = from;
		struct slice value, raw, back;

		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		memset(text, 'x', sizeof(text));
		for (unsigned i = 0; i < 1 + c % 60; i++)
			len += utf8_encode(c, text + len);
		value = slice_make(text, len + c % 23);
		buf_clear(&out);
		json_write_string(&out, value);
		assert_int_equal(judge_exact(buf_slice(&out)), REJECT_NONE);
		raw = slice_sub(buf_slice(&out), 1, out.len - 1);
		arena_reset(&arena);
		assert_true(json_decode_string(raw, &arena, &back));
		assert_true(slice_equal(value, back));
		assert_true(utf8_valid(raw));
		assert_tame(raw);
	}
	buf_free(&out);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_taken),
		cmocka_unit_test(everything_else_is_refused),
		cmocka_unit_test(lone_surrogates_are_refused),
		cmocka_unit_test(place_does_not_matter),
		cmocka_unit_test(depth_has_a_limit_and_takes_no_stack),
		cmocka_unit_test(strings_decode),
		cmocka_unit_test(plain_strings_are_not_copied),
		cmocka_unit_test(strings_have_one_spelling),
		cmocka_unit_test(writing_and_decoding_are_inverse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
