/* lz4 (its frame format): any number of frames. The only file that includes liblz4's header. */
#include <lz4frame.h>

#include <stdlib.h>

#include "io/compress/compress.h"

struct unlz4 {
	LZ4F_dctx *context;
	bool is_between; /* frames */
};

static void *unlz4_open(struct err *err)
{
	struct unlz4 *unlz4 = calloc(1, sizeof(*unlz4));

	if (unlz4 && !LZ4F_isError(LZ4F_createDecompressionContext(&unlz4->context, LZ4F_VERSION)))
		return unlz4;
	free(unlz4);
	err_no_memory(err);
	return NULL;
}

static void unlz4_close(void *state)
{
	struct unlz4 *unlz4 = state;

	LZ4F_freeDecompressionContext(unlz4->context);
	free(unlz4);
}

static bool unlz4_step(void *state, struct flow *flow, bool *whole, struct err *err)
{
	struct unlz4 *unlz4 = state;
	size_t in = flow->in.len, out = flow->out_len, missing;

	*whole = unlz4->is_between;
	if (!in && unlz4->is_between)
		return true;
	missing = LZ4F_decompress(unlz4->context, flow->out, &out, flow->in.data, &in, NULL);
	if (LZ4F_isError(missing))
		return err_set(err, ERR_IO, "invalid lz4 data");
	flow->in = slice_from(flow->in, in);
	flow->out += out;
	flow->out_len -= out;
	*whole = unlz4->is_between = missing == 0;
	return true;
}

const struct decoder lz4_decoder = {.open = unlz4_open, .step = unlz4_step, .close = unlz4_close};
