/*
 * json: the scanner and the string codec under record.h. Strict RFC 8259 over slices.
 */
#ifndef WIREWASH_JSON_H
#define WIREWASH_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "record/reject.h"

/*
 * Decodes the inside of a JSON string (without its quotes) that the scanner accepted. Returns
 * `raw` itself when it holds no backslash. False when memory is short.
 */
bool json_decode_string(struct slice raw, struct arena *arena, struct slice *value);

/*
 * Appends `value` (valid UTF-8) as a JSON string with its quotes. Escaped are what RFC 8259 wants
 * (quote, backslash, U+0000-001F, with the short forms \b \f \n \r \t) and, so that no reader takes them for a line
 * end, U+007F-009F, U+2028 and U+2029. A slash is not. One spelling for one value.
 */
void json_write_string(struct buf *out, struct slice value);

#endif
