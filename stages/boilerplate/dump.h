/* dump: a text's features as a member of its record, to train a model with. */
#ifndef WIREWASH_BOILERPLATE_DUMP_H
#define WIREWASH_BOILERPLATE_DUMP_H

#include "article/model/page.h"
#include "record/record.h"

/*
 * Gives the record the member "_features": {"text_names", "row_names", "text": what is asked of the
 * text as a whole, "lines":
 * [{"line": its number from 0, "score": the model's, "words": the buckets of its words, "row": its
 * features}, ...]}. False when memory is short.
 */
bool features_dump(struct record *record, const struct page *page, const struct text_lines *lines,
		   struct err *err);

#endif
