/* html: pages as trees, and what never gets into one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "text/markup/html.h"

static const struct html_limits limits = {.depth = 1000, .nodes = 100000};

static int open_html(void **state)
{
	struct err err;

	*state = html_open(&err);
	return *state ? 0 : -1;
}

static int close_html(void **state)
{
	html_close(*state);
	return 0;
}

/* The tree as text: (name ...) for an element, its texts in between; without html, head and body.
 */
static void print_tree(const struct html *html, struct buf *out)
{
	uint32_t open = 0;

	for (uint32_t i = 1; i < html->node_count; i++) {
		const struct html_node *node = &html->nodes[i];

		while (i >= html->nodes[open].end) {
			buf_push(out, ')');
			open = html->nodes[open].parent;
		}
		assert_int_equal(node->parent, open);
		assert_int_equal(node->depth, html->nodes[open].depth + 1);
		if (node->tag == HTML_TEXT) {
			buf_append(out, html_text(html, node));
			continue;
		}
		buf_printf(out, "(%s ", html_tag_name(node->tag));
		open = i;
	}
	for (; open; open = html->nodes[open].parent)
		buf_push(out, ')');
}

static void is_tree(struct html *html, const char *page, const char *tree)
{
	struct buf out = {0};

	assert_int_equal(html_parse(html, slice_of(page), &limits), HTML_DONE);
	print_tree(html, &out);
	buf_push(&out, '\0');
	assert_string_equal(out.data, tree);
	buf_free(&out);
}

static void pages_are_trees(void **state)
{
	is_tree(*state, "<p>a<p>b <b>c</b>", "(html (body (p a)(p b (b c))))");
	is_tree(*state, "<div>a<DIV Class=x>b</div>c</div>", "(html (body (div a(div b)c)))");
	is_tree(*state, "<p>a<my-own>b</my-own></p>", "(html (body (p a( b))))");
	is_tree(*state, "<p>1 &lt; 2 &amp;&amp; caf&eacute; &#x20AC;&#150;</p>",
		"(html (body (p 1 < 2 && caf\u00E9 \u20AC\u2013)))");
	is_tree(*state, "<p>unclosed <b>everything <i>here",
		"(html (body (p unclosed (b everything (i here)))))");
}

static void what_no_reader_sees_is_gone(void **state)
{
	is_tree(*state, "<p>a<!-- <p>b --><script>if (x) '</p><p>b'</script>c",
		"(html (body (p a(script )c)))");
	is_tree(*state, "<p>a<SCRIPT src='>'>'</b'</ScRiPt >c", "(html (body (p a(script )c)))");
	is_tree(*state, "<p>a<style>b</style>c<!-->d", "(html (body (p a(style )cd)))");
	is_tree(*state, "<p>a<?xml b?>c<![CDATA[d]]>e", "(html (body (p ace)))");
	is_tree(*state, "<p>a<script>b", "(html (body (p a(script ))))");
	is_tree(*state, "<p title='<script>'>a</p><p>b</p>", "(html (body (p a)(p b)))");
}

static void an_open_comment_hides_only_its_tag(void **state)
{
	is_tree(*state, "<p>a<!-- b>c</p>", "(html (body (p ac)))");
}

/* What an element hides ends with it, whatever is left open in it; what is never closed hides
 * nothing. */
static void hidden_content_ends_with_its_element(void **state)
{
	is_tree(*state, "<noscript><div><p>on</noscript><p>text", "(html (body (p text)))");
	is_tree(*state, "<template><div><table></template><p>text", "(html (body (p text)))");
	is_tree(*state, "<template>a<template>b</template>c</template><p>text",
		"(html (body (p text)))");
	is_tree(*state, "<p>one<math><mi>x<p>two", "(html (body (p one( x(p two)))))");
	is_tree(*state, "<p>one<svg><g></svg>two", "(html (body (p one(svg )two)))");
	is_tree(*state, "<p>one<template>two", "(html (body (p onetwo)))");
}

