#include "report/block.h"

#include "io/compress/compress.h"

bool base64_append(struct buf *out, struct slice bytes)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *in = (const unsigned char *)bytes.data;

	if (!buf_reserve(out, (bytes.len + 2) / 3 * 4))
		return false;
	for (size_t i = 0; i < bytes.len; i += 3) {
		size_t have = bytes.len - i < 3 ? bytes.len - i : 3;
		unsigned group = (unsigned)in[i] << 16 |
				 (have > 1 ? (unsigned)in[i + 1] << 8 : 0u) |
				 (have > 2 ? in[i + 2] : 0u);

		buf_push(out, digits[group >> 18]);
		buf_push(out, digits[group >> 12 & 63]);
		buf_push(out, have > 1 ? digits[group >> 6 & 63] : '=');
		buf_push(out, have > 2 ? digits[group & 63] : '=');
	}
	return !buf_failed(out);
}

bool html_escape_append(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		switch (text.data[i]) {
		case '&':
			buf_append(out, SLICE("&amp;"));
			break;
		case '<':
			buf_append(out, SLICE("&lt;"));
			break;
		case '>':
			buf_append(out, SLICE("&gt;"));
			break;
		case '"':
			buf_append(out, SLICE("&quot;"));
			break;
		default:
			buf_push(out, text.data[i]);
		}
	}
	return !buf_failed(out);
}

static bool compress(struct slice json, struct buf *out, struct err *err)
{
	void *state = gzip_encoder.open(err);
	bool done = false, fine = state != NULL;

	for (struct flow flow = {.in = json}; fine && !done;) {
		if (!buf_reserve(out, 64 * 1024)) {
			fine = err_no_memory(err);
			break;
		}
		flow.out = out->data + out->len;
		flow.out_len = out->cap - out->len;
		fine = gzip_encoder.step(state, &flow, FLOW_FINISH, &done, err);
		out->len = (size_t)(flow.out - out->data);
	}
	if (state)
		gzip_encoder.close(state);
	return fine;
}

bool block_write(const char *name, struct slice json, struct writer *writer, struct err *err)
{
	struct buf packed = {0}, element = {0};
	bool fine = compress(json, &packed, err);

	if (fine) {
		buf_printf(&element, "<script type=\"application/octet-stream\" id=\"block-%s\">",
			   name);
		base64_append(&element, buf_slice(&packed));
		buf_append(&element, SLICE("</script>\n"));
		fine = buf_failed(&element) ? err_no_memory(err)
					    : writer_write(writer, buf_slice(&element), err);
	}
	buf_free(&packed);
	buf_free(&element);
	return fine;
}
