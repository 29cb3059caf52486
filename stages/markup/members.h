/*
 * members: front matter becomes members of the record.
 */
#ifndef WIREWASH_MARKUP_MEMBERS_H
#define WIREWASH_MARKUP_MEMBERS_H

#include "keys.h"
#include "record/record.h"
#include "text/markup/value.h"

/*
 * Sets what the record lacks or has as null: the fields title, date, url, author and lang, and the
 * members description (a string), tags and categories (arrays of strings) and draft. Of several
 * keys with one role (see keys.h) the preferred one counts whose value fits: a URL must be
 * absolute, http or https; a language must be a BCP 47 tag; a date must be one that date.h
 * understands, and one that is not becomes the member date_text. With `whole`, if not empty, the
 * member of that name gets the whole map. False when memory is short.
 */
bool members_set(struct record *record, const struct value *root, const struct keys *keys,
		 struct slice whole, struct err *err);

#endif
