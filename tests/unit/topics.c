/* What the words of a page say: those of topics, in scripts without spaces too, and those of its
 * headline. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../lib/page_config.h"
#include "base/compiler.h"

/* How many words of a topic the page's first block has. */
static unsigned counted(void **state, unsigned topic, const char *html)
{
	struct page_fixture *means = *state;

	assert_int_equal(page_read(&means->page, slice_of(html)), HTML_DONE);
	assert_true(means->page.count >= 1);
	return means->page.blocks[0].topic_words[topic];
}

static void words_are_counted(void **state)
{
	assert_int_equal(
		counted(state, TOPIC_cookie, "<p>Cookies? We like your privacy, and a cookie."), 3);
	assert_int_equal(counted(state, TOPIC_cookie, "<p>The mill by the weir is for sale."), 0);
}

static void several_characters_may_be_a_word(void **state)
{
	assert_int_equal(counted(state, TOPIC_comments, "<p>他的评论和她的评论"), 2);
	assert_int_equal(counted(state, TOPIC_comments, "<p>评说不论"), 0);
	assert_int_equal(counted(state, TOPIC_newsletter, "<p>当館のメールマガジンを読む"), 1);
	assert_int_equal(counted(state, TOPIC_newsletter, "<p>メールマガ"), 0);
}

/* Wherever in a long text they are: it is read in pieces. */
static void long_texts_are_counted_whole(void **state)
{
	char html[3 + 3 * 150 + 1];

	for (unsigned place = 0; place <= 150 - 7; place++) {
		memcpy(html, "<p>", 3);
		for (unsigned i = 0; i < 150; i++)
			memcpy(html + 3 + 3 * (size_t)i, "水", 3);
		memcpy(html + 3 + 3 * (size_t)place, "メールマガジン", 21);
		html[3 + 3 * 150] = '\0';
		assert_int_equal(counted(state, TOPIC_newsletter, html), 1);
		assert_int_equal(((struct page_fixture *)*state)->page.blocks[0].words, 75);
	}
}

/* How many words of the headline the page's last block has. */
static int said(void **state, const char *html)
{
	struct page_fixture *means = *state;
	struct page *page = &means->page;

	assert_int_equal(page_read(page, slice_of(html)), HTML_DONE);
	assert_true(page->count >= 1);
	return __builtin_popcountll(page->blocks[page->count - 1].keywords & page->keywords.title);
}

static void the_first_h1_is_the_headline_of_a_page_without_title(void **state)
{
	assert_int_equal(said(state, "<title>Mill sold</title><p>The mill is sold."), 2);
	assert_int_equal(said(state, "<div><title>Mill sold</title><p>The mill is sold."), 2);
	assert_int_equal(
		said(state, "<h1>Mill sold</h1><h1>Weir</h1><p>The mill is sold, the weir is not."),
		2);
	assert_int_equal(said(state, "<h1> <img> </h1><h1>Mill sold</h1><p>The mill is sold."), 2);
	assert_int_equal(said(state, "<title>Weir</title><h1>Mill sold</h1><p>The mill is sold."),
			 0);
	assert_int_equal(
		said(state,
		     "<meta property=og:title content=Weir><h1>Mill sold</h1><p>The mill is sold."),
		0);
	assert_int_equal(said(state, "<h2>Mill sold</h2><p>The mill is sold."), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_counted),
		cmocka_unit_test(several_characters_may_be_a_word),
		cmocka_unit_test(long_texts_are_counted_whole),
		cmocka_unit_test(the_first_h1_is_the_headline_of_a_page_without_title),
	};

	return cmocka_run_group_tests_name("topics", tests, open_means, close_means);
}
