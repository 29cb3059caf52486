/* What pages say of their articles, one member at a time: where it may be said, and what wins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../stages/extract/metadata.h"
#include "../lib/page_config.h"
#include "base/compiler.h"

enum member { TITLE, DATE, AUTHOR, SITE, LANG, URL };

struct expectation {
	const char *html, *expected;
};

static struct slice member_of(const struct metadata *metadata, enum member member)
{
	switch (member) {
	case TITLE:
		return metadata->title;
	case DATE:
		return metadata->date;
	case AUTHOR:
		return metadata->author;
	case SITE:
		return metadata->site;
	case LANG:
		return metadata->language;
	default:
		return metadata->url;
	}
}

static void check_at(struct page_fixture *means, const char *url, enum member member,
		     const struct expectation *expectation)
{
	struct arena arena = {0};
	struct metadata metadata;
	struct page_context *context;
	struct slice found;

	assert_int_equal(page_read(&means->page, slice_of(expectation->html)), HTML_DONE);
	context = page_context_make(&means->page);
	assert_non_null(context);
	assert_true(metadata_read(&means->page, context, &means->words,
				  buf_slice(&means->page.text), slice_of(url), &arena, &metadata));
	found = member_of(&metadata, member);
	if (!slice_equal(found, slice_of(expectation->expected)))
		fail_msg("%s\n\tgives '%.*s'\n\tand not '%s'", expectation->html, (int)found.len,
			 found.data, expectation->expected);
	arena_free(&arena);
}

static void check(void **state, enum member member, const struct expectation *expectations,
		  size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_at(*state, "", member, &expectations[i]);
}

#define LD(json) "<script type='application/ld+json'>" json "</script>"
#define META(name, content) "<meta property=\"" name "\" content=\"" content "\">"

static void titles(void **state)
{
	/* clang-format off */
	static const struct expectation cases[] = {
		{"<p>Only text.", ""},
		{META("og:title", "Mill to close"), "Mill to close"},
		{META("og:title", "Mill to close | Weir Post") META("og:site_name", "Weir Post"),
		 "Mill to close"},
		{"<meta name='og:title' content='Mill to close'>", "Mill to close"},
		{META("og:title", "Mill &amp;amp; weir"), "Mill & weir"},
		{META("og:title", "  Mill \n\t to   close "), "Mill to close"},
		{META("og:title", "") "<h1>Mill to close</h1>", "Mill to close"},
		{LD("{\"@type\":\"NewsArticle\",\"headline\":\"Mill to close\"}"), "Mill to close"},
		{META("twitter:title", "Mill to close"), "Mill to close"},
		{"<h1>Mill to close</h1><p>It grinds no more.", "Mill to close"},
		{"<h1>Mill <em>to</em> close</h1><p>It grinds no more.", "Mill to close"},
		{"<title>Mill to close in May | Weir Post</title><p>Text.", "Mill to close in May"},
		{"<title>Mill to close in May - Weir Post</title><p>Text.", "Mill to close in May"},
		{"<title>Mill to close in May \xE2\x80\x93 Weir Post</title><p>Text.",
		 "Mill to close in May"},
		/* What is joined without blanks is one word; a name is not everything after a dash. */
		{"<title>Half-timbered mill to close</title><p>Text.", "Half-timbered mill to close"},
		{META("og:title", "Mill to close - and nobody knows why"),
		 "Mill to close - and nobody knows why"},
		/* The page's title has more around the printed headline. */
		{"<title>Mill to close | Business | Weir Post</title><h1>Mill to close</h1><p>Text.",
		 "Mill to close"},
		/* The h1 is the site's. */
		{"<title>Mill to close in May - Weir Post</title>" META("og:site_name", "Weir Post")
		 "<h1>Weir Post</h1><p>Text.", "Mill to close in May"},
		/* An <svg> has titles, too. */
		{"<svg><title>Menu</title></svg><h1>Mill to close</h1><p>Text.", "Mill to close"},
		/* The title may be in the body; but one that was never closed holds the page. */
		{"<div><title>Mill to close</title><svg><title>Menu</title></svg><p>Text.", "Mill to close"},
		{"<div><title>Menu <p>Text.</p></div><h1>Mill to close</h1>", "Mill to close"},
	};
	/* clang-format on */

	check(state, TITLE, cases, COUNT_OF(cases));
}

static void the_site_in_a_title_may_be_known_by_its_address(void **state)
{
	static const struct expectation expectation = {META("og:title", "Mill to close - Weirpost"),
						       "Mill to close"};

	check_at(*state, "https://www.weirpost.example/mill", TITLE, &expectation);
}

