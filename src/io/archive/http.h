/*
 * http: an HTTP/1 response (RFC 9112) as an archive holds it, and the body that it carried.
 *
 * Crawlers often store a body as it was decoded but leave the headers that spoke of its coding. So
 * a body is decoded only when it begins as its header says, and else taken as it is.
 */
#ifndef WIREWASH_HTTP_H
#define WIREWASH_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

/* All slices are of the message; empty where the field is missing. */
struct http_response {
	unsigned status;
	struct slice content_type;
	struct slice content_encoding;
	struct slice content_language;
	struct slice transfer_encoding;
	struct slice body; /* as it was sent */
};

/* False when this is no response. A header that does not end is one without a body. */
bool http_parse(struct slice message, struct http_response *response);

enum http_body {
	HTTP_BODY_WHOLE,
	HTTP_BODY_CUT,      /* it ends before it should: here is its beginning */
	HTTP_BODY_UNKNOWN,  /* a coding that is not supported, such as compress */
	HTTP_BODY_TOO_LONG, /* more than max_size */
	HTTP_BODY_NO_MEMORY,
};

/* The body without its codings, in the message or in the arena. */
enum http_body http_decode(const struct http_response *response, uint64_t max_size,
			   struct arena *arena, struct slice *body);

#endif
