/* shortcode: which bytes of a text are cut, and how pieces add up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../stages/markup/code.h"
#include "../../stages/markup/shortcode.h"
#include "base/buf.h"

static const char names_data[] = "# style name sure inner\n"
				 "hugo data always drop\n"
				 "liquid comment always drop\n"
				 "output content always keep\n"
				 "output site attributes keep\n"
				 "output .Site attributes keep\n"
				 "wordpress caption attributes caption\n"
				 "wordpress embed alone drop\n"
				 "wordpress gallery alone drop\n"
				 "wordpress vc_* always keep\n"
				 "wordpress vc_raw* always drop\n";

static void load(struct markup_names *names, struct arena *arena)
{
	struct err err;

	assert_true(names_load(names, slice_of(names_data), arena, &err));
}

/* Asserts what is left of `text` after one round. */
static void check(const char *text, const char *left)
{
	struct shortcode_finder finder = {0};
	struct markup_pieces cuts = {0};
	struct arena arena = {0};
	struct markup_names names;
	struct slice rest;

	load(&names, &arena);
	finder.names = &names;
	assert_true(shortcode_find(&finder, slice_of(text), &cuts));
	assert_true(pieces_cut(&cuts, slice_of(text), &arena, &rest));
	if (!slice_equal(rest, slice_of(left)))
		fail_msg("%s: left is '%.*s'", text, (int)rest.len, rest.data);
	assert_true(cuts.count == 0 || shortcode_likely(slice_of(text)));
	shortcode_finder_free(&finder);
	pieces_free(&cuts);
	arena_free(&arena);
}

static void same(const char *text)
{
	check(text, text);
}

static void names_are_found(void **state)
{
	struct arena arena = {0};
	struct markup_names names;
	struct err err;

	(void)state;
	load(&names, &arena);
	assert_int_equal(names_find(&names, STYLE_WORDPRESS, SLICE("embed"))->inner, INNER_DROP);
	assert_int_equal(names_find(&names, STYLE_WORDPRESS, SLICE("vc_row"))->inner, INNER_KEEP);
	assert_int_equal(names_find(&names, STYLE_WORDPRESS, SLICE("vc_raw_js"))->inner,
			 INNER_DROP);
	assert_null(names_find(&names, STYLE_WORDPRESS, SLICE("content")));
	assert_null(names_find(&names, STYLE_WORDPRESS, SLICE("Embed")));
	assert_null(names_find(&names, STYLE_HUGO, SLICE("vc_row")));
	assert_non_null(names_find(&names, STYLE_OUTPUT, SLICE("content")));
	assert_false(names_load(&names, SLICE("wordpress a always"), &arena, &err));
	assert_false(names_load(&names, SLICE("wordpress a sometimes keep"), &arena, &err));
	assert_false(names_load(&names, SLICE("drupal a always keep"), &arena, &err));
	arena_free(&arena);
}

static void hugo(void **state)
{
	(void)state;
	check("a {{< x >}} b", "a b");
	check("a{{<x>}}b", "ab");
	check("{{< x \"}}\" `>}}` >}}b", "b");
	check("{{< x title=\"open >}} b", "b");
	check("{{% x %}}in{{% /x %}} b", "in b");
	check("{{< data >}}in{{< /data >}} b", "b");
	check("{{< data >}}in", "in");
	check("in{{< /data >}}", "in");
	same("{{< x %}} {{% x >}} {{<>}} {{< /* x */ >}} {{</* x */>}}");
	same("{{< x\n\n>}}");
	same("{{<");
}

static void liquid(void **state)
{
	(void)state;
	check("a {% include x %} b", "a b");
	check("{%- if x -%}in{%- endif -%}", "in");
	check("{% comment %}in{% endcomment %}out", "out");
	check("{{ site.b }}{{ content }}{{ site | y }}{{ 'x' | y: 1 }}{{ .Site.X }}{{ site[0] }}x",
	      "x");
	same("{{ site }} {{ site|b }} {{ site b }} {{ site.b } } {{{ site.b }}} {{ 'x' }} {{ 1 }}");
	same("{{ item.name }} {{ .Values.x }} {{ user | upper }} {{ .Site }}");
	same("{% 5 %} {%x");
}

