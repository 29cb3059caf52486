#include "io/compress/compress.h"

#include <stdlib.h>

#include <zstd.h>
#include <zstd_errors.h>

#include "base/buf.h"

enum {
	WINDOW_LOG_MAX = 27,
	BLOCK_HEADER = 3,
	MAGIC_SIZE = 4,
	FRAME_HEADER = 8, /* of a skippable frame: magic and size */
	DICTIONARY_MAX = 16 * 1024 * 1024,
};

/*
 * What archives of web pages begin with ("WARC Compression with Zstandard", IIPC): a skippable
 * frame that holds the dictionary of all frames, which may be compressed itself.
 */
static const char dictionary_frame[] = {0x5D, 0x2A, 0x4D, 0x18};
static const char dictionary_magic[] = {0x37, (char)0xA4, 0x30, (char)0xEC};
static const char frame_magic[] = {0x28, (char)0xB5, 0x2F, (char)0xFD};

struct unzstd {
	ZSTD_DCtx *context;
	enum { AT_BEGINNING, IN_DICTIONARY, IN_FRAMES } place;
	struct buf dictionary; /* the frame that holds it, as far as it has come */
	size_t hint;           /* how many bytes libzstd would like next */
	bool in_frame;
	bool holds_back; /* it may have more for us than there was room for */
};

static void unzstd_close(void *state)
{
	struct unzstd *unzstd = state;

	ZSTD_freeDCtx(unzstd->context);
	buf_free(&unzstd->dictionary);
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
		return err_set(
			err, ERR_LIMIT,
			"its zstd window is larger than 128 MiB, the most that is supported. "
			"Compress it again with --long=27 or less");
	default:
		return err_set(err, ERR_IO, "%s", ZSTD_getErrorName(code));
	}
}

/*
 * How much to offer. When libzstd meets damage it does not say what it wrote before in the same
 * call, so a call must never reach into the block after the one that it hands out: the hint is
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

static bool decode_frames(struct unzstd *unzstd, struct flow *flow, bool *whole, struct err *err)
{
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

/* Decompresses all of the bytes, with a limit. */
static bool decompress(struct slice bytes, struct buf *out, struct err *err)
{
	ZSTD_DCtx *context = ZSTD_createDCtx();
	ZSTD_inBuffer in = {bytes.data, bytes.len, 0};
	size_t left = 1;

	if (!context)
		return err_no_memory(err);
	while (left && !ZSTD_isError(left) && out->len < DICTIONARY_MAX) {
		ZSTD_outBuffer room;
		size_t before = in.pos;

		if (!buf_reserve(out, ZSTD_DStreamOutSize()))
			break;
		room = (ZSTD_outBuffer){out->data + out->len, ZSTD_DStreamOutSize(), 0};
		left = ZSTD_decompressStream(context, &room, &in);
		out->len += room.pos;
		if (!room.pos && in.pos == before)
			break;
	}
	ZSTD_freeDCtx(context);
	if (buf_failed(out))
		return err_no_memory(err);
	if (ZSTD_isError(left))
		return explain(left, err);
	return left == 0 || err_set(err, ERR_IO, "its dictionary is not whole, or too large");
}

static bool begins_with(struct slice bytes, const char magic[static MAGIC_SIZE])
{
	return slice_starts(bytes, slice_make(magic, MAGIC_SIZE));
}

/* What is in such a frame, but is no dictionary, is of no matter. */
static bool load_dictionary(struct unzstd *unzstd, struct err *err)
{
	struct slice content = slice_from(buf_slice(&unzstd->dictionary), FRAME_HEADER);
	struct buf plain = {0};
	bool good = true;
	size_t result = 0;

	if (begins_with(content, frame_magic)) {
		good = decompress(content, &plain, err);
		content = buf_slice(&plain);
	}
	if (good && begins_with(content, dictionary_magic))
		result = ZSTD_DCtx_loadDictionary(unzstd->context, content.data, content.len);
	buf_free(&plain);
	buf_free(&unzstd->dictionary);
	if (ZSTD_isError(result))
		return explain(result, err);
	return good;
}

/* Takes bytes of the frame, up to its end. */
static bool take_dictionary(struct unzstd *unzstd, struct flow *flow, struct err *err)
{
	struct buf *frame = &unzstd->dictionary;
	size_t wanted = FRAME_HEADER, n;
	bool has_size = frame->len >= FRAME_HEADER;

	if (has_size) {
		const unsigned char *size = (const unsigned char *)frame->data + MAGIC_SIZE;

		wanted += (size_t)size[3] << 24 | (size_t)size[2] << 16 | (size_t)size[1] << 8 |
			  size[0];
	}
	if (wanted > FRAME_HEADER + DICTIONARY_MAX)
		return err_set(err, ERR_LIMIT,
			       "its dictionary is larger than %d bytes, the most that is "
			       "supported",
			       DICTIONARY_MAX);
	n = wanted - frame->len < flow->in.len ? wanted - frame->len : flow->in.len;
	if (!buf_append(frame, slice_sub(flow->in, 0, n)))
		return err_no_memory(err);
	flow->in = slice_from(flow->in, n);
	if (!has_size || frame->len < wanted)
		return true;
	unzstd->place = IN_FRAMES;
	unzstd->in_frame = false;
	return load_dictionary(unzstd, err);
}

static bool unzstd_step(void *state, struct flow *flow, bool *whole, struct err *err)
{
	struct unzstd *unzstd = state;

	*whole = false;
	if (unzstd->place == AT_BEGINNING && flow->in.len)
		unzstd->place = begins_with(flow->in, dictionary_frame) ? IN_DICTIONARY : IN_FRAMES;
	if (unzstd->place != IN_DICTIONARY)
		return decode_frames(unzstd, flow, whole, err);
	if (!take_dictionary(unzstd, flow, err))
		return false;
	*whole = unzstd->place == IN_FRAMES;
	return true;
}

static size_t unzstd_find(struct slice bytes)
{
	size_t at = 0;

	while ((at = slice_find_byte(bytes, at, frame_magic[0])) < bytes.len) {
		size_t left = bytes.len - at;

		if (memcmp(bytes.data + at, frame_magic, left < MAGIC_SIZE ? left : MAGIC_SIZE) ==
		    0)
			break;
		at++;
	}
	return at;
}

static void unzstd_restart(void *state)
{
	struct unzstd *unzstd = state;

	ZSTD_DCtx_reset(unzstd->context, ZSTD_reset_session_only);
	unzstd->place = IN_FRAMES;
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
