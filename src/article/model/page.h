/*
 * page: the model that finds the article in the text of a whole page: menus, teasers and footers
 * around it, one block a line, with nothing but the words left to go by.
 *
 * First it is asked whether the text may be such a page at all, by the lengths of its lines: most
 * texts may not, and are left alone. Then each line is scored by boosted tables over its features
 * (article/model/features.h). How the scores are spread says for certain whether it was a page.
 *
 * The model is text, in sections, each begun by its name in brackets on a line of its own:
 *
 *     [words]  scores of words (article/model/wordscore.h)
 *     [text]   trees over page_text_names: above 0 may be a page (article/trees/forest.h)
 *     [page]   trees over page_sum_names: above 0 is one
 *     [lines]  tables over feature_names: above 0 is the article's line (article/trees/tables.h)
 */
#ifndef WIREWASH_PAGE_H
#define WIREWASH_PAGE_H

#include "article/model/copies.h"
#include "article/lines/evidence.h"
#include "article/model/features.h"
#include "article/trees/forest.h"
#include "article/trees/tables.h"

enum {
	PAGE_LINES_MOST = 1 << 17, /* a text of more lines is no page */
};

/* What is asked of the text as a whole; shares are thousandths. */
/* clang-format off */
#define PAGE_TEXT(X) \
	X(lines) X(bytes) X(mean) X(shorts) X(ended) X(prose) X(prose_bytes) X(short_bytes) X(head) \
	X(tail) X(longest_run)
/* clang-format on */

enum page_text {
#define X(name) PAGE_TEXT_##name,
	PAGE_TEXT(X)
#undef X
		PAGE_TEXT_COUNT
};

extern const char *const page_text_names[PAGE_TEXT_COUNT];

/* What is asked of it when its lines were scored; shares are thousandths. */
/* clang-format off */
#define PAGE_SUM(X) \
	PAGE_TEXT(X) \
	X(dropped) X(dropped_words) X(sure) X(sure_count) X(noise_words) X(noise_words_mean) X(noise_words_count) X(top) \
	X(end) X(inside) X(repeated)
/* clang-format on */

enum page_sum {
#define X(name) PAGE_SUM_##name,
	PAGE_SUM(X)
#undef X
		PAGE_SUM_COUNT
};

extern const char *const page_sum_names[PAGE_SUM_COUNT];

struct page_model {
	struct word_scores words;
	struct forest *text, *page; /* NULL: nothing is a page */
	struct tables *lines;       /* NULL: all lines score 0 */
};

/* Reads a model; false when memory is short or it is damaged. `name` is for messages. */
bool page_model_read(struct page_model *model, struct slice data, const char *name,
		     struct err *err);
void page_model_free(struct page_model *model);

/* The thread's memory; {0} is empty. */
struct page {
	struct features features;
	int32_t *scores; /* by row of features: above 0 is the article's line; in units of
			    FOREST_ONE */

	/* Private. */
	size_t cap;
	struct copies copies;
};

/* What is asked of the text: PAGE_TEXT_COUNT values. Cheap. */
void page_text(const struct text_lines *lines, int32_t values[static PAGE_TEXT_COUNT]);

/* Whether the text may be a page. */
bool page_may_be(const struct page_model *model, const struct text_lines *lines);

/* Works out the features of all lines, and scores them. */
bool page_score(struct page *page, const struct page_model *model, const struct text_lines *lines,
		struct err *err);

/* What is asked of a text whose lines were scored: PAGE_SUM_COUNT values. */
void page_sum(const struct page *page, const struct text_lines *lines,
	      int32_t values[static PAGE_SUM_COUNT]);

/* Whether a text whose lines were scored is a page. */
bool page_is_one(const struct page *page, const struct page_model *model,
		 const struct text_lines *lines);

/*
 * Leaves out the lines that score below a bar, but never all of them, and of an article that stands
 * there twice the second copy. The bar is set by what all lines score, for where little is certain
 * more must stay; `raised` is added to it. The text must have been split by evidence_split, and
 * scored. False when memory is short.
 */
bool page_remove(struct page *page, int32_t raised, struct evidence *evidence, struct err *err);

/*
 * Says why row i scored as it did: the probability that it is the article's, and the feature that
 * spoke most against it, such as "0.03 prose_gain_a20". Returns the length, no NUL.
 */
enum { PAGE_REASON_MAX = 80 };
size_t page_explain(const struct page *page, const struct page_model *model, size_t i,
		    char out[static PAGE_REASON_MAX]);

void page_free(struct page *page);

#endif
