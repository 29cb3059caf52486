/* Bytes made compressed, for unit tests of what reads them. */
#ifndef WIREWASH_TEST_COMPRESS_TO_H
#define WIREWASH_TEST_COMPRESS_TO_H

#include <assert.h>

#include "base/buf.h"
#include "io/compress/compress.h"

/* Appends one member or frame; pieces of so many bytes, that are flushed apart, are blocks of it.
 */
static inline void compress_pieces(const struct encoder *encoder, struct slice plain, size_t piece,
				   struct buf *out)
{
	struct err err = {0};
	void *encoding = encoder->open(&err);
	bool last;

	assert(encoding && piece);
	do {
		struct slice part = plain.len > piece ? slice_sub(plain, 0, piece) : plain;
		bool done = false, good;

		plain = slice_from(plain, part.len);
		last = plain.len == 0;
		while (!done) {
			struct flow flow;

			good = buf_reserve(out, 999);
			assert(good);
			flow = (struct flow){part, out->data + out->len, 999};
			good = encoder->step(encoding, &flow, last ? FLOW_FINISH : FLOW_FLUSH,
					     &done, &err);
			assert(good);
			part = flow.in;
			out->len += 999 - flow.out_len;
		}
	} while (!last);
	encoder->close(encoding);
}

/* Appends one member or frame. */
static inline void compress_to(const struct encoder *encoder, struct slice plain, struct buf *out)
{
	compress_pieces(encoder, plain, SIZE_MAX, out);
}

#endif
