/* page: a record of a web archive (WARC) to one of ours. */
#ifndef WIREWASH_INGEST_PAGE_H
#define WIREWASH_INGEST_PAGE_H

#include "engine/stage.h"
#include "text/charset/charset.h"

/* Which of them to take, and how. */
struct page {
	const char *status;             /* HTTP statuses, as --status has them */
	const char *mime;               /* media types, as --mime has them; NULL: the usual ones */
	const char *languages;          /* tags, as --lang-header has them; NULL: all */
	struct charset_request charset; /* how documents are decoded */
	uint64_t max_size;              /* of a decoded body */
};

/* Completes it; false when a list is not well formed. */
bool page_setup(struct page *page, struct err *err);

/*
 * `resource` and `conversion` give their block, `response` the body of its HTTP message: as `html`
 * or `text`. Others are dropped, each kind with a reason of its own.
 */
enum verdict page_parse(const struct page *page, struct charset *charset, const struct batch *batch,
			const struct item *item, struct record *record, struct err *err);

#endif
