/* numbers: the items of lists and the columns of tables, as HTML counts them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../stages/extract/numbers.h"

/* The numbers of all items and cells of a page, in its order, each with a space behind it. */
static void count(const char *page, unsigned tag, const char *want)
{
	static const struct html_limits limits = {.depth = 1000, .nodes = 100000};
	static uint32_t numbers[1000];
	struct err err;
	struct html *html = html_open(&err);
	struct buf out = {0};

	assert_non_null(html);
	assert_int_equal(html_parse(html, slice_of(page), &limits), HTML_DONE);
	assert_true(html->node_count <= 1000);
	memset(numbers, 0, sizeof(numbers));
	numbers_count(html, numbers);
	for (uint32_t i = 0; i < html->node_count; i++)
		if (html->nodes[i].tag == tag)
			buf_printf(&out, "%u ", numbers[i]);
	buf_push(&out, '\0');
	assert_string_equal(out.data, want);
	buf_free(&out);
	html_close(html);
}

static void items_count_from_where_the_list_begins(void **state)
{
	(void)state;
	count("<ol><li>a<li>b<li>c</ol>", HTML_LI, "1 2 3 ");
	count("<ol start=' 7 '><li>a<li>b</ol>", HTML_LI, "7 8 ");
	count("<ol start=0><li>a</ol>", HTML_LI, "0 ");
	count("<ol start=-3><li>a</ol><ol start=''><li>b</ol>", HTML_LI, "1 1 ");
	count("<ol start=99999999999999999999><li>a<li>b</ol>", HTML_LI, "999999999 999999999 ");
	count("<ol><li>a<ol><li>b<li>c</ol><li>d</ol>", HTML_LI, "1 1 2 2 ");
}

static void items_may_say_their_number(void **state)
{
	(void)state;
	count("<ol><li>a<li value=5>b<li>c<li value=x>d</ol>", HTML_LI, "1 5 6 7 ");
	count("<ol reversed><li>a<li>b<li>c</ol>", HTML_LI, "3 2 1 ");
	count("<ol reversed start=2><li>a<li>b<li>c<li>d</ol>", HTML_LI, "2 1 0 0 ");
}

static void cells_stand_in_columns(void **state)
{
	(void)state;
	count("<table><tr><td>a<td><td>c<tr><td>d</table>", HTML_TD, "0 1 2 0 ");
	count("<table><tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e</table>", HTML_TD, "0 2 0 1 2 ");
	count("<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d</table>", HTML_TD, "0 1 1 0 ");
	count("<table><tr><td>a<td rowspan=0>b<tr><td>c<td>d<tr><td>e<td>f</table>", HTML_TD,
	      "0 1 0 2 0 2 ");
	count("<table><tbody><tr><td rowspan=9>a<tbody><tr><td>b</table>", HTML_TD, "0 0 ");
	count("<table><tr><td>a<td colspan=3><tr><td>b</table>", HTML_TABLE, "4 ");
}

static void a_table_in_a_cell_has_its_own_columns(void **state)
{
	(void)state;
	count("<table><tr><td>a<td><table><tr><td>b<td>c</table><td>d</table>", HTML_TD,
	      "0 1 0 1 2 ");
}

static void spans_without_end_are_limited(void **state)
{
	(void)state;
	count("<table><tr><td colspan=1000000000 rowspan=1000000000>a<td>b<tr><td>c</table>",
	      HTML_TD, "0 63 63 ");
	count("<table><tr><td colspan=1000000000>a</table>", HTML_TABLE, "64 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_count_from_where_the_list_begins),
		cmocka_unit_test(items_may_say_their_number),
		cmocka_unit_test(cells_stand_in_columns),
		cmocka_unit_test(a_table_in_a_cell_has_its_own_columns),
		cmocka_unit_test(spans_without_end_are_limited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