/* Shadow trees, frames with a document of their own, text after the page's end. */
static void what_browsers_show_is_there(void **state)
{
	struct buf page = {0};

	is_tree(*state, "<div><template shadowrootmode=open><p>text</template></div>",
		"(html (body (div (p text))))");
	is_tree(*state, "<iframe srcdoc='&lt;p&gt;a &amp;amp; b'></iframe><p>text",
		"(html (body (div (p a & b))(iframe )(p text)))");
	is_tree(*state, "<p>one</body></html><p>two", "(html (body (p one)(p two)))");
	buf_append(&page, SLICE("<noscript><p>"));
	for (int i = 0; i < 30; i++)
		buf_append(&page, SLICE("two words "));
	buf_append(&page, SLICE("</noscript>"));
	assert_int_equal(html_parse(*state, buf_slice(&page), &limits), HTML_DONE);
	assert_true(((struct html *)*state)->text.len > 290);
	buf_free(&page);
}

static void nuls_are_gone(void **state)
{
	struct html *html = *state;
	struct buf out = {0};

	assert_int_equal(html_parse(html, SLICE("<p\0>a\0b<d\0iv>c"), &limits), HTML_DONE);
	print_tree(html, &out);
	assert_true(slice_equal(buf_slice(&out), SLICE("(html (body (p ab)(div c)))")));
	buf_free(&out);
}

static void attributes_are_found(void **state)
{
	struct html *html = *state;
	const struct html_node *node;

	assert_int_equal(
		html_parse(html, SLICE("<p CLASS='a&amp;b' unknown=1 id=c itemprop>t"), &limits),
		HTML_DONE);
	node = &html->nodes[3];
	assert_int_equal(node->tag, HTML_P);
	assert_true(slice_equal(html_get(html, node, HTML_AT_CLASS), SLICE("a&b")));
	assert_true(slice_equal(html_get(html, node, HTML_AT_ID), SLICE("c")));
	assert_null(html_get(html, node, HTML_AT_HREF).data);
	assert_null(html_get(html, node + 1, HTML_AT_CLASS).data);
}

static void json_ld_is_kept_as_it_stands(void **state)
{
	struct html *html = *state;

	assert_int_equal(html_parse(html,
				    SLICE("<script type=\"application/LD+JSON\">{\"a\":\"</p>\"}"
					  "</script><script>b</script><p>c"),
				    &limits),
			 HTML_DONE);
	assert_int_equal(html->json_ld_count, 1);
	assert_true(slice_equal(html->json_ld[0], SLICE("{\"a\":\"</p>\"}")));
	assert_int_equal(html_parse(html, SLICE("<p>c"), &limits), HTML_DONE);
	assert_int_equal(html->json_ld_count, 0);
}

static void limits_hold(void **state)
{
	struct html *html = *state;
	const struct html_limits few = {.depth = 5, .nodes = 8};
	struct buf page = {0};

	assert_int_equal(html_parse(html, SLICE("<div><div><div>a"), &few), HTML_DONE);
	assert_int_equal(html_parse(html, SLICE("<div><div><div><div>a"), &few), HTML_LIMIT);
	assert_int_equal(html_parse(html, SLICE("<p>a<p>a<p>a<p>a"), &few), HTML_LIMIT);
	buf_printf(&page, "<p");
	for (int i = 0; i < 100000; i++)
		buf_printf(&page, " a%d=b", i);
	buf_printf(&page, " class=c>d</p>");
	assert_int_equal(html_parse(html, buf_slice(&page), &limits), HTML_DONE);
	assert_int_equal(html->nodes[3].tag, HTML_P);
	assert_true(slice_equal(html_get(html, &html->nodes[3], HTML_AT_CLASS), SLICE("c")));
	buf_free(&page);
}

/* The known attributes of a page's first <p>, in their order. */
static void has_attributes(struct html *html, const char *page, const char *want)
{
	struct buf out = {0};
	uint32_t p = 0;

	assert_int_equal(html_parse(html, slice_of(page), &limits), HTML_DONE);
	while (html->nodes[p].tag != HTML_P)
		assert_true(++p < html->node_count);
	for (uint32_t i = 0; i < html->nodes[p].count; i++) {
		const struct html_attribute *attribute = &html->attributes[html->nodes[p].from + i];

		buf_printf(&out, "%s",
			   attribute->name == HTML_AT_CLASS ? "class="
			   : attribute->name == HTML_AT_ID  ? "id="
							    : "hidden=");
		buf_append(&out, html_value(html, attribute));
		buf_push(&out, ';');
	}
	buf_push(&out, '\0');
	assert_string_equal(out.data, want);
	buf_free(&out);
}

