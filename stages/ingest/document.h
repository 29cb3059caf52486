/*
 * document: a file that is one article in plain text or Markdown, to a record. And what all records
 * that ingest makes have in common.
 */
#ifndef WIREWASH_INGEST_DOCUMENT_H
#define WIREWASH_INGEST_DOCUMENT_H

#include "engine/stage.h"
#include "text/charset/charset.h"

/*
 * Fills the record from the item's bytes: its `html` when it begins as an HTML page does, unless it
 * is to be text in any case; else its text.
 */
enum verdict document_parse(bool is_text, const struct charset_request *request,
			    struct charset *charset, const struct batch *batch,
			    const struct item *item, struct record *record, struct err *err);

/* The text of these bytes, or REJECT, or FAIL. Counts what had to be replaced. */
enum verdict document_decode(const struct charset_request *request, struct charset *charset,
			     struct slice bytes, struct record *record,
			     struct charset_result *result, struct err *err);

/* Says in the member `decoding` how the text was read, unless it was plain UTF-8. */
bool document_note_decoding(struct record *record, const struct charset_result *result,
			    struct err *err);

/* The end of the last line is the file's, not the text's. */
struct slice document_without_last_end(struct slice text);

/* Bytes from outside as valid UTF-8: those that are not are spelled %XX. False when memory is
 * short. */
bool document_spell(struct slice bytes, struct arena *arena, struct slice *spelled);

/* Adds a member with a string (valid UTF-8), or a number. */
bool document_set_string(struct record *record, struct slice name, struct slice value,
			 struct err *err);
bool document_set_number(struct record *record, struct slice name, uint64_t value, struct err *err);

/* Says where in the file (unless that is empty) the record is from: `file`, `offset`, `within`. */
bool document_set_place(struct record *record, struct slice file, const struct item *item,
			struct err *err);

#endif
