/* yaml: what a document means as a tree, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/markup/yaml.h"

/* Asserts that `text` reads as `json`; NULL: that it is refused. */
static void check(const char *text, const char *json)
{
	struct arena arena = {0};
	struct buf out = {0};
	struct err err = {0};
	struct value *root;

	assert_true(yaml_read(slice_of(text), &arena, &root, &err));
	if (!json) {
		assert_null(root);
	} else {
		assert_non_null(root);
		value_write_json(root, &out);
		assert_true(buf_push(&out, '\0'));
		assert_string_equal(out.data, json);
	}
	buf_free(&out);
	arena_free(&arena);
}

static void scalars_mean_what_json_means(void **state)
{
	(void)state;
	check("a: 1\nb: -2.50\nc: 1e9\nd: 007\ne: 0x1F\nf: +3",
	      "{\"a\":1,\"b\":-2.50,\"c\":1e9,\"d\":\"007\",\"e\":\"0x1F\",\"f\":\"+3\"}");
	check("a: true\nb: False\nc: yes\nd: ~\ne: null\nf:",
	      "{\"a\":true,\"b\":false,\"c\":\"yes\",\"d\":null,\"e\":null,\"f\":null}");
	check("a: '1'\nb: \"true\"\nc: ''", "{\"a\":\"1\",\"b\":\"true\",\"c\":\"\"}");
	check("day: 2024-02-29", "{\"day\":\"2024-02-29\"}");
}

static void collections_nest(void **state)
{
	(void)state;
	check("tags: [a, 'b c', \"d\"]\nseo:\n  og: {x: 1, y: []}\n",
	      "{\"tags\":[\"a\",\"b c\",\"d\"],\"seo\":{\"og\":{\"x\":1,\"y\":[]}}}");
	check("- a\n- b: c\n", "[\"a\",{\"b\":\"c\"}]");
	check("text: >-\n  one\n  two\n", "{\"text\":\"one two\"}");
}

static void the_last_of_equal_keys_counts(void **state)
{
	(void)state;
	check("a: 1\nb: 2\na: 3", "{\"b\":2,\"a\":3}");
	check("a: 1\na: {x: 1}", "{\"a\":{\"x\":1}}");
}

static void aliases_are_not_followed(void **state)
{
	(void)state;
	check("a: &x [1, 2]\nb: *x\nc: [*x, *x]", "{\"a\":[1,2],\"b\":null,\"c\":[null,null]}");
}

static void malformed_documents_are_refused(void **state)
{
	(void)state;
	check("title: one: two", NULL);
	check("a: [1, 2", NULL);
	check("a: \"open", NULL);
	check("\ta: 1", NULL);
	check("? [a]\n: b", NULL);
	check("a: 1\n---\nb: 2", NULL);
	check("a: \x01", NULL);
	check("", NULL);
}

static void what_is_too_deep_or_too_wide_is_refused(void **state)
{
	struct buf text = {0};

	(void)state;
	for (int i = 0; i < VALUE_MAX_DEPTH + 1; i++)
		buf_push(&text, '[');
	buf_push(&text, '\0');
	check(text.data, NULL);
	buf_clear(&text);
	for (int i = 0; i <= VALUE_MAX_MEMBERS; i++)
		buf_printf(&text, "k%d: v\n", i);
	buf_push(&text, '\0');
	check(text.data, NULL);
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_mean_what_json_means),
		cmocka_unit_test(collections_nest),
		cmocka_unit_test(the_last_of_equal_keys_counts),
		cmocka_unit_test(aliases_are_not_followed),
		cmocka_unit_test(malformed_documents_are_refused),
		cmocka_unit_test(what_is_too_deep_or_too_wide_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