static void dates(void **state)
{
	/* clang-format off */
	static const struct expectation cases[] = {
		{"<p>Only text.", ""},
		{LD("{\"@type\":\"NewsArticle\",\"datePublished\":\"2024-05-07T08:30:00Z\"}"),
		 "2024-05-07T08:30:00Z"},
		{META("article:published_time", "2024-05-07T08:30:00+02:00"), "2024-05-07T08:30:00+02:00"},
		{"<meta name='date' content='2024-05-07'>", "2024-05-07"},
		{"<meta name='DC.date.issued' content='2024-05-07'>", "2024-05-07"},
		{"<meta itemprop='datePublished' content='2024-05-07'>", "2024-05-07"},
		{"<p>By us, <span itemprop='datePublished'>7 May 2024</span>", "2024-05-07"},
		{"<p><time itemprop='datePublished' datetime='2024-05-07'>yesterday</time>", "2024-05-07"},
		{"<p><time datetime='2024-05-07T08:30'>May</time>", "2024-05-07T08:30"},
		{"<p><time>May 7, 2024</time>", "2024-05-07"},
		{"<p><time>yesterday</time> <time>May 7, 2024</time>", "2024-05-07"},
		{"<link rel=canonical href='https://weir.example/2024/05/07/mill'>", "2024-05-07"},
		/* When it was changed is not when it appeared. */
		{META("article:modified_time", "2024-06-01"), ""},
		{LD("{\"@type\":\"NewsArticle\",\"dateModified\":\"2024-06-01\"}"), ""},
		/* No date is a date. */
		{META("article:published_time", "soon") "<meta name=date content=2024-05-07>",
		 "2024-05-07"},
		{META("article:published_time", "2024-13-41"), ""},
		{LD("{\"@type\":\"NewsArticle\",\"datePublished\":\"\"}") "<p><time>May 7, 2024</time>",
		 "2024-05-07"},
		/* In this order they are trusted. */
		{"<p><time>2024-05-06</time>" META("article:published_time", "2024-05-05")
		 LD("{\"@type\":\"Article\",\"datePublished\":\"2024-05-04\"}"), "2024-05-04"},
		{"<meta name=date content=2024-05-06>" META("article:published_time", "2024-05-05"),
		 "2024-05-05"},
	};
	/* clang-format on */

	check(state, DATE, cases, COUNT_OF(cases));
}

