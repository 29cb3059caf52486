/*
 * judge: which blocks of a page belong to the article.
 */
#ifndef WIREWASH_EXTRACT_JUDGE_H
#define WIREWASH_EXTRACT_JUDGE_H

#include "article/trees/forest.h"
#include "features.h"

/* What decides; immutable once opened. */
struct judge {
	struct forest *forest;
	const char *const *names; /* of the features */
};

/*
 * Reads the model: the file of that name, or the built-in one when it is NULL. False when memory is
 * short or the model is broken. judge_close may follow.
 */
bool judge_open(struct judge *judge, const char *model, struct arena *arena, struct err *err);
void judge_close(struct judge *judge);

/* What became of the blocks of one page. {0} is empty; the memory is kept from page to page. */
struct verdicts {
	int32_t *scores; /* by block: the forest's */
	bool *kept;
	uint32_t cap;
	struct map grams; /* see echoes.h */
};

void verdicts_free(struct verdicts *verdicts);

/* Decides about each block. A page with any text keeps some of it. False when memory is short. */
bool judge_blocks(const struct judge *judge, struct page *page, struct verdicts *verdicts);

/*
 * Why block i was kept, or was not: appends the features that did most for it, each with its value
 * and what it added, in logits: "parent.prose=812 +1.3, words=41 +0.4". Slow: for explanations.
 */
void judge_explain(const struct judge *judge, const struct page *page,
		   const struct surroundings *around, uint32_t i, bool kept, struct buf *out);

/* A JSON array of the features' names; one of an object for each block, with its text and features.
 */
void judge_write_names(const struct judge *judge, struct buf *out);
bool judge_write_rows(struct page *page, struct buf *out);

#endif
