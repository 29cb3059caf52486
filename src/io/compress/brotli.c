/* Brotli (RFC 7932), which HTTP calls br. It has neither magic nor checksum, so it is never
 * guessed. */
#include <brotli/decode.h>

#include "io/compress/compress.h"

static void *unbrotli_open(struct err *err)
{
	BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);

	if (!state)
		err_no_memory(err);
	return state;
}

static void unbrotli_close(void *state)
{
	BrotliDecoderDestroyInstance(state);
}

static bool is_memory(BrotliDecoderErrorCode code)
{
	return code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES &&
	       code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES;
}

static bool unbrotli_step(void *state, struct flow *flow, bool *whole, struct err *err)
{
	const uint8_t *in = (const uint8_t *)flow->in.data;
	uint8_t *out = (uint8_t *)flow->out;
	size_t left = flow->in.len;
	BrotliDecoderResult result =
		BrotliDecoderDecompressStream(state, &left, &in, &flow->out_len, &out, NULL);

	flow->in = slice_from(flow->in, flow->in.len - left);
	flow->out = (char *)out;
	*whole = result == BROTLI_DECODER_RESULT_SUCCESS;
	if (result != BROTLI_DECODER_RESULT_ERROR)
		return true;
	if (is_memory(BrotliDecoderGetErrorCode(state)))
		return err_no_memory(err);
	return err_set(err, ERR_IO, "no brotli data");
}

const struct decoder brotli_decoder = {
	.open = unbrotli_open, .step = unbrotli_step, .close = unbrotli_close};
