/*
 * block: data as an element of the page that no browser runs or shows: JSON, in gzip (RFC 1952), in
 * base64 (RFC 4648), so that nothing in it can end the element.
 */
#ifndef WIREWASH_REPORT_BLOCK_H
#define WIREWASH_REPORT_BLOCK_H

#include "base/buf.h"
#include "base/err.h"
#include "io/writer.h"

/* Writes `json` as the element with the id "block-NAME". `name` needs no escaping. */
bool block_write(const char *name, struct slice json, struct writer *writer, struct err *err);

/* Appends bytes in base64, padded. */
bool base64_append(struct buf *out, struct slice bytes);

/* Appends text with the characters that mean something in HTML replaced by references. */
bool html_escape_append(struct buf *out, struct slice text);

#endif
