/* bzip2: any number of streams, as pbzip2 writes them. The only file that includes libbz2's header.
 */
#include <bzlib.h>

#include <stdlib.h>

#include "io/compress/compress.h"

enum { STEP_MAX = 1 << 30 }; /* libbz2 counts in unsigned int */

struct unbzip2 {
	bz_stream stream;
	bool is_open;
};

static void *unbzip2_open(struct err *err)
{
	struct unbzip2 *unbzip2 = calloc(1, sizeof(*unbzip2));

	if (!unbzip2)
		err_no_memory(err);
	return unbzip2;
}

static void end_stream(struct unbzip2 *unbzip2)
{
	if (unbzip2->is_open)
		BZ2_bzDecompressEnd(&unbzip2->stream);
	unbzip2->is_open = false;
}

static void unbzip2_close(void *state)
{
	end_stream(state);
	free(state);
}

static bool begin_stream(struct unbzip2 *unbzip2, struct err *err)
{
	unbzip2->stream = (bz_stream){0};
	unbzip2->is_open = BZ2_bzDecompressInit(&unbzip2->stream, 0, 0) == BZ_OK;
	return unbzip2->is_open || err_no_memory(err);
}

static unsigned at_most(size_t n)
{
	return n < STEP_MAX ? (unsigned)n : STEP_MAX;
}

static bool unbzip2_step(void *state, struct flow *flow, bool *whole, struct err *err)
{
	struct unbzip2 *unbzip2 = state;
	bz_stream *stream = &unbzip2->stream;
	unsigned in = at_most(flow->in.len), out = at_most(flow->out_len);
	int code;

	*whole = !unbzip2->is_open;
	if (!unbzip2->is_open && (!in || !begin_stream(unbzip2, err)))
		return !in;
	stream->next_in = (char *)(uintptr_t)flow->in.data;
	stream->avail_in = in;
	stream->next_out = flow->out;
	stream->avail_out = out;
	code = BZ2_bzDecompress(stream);
	flow->in = slice_from(flow->in, in - stream->avail_in);
	flow->out += out - stream->avail_out;
	flow->out_len -= out - stream->avail_out;
	*whole = code == BZ_STREAM_END;
	if (*whole)
		end_stream(unbzip2);
	if (code == BZ_MEM_ERROR)
		return err_no_memory(err);
	return code == BZ_OK || *whole || err_set(err, ERR_IO, "invalid bzip2 data");
}

const struct decoder bzip2_decoder = {
	.open = unbzip2_open, .step = unbzip2_step, .close = unbzip2_close};
