/*
 * kind: which kind of page it is: an article, a thread of a forum, a product, ... For each kind a
 * model of boosted tables (article/trees/tables.h, data/extract.model) scores the page's signals
 * (page_signals.h); the likelihoods are scaled to a sum of 1.
 */
#ifndef WIREWASH_EXTRACT_KIND_H
#define WIREWASH_EXTRACT_KIND_H

#include "article/trees/tables.h"
#include "page_signals.h"

enum { KIND_ONE = 1000 };

/* Immutable once opened. */
struct kind_model {
	const char *const *names; /* of the signals */
	struct tables *tables[KIND_COUNT];
};

/*
 * Cuts the models off *rest: sections, each after a line "[KIND]", one for each of PAGE_KINDS in
 * that order. `name` is the file's, for messages. False when memory is short or they are damaged;
 * kind_model_close may follow.
 */
bool kind_model_open(struct kind_model *model, struct slice *rest, const char *name,
		     struct arena *arena, struct err *err);
void kind_model_close(struct kind_model *model);

/* Sets page->kind. `rows` is memory for it. */
void kind_find(const struct kind_model *model, struct page *page,
	       const struct page_context *context, struct slice url, struct tables_rows *rows);

/* The kind of a page whose kinds are known, or "unknown": none is likely. */
const char *kind_name_of(const struct page *page);

#endif
