/*
 * gzip by ISA-L, where the build has it: some three times as fast as zlib on one core. It streams,
 * so that memory is flat for members of any size, which libdeflate, the other fast one, cannot do.
 *
 * ISA-L reads the compressed data and the trailer. The header is read here, because ISA-L forgets
 * what it knows of one that ends in the next call, and takes flags that are reserved.
 */
#include <limits.h>
#include <stdlib.h>

#include <isa-l.h>

#include "io/compress/compress.h"

enum { FIXED_BYTES = 10 };

enum header_flag { HAS_CHECK = 2, HAS_EXTRA = 4, HAS_NAME = 8, HAS_COMMENT = 16, RESERVED = 0xE0 };

/* The parts of a member and what may follow it, in their order (RFC 1952, 2.3). */
enum place {
	IN_FIXED,
	IN_EXTRA_LENGTH,
	IN_EXTRA,
	IN_NAME,
	IN_COMMENT,
	IN_CHECK,
	IN_DATA,
	BEHIND_MEMBER,
	IN_PADDING,
};

struct gunzip {
	enum place place;
	unsigned char fixed[FIXED_BYTES];
	unsigned have;   /* bytes of the present part of the header */
	unsigned length; /* of the extra field */
	unsigned check;  /* as the header has it */
	uint32_t crc;    /* of the header so far */
	int trouble;     /* what ISA-L said, while what it made before is handed out; 0: nothing */
	struct inflate_state isal;
};

static void begin_member(struct gunzip *gunzip)
{
	isal_inflate_reset(&gunzip->isal);
	gunzip->place = IN_FIXED;
	gunzip->have = gunzip->length = gunzip->check = 0;
	gunzip->crc = 0;
	gunzip->trouble = 0;
}

static void *gunzip_open(struct err *err)
{
	struct gunzip *gunzip = calloc(1, sizeof(*gunzip));

	if (!gunzip) {
		err_no_memory(err);
		return NULL;
	}
	isal_inflate_init(&gunzip->isal);
	gunzip->isal.crc_flag = ISAL_GZIP_NO_HDR_VER;
	begin_member(gunzip);
	return gunzip;
}

static bool has_part(const struct gunzip *gunzip, enum place place)
{
	unsigned flags = gunzip->fixed[3];

	switch (place) {
	case IN_EXTRA_LENGTH:
		return flags & HAS_EXTRA;
	case IN_EXTRA:
		return gunzip->length > 0;
	case IN_NAME:
		return flags & HAS_NAME;
	case IN_COMMENT:
		return flags & HAS_COMMENT;
	case IN_CHECK:
		return flags & HAS_CHECK;
	default:
		return true;
	}
}

static void end_part(struct gunzip *gunzip)
{
	gunzip->have = 0;
	do
		gunzip->place++;
	while (!has_part(gunzip, gunzip->place));
}

static bool check_fixed(const struct gunzip *gunzip, struct err *err)
{
	const unsigned char *fixed = gunzip->fixed;

	if (fixed[0] != 0x1F || fixed[1] != 0x8B)
		return err_set(err, ERR_IO, "incorrect header check");
	if (fixed[2] != 8)
		return err_set(err, ERR_IO, "unknown compression method");
	return !(fixed[3] & RESERVED) || err_set(err, ERR_IO, "unknown header flags set");
}

/* The next byte of the header. */
static bool take_byte(struct gunzip *gunzip, unsigned char byte, struct err *err)
{
	unsigned place = gunzip->have++;
	uint32_t crc = gunzip->crc;

	gunzip->crc = crc32_gzip_refl(crc, &byte, 1);
	switch (gunzip->place) {
	case IN_FIXED:
		gunzip->fixed[place] = byte;
		if (gunzip->have < FIXED_BYTES)
			return true;
		end_part(gunzip);
		return check_fixed(gunzip, err);
	case IN_EXTRA_LENGTH:
		gunzip->length |= (unsigned)byte << 8 * place;
		if (gunzip->have == 2)
			end_part(gunzip);
		return true;
	case IN_EXTRA:
		if (gunzip->have == gunzip->length)
			end_part(gunzip);
		return true;
	case IN_CHECK:
		gunzip->crc = crc;
		gunzip->check |= (unsigned)byte << 8 * place;
		if (gunzip->have < 2)
			return true;
		end_part(gunzip);
		return gunzip->check == (crc & 0xFFFF) ||
		       err_set(err, ERR_IO, "header crc mismatch");
	default: /* a name or a comment */
		if (byte == 0)
			end_part(gunzip);
		return true;
	}
}

