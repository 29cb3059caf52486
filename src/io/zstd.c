#include "io/compress.h"

#include <stdlib.h>

#include <zstd.h>
#include <zstd_errors.h>

enum { WINDOW_LOG_MAX = 27, BLOCK_HEADER = 3 };

struct unzstd {
	ZSTD_DCtx *context;
	size_t hint; /* how many bytes libzstd would like next */
	bool in_frame;
	bool holds_back; /* it may have more for us than there was room for */
};

static void unzstd_close(void *state)
{
	struct unzstd *unzstd = state;

	ZSTD_freeDCtx(unzstd->context);
	free(unzstd);
}

static void *unzstd_open(struct err *err)
{
	struct unzstd *unzstd = calloc(1, sizeof(*unzstd));

	if (unzstd)
		unzstd->context = ZSTD_createDCtx();
	if (!unzstd || !unzstd->context) {
		free(unzstd);
		err_no_memory(err);
		return NULL;
	}
	ZSTD_DCtx_setParameter(unzstd->context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
	unzstd->in_frame = true;
	return unzstd;
}

static bool explain(size_t code, struct err *err)
{
	switch (ZSTD_getErrorCode(code)) {
	case ZSTD_error_memory_allocation:
		return err_no_memory(err);
	case ZSTD_error_frameParameter_windowTooLarge:
		return err_set(err, ERR_LIMIT,
			       "its zstd window is larger than 128 MiB, the most that is supported. "
			       "Compress it again with --long=27 or less");
	default:
		return err_set(err, ERR_IO, "%s", ZSTD_getErrorName(code));
	}
}

/*
 * How much to offer. When libzstd meets damage it does not say what it wrote before in the same
 * call, so a call must never reach into the block behind the one that it hands out: the hint is
 * what a block needs, plus the next one's header unless it is the last.
 */
static size_t portion(const struct unzstd *unzstd, size_t available)
{
	size_t wanted = unzstd->hint;

	if (unzstd->holds_back)
		return 0;
	if (wanted > BLOCK_HEADER)
		wanted -= BLOCK_HEADER;
	else if (wanted == 0)
		wanted = 1;
	return wanted < available ? wanted : available;
}

static bool unzstd_step(void *state, struct flow *flow, bool *whole, struct err *err)
{
	struct unzstd *unzstd = state;
	ZSTD_inBuffer in = {flow->in.data, portion(unzstd, flow->in.len), 0};
	ZSTD_outBuffer out = {flow->out, flow->out_len, 0};

	*whole = !unzstd->in_frame;
	if (!unzstd->in_frame && !flow->in.len)
		return true;
	unzstd->hint = ZSTD_decompressStream(unzstd->context, &out, &in);
	flow->in = slice_from(flow->in, in.pos);
	flow->out += out.pos;
	flow->out_len -= out.pos;
	unzstd->holds_back = flow->out_len == 0;
	if (ZSTD_isError(unzstd->hint))
		return explain(unzstd->hint, err);
	unzstd->in_frame = unzstd->hint != 0;
	*whole = !unzstd->in_frame;
	return true;
}

static size_t unzstd_find(struct slice bytes)
{
	static const char magic[] = {0x28, (char)0xB5, 0x2F, (char)0xFD};
	size_t at = 0;

	while ((at = slice_find_byte(bytes, at, magic[0])) < bytes.len) {
		size_t left = bytes.len - at;

		if (memcmp(bytes.data + at, magic, left < sizeof(magic) ? left : sizeof(magic)) == 0)
			break;
		at++;
	}
	return at;
}

static void unzstd_restart(void *state)
{
	struct unzstd *unzstd = state;

	ZSTD_DCtx_reset(unzstd->context, ZSTD_reset_session_only);
	unzstd->hint = 0;
	unzstd->in_frame = true;
	unzstd->holds_back = false;
}

const struct decoder zstd_decoder = {unzstd_open, unzstd_step, unzstd_close, unzstd_find,
				     unzstd_restart};

static void *zstd_open(struct err *err)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();

	if (!context) {
		err_no_memory(err);
		return NULL;
	}
	ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	return context;
}

static void zstd_close(void *state)
{
	ZSTD_freeCCtx(state);
}

static bool zstd_step(void *state, struct flow *flow, enum flow_mode mode, bool *done,
		      struct err *err)
{
	static const ZSTD_EndDirective how[] = {[FLOW_GO] = ZSTD_e_continue,
						[FLOW_FLUSH] = ZSTD_e_flush,
						[FLOW_FINISH] = ZSTD_e_end};
	ZSTD_inBuffer in = {flow->in.data, flow->in.len, 0};
	ZSTD_outBuffer out = {flow->out, flow->out_len, 0};
	size_t left = ZSTD_compressStream2(state, &out, &in, how[mode]);

	flow->in = slice_from(flow->in, in.pos);
	flow->out += out.pos;
	flow->out_len -= out.pos;
	if (ZSTD_isError(left))
		return explain(left, err);
	*done = flow->in.len == 0 && (mode == FLOW_GO || left == 0);
	return true;
}

const struct encoder zstd_encoder = {zstd_open, zstd_step, zstd_close};
