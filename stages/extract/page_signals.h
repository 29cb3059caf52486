/*
 * page_signals: what tells a page's kind, as a row of integers for the model of kind.h: how its
 * words are spread over elements, what repeats, and what its address, its outermost elements, its
 * types in schema.org and Open Graph and its generator hint at (data/kind_hints.txt). Shares are in
 * thousandths.
 */
#ifndef WIREWASH_EXTRACT_PAGE_SIGNALS_H
#define WIREWASH_EXTRACT_PAGE_SIGNALS_H

#include "page_context.h"

/* clang-format off */
#define PAGE_SIGNALS(X) \
	X(words) X(prose) X(linked) X(blocks) X(mean_words) X(prose_blocks) X(short_blocks) \
	X(ended_blocks) X(headings) X(titles) X(list_words) X(cell_words) X(code_words) \
	X(main_words) \
	X(nav_words) X(form_blocks) X(article_words) X(articles) X(largest_article) X(prices) \
	X(dates) \
	X(questions) X(times) X(copies) X(boilerplate) X(body_words) X(title_words) \
	X(cluster_prose) \
	X(most_words) X(repeats) X(repeat_words) X(repeat_mean) X(repeat_linked) \
	X(repeat_prose) X(repeat_prices) X(repeat_headings) X(main_linked) \
	X(url_depth) X(url_digits) X(url_hyphens) X(url_query)
/* clang-format on */

enum signal {
#define X(name) S_##name,
	PAGE_SIGNALS(X)
#undef X
		S_HINT_ELEMENTS,
	S_KIND_HINTS = S_HINT_ELEMENTS + HINT_COUNT,
	SIGNAL_COUNT = S_KIND_HINTS + KIND_SOURCES * KIND_HINT_COUNT
};

/* The names of all signals, in `arena`; NULL when memory is short. */
const char *const *page_signal_names(struct arena *arena);

/* Writes SIGNAL_COUNT signals of a page at `url`, which may be empty. */
void page_signals_write(const struct page *page, const struct page_context *context,
			struct slice url, int32_t *row);

#endif