static bool take_header(struct gunzip *gunzip, struct flow *flow, struct err *err)
{
	while (flow->in.len && gunzip->place < IN_DATA) {
		unsigned char byte = (unsigned char)flow->in.data[0];

		flow->in = slice_from(flow->in, 1);
		if (!take_byte(gunzip, byte, err))
			return false;
	}
	return true;
}

static bool explain(int trouble, struct err *err)
{
	switch (trouble) {
	case ISAL_INVALID_BLOCK:
		return err_set(err, ERR_IO, "invalid block");
	case ISAL_INVALID_SYMBOL:
		return err_set(err, ERR_IO, "invalid code");
	case ISAL_INVALID_LOOKBACK:
		return err_set(err, ERR_IO, "invalid distance too far back");
	default:
		return err_set(err, ERR_IO, "incorrect data check");
	}
}

/* What ISA-L made before it met damage, but had no room for. */
static bool hand_out_rest(struct gunzip *gunzip, struct flow *flow, struct err *err)
{
	struct inflate_state *isal = &gunzip->isal;
	size_t left = isal->tmp_out_valid > isal->tmp_out_processed
			      ? (size_t)(isal->tmp_out_valid - isal->tmp_out_processed)
			      : 0;
	size_t len = left < flow->out_len ? left : flow->out_len;

	memcpy(flow->out, isal->tmp_out_buffer + isal->tmp_out_processed, len);
	isal->tmp_out_processed += (int32_t)len;
	flow->out += len;
	flow->out_len -= len;
	return left > len || explain(gunzip->trouble, err);
}

static uint32_t clamp(size_t len)
{
	return len < INT_MAX ? (uint32_t)len : INT_MAX;
}

static bool inflate_member(struct gunzip *gunzip, struct flow *flow, struct err *err)
{
	struct inflate_state *isal = &gunzip->isal;
	int result;

	isal->next_in = (uint8_t *)(uintptr_t)flow->in.data; /* it only reads it */
	isal->avail_in = clamp(flow->in.len);
	isal->next_out = (uint8_t *)flow->out;
	isal->avail_out = clamp(flow->out_len);
	result = isal_inflate(isal);
	flow->in = slice_from(flow->in, clamp(flow->in.len) - isal->avail_in);
	flow->out_len -= clamp(flow->out_len) - isal->avail_out;
	flow->out = (char *)isal->next_out;
	if (result < 0) {
		gunzip->trouble = result;
		return hand_out_rest(gunzip, flow, err);
	}
	if (isal->block_state == ISAL_BLOCK_FINISH)
		gunzip->place = BEHIND_MEMBER;
	return true;
}

static bool gunzip_step(void *state, struct flow *flow, bool *whole, struct err *err)
{
	struct gunzip *gunzip = state;
	bool good = true;

	if (gunzip->trouble)
		return hand_out_rest(gunzip, flow, err);
	if (gunzip->place >= BEHIND_MEMBER && flow->in.len) {
		if (gunzip->place == BEHIND_MEMBER && flow->in.data[0] == 0x1F) {
			begin_member(gunzip);
		} else {
			gunzip->place = IN_PADDING;
			good = gzip_skip_padding(flow, err);
		}
	}
	if (good && gunzip->place < IN_DATA)
		good = take_header(gunzip, flow, err);
	if (good && gunzip->place == IN_DATA)
		good = inflate_member(gunzip, flow, err);
	*whole = gunzip->place >= BEHIND_MEMBER;
	return good;
}

static void gunzip_restart(void *state)
{
	begin_member(state);
}

const struct decoder isal_decoder = {gunzip_open, gunzip_step, free, gzip_find, gunzip_restart};