static void attributes_are_read_as_browsers_do(void **state)
{
	struct html *html = *state;

	has_attributes(html, "<p class=a id=b>", "class=a;id=b;");
	has_attributes(html, "<p\nCLASS = \"a\" \t id\n=\n'b'>", "class=a;id=b;");
	has_attributes(html, "<p class='a'id=\"b\"hidden>", "class=a;id=b;hidden=;");
	has_attributes(html, "<p class='a>b' id=c/d>", "class=a>b;id=c/d;");
	has_attributes(html, "<p class=a class=b>", "class=a;");
	has_attributes(html, "<p class= >", "class=;");
	has_attributes(html, "<p class=>", "class=;");
	has_attributes(html, "<p/class=a/id=b>", "class=a/id=b;");
	has_attributes(html, "<p =class id=b>", "id=b;");
	has_attributes(html, "<p \"x\" id=b>", "id=b;");
	has_attributes(html, "<p class==a>", "class==a;");
	has_attributes(html, "<p a=0 data-class=x class2=y>", "");
	has_attributes(html, "<b class=x><p id=b>", "id=b;");
}

static void references_in_values_are_decoded(void **state)
{
	struct html *html = *state;

	has_attributes(html, "<p id='a&amp;b&lt;&eacute;'>", "id=a&b<\u00E9;");
	has_attributes(html, "<p id='&#65;&#x42;&#67'>", "id=ABC;");
	has_attributes(html, "<p id='&#150;&#0;&#xD800;&#99999999999;'>",
		       "id=\u2013\uFFFD\uFFFD\uFFFD;");
	has_attributes(html, "<p id='?a=1&copy=2&x;&&#;&#x;&'>", "id=?a=1&copy=2&x;&&#;&#x;&;");
}

static void tags_that_close_themselves_do(void **state)
{
	is_tree(*state, "<i class=a />b", "(html (body (i )b))");
	is_tree(*state, "<i title=a/>b", "(html (body (i b)))");
	is_tree(*state, "<i/>b", "(html (body (i )b))");
}

static void places_are_those_of_the_tags(void **state)
{
	static const struct html_limits placed = {.depth = 9, .nodes = 99, .places = true};
	static const char page[] = "a <!-- b --><p id=c>d</p><script>e</script> <i>f</i>";
	struct html *html = *state;

	assert_int_equal(html_parse(html, slice_of(page), &placed), HTML_DONE);
	for (uint32_t i = 1; i < html->node_count; i++) {
		if (html->nodes[i].tag == HTML_P && html->nodes[i].count)
			assert_int_equal(html->nodes[i].at, strstr(page, "<p") - page);
		if (html->nodes[i].tag == HTML_SCRIPT)
			assert_int_equal(html->nodes[i].at, strstr(page, "<s") - page);
		if (html->nodes[i].tag == HTML_I)
			assert_int_equal(html->nodes[i].at, strstr(page, "<i") - page);
	}
}

static void an_empty_page_has_a_root(void **state)
{
	struct html *html = *state;

	assert_int_equal(html_parse(html, slice_make(NULL, 0), &limits), HTML_DONE);
	assert_int_equal(html->nodes[0].end, html->node_count);
	assert_int_equal(html_parse(html, SLICE("<"), &limits), HTML_DONE);
	assert_int_equal(html_parse(html, SLICE("<!--"), &limits), HTML_DONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_are_trees),
		cmocka_unit_test(what_no_reader_sees_is_gone),
		cmocka_unit_test(an_open_comment_hides_only_its_tag),
		cmocka_unit_test(hidden_content_ends_with_its_element),
		cmocka_unit_test(what_browsers_show_is_there),
		cmocka_unit_test(nuls_are_gone),
		cmocka_unit_test(attributes_are_found),
		cmocka_unit_test(json_ld_is_kept_as_it_stands),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(attributes_are_read_as_browsers_do),
		cmocka_unit_test(references_in_values_are_decoded),
		cmocka_unit_test(tags_that_close_themselves_do),
		cmocka_unit_test(places_are_those_of_the_tags),
		cmocka_unit_test(an_empty_page_has_a_root),
	};

	return cmocka_run_group_tests(tests, open_html, close_html);
}