static void the_address_may_tell_the_date(void **state)
{
	static const struct {
		const char *url;
		struct expectation expectation;
		/* clang-format off */
	} cases[] = {
		{"https://weir.example/2024/05/07/mill", {"<p>Text.", "2024-05-07"}},
		{"https://weir.example/mill-2024-05-07", {"<p>Text.", "2024-05-07"}},
		{"https://weir.example/2024/05/mill", {"<p>Text.", ""}},
		{"https://weir.example/12024/05/07", {"<p>Text.", ""}},
		{"https://weir.example/2024/05-07/", {"<p>Text.", ""}},
		{"https://weir.example/2024/99/07/", {"<p>Text.", ""}},
		{"https://weir.example/2024/05/07/", {"<p>Text. <time>2020-01-01</time>", "2024-05-07"}},
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		check_at(*state, cases[i].url, DATE, &cases[i].expectation);
}

static void authors(void **state)
{
	/* clang-format off */
	static const struct expectation cases[] = {
		{"<p>Only text.", ""},
		{"<meta name=author content='Ines Vold'>", "Ines Vold"},
		{"<meta name=author content='By Ines Vold'>", "Ines Vold"},
		{"<meta name=author content='Von: Ines Vold'>", "Ines Vold"},
		{LD("{\"@type\":\"Article\",\"author\":\"Ines Vold\"}"), "Ines Vold"},
		{LD("{\"@type\":\"Article\",\"author\":{\"@type\":\"Person\",\"name\":\"Ines Vold\"}}"),
		 "Ines Vold"},
		{LD("{\"@type\":\"Article\",\"author\":[{\"name\":\"Ines Vold\"},{\"name\":\"Tor Hagen\"}]}"),
		 "Ines Vold; Tor Hagen"},
		{LD("{\"@type\":\"Article\",\"author\":[\"Ines Vold\",\"Tor Hagen\"]}"),
		 "Ines Vold; Tor Hagen"},
		{"<p><span itemprop=author>Ines Vold</span>", "Ines Vold"},
		{"<p>By <a rel='author' href='/iv'>Ines Vold</a>", "Ines Vold"},
		{"<p>By <a rel='nofollow author' href='/iv'>Ines Vold</a> and "
		 "<a rel='author' href='/th'>Tor Hagen</a>", "Ines Vold; Tor Hagen"},
		{"<p class=byline>By Ines Vold</p><p>Text.", "Ines Vold"},
		/* Addresses are no names. */
		{"<meta property='article:author' content='https://face.example/ines'>"
		 "<p class=byline>By Ines Vold</p><p>Text.", "Ines Vold"},
		{"<meta name=author content='{{ author }}'>", ""},
		/* Nor is what the site is called. */
		{"<meta name=author content='Weir Post'>" META("og:site_name", "Weir Post"), ""},
		{META("og:site_name", "Weir Post") "<meta name=author content='weir post'>"
		 "<p class=byline>By Ines Vold</p><p>Text.", "Ines Vold"},
		{LD("{\"@type\":\"Article\",\"author\":[{\"name\":\"Weir Post\"},{\"name\":\"Ines Vold\"}],"
		    "\"publisher\":{\"name\":\"Weir Post\"}}"), "Ines Vold"},
		/* Who commented wrote no article. */
		{"<p>Text.<div class=comments><p class=comment-author>By rower17</p></div>", ""},
		/* Once is enough. */
		{"<meta name=author content='Ines Vold'><meta name=byl content='By Ines Vold'>",
		 "Ines Vold"},
	};
	/* clang-format on */

	check(state, AUTHOR, cases, COUNT_OF(cases));
}

static void sites(void **state)
{
	/* clang-format off */
	static const struct expectation cases[] = {
		{"<p>Only text.", ""},
		{META("og:site_name", "Weir Post"), "Weir Post"},
		{LD("{\"@type\":\"NewsArticle\",\"publisher\":{\"@type\":\"Organization\",\"name\":\"Weir Post\"}}"),
		 "Weir Post"},
		{LD("{\"@type\":\"NewsArticle\",\"publisher\":\"Weir Post\"}"), "Weir Post"},
		{"<meta name=application-name content='Weir Post'>", "Weir Post"},
		{"<meta name=application-name content='App'>" META("og:site_name", "Weir Post"), "Weir Post"},
	};
	/* clang-format on */

	check(state, SITE, cases, COUNT_OF(cases));
}

#define ENGLISH \
	"<p>The mill at the weir has not turned since the spring, and it is not the first time " \
	"that the " \
	"people of the town have had to ask for their flour from the other side of the river."
#define GERMAN \
	"<p>Die Mühle am Wehr hat sich seit dem Frühling nicht mehr gedreht, und es ist nicht " \
	"das erste Mal, " \
	"dass die Leute aus der Stadt ihr Mehl von der anderen Seite des Flusses holen."

static void languages(void **state)
{
	/* clang-format off */
	static const struct expectation cases[] = {
		{"<html lang=de><p>Text.", "de"},
		{"<html lang=en_US><p>Text.", "en-US"},
		{"<html lang=''><meta http-equiv=content-language content=fr><p>Text.", "fr"},
		{"<meta name=language content='fr, en'><p>Text.", "fr"},
		{LD("{\"@type\":\"Article\",\"inLanguage\":\"nb-NO\"}"), "nb-NO"},
		{META("og:locale", "pt_BR"), "pt-BR"},
		{"<html lang=english><p>Text.", ""},
		/* A text that is surely in another language than declared counts. */
		{"<html lang=da>" ENGLISH, "en"},
		{"<html lang=de-CH>" GERMAN, "de-CH"},
		/* Where nothing is declared, the text tells, when it is sure. */
		{ENGLISH, "en"},
		{GERMAN, "de"},
		{"<html lang=english>" GERMAN, "de"},
		{"<p>水车从春天起就没有再转动过，镇上的人只好到河对岸去买面粉，这已经不是第一次了，老人们说以后也不会是最后一次。", "zh"},
		{"<p>Text.", ""},
		{"<p>The mill.", ""},
		{"<p>17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44", ""},
		/* Half in this language, half in that one: not sure. */
		{ENGLISH GERMAN, ""},
	};
	/* clang-format on */

	check(state, LANG, cases, COUNT_OF(cases));
}

static void addresses(void **state)
{
	/* clang-format off */
	static const struct expectation cases[] = {
		{"<p>Only text.", ""},
		{"<link rel=canonical href='https://weir.example/mill'>", "https://weir.example/mill"},
		{"<link rel='canonical' href='https://weir.example/mill?a=1&amp;b=2'>",
		 "https://weir.example/mill?a=1&b=2"},
		{"<link rel='shortlink canonical' href='http://weir.example/mill'>",
		 "http://weir.example/mill"},
		{META("og:url", "https://weir.example/mill"), "https://weir.example/mill"},
		{"<link rel=canonical href='/mill'>" META("og:url", "https://weir.example/mill"),
		 "https://weir.example/mill"},
		{"<link rel=alternate href='https://weir.example/feed'>", ""},
		{"<link rel=canonical href='javascript:alert(1)'>", ""},
		{LD("{\"@type\":\"NewsArticle\",\"url\":\"https://weir.example/mill\"}"),
		 "https://weir.example/mill"},
	};
	/* clang-format on */

	check(state, URL, cases, COUNT_OF(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(titles),
		cmocka_unit_test(the_site_in_a_title_may_be_known_by_its_address),
		cmocka_unit_test(dates),
		cmocka_unit_test(the_address_may_tell_the_date),
		cmocka_unit_test(authors),
		cmocka_unit_test(sites),
		cmocka_unit_test(languages),
		cmocka_unit_test(addresses),
	};

	return cmocka_run_group_tests(tests, open_means, close_means);
}
