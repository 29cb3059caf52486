/*
 * json: the scanner and the string codec under record.h. Strict RFC 8259 over slices: it says where
 * values begin and end, and copies nothing.
 */
#ifndef WIREWASH_JSON_H
#define WIREWASH_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "record/reject.h"

/* Limits on what a line may hold. */
enum { JSON_MAX_DEPTH = 512 };

/*
 * A place in a text that is being checked. The functions below move `at` over one piece of grammar
 * and return true; or they set `why` and return false, and the scan is over. The text must be valid
 * UTF-8: the scanner does not look at bytes above 0x7F.
 */
struct json_scan {
	const char *at, *end;
	enum reject_reason why;
	bool escaped; /* whether the last string had a backslash */
};

static inline struct json_scan json_scan_start(struct slice text)
{
	const char *data = text.len ? text.data : "";

	return (struct json_scan){data, data + text.len, REJECT_NONE, false};
}

void json_skip_long_space(struct json_scan *scan);

/* Moves over white space, of which there mostly is none. */
static inline void json_skip_space(struct json_scan *scan)
{
	if (scan->at < scan->end && (unsigned char)*scan->at <= ' ')
		json_skip_long_space(scan);
}

/* Whether the next byte is `c`; moves over it if so. Does not set `why`. */
static inline bool json_take(struct json_scan *scan, char c)
{
	if (scan->at == scan->end || *scan->at != c)
		return false;
	scan->at++;
	return true;
}

/* Moves over a string; *raw is what is between its quotes. Lone surrogates are refused. */
bool json_skip_string(struct json_scan *scan, struct slice *raw);

/* Moves over a string and the colon after it, with the white space around both. */
bool json_skip_key(struct json_scan *scan, struct slice *raw);

/*
 * Moves over one value of any kind, without white space before or after it. `depth` is how many
 * arrays and objects are open around it. Needs no more stack for a deep value than for a flat one.
 */
bool json_skip_value(struct json_scan *scan, unsigned depth);

/* Ends a scan that met what the grammar forbids; returns false. */
static inline bool json_refuse(struct json_scan *scan, enum reject_reason why)
{
	scan->why = why;
	return false;
}

/* Whether a string of this raw inside, accepted by the scanner, decodes to `value`. */
bool json_string_is(struct slice raw, struct slice value);

/*
 * Decodes the inside of a JSON string (without its quotes) that the scanner accepted. Returns
 * `raw` itself when it holds no backslash. False when memory is short.
 */
bool json_decode_string(struct slice raw, struct arena *arena, struct slice *value);

/*
 * Appends `value` (valid UTF-8) as a JSON string with its quotes. Escaped are what RFC 8259 wants
 * (quote, backslash, U+0000-001F, with the short forms \b \f \n \r \t) and, so that no reader takes
 * them for a line end, U+007F-009F, U+2028 and U+2029. A slash is not. One spelling for one value.
 */
void json_write_string(struct buf *out, struct slice value);

#endif
