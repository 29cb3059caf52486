/*
 * classify: which blocks of a page belong to the article.
 */
#ifndef WIREWASH_EXTRACT_CLASSIFY_H
#define WIREWASH_EXTRACT_CLASSIFY_H

#include "article/trees/tables.h"
#include "features.h"
#include "kind.h"
#include "threshold.h"

/* What decides; immutable once opened. */
struct classifier {
	struct kind_model kinds;
	struct tables *blocks;
	unsigned favor; /* enum favor */
	bool keep_repeats;
	const char *const *names; /* of the features */
};

/*
 * Reads the model: the file of that name, or the built-in one when it is NULL. False when memory is
 * short or the model is broken. classifier_close may follow.
 */
bool classifier_open(struct classifier *classifier, const char *model, struct arena *arena,
		     struct err *err);
void classifier_close(struct classifier *classifier);

/* What became of the blocks of one page. {0} is empty; the memory is kept from page to page. */
struct block_decisions {
	int32_t *scores; /* by block, in logits of 1/TABLES_ONE */
	bool *kept;
	uint32_t cap;
	uint32_t certainty;                 /* see threshold_of */
	const struct page_context *context; /* of the page, in its arena */
	struct tables_rows rows;            /* memory for the models */
	struct map grams;                   /* see duplicate_blocks.h */
};

void block_decisions_free(struct block_decisions *decisions);

/*
 * Decides about each block of a page at `url`, which may be empty, and finds its kind. A page with
 * any text keeps some of it. False when memory is short.
 */
bool classify_blocks(const struct classifier *classifier, struct page *page, struct slice url,
		     struct block_decisions *decisions);

/*
 * Why block i was kept, or was not: appends the features that did most for it, each with its value
 * and what it added, in logits: "parent.prose=812 +1.3, words=41 +0.4". Slow: for explanations.
 */
void classifier_explain(const struct classifier *classifier, const struct page *page,
			const struct page_context *context, uint32_t i, bool kept,
			struct block_decisions *decisions, struct buf *out);

/* A JSON array of the features' names; one of an object for each block, with its text and features;
 * an object of the page's signals, names and values. */
void classifier_write_names(const struct classifier *classifier, struct buf *out);
bool classifier_write_rows(const struct classifier *classifier, struct page *page, struct slice url,
			   struct block_decisions *decisions, struct buf *out);
bool classifier_write_signals(const struct classifier *classifier, struct page *page,
			      struct slice url, struct buf *out);

#endif
