#include "io/compress/compress.h"

#include <limits.h>
#include <stdlib.h>

#define ZLIB_CONST
#include <zlib.h>

/* The largest window, in a gzip frame only, in a zlib frame (RFC 1950), or bare (RFC 1951). */
enum { GZIP_FORMAT = 15 + 16, ZLIB_FORMAT = 15, BARE_FORMAT = -15 };

static uInt clamp(size_t len)
{
	return len < INT_MAX ? (uInt)len : INT_MAX;
}

static void flow_to_zlib(const struct flow *flow, z_stream *z)
{
	z->next_in = (const Bytef *)flow->in.data;
	z->avail_in = clamp(flow->in.len);
	z->next_out = (Bytef *)flow->out;
	z->avail_out = clamp(flow->out_len);
}

static void flow_from_zlib(struct flow *flow, const z_stream *z)
{
	flow->in = slice_from(flow->in, clamp(flow->in.len) - z->avail_in);
	flow->out_len -= clamp(flow->out_len) - z->avail_out;
	flow->out = (char *)z->next_out;
}

struct gunzip {
	z_stream z;
	enum { IN_MEMBER, BEHIND_MEMBER, IN_PADDING } place;
};

static void *inflate_open(int format, struct err *err)
{
	struct gunzip *gunzip = calloc(1, sizeof(*gunzip));

	if (gunzip && inflateInit2(&gunzip->z, format) == Z_OK)
		return gunzip;
	free(gunzip);
	err_no_memory(err);
	return NULL;
}

static void *gunzip_open(struct err *err)
{
	return inflate_open(GZIP_FORMAT, err);
}

static void *zlib_open(struct err *err)
{
	return inflate_open(ZLIB_FORMAT, err);
}

static void *bare_open(struct err *err)
{
	return inflate_open(BARE_FORMAT, err);
}

static void gunzip_close(void *state)
{
	struct gunzip *gunzip = state;

	inflateEnd(&gunzip->z);
	free(gunzip);
}

bool gzip_skip_padding(struct flow *flow, struct err *err)
{
	size_t zeros = 0;

	while (zeros < flow->in.len && flow->in.data[zeros] == 0)
		zeros++;
	flow->in = slice_from(flow->in, zeros);
	if (flow->in.len)
		return err_set(err, ERR_IO, "something else behind the compressed data");
	return true;
}

static bool next_member(struct gunzip *gunzip, struct flow *flow, struct err *err)
{
	if (gunzip->place == BEHIND_MEMBER && flow->in.data[0] == 0x1F) {
		inflateReset(&gunzip->z);
		gunzip->place = IN_MEMBER;
		return true;
	}
	gunzip->place = IN_PADDING;
	return gzip_skip_padding(flow, err);
}

static bool inflate_member(struct gunzip *gunzip, struct flow *flow, struct err *err)
{
	int result;

	flow_to_zlib(flow, &gunzip->z);
	result = inflate(&gunzip->z, Z_NO_FLUSH);
	flow_from_zlib(flow, &gunzip->z);
	switch (result) {
	case Z_STREAM_END:
		gunzip->place = BEHIND_MEMBER;
		return true;
	case Z_OK:
	case Z_BUF_ERROR: /* nothing to take, or no room */
		return true;
	case Z_MEM_ERROR:
		return err_no_memory(err);
	default:
		return err_set(err, ERR_IO, "%s",
			       gunzip->z.msg ? gunzip->z.msg : "no compressed data");
	}
}

static bool gunzip_step(void *state, struct flow *flow, bool *whole, struct err *err)
{
	struct gunzip *gunzip = state;
	bool good = true;

	if (gunzip->place != IN_MEMBER && flow->in.len)
		good = next_member(gunzip, flow, err);
	if (good && gunzip->place == IN_MEMBER)
		good = inflate_member(gunzip, flow, err);
	*whole = gunzip->place != IN_MEMBER;
	return good;
}

size_t gzip_find(struct slice bytes)
{
	static const char magic[] = {0x1F, (char)0x8B, 0x08};
	size_t at = 0;

	while ((at = slice_find_byte(bytes, at, 0x1F)) < bytes.len) {
		size_t left = bytes.len - at;

		if (memcmp(bytes.data + at, magic, left < 3 ? left : 3) == 0 &&
		    (left < 4 || ((unsigned char)bytes.data[at + 3] & 0xE0) == 0))
			break;
		at++;
	}
	return at;
}

static void gunzip_restart(void *state)
{
	struct gunzip *gunzip = state;

	inflateReset(&gunzip->z);
	gunzip->place = IN_MEMBER;
}

const struct decoder gzip_decoder = {gunzip_open, gunzip_step, gunzip_close, gzip_find,
				     gunzip_restart};
const struct decoder zlib_decoder = {.open = zlib_open, .step = gunzip_step, .close = gunzip_close};
const struct decoder deflate_decoder = {
	.open = bare_open, .step = gunzip_step, .close = gunzip_close, .restart = gunzip_restart};

uint32_t crc32_go_on(uint32_t crc, struct slice bytes)
{
	return (uint32_t)crc32_z(crc, (const Bytef *)bytes.data, bytes.len);
}

static void *deflate_open(struct err *err)
{
	z_stream *z = calloc(1, sizeof(*z));

	if (z && deflateInit2(z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_FORMAT, 8,
			      Z_DEFAULT_STRATEGY) == Z_OK)
		return z;
	free(z);
	err_no_memory(err);
	return NULL;
}

static void deflate_close(void *state)
{
	deflateEnd(state);
	free(state);
}

static bool deflate_step(void *state, struct flow *flow, enum flow_mode mode, bool *done,
			 struct err *err)
{
	static const int how[] = {
		[FLOW_GO] = Z_NO_FLUSH, [FLOW_FLUSH] = Z_SYNC_FLUSH, [FLOW_FINISH] = Z_FINISH};
	z_stream *z = state;
	int result;

	flow_to_zlib(flow, z);
	/* While not all of the input is in reach of zlib's counters, there is nothing to end yet.
	 */
	result = deflate(z, z->avail_in < flow->in.len ? Z_NO_FLUSH : how[mode]);
	flow_from_zlib(flow, z);
	if (result == Z_STREAM_ERROR)
		return err_set(err, ERR_IO, "cannot compress");
	*done = mode == FLOW_FINISH ? result == Z_STREAM_END : !flow->in.len && flow->out_len;
	return true;
}

const struct encoder gzip_encoder = {deflate_open, deflate_step, deflate_close};
