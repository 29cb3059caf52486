/* toml: what a document means as a tree, and what the specification calls invalid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/markup/toml.h"

/* Asserts that `text` reads as `json`; NULL: that it is refused. */
static void check(const char *text, const char *json)
{
	struct arena arena = {0};
	struct buf out = {0};
	struct err err = {0};
	struct value *root;

	assert_true(toml_read(slice_of(text), &arena, &root, &err));
	if (!json) {
		if (root)
			fail_msg("should be refused: %s", text);
	} else {
		if (!root)
			fail_msg("should be read: %s", text);
		value_write_json(root, &out);
		assert_true(buf_push(&out, '\0'));
		assert_string_equal(out.data, json);
	}
	buf_free(&out);
	arena_free(&arena);
}

static void keys(void **state)
{
	(void)state;
	check("", "{}");
	check("# nothing\n\n", "{}");
	check("a = 1 # one\r\nb-c_9=2", "{\"a\":1,\"b-c_9\":2}");
	check("\"a b\" = 1\n'c.d' = 2\n\"\" = 3", "{\"a b\":1,\"c.d\":2,\"\":3}");
	check("a.b . c = 1\na.d = 2", "{\"a\":{\"b\":{\"c\":1},\"d\":2}}");
	check("3.14 = 1", "{\"3\":{\"14\":1}}");
	check("a = 1\na = 2", NULL);
	check("a = 1\na.b = 2", NULL);
	check("= 1", NULL);
	check("a =", NULL);
	check("a = 1 b = 2", NULL);
	check("a\n= 1", NULL);
	check("\"\"\"a\"\"\" = 1", NULL);
}

static void strings(void **state)
{
	(void)state;
	check("a = \"x\\ty \\\"z\\\" \\u00e9\\U0001F600\"",
	      "{\"a\":\"x\\ty \\\"z\\\" \xC3\xA9\xF0\x9F\x98\x80\"}");
	check("a = 'C:\\new'", "{\"a\":\"C:\\\\new\"}");
	check("a = \"\"\"\none\ntwo \\\n   three\"\"\"", "{\"a\":\"one\\ntwo three\"}");
	check("a = '''\nit''s '''", "{\"a\":\"it''s \"}");
	check("a = \"\"\"say \"this\"\"\"\"", "{\"a\":\"say \\\"this\\\"\"}");
	check("a = \"\"\"\"\"two\"\"\"\"\"", "{\"a\":\"\\\"\\\"two\\\"\\\"\"}");
	check("a = \"\"", "{\"a\":\"\"}");
	check("a = \"\"\"\"\"\"", "{\"a\":\"\"}");
	check("a = \"open", NULL);
	check("a = \"one\ntwo\"", NULL);
	check("a = \"\\q\"", NULL);
	check("a = \"\\ud800\"", NULL);
	check("a = \"\\U00110000\"", NULL);
	check("a = \"\x01\"", NULL);
	check("a = \"\"\"x\"\"\"\"\"\"", NULL);
}

static void numbers(void **state)
{
	(void)state;
	check("a = +99\nb = -17\nc = 1_000\nd = 0\ne = -0",
	      "{\"a\":99,\"b\":-17,\"c\":1000,\"d\":0,\"e\":-0}");
	check("a = 0xDEAD_beef\nb = 0o755\nc = 0b1101", "{\"a\":3735928559,\"b\":493,\"c\":13}");
	check("a = 3.14\nb = 5e+22\nc = -2E-2\nd = 6.626e-34\ne = 9_2.1_5",
	      "{\"a\":3.14,\"b\":5e+22,\"c\":-2E-2,\"d\":6.626e-34,\"e\":92.15}");
	check("a = inf\nb = -nan", "{\"a\":\"inf\",\"b\":\"-nan\"}");
	check("a = 9223372036854775807\nb = -9223372036854775808",
	      "{\"a\":9223372036854775807,\"b\":-9223372036854775808}");
	check("a = 9223372036854775808", NULL);
	check("a = 0x8000000000000000", NULL);
	check("a = 007", NULL);
	check("a = 1__0", NULL);
	check("a = _1", NULL);
	check("a = 1_", NULL);
	check("a = 1.", NULL);
	check("a = .5", NULL);
	check("a = 1e", NULL);
	check("a = +0x1", NULL);
	check("a = 0x", NULL);
	check("a = 0b2", NULL);
	check("a = yes", NULL);
}

