#include "io/archive/http.h"

#include <stdint.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "io/compress/compress.h"
#include "io/formats/fields.h"

enum { STATUS_DIGITS = 3, CODINGS_MAX = 4 };

static bool parse_status(struct slice line, unsigned *status)
{
	size_t at = slice_find_byte(line, 0, ' ');

	*status = 0;
	line = slice_trim(slice_from(line, at));
	if (line.len < STATUS_DIGITS ||
	    (line.len > STATUS_DIGITS && line.data[STATUS_DIGITS] != ' '))
		return false;
	for (size_t i = 0; i < STATUS_DIGITS; i++) {
		if (line.data[i] < '0' || line.data[i] > '9')
			return false;
		*status = *status * 10 + (unsigned)(line.data[i] - '0');
	}
	return true;
}

bool http_parse(struct slice message, struct http_response *response)
{
	size_t size = fields_size(message);
	struct slice header = slice_sub(message, 0, size ? size : message.len), rest, name, value;

	*response = (struct http_response){.body = slice_from(message, header.len)};
	if (header.len < 5 || !field_is(slice_sub(header, 0, 5), "http/") ||
	    !parse_status(fields_first_line(header), &response->status))
		return false;
	rest = fields_begin(header);
	while (fields_next(&rest, &name, &value)) {
		if (field_is(name, "content-type"))
			response->content_type = value;
		else if (field_is(name, "content-encoding"))
			response->content_encoding = value;
		else if (field_is(name, "content-language"))
			response->content_language = value;
		else if (field_is(name, "transfer-encoding"))
			response->transfer_encoding = value;
	}
	return true;
}

/* The line that says how long a chunk is. False when it is none, or not all there. */
static bool chunk_size(struct slice *rest, size_t *size)
{
	size_t at = 0, end = slice_find_byte(*rest, 0, '\n');
	struct slice line;

	if (end == rest->len)
		return false;
	line = slice_sub(*rest, 0, end);
	*size = 0;
	while (at < line.len && ascii_hex_value(line.data[at]) >= 0) {
		if (*size > SIZE_MAX >> 4)
			return false;
		*size = *size << 4 | (size_t)ascii_hex_value(line.data[at++]);
	}
	line = slice_from(line, at);
	if (!at || (line.len && line.data[0] != ';' && slice_trim(line).len))
		return false;
	*rest = slice_from(*rest, end + 1);
	return true;
}

/* Puts chunks together (RFC 9112, 7.1). A body that does not begin with one was put together
 * before. */
static enum http_body join_chunks(struct slice sent, struct arena *arena, struct slice *body)
{
	struct slice rest = sent;
	size_t size, len = 0;
	char *joined;
	enum http_body result = HTTP_BODY_CUT;

	*body = sent;
	if (!chunk_size(&rest, &size))
		return HTTP_BODY_WHOLE;
	joined = arena_bytes(arena, sent.len);
	if (!joined)
		return HTTP_BODY_NO_MEMORY;
	do {
		size_t have = size < rest.len ? size : rest.len;

		if (!size) {
			result = HTTP_BODY_WHOLE;
			break;
		}
		memcpy(joined + len, rest.data, have);
		len += have;
		rest = slice_from(rest, have);
		if (slice_starts(rest, SLICE("\r\n")))
			rest = slice_from(rest, 2);
		else if (slice_starts(rest, SLICE("\n")))
			rest = slice_from(rest, 1);
	} while (chunk_size(&rest, &size));
	arena_trim(arena, joined, sent.len, len);
	*body = slice_make(joined, len);
	return result;
}

static enum http_body run_decoder(const struct decoder *decoder, void *decoding, struct slice sent,
				  uint64_t max_size, struct buf *out, bool *is_damaged)
{
	enum { ROOM = 64 * 1024 };
	bool whole = false, enough;
	struct err err = {0};

	for (;;) {
		struct flow flow = {.in = sent, .out_len = ROOM};
		bool good;
		size_t made;

		if (!buf_reserve(out, ROOM))
			return HTTP_BODY_NO_MEMORY;
		flow.out = out->data + out->len;
		good = decoder->step(decoding, &flow, &whole, &err);
		*is_damaged = !good;
		made = ROOM - flow.out_len;
		out->len += made;
		if (out->len > max_size)
			return HTTP_BODY_TOO_LONG;
		if (!good && err.code == ERR_MEMORY)
			return HTTP_BODY_NO_MEMORY;
		/* There may be another member; what else is after compressed data is of no matter.
		 */
		if (whole && decoder_for(flow.in, &enough) != decoder)
			return HTTP_BODY_WHOLE;
		if (!good || (!made && !flow.in.len))
			return HTTP_BODY_CUT;
		sent = flow.in;
	}
}

