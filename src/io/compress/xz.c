/* xz (the format of xz 5.x, as its xz-file-format.txt has it): any number of streams. The only file
 * that includes liblzma's header. */
#include <lzma.h>

#include <stdlib.h>

#include "io/compress/compress.h"

/* What a stream may take to decode; `xz -9` takes 65 MiB. */
static const uint64_t MEMORY_MAX = 256 << 20;

struct unxz {
	lzma_stream stream;
	bool is_between; /* streams: there may be padding */
};

static void *unxz_open(struct err *err)
{
	struct unxz *unxz = calloc(1, sizeof(*unxz));

	if (!unxz) {
		err_no_memory(err);
		return NULL;
	}
	unxz->is_between = true;
	return unxz;
}

static void unxz_close(void *state)
{
	struct unxz *unxz = state;

	lzma_end(&unxz->stream);
	free(unxz);
}

static bool explain(lzma_ret code, struct err *err)
{
	if (code == LZMA_MEM_ERROR)
		return err_no_memory(err);
	if (code == LZMA_MEMLIMIT_ERROR)
		return err_set(err, ERR_LIMIT, "it takes more than 256 MiB to decode");
	return err_set(err, ERR_IO, "%s",
		       code == LZMA_FORMAT_ERROR ? "no xz data" : "invalid xz data");
}

/* Streams may be padded with zeros. */
static bool begin_stream(struct unxz *unxz, struct flow *flow, struct err *err)
{
	lzma_ret code;

	while (flow->in.len && !flow->in.data[0])
		flow->in = slice_from(flow->in, 1);
	if (!flow->in.len)
		return true;
	code = lzma_stream_decoder(&unxz->stream, MEMORY_MAX, 0);
	unxz->is_between = false;
	return code == LZMA_OK || explain(code, err);
}

static bool unxz_step(void *state, struct flow *flow, bool *whole, struct err *err)
{
	struct unxz *unxz = state;
	lzma_ret code;

	if (unxz->is_between && !begin_stream(unxz, flow, err))
		return false;
	*whole = unxz->is_between;
	if (*whole)
		return true;
	unxz->stream.next_in = (const uint8_t *)flow->in.data;
	unxz->stream.avail_in = flow->in.len;
	unxz->stream.next_out = (uint8_t *)flow->out;
	unxz->stream.avail_out = flow->out_len;
	code = lzma_code(&unxz->stream, LZMA_RUN);
	flow->in = slice_from(flow->in, flow->in.len - unxz->stream.avail_in);
	flow->out += flow->out_len - unxz->stream.avail_out;
	flow->out_len = unxz->stream.avail_out;
	*whole = unxz->is_between = code == LZMA_STREAM_END;
	/* LZMA_BUF_ERROR: there is nothing to take, or no place to write to. */
	return code == LZMA_OK || *whole || code == LZMA_BUF_ERROR || explain(code, err);
}

const struct decoder xz_decoder = {.open = unxz_open, .step = unxz_step, .close = unxz_close};