static void wordpress(void **state)
{
	(void)state;
	check("[vc_row][vc_x y]in[/vc_row]", "in");
	check("[vc_raw_html]in[/vc_raw_html]out", "out");
	check("a [any b=\"c\" d='e'] f", "a f");
	check("a [any b=&#8221;c&#8221;] f", "a f");
	check("a [any]b[/any] f", "a b f");
	check("[b][i]x[/b][/i]", "x");
	check("[gallery]", "");
	check("[gallery ids=1,2] x", "x");
	check("[embed]http://example.org[/embed] x", "x");
	check("[caption a=\"b\"]<a href=\"c\"><img src=\"d\"/></a> Words[/caption]", "Words");
	check("[caption a=\"b\"][![c](d)](e) Words ![f](g)[/caption]", "Words");
	check("[caption caption=\"Words\" a=\"b\"]![f](g)[/caption]", "Words");
	same("x [gallery] y [any] z [any b=c] [any b] [any b=\"c\" d]");
	same("[any b=\"c\"](d) [any b=\"c\"]: d ![any b=\"c\"] \\[any b=\"c\"] [[any b=\"c\"]]");
	same("[1a b=\"c\"] [a");
	same("[/any] [any]");
}

static void code_is_not_touched(void **state)
{
	(void)state;
	same("`{{< x >}}`");
	check("` {{< x >}}", "`");
	same("```\n{{< x >}}\n```");
	same("```\n{{< x >}}");
	same("a\n\n    {{< x >}}\n");
	check("a\n    {{< x >}} b\n", "a\n    b\n");
	check("- a\n\n  - b\n\n    {{< x >}} c\n", "- a\n\n  - b\n\n    c\n");
	check("`a\n\n{{< x >}} b`", "`a\n\nb`");
}

static void later_cuts_are_told_in_terms_of_the_first_text(void **state)
{
	struct markup_pieces cuts = {0}, later = {0};

	(void)state;
	/* 0123456789: 2-3 and 6-7 are cut, "014589" is left; then "1", then "458". */
	pieces_add(&cuts, 2, 4, PIECE_SHORTCODE);
	pieces_add(&cuts, 6, 8, PIECE_SHORTCODE);
	pieces_add(&later, 1, 2, PIECE_FRONT_MATTER);
	pieces_add(&later, 2, 5, PIECE_SHORTCODE);
	pieces_compose(&cuts, &later);
	assert_int_equal(cuts.count, 3);
	assert_int_equal(cuts.items[0].from, 1);
	assert_int_equal(cuts.items[0].to, 2);
	assert_int_equal(cuts.items[1].from, 2);
	assert_int_equal(cuts.items[1].to, 4);
	assert_int_equal(cuts.items[2].from, 4);
	assert_int_equal(cuts.items[2].to, 9);
	pieces_free(&cuts);
	pieces_free(&later);
}

static void a_text_of_too_many_tags_is_left_alone(void **state)
{
	struct shortcode_finder finder = {0};
	struct markup_pieces cuts = {0};
	struct arena arena = {0};
	struct markup_names names;
	struct buf text = {0};

	(void)state;
	load(&names, &arena);
	finder.names = &names;
	for (int i = 0; i <= SHORTCODE_MAX_TAGS; i++)
		buf_append(&text, SLICE("{%a%}"));
	assert_false(shortcode_find(&finder, buf_slice(&text), &cuts));
	assert_false(finder.failed);
	assert_int_equal(cuts.count, 0);
	assert_true(shortcode_find(&finder, slice_sub(buf_slice(&text), 0, 500), &cuts));
	assert_int_equal(cuts.count, 1);
	shortcode_finder_free(&finder);
	pieces_free(&cuts);
	buf_free(&text);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_found),
		cmocka_unit_test(hugo),
		cmocka_unit_test(liquid),
		cmocka_unit_test(wordpress),
		cmocka_unit_test(code_is_not_touched),
		cmocka_unit_test(later_cuts_are_told_in_terms_of_the_first_text),
		cmocka_unit_test(a_text_of_too_many_tags_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