static enum http_body decompress(const struct decoder *decoder, struct slice sent,
				 uint64_t max_size, struct arena *arena, struct slice *body,
				 bool *is_damaged)
{
	struct err err = {0};
	struct buf out = {0};
	void *decoding = decoder->open(&err);
	enum http_body result;

	if (!decoding)
		return HTTP_BODY_NO_MEMORY;
	result = run_decoder(decoder, decoding, sent, max_size, &out, is_damaged);
	decoder->close(decoding);
	if (result != HTTP_BODY_NO_MEMORY && result != HTTP_BODY_TOO_LONG &&
	    !arena_copy(arena, buf_slice(&out), body))
		result = HTTP_BODY_NO_MEMORY;
	buf_free(&out);
	return result;
}

/* zlib's header: the method, a window of at most 32 KiB, and a check that makes it divisible by 31.
 */
static bool is_zlib(struct slice bytes)
{
	unsigned first, second;

	if (bytes.len < 2)
		return false;
	first = (unsigned char)bytes.data[0];
	second = (unsigned char)bytes.data[1];
	return (first & 0x0F) == 8 && first >> 4 <= 7 && (first << 8 | second) % 31 == 0;
}

/* Takes one coding off the body. */
static enum http_body take_off(struct slice coding, uint64_t max_size, struct arena *arena,
			       struct slice *body)
{
	struct slice sent = *body;
	enum http_body result;
	bool enough, is_damaged = false;

	if (!sent.len || field_is(coding, "identity") || !coding.len)
		return HTTP_BODY_WHOLE;
	if (field_is(coding, "gzip") || field_is(coding, "x-gzip") || field_is(coding, "zstd")) {
		const struct decoder *decoder = decoder_for(sent, &enough);

		if (!decoder)
			return HTTP_BODY_WHOLE;
		return decompress(decoder, sent, max_size, arena, body, &is_damaged);
	}
	if (field_is(coding, "br")) {
		/* It has no mark, but hardly anything comes out of a text. */
		result = decompress(&brotli_decoder, sent, max_size, arena, body, &is_damaged);
		if (result != HTTP_BODY_CUT || (!is_damaged && body->len))
			return result;
		*body = sent;
		return HTTP_BODY_WHOLE;
	}
	if (field_is(coding, "compress") || field_is(coding, "x-compress"))
		return slice_starts(sent, SLICE("\x1F\x9D")) ? HTTP_BODY_UNKNOWN : HTTP_BODY_WHOLE;
	/* Servers write all sorts of words here, such as none and utf-8, that mean nothing. */
	if (!field_is(coding, "deflate"))
		return HTTP_BODY_WHOLE;
	if (is_zlib(sent))
		return decompress(&zlib_decoder, sent, max_size, arena, body, &is_damaged);
	/* Bare data has no mark: it is what decodes to its end. */
	result = decompress(&deflate_decoder, sent, max_size, arena, body, &is_damaged);
	if (result != HTTP_BODY_CUT)
		return result;
	*body = sent;
	return HTTP_BODY_WHOLE;
}

static enum http_body worse(enum http_body a, enum http_body b)
{
	return a > b ? a : b;
}

/* The last item of a list, which is the coding that was put on last. */
static struct slice last_of(struct slice list)
{
	size_t from = list.len;

	while (from && list.data[from - 1] != ',')
		from--;
	return slice_from(list, from);
}

/* Takes the codings of a list off the body, the last one first. */
static enum http_body take_all_off(struct slice codings, uint64_t max_size, struct arena *arena,
				   struct slice *body)
{
	enum http_body result = HTTP_BODY_WHOLE;

	for (int i = 0; i < CODINGS_MAX && codings.len && result <= HTTP_BODY_CUT; i++) {
		struct slice last = last_of(codings);

		if (!field_is(slice_trim(last), "chunked"))
			result = worse(result, take_off(slice_trim(last), max_size, arena, body));
		codings.len -= last.len < codings.len ? last.len + 1 : last.len;
	}
	return result;
}

enum http_body http_decode(const struct http_response *response, uint64_t max_size,
			   struct arena *arena, struct slice *body)
{
	enum http_body result = HTTP_BODY_WHOLE;

	*body = response->body;
	if (field_is(slice_trim(last_of(response->transfer_encoding)), "chunked"))
		result = join_chunks(*body, arena, body);
	if (result <= HTTP_BODY_CUT)
		result = worse(result,
			       take_all_off(response->transfer_encoding, max_size, arena, body));
	if (result <= HTTP_BODY_CUT)
		result = worse(result,
			       take_all_off(response->content_encoding, max_size, arena, body));
	if (result <= HTTP_BODY_CUT && body->len > max_size)
		return HTTP_BODY_TOO_LONG;
	return result;
}
