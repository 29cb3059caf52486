/* JSON-LD as pages have it: in all its shapes, and broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/compiler.h"
#include "../../stages/extract/jsonld.h"

static void expect(const char *script, struct slice found, const char *expected)
{
	if (!slice_equal(found, slice_of(expected)))
		fail_msg("%s\n\tgives '%.*s'\n\tand not '%s'", script, (int)found.len, found.data,
			 expected);
}

static void headlines_are_found_in_scripts_of_all_shapes(void **state)
{
	static const struct {
		const char *script, *headline;
	} cases[] = {
		{"", ""},
		{"null", ""},
		{"\"headline\":\"Mill to close\"", ""},
		{"{\"@type\":\"NewsArticle\",\"headline\":\"Mill to close\"}", "Mill to close"},
		{"{\"headline\":\"Mill to close\",\"@type\":[\"Thing\",\"NewsArticle\"]}",
		 "Mill to close"},
		{"[{\"@type\":\"NewsArticle\",\"headline\":\"Mill to close\"}]", "Mill to close"},
		{"{\"@graph\":[{\"@type\":\"WebPage\",\"headline\":\"Weir Post\"},"
		 "{\"@type\":\"NewsArticle\",\"headline\":\"Mill to close\"}]}",
		 "Mill to close"},
		{"{\"@type\":\"WebPage\",\"mainEntity\":{\"@type\":\"BlogPosting\",\"headline\":"
		 "\"Mill to close\"}}",
		 "Mill to close"},
		/* Another article's. */
		{"{\"@type\":\"ItemList\",\"itemListElement\":[{\"@type\":\"NewsArticle\","
		 "\"headline\":\"Other\"}]}",
		 ""},
		{"{\"@type\":\"NewsArticle\",\"comment\":[{\"headline\":\"First!\"}],\"headline\":"
		 "\"Mill to close\"}",
		 "Mill to close"},
		/* Not what JSON is. */
		{"{\"@type\":\"NewsArticle\",\"headline\":\"Mill to close\"};", "Mill to close"},
		{"{\"@type\":\"NewsArticle\",\"headline\":\"Mill to close\",}", "Mill to close"},
		{"{\"@type\":\"NewsArticle\",\"headline\":\"Mill\nto close\"}", "Mill\nto close"},
		{"<!--\n{\"@type\":\"NewsArticle\",\"headline\":\"Mill to close\"}\n-->",
		 "Mill to close"},
		{"//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"Mill to close\"}\n//]]>",
		 "Mill to close"},
		{"{\"@type\":\"NewsArticle\",\"headline\":\"Mill to close\",\"articleBody\":\"The "
		 "mill at",
		 "Mill to close"},
		{"{\"@type\":\"NewsArticle\",\"headline\":\"Mill to", "Mill to"},
		{"{\"@type\":\"NewsArticle\",\"headline\":\"Mill\\", "Mill\\"},
		{"}]}{\"@type\":\"NewsArticle\",\"headline\":\"Mill to close\"}", "Mill to close"},
		{"{\"@type\":\"NewsArticle\",\"headline\":5}", ""},
		{"{\"@type\":\"NewsArticle\",\"headline\":null,\"headline\":\"Mill to close\"}",
		 "Mill to close"},
		/* Escapes. */
		{"{\"@type\":\"NewsArticle\",\"headline\":\"\\u201cMill\\u201d \\/ \\\"weir\\\"\"}",
		 "“Mill” / \"weir\""},
		{"{\"@type\":\"NewsArticle\",\"headline\":\"\\ud83d\\ude00 \\ud83d \\u00\"}",
		 "\xF0\x9F\x98\x80 \xEF\xBF\xBD u00"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena arena = {0};
		struct json_ld found = {.body = {0}};

		assert_true(json_ld_read(slice_of(cases[i].script), &arena, &found));
		expect(cases[i].script, found.headline, cases[i].headline);
		arena_free(&arena);
	}
}

