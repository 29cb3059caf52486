/* markdown: what a reader sees of a text, and which texts are left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/markup/markdown.h"

static enum markdown_result render(struct slice text, struct buf *out)
{
	struct markdown markdown = {0};
	struct arena arena = {0};
	struct err err = {0};
	struct slice plain;
	enum markdown_result result = markdown_to_plain(&markdown, text, &arena, &plain, &err);

	buf_clear(out);
	assert_true(buf_append(out, plain));
	assert_true(buf_push(out, '\0'));
	arena_free(&arena);
	markdown_free(&markdown);
	return result;
}

static void check(const char *text, const char *plain)
{
	struct buf out = {0};

	assert_int_equal(render(slice_of(text), &out), MARKDOWN_DONE);
	assert_string_equal(out.data, plain);
	buf_free(&out);
}

static void prose_stays_as_it_is(void **state)
{
	static const char *const texts[] = {
		"",
		"One line",
		"One line\n",
		"First.\nSecond.\n\nThird \"quoted\" - and 5 * 3 < 16 & more...\n",
		"\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82.\n\n\xE4\xBD\xA0\xE5\xA5\xBD\n",
		"A snake_case_name, 2 * 3 * 4 and a [note] here; see http://example.org/a_b_c.\n",
		"| a | b |\n|---|---|\n| 1 | 2 |\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		check(texts[i], texts[i]);
}

static void inline_marks_go(void **state)
{
	(void)state;
	check("**Bold**, *soft*, _soft_, `a *b*` and ~~this~~.",
	      "Bold, soft, soft, a *b* and ~~this~~.");
	check("A [link](http://example.org \"title\"), <http://example.org>, [ref].\n\n[ref]: /x",
	      "A link, http://example.org, ref.");
	check("&copy; &amp; &#65; \\* \\_ \\[", "\xC2\xA9 & A * _ [");
	check("a <b>bold</b> <!-- no --> word", "a bold  word");
}

static void line_breaks_stay(void **state)
{
	(void)state;
	check("soft\nbreak", "soft\nbreak");
	check("hard  \nbreak", "hard\nbreak");
	check("hard\\\nbreak<br/>again<br>\nthere", "hard\nbreak\nagain\nthere");
}

static void images_go(void **state)
{
	(void)state;
	check("An ![alt *text*](a.png) image", "An image");
	check("![alt](a.png) First", "First");
	check("Last [![alt](a.png)](b.html)", "Last");
	check("One.\n\n![alt](a.png)\n\nTwo.", "One.\n\nTwo.");
	check("![alt](a.png)", "");
}

static void blocks_stand_apart(void **state)
{
	(void)state;
	check("# One\ntext\n## Two ##\ntext", "One\n\ntext\n\nTwo\n\ntext");
	check("One\n===\ntext\n***\nmore\n\n\n\nend\n", "One\n\ntext\n\nmore\n\nend\n");
	check("> quoted\n> lines\n>\n> > deeper\n\nafter", "quoted\nlines\n\ndeeper\n\nafter");
	check("```c\nif (a)\n\n\tb();\n```\nafter", "if (a)\n\n\tb();\n\nafter");
	check("before\n\n    x = 1\n      y\n", "before\n\nx = 1\n  y\n");
}

static void lists_keep_their_shape(void **state)
{
	(void)state;
	check("* a\n* b\n\nafter", "- a\n- b\n\nafter");
	check("+ a\n\n+ b", "- a\n\n- b");
	check("7. a\n8. b\n", "7. a\n8. b\n");
	check("1) a\n1) b\n", "1) a\n2) b\n");
	check("- a\n  more\n  - b\n    - c\n- d", "- a\n  more\n  - b\n    - c\n- d");
	check("- a\n\n  second\n\n      code\n\n- b", "- a\n\n  second\n\n  code\n\n- b");
	check("- - a\n-\n- b", "- - a\n- b");
	check("10. a\n    - b", "10. a\n    - b");
}

static void html_loses_its_tags(void **state)
{
	(void)state;
	check("<div class=\"a\">\n  <p>Text &lt;here&gt;</p>\n\n</div>\n\nafter",
	      "Text <here>\n\nafter");
	check("<!-- a comment\n\nof two parts -->\nafter", "after");
	check("<script>\nvar a = \"<p>x</p>\";\n</script>\n\nafter", "after");
	check("<p>one<br>two &amp; &#x41;&#0;&bogus;</p>", "one\ntwo & A\xEF\xBF\xBD&bogus;");
}

static void repeat(struct buf *text, const char *part, int times)
{
	buf_clear(text);
	while (times-- > 0)
		buf_append(text, slice_of(part));
}

static void what_would_take_too_long_is_left_alone(void **state)
{
	static const char *const hostile[] = {"![[]()", "[a](<b", "*a _b ", "<!A ",
					      "`a``b",  "[",      "&"};
	struct buf text = {0}, out = {0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(hostile); i++) {
		repeat(&text, hostile[i], 100000);
		assert_int_equal(render(buf_slice(&text), &out), MARKDOWN_SKIPPED);
		assert_int_equal(out.len, text.len + 1);
		assert_memory_equal(out.data, text.data, text.len);
	}
	buf_free(&text);
	buf_free(&out);
}

static void depth_and_length_have_limits(void **state)
{
	static const char *const nested[] = {"> ", "- ", "1. ", ">"};
	struct buf text = {0}, out = {0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(nested); i++) {
		repeat(&text, nested[i], MARKDOWN_MAX_DEPTH + 1);
		buf_append(&text, SLICE("text"));
		assert_int_equal(render(buf_slice(&text), &out), MARKDOWN_SKIPPED);
		repeat(&text, nested[i], MARKDOWN_MAX_DEPTH);
		buf_append(&text, SLICE("text"));
		assert_int_equal(render(buf_slice(&text), &out), MARKDOWN_DONE);
	}
	repeat(&text, "words and words\n\n", MARKDOWN_MAX_BYTES / 17 + 1);
	assert_int_equal(render(buf_slice(&text), &out), MARKDOWN_SKIPPED);
	buf_free(&text);
	buf_free(&out);
}

static void memory_has_a_limit(void **state)
{
	struct buf text = {0}, out = {0};

	(void)state;
	repeat(&text, "a\n\n", MARKDOWN_MAX_BYTES / 3);
	assert_int_equal(render(buf_slice(&text), &out), MARKDOWN_SKIPPED);
	buf_free(&text);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prose_stays_as_it_is),
		cmocka_unit_test(inline_marks_go),
		cmocka_unit_test(line_breaks_stay),
		cmocka_unit_test(images_go),
		cmocka_unit_test(blocks_stand_apart),
		cmocka_unit_test(lists_keep_their_shape),
		cmocka_unit_test(html_loses_its_tags),
		cmocka_unit_test(what_would_take_too_long_is_left_alone),
		cmocka_unit_test(depth_and_length_have_limits),
		cmocka_unit_test(memory_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
