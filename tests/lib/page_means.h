/* All that reading a page needs, for cmocka tests of extract: their setup and teardown. */
#ifndef WIREWASH_TEST_PAGE_MEANS_H
#define WIREWASH_TEST_PAGE_MEANS_H

#include <stdlib.h>

#include "../../stages/extract/page.h"

struct means {
	struct arena arena;
	struct languages *languages;
	struct phrases phrases;
	struct page_means means;
	struct page page;
};

static inline int open_means(void **state)
{
	struct means *means = calloc(1, sizeof(*means));
	struct err err = {0};

	assert_non_null(means);
	means->languages = languages_open(&err);
	assert_non_null(means->languages);
	means->means.languages = means->languages;
	assert_true(phrases_load(&means->phrases, &err));
	means->means.families = families_load(&means->arena, &err);
	assert_non_null(means->means.families);
	means->means.phrases = &means->phrases;
	means->means.limits = (struct html_limits){.depth = 1000, .nodes = 100000};
	assert_true(page_open(&means->page, &means->means, &err));
	*state = means;
	return 0;
}

static inline int close_means(void **state)
{
	struct means *means = *state;

	page_close(&means->page);
	phrases_free(&means->phrases);
	languages_close(means->languages);
	arena_free(&means->arena);
	free(means);
	return 0;
}

#endif
