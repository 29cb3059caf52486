/* All that reading a page needs, for cmocka tests of extract: their setup and teardown. */
#ifndef WIREWASH_TEST_PAGE_CONFIG_H
#define WIREWASH_TEST_PAGE_CONFIG_H

#include <stdlib.h>

#include "../../stages/extract/page.h"
#include "article/lines/dateline.h"

struct page_fixture {
	struct arena arena;
	struct languages *languages;
	struct phrases phrases;
	struct page_config config;
	struct page page;
	struct dateline_words words;
};

static inline int open_means(void **state)
{
	struct page_fixture *means = calloc(1, sizeof(*means));
	struct err err = {0};

	assert_non_null(means);
	means->languages = languages_open(&err);
	assert_non_null(means->languages);
	means->config.languages = means->languages;
	assert_true(phrases_load(&means->phrases, &err));
	means->config.hints = class_id_hints_load(&means->arena, "extract/class_id_hints.txt",
						  hint_names, HINT_COUNT, &err);
	means->config.kind_hints = class_id_hints_load(&means->arena, "extract/kind_hints.txt",
						       kind_hint_names, KIND_HINT_COUNT, &err);
	means->config.author_hints =
		class_id_hints_load(&means->arena, "extract/author_hints.txt", author_hint_names,
				    AUTHOR_HINT_COUNT, &err);
	assert_non_null(means->config.author_hints);
	assert_non_null(means->config.kind_hints);
	assert_non_null(means->config.hints);
	means->config.phrases = &means->phrases;
	means->config.limits = (struct html_limits){.depth = 1000, .nodes = 100000};
	assert_true(dateline_words_open(&means->words, &err));
	assert_true(page_open(&means->page, &means->config, &err));
	*state = means;
	return 0;
}

static inline int close_means(void **state)
{
	struct page_fixture *means = *state;

	page_close(&means->page);
	phrases_free(&means->phrases);
	dateline_words_free(&means->words);
	languages_close(means->languages);
	arena_free(&means->arena);
	free(means);
	return 0;
}

#endif