static void dates(void **state)
{
	(void)state;
	check("a = 1979-05-27T07:32:00Z\nb = 1979-05-27 00:32:00.5-07:00 # here",
	      "{\"a\":\"1979-05-27T07:32:00Z\",\"b\":\"1979-05-27 00:32:00.5-07:00\"}");
	check("a = 2024-02-29\nb = 07:32:00", "{\"a\":\"2024-02-29\",\"b\":\"07:32:00\"}");
	check("a = 2023-02-29", NULL);
	check("a = 1900-02-29", NULL);
	check("a = 2023-13-01", NULL);
	check("a = 2023-04-31", NULL);
	check("a = 24:00:00", NULL);
	check("a = 2023-01-01T", NULL);
	check("a = 2023-01-01T10:00:00+1:00", NULL);
}

static void lists_and_inline_tables(void **state)
{
	(void)state;
	check("a = [1, 'x', [true, {}],\n # more\n]", "{\"a\":[1,\"x\",[true,{}]]}");
	check("a = {b = 1, c.d = 2, e = []}", "{\"a\":{\"b\":1,\"c\":{\"d\":2},\"e\":[]}}");
	check("a = [1 2]", NULL);
	check("a = [,]", NULL);
	check("a = [1,,2]", NULL);
	check("a = [1", NULL);
	check("a = {b = 1,}", NULL);
	check("a = {b = 1\n}", NULL);
	check("a = {b = 1, b = 2}", NULL);
	check("a = {b.c = 1, b = 2}", NULL);
	check("a = {b = {c = 1}, b.d = 2}", NULL);
	check("a = {}\na.b = 1", NULL);
	check("a = {}\n[a.b]", NULL);
	check("a = []\n[[a]]", NULL);
}

static void tables(void **state)
{
	(void)state;
	check("[a.b]\nx = 1\n[a]\ny = 2", "{\"a\":{\"b\":{\"x\":1},\"y\":2}}");
	check("[ a . 'b c' ]", "{\"a\":{\"b c\":{}}}");
	check("[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\ny = 3",
	      "{\"a\":[{\"x\":1},{\"x\":2,\"b\":{\"y\":3}}]}");
	check("[a]\nb.c = 1\n[a.b.d]\nx = 1", "{\"a\":{\"b\":{\"c\":1,\"d\":{\"x\":1}}}}");
	check("[a]\n[a]", NULL);
	check("[a]\nb = 1\n[a.b]", NULL);
	check("[a.b]\n[a]\nb.c = 1", NULL);
	check("[a]\nb.c = 1\n[a.b]", NULL);
	check("[a]\n[[a]]", NULL);
	check("[[a]]\n[a]", NULL);
	check("[]", NULL);
	check("[a", NULL);
	check("[a]]", NULL);
	check("[[a] ]", NULL);
	check("[a] b = 1", NULL);
}

static void what_is_too_deep_or_too_wide_is_refused(void **state)
{
	struct buf text = {0};

	(void)state;
	buf_append(&text, SLICE("a="));
	for (int i = 0; i < 100000; i++)
		buf_push(&text, '[');
	buf_push(&text, '\0');
	check(text.data, NULL);
	buf_clear(&text);
	buf_push(&text, 'a');
	for (int i = 0; i < VALUE_MAX_DEPTH; i++)
		buf_append(&text, SLICE(".a"));
	buf_append(&text, SLICE("=1"));
	buf_push(&text, '\0');
	check(text.data, NULL);
	buf_clear(&text);
	for (int i = 0; i <= VALUE_MAX_MEMBERS; i++)
		buf_printf(&text, "k%d = 1\n", i);
	buf_push(&text, '\0');
	check(text.data, NULL);
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys),
		cmocka_unit_test(strings),
		cmocka_unit_test(numbers),
		cmocka_unit_test(dates),
		cmocka_unit_test(lists_and_inline_tables),
		cmocka_unit_test(tables),
		cmocka_unit_test(what_is_too_deep_or_too_wide_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
