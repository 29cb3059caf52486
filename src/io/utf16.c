#include <stdlib.h>

#include "base/utf8.h"
#include "io/compress/compress.h"

struct utf16 {
	enum { NO_MARK_YET, LITTLE_ENDIAN_UNITS, BIG_ENDIAN_UNITS } order;
	bool has_first;
	unsigned char first; /* byte of a unit */
	uint32_t high;       /* a high surrogate that waits for its low one, or 0 */
	char made[8];        /* what there was no room for yet */
	size_t made_at, made_len;
};

static void *utf16_open(struct err *err)
{
	struct utf16 *utf16 = calloc(1, sizeof(*utf16));

	if (!utf16)
		err_no_memory(err);
	return utf16;
}

static void make(struct utf16 *utf16, uint32_t c)
{
	char *out = utf16->made + utf16->made_len;

	if (c >= 0xD800 && c < 0xE000) {
		out[0] = (char)0xED;
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		utf16->made_len += 3;
	} else {
		utf16->made_len += utf8_encode(c, out);
	}
}

static void take_unit(struct utf16 *utf16, uint32_t unit)
{
	bool is_high = unit >= 0xD800 && unit < 0xDC00, is_low = unit >= 0xDC00 && unit < 0xE000;

	if (utf16->high && is_low) {
		make(utf16, 0x10000 + ((utf16->high - 0xD800) << 10) + (unit - 0xDC00));
		utf16->high = 0;
		return;
	}
	if (utf16->high)
		make(utf16, utf16->high);
	utf16->high = is_high ? unit : 0;
	if (!is_high)
		make(utf16, unit);
}

static void take_byte(struct utf16 *utf16, unsigned char byte)
{
	unsigned char first = utf16->first;

	utf16->has_first = !utf16->has_first;
	if (utf16->has_first)
		utf16->first = byte;
	else if (utf16->order == NO_MARK_YET)
		utf16->order = first == 0xFF ? LITTLE_ENDIAN_UNITS : BIG_ENDIAN_UNITS;
	else if (utf16->order == LITTLE_ENDIAN_UNITS)
		take_unit(utf16, (uint32_t)byte << 8 | first);
	else
		take_unit(utf16, (uint32_t)first << 8 | byte);
}

static void hand_out(struct utf16 *utf16, struct flow *flow)
{
	while (utf16->made_at < utf16->made_len && flow->out_len) {
		*flow->out++ = utf16->made[utf16->made_at++];
		flow->out_len--;
	}
	if (utf16->made_at == utf16->made_len)
		utf16->made_at = utf16->made_len = 0;
}

static bool utf16_step(void *state, struct flow *flow, bool *whole, struct err *err)
{
	struct utf16 *utf16 = state;
	size_t taken = 0;

	(void)err;
	hand_out(utf16, flow);
	while (taken < flow->in.len && utf16->made_len == 0) {
		take_byte(utf16, (unsigned char)flow->in.data[taken++]);
		hand_out(utf16, flow);
	}
	flow->in = slice_from(flow->in, taken);
	*whole = !utf16->has_first && !utf16->high;
	return true;
}

const struct decoder utf16_decoder = {.open = utf16_open, .step = utf16_step, .close = free};
