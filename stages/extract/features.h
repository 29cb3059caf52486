/*
 * features: a block of a page as a row of integers, for a forest (article/trees/forest.h). Shares
 * are in thousandths, distances in levels of the tree or in blocks. The model's file knows the
 * features by their names.
 */
#ifndef WIREWASH_EXTRACT_FEATURES_H
#define WIREWASH_EXTRACT_FEATURES_H

#include "page_context.h"

/* The block by itself. */
/* clang-format off */
#define OWN_FEATURES(X) \
	X(tag) X(words) X(chars) X(linked) X(links) X(links_per_word) X(breaks) X(bold) X(italic) \
	X(in_time) X(in_span) X(ended) X(commas) X(commas_per_word) X(sentences) X(stop_words) \
	X(digits) X(uppers) X(ideographs) X(word_length) X(capitals) X(question) X(colon) X(more) \
	X(exclaim) X(rights) X(bar) X(date) X(quote) X(dash) X(star) X(address) X(lower) X(title) \
	X(summary) X(copies) X(openings) X(json) X(prose) X(topic) X(keywords) \
	X(title_overlap) X(keyword_overlap) \
	X(boilerplate) X(price)
/* clang-format on */

/* Where it is, and what is around it. */
/* clang-format off */
#define PLACE_FEATURES(X) \
	X(depth) X(hidden) X(item) X(articles_up) X(hints) X(nearest_bad) X(bad_near) X(bad_far) \
	X(nearest_good) X(blocks_before) X(words_before) X(prose_before) X(number) X(number_back) \
	X(since_prose) X(until_prose) X(since_title) X(group_count) X(group_words) \
	X(group_linked) \
	X(group_prose) X(group_mean) X(group_ended) X(siblings) X(child_words) X(child_linked) \
	X(child_pure) X(child_blocks) X(child_bad) X(child_good) X(since_heading) X(articles) \
	X(article_number) X(article_size) X(article_prose) X(class_siblings) \
	X(class_sibling_number) X(class_sibling_words) \
	X(class_sibling_prose) X(class_sibling_levels) X(title_up) X(title_prose) \
	X(title_down) X(prose_since_title) \
	X(before_up) X(before_down) X(before_gap) X(before_prose) X(after_up) X(after_down) \
	X(after_gap) X(after_prose) X(teased) X(near_before) X(near_after) X(linked_before) \
	X(linked_after) X(copy_number) X(headings_since_title) X(titles_since_title) \
	X(words_since_title) \
	X(article_titled) X(page_prose) X(page_blocks) X(candidates) X(title_keywords) \
	X(title_overlap_before) \
	X(title_overlap_after) X(keyword_overlap_before) X(keyword_overlap_after) \
	X(child_overlap) X(child_boilerplate) \
	X(class_sibling_overlap) X(article_overlap) X(boilerplate_before) X(boilerplate_after) \
	X(repeats) X(repeat_levels) X(repeat_number) X(repeat_item) X(repeat_words) \
	X(repeat_mean) \
	X(repeat_linked) X(repeat_prose) X(repeat_prices) X(repeat_headings) X(parent_prices) \
	X(most_prices)
/* clang-format on */

/* Of each candidate (enum container_candidate) for the article's container. */
#define CANDIDATE_FEATURES(X) X(up) X(before_after) X(since_first) X(until_last)

/* Of the element, its parent, and so on, four levels up. */
/* clang-format off */
#define CONTAINER_FEATURES(X) \
	X(words) X(share) X(linked) X(prose) X(pure) X(blocks) X(paragraphs) X(mean) \
	X(title_overlap) X(keyword_overlap) X(boilerplate)
/* clang-format on */

/* Of the blocks before and after it; of the next ones all, of those beyond the first five. */
/* clang-format off */
#define NEIGHBOUR_FEATURES(X) \
	X(words) X(linked) X(ended) X(tag) X(prose) \
	X(topic) X(commas_per_word) X(stop_words) X(title) X(alike) X(same_parent)
/* clang-format on */

enum { CONTAINERS = 4, NEIGHBOURS = 3, FAR_NEIGHBOUR = 5 };

#define COUNT_ONE(name) +1
enum {
	CONTAINER_WIDTH = 0 CONTAINER_FEATURES(COUNT_ONE),
	CANDIDATE_WIDTH = 0 CANDIDATE_FEATURES(COUNT_ONE),
	NEIGHBOUR_WIDTH = 0 NEIGHBOUR_FEATURES(COUNT_ONE),
	NEIGHBOURS_WIDTH = 2 * (NEIGHBOUR_WIDTH + (NEIGHBOURS - 1) * FAR_NEIGHBOUR),
};
#undef COUNT_ONE

enum feature {
#define X(name) F_##name,
	OWN_FEATURES(X) PLACE_FEATURES(X)
#undef X
		F_HINTS,
	F_TAGS = F_HINTS + HINT_COUNT,
	F_TOPICS = F_TAGS + NEAR_COUNT,
	F_TOPIC_WORDS = F_TOPICS + TOPIC_COUNT,
	F_SECTION = F_TOPIC_WORDS + TOPIC_COUNT, /* the topics of the heading above */
	F_KINDS = F_SECTION + TOPIC_COUNT,       /* the page's kind: see kind.h */
	F_CANDIDATES = F_KINDS + KIND_COUNT,
	F_CONTAINERS = F_CANDIDATES + CANDIDATE_COUNT * CANDIDATE_WIDTH,
	F_NEIGHBOURS = F_CONTAINERS + CONTAINERS * CONTAINER_WIDTH,
	FEATURE_COUNT = F_NEIGHBOURS + NEIGHBOURS_WIDTH
};

/* The names of all features, in `arena`; NULL when memory is short. */
const char *const *block_feature_names(struct arena *arena);

/* "first.second", or with a number that is not 0 "first+1.second", in `arena`; NULL: no memory. */
const char *feature_name(struct arena *arena, const char *first, const char *second, int number);

/* Writes the features of blocks [from, from + count), FEATURE_COUNT each, one after the other. */
void block_features_write(const struct page *page, const struct page_context *context,
			  uint32_t from, uint32_t count, int32_t *rows);

/* For the folder's own files: of one block, what it is in. */
void tree_features_write(const struct page *page, const struct page_context *context, uint32_t i,
			 int32_t *row);

/* A count as a feature. */
static inline int32_t feature_limit(uint64_t value)
{
	return value < (1 << 23) ? (int32_t)value : 1 << 23;
}

/* a / b in thousandths. */
static inline int32_t feature_share(uint64_t a, uint64_t b)
{
	return b ? feature_limit(a * 1000 / b) : 0;
}

/* How much of the headline, or of it and the description, occurs, in thousandths. */
static inline int32_t feature_overlap(keyword_set found, keyword_set all)
{
	return feature_share((unsigned)__builtin_popcountll(found & all),
			     (unsigned)__builtin_popcountll(all));
}

#endif