static void names_of_authors_are_joined(void **state)
{
	static const struct {
		const char *script, *author;
		/* clang-format off */
	} cases[] = {
		{"{\"@type\":\"Article\",\"author\":\"Ines Vold\"}", "Ines Vold"},
		{"{\"@type\":\"Article\",\"author\":{\"name\":\"Ines Vold\"}}", "Ines Vold"},
		{"{\"@type\":\"Article\",\"author\":[\"Ines Vold\",\"Tor Hagen\"]}", "Ines Vold; Tor Hagen"},
		{"{\"@graph\":[{\"@type\":\"Article\",\"author\":{\"@id\":\"#iv\"}},{\"@type\":\"Person\","
		 "\"@id\":\"#iv\",\"name\":\"Ines Vold\"}]}", "Ines Vold"},
		{"{\"@type\":\"Article\",\"author\":{\"givenName\":\"Ines\",\"familyName\":\"Vold\"}}", "Ines Vold"},
		{"{\"@type\":\"Article\",\"author\":[{\"name\":\"Ines Vold\"},{\"name\":\"Tor Hagen\"},"
		 "{\"name\":\"Ines Vold\"}]}", "Ines Vold; Tor Hagen"},
		{"{\"@type\":\"Article\",\"creator\":[\"Ines Vold\"]}", "Ines Vold"},
		{"{\"@type\":\"Article\",\"author\":{\"name\":\"Ines Vold\",\"image\":{\"name\":\"A face\"}}}",
		 "Ines Vold"},
		{"{\"@type\":\"Article\",\"comment\":{\"author\":\"rower17\"}}", ""},
		/* A shorter name within a longer one is somebody else. */
		{"{\"@type\":\"Article\",\"author\":[\"Ann Vold\",\"Ann\"]}", "Ann Vold; Ann"},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena arena = {0};
		struct json_ld found = {.body = {0}};

		assert_true(json_ld_read(slice_of(cases[i].script), &arena, &found));
		expect(cases[i].script, found.author, cases[i].author);
		arena_free(&arena);
	}
}

static void the_other_members_are_read(void **state)
{
	const char *script =
		"{\"@type\":\"NewsArticle\",\"datePublished\":\"2024-05-07\",\"dateModified\":"
		"\"2024-05-08\","
		"\"description\":\"No "
		"flour.\",\"inLanguage\":\"en\",\"url\":\"https:\\/\\/weir.example\\/m\","
		"\"publisher\":{\"@type\":\"Organization\",\"name\":\"Weir "
		"Post\",\"url\":\"https://weir.example\"},"
		"\"articleBody\":\"The mill at the weir.\"}";
	struct arena arena = {0};
	struct json_ld found = {.body = {0}};

	(void)state;
	assert_true(json_ld_read(slice_of(script), &arena, &found));
	expect(script, found.published, "2024-05-07");
	expect(script, found.modified, "2024-05-08");
	expect(script, found.description, "No flour.");
	expect(script, found.language, "en");
	expect(script, found.url, "https://weir.example/m");
	expect(script, found.site, "Weir Post");
	expect(script, found.body, "The mill at the weir.");
	arena_free(&arena);
}

/* Opened a million times, in front of the article's object and around it. */
static void nesting_has_an_end(void **state)
{
	static const char article[] = "{\"@type\":\"NewsArticle\",\"headline\":\"Mill to close\"}";
	struct buf script = {0};
	struct arena arena = {0};
	struct json_ld found = {.body = {0}};

	(void)state;
	for (unsigned i = 0; i < 1000000; i++)
		buf_append(&script, SLICE("{\"a\":["));
	for (unsigned i = 0; i < 1000000; i++)
		buf_append(&script, SLICE("]}"));
	buf_append(&script, slice_of(article));
	for (unsigned i = 0; i < 1000000; i++)
		buf_push(&script, '[');
	assert_false(buf_failed(&script));
	assert_true(json_ld_read(buf_slice(&script), &arena, &found));
	expect("deeply nested", found.headline, "Mill to close");
	arena_free(&arena);
	buf_free(&script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headlines_are_found_in_scripts_of_all_shapes),
		cmocka_unit_test(names_of_authors_are_joined),
		cmocka_unit_test(the_other_members_are_read),
		cmocka_unit_test(nesting_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
