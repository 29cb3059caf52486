#include "engine/rejects.h"

#include "base/utf8.h"
#include "record/json.h"

static void write_base64(struct buf *out, struct slice bytes)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < bytes.len; i += 3) {
		unsigned long group = 0;
		size_t have = bytes.len - i < 3 ? bytes.len - i : 3;

		for (size_t j = 0; j < 3; j++)
			group = group << 8 | (j < have ? (unsigned char)bytes.data[i + j] : 0);
		for (size_t j = 0; j < 4; j++)
			buf_push(out, j <= have ? digits[group >> (18 - 6 * j) & 63] : '=');
	}
}

void rejected_write(const struct rejected *rejected, struct buf *out)
{
	buf_append(out, SLICE("{\"stage\":"));
	json_write_string(out, slice_of(rejected->stage));
	buf_append(out, SLICE(",\"reason\":"));
	json_write_string(out, slice_of(reject_reason_name(rejected->reason)));
	buf_printf(out, ",\"line\":%llu,\"id\":", (unsigned long long)rejected->line);
	if (rejected->id.len)
		json_write_string(out, rejected->id);
	else
		buf_append(out, SLICE("null"));
	if (rejected->file.len && utf8_valid(rejected->file)) {
		buf_append(out, SLICE(",\"file\":"));
		json_write_string(out, rejected->file);
	}
	if (rejected->size)
		buf_printf(out, ",\"size\":%llu", (unsigned long long)rejected->size);
	if (utf8_valid(rejected->bytes)) {
		buf_append(out, SLICE(",\"bytes\":"));
		json_write_string(out, rejected->bytes);
	} else {
		buf_append(out, SLICE(",\"base64\":\""));
		write_base64(out, rejected->bytes);
		buf_push(out, '"');
	}
	buf_append(out, SLICE("}\n"));
}
