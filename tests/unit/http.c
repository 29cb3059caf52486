/* http and fields: what a response says of itself, and its body, however that was sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../lib/compress_to.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "io/formats/fields.h"
#include "io/archive/http.h"

enum { MAX_SIZE = 1000 };

static struct arena arena; /* of the message that was decoded last */

/* The body of a message of this header and these bytes. */
static enum http_body decode(const char *header, struct slice sent, struct slice *body)
{
	struct buf message = {0};
	struct http_response response;
	struct slice copy;

	arena_free(&arena);
	buf_printf(&message, "HTTP/1.1 200 OK\r\n%s\r\n", header);
	buf_append(&message, sent);
	assert_true(arena_copy(&arena, buf_slice(&message), &copy));
	buf_free(&message);
	assert_true(http_parse(copy, &response));
	return http_decode(&response, MAX_SIZE, &arena, body);
}

static void expect(const char *header, struct slice sent, enum http_body result, const char *wanted)
{
	struct slice body;

	assert_int_equal(decode(header, sent, &body), result);
	assert_int_equal(body.len, strlen(wanted));
	assert_memory_equal(body.len ? body.data : "", wanted, body.len);
}

static void test_parse(void **state)
{
	struct http_response response;

	(void)state;
	assert_true(http_parse(SLICE("HTTP/1.0 404 Not Found\r\nCONTENT-TYPE:  text/html ;a=b\r\n"
				     "no field\r\nX: y\r\n folded\r\n\r\nbody\r\n\r\nmore"),
			       &response));
	assert_int_equal(response.status, 404);
	assert_true(slice_equal(response.content_type, SLICE("text/html ;a=b")));
	assert_true(slice_equal(response.body, SLICE("body\r\n\r\nmore")));
	assert_true(http_parse(SLICE("HTTP/2 200\n\nx"), &response));
	assert_true(slice_equal(response.body, SLICE("x")));
	assert_true(http_parse(SLICE("http/1.1 301 moved\r\n\r\n"), &response));
	assert_true(http_parse(SLICE("HTTP/1.1 301 Moved\r\nLocation: /"), &response));
	assert_int_equal(response.body.len, 0);
	assert_false(http_parse(SLICE(""), &response));
	assert_false(http_parse(SLICE("<html>\r\n\r\n"), &response));
	assert_false(http_parse(SLICE("HTTP/1.1\r\n\r\n"), &response));
	assert_false(http_parse(SLICE("HTTP/1.1 2000\r\n\r\n"), &response));
}

static void test_media_type(void **state)
{
	static const struct {
		const char *value, *name, *charset;
		/* clang-format off */
	} cases[] = {
		{"text/html; charset=utf-8", "text/html", "utf-8"},
		{"Text/HTML;x=y; CharSet = \"koi8-r\" ; z", "Text/HTML", "koi8-r"},
		{"text/plain", "text/plain", ""},
		{"text/plain;charset='", "text/plain", ""},
		{"", "", ""},
		{";;charset=a", "", "a"},
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct media_type type = media_type_parse(slice_of(cases[i].value));

		assert_true(slice_equal(type.name, slice_of(cases[i].name)));
		assert_true(slice_equal(type.charset, slice_of(cases[i].charset)));
	}
}

static void test_chunks(void **state)
{
	static const char header[] = "Transfer-Encoding: Chunked\r\n";

	(void)state;
	expect(header, SLICE("4\r\nfour\r\nB;x=y\r\n and ten so\r\n0\r\n\r\n"), HTTP_BODY_WHOLE,
	       "four and ten so");
	expect(header, SLICE("4\r\nfour\r\n5\r\nfi"), HTTP_BODY_CUT, "fourfi");
	expect(header, SLICE("4\r\nfour\r\n"), HTTP_BODY_CUT, "four");
	expect(header, SLICE("4\r\nfour\r\nrubbish"), HTTP_BODY_CUT, "four");
	expect(header, SLICE("0\r\n\r\n"), HTTP_BODY_WHOLE, "");
	/* A crawler that put the chunks together and left the header. */
	expect(header, SLICE("<p>a page\r\n"), HTTP_BODY_WHOLE, "<p>a page\r\n");
	expect(header, SLICE("face to face\n"), HTTP_BODY_WHOLE, "face to face\n");
	expect(header, SLICE("fffffffffffffffff\r\nx"), HTTP_BODY_WHOLE, "fffffffffffffffff\r\nx");
	expect(header, SLICE("ffffffffffffffff\r\nx"), HTTP_BODY_CUT, "x");
	expect("", SLICE("4\r\nfour\r\n0\r\n\r\n"), HTTP_BODY_WHOLE, "4\r\nfour\r\n0\r\n\r\n");
}

static void test_content_encoding(void **state)
{
	/* "harbour harbour harbour" by RFC 1950 and RFC 7932. */
	static const char zlib[] =
		"\170\332\313\110\054\112\312\057\055\122\310\100\245\001\154\172\011\032";
	static const char brotli[] = "\037\026\000\370\045\000\252\020\141\312\001\170\044\014";
	struct buf gzip = {0}, zstd = {0}, twice = {0};

	(void)state;
	compress_to(&gzip_encoder, SLICE("harbour"), &gzip);
	compress_to(&zstd_encoder, SLICE("harbour"), &zstd);
	compress_to(&zstd_encoder, buf_slice(&gzip), &twice);
	expect("Content-Encoding: gzip\r\n", buf_slice(&gzip), HTTP_BODY_WHOLE, "harbour");
	expect("Content-Encoding: X-GZIP\r\n", buf_slice(&gzip), HTTP_BODY_WHOLE, "harbour");
	expect("Content-Encoding: zstd\r\n", buf_slice(&zstd), HTTP_BODY_WHOLE, "harbour");
	expect("Content-Encoding: gzip, zstd\r\n", buf_slice(&twice), HTTP_BODY_WHOLE, "harbour");
	expect("Content-Encoding: gzip\r\n", slice_sub(buf_slice(&gzip), 0, gzip.len - 9),
	       HTTP_BODY_CUT, "harbour");
	expect("Content-Encoding: gzip\r\n", SLICE("harbour"), HTTP_BODY_WHOLE, "harbour");
	expect("Content-Encoding: identity\r\n", SLICE("harbour"), HTTP_BODY_WHOLE, "harbour");
	expect("Content-Encoding: br\r\n", SLICE(""), HTTP_BODY_WHOLE, "");
	expect("Content-Encoding: br\r\n", slice_make(brotli, sizeof(brotli) - 1), HTTP_BODY_WHOLE,
	       "harbour harbour harbour");
	expect("Content-Encoding: br\r\n", SLICE("<p>harbour"), HTTP_BODY_WHOLE, "<p>harbour");
	expect("Content-Encoding: br\r\n", SLICE("harbour"), HTTP_BODY_WHOLE, "harbour");
	expect("Content-Encoding: compress\r\n", SLICE("\x1F\x9D\x90x"), HTTP_BODY_UNKNOWN,
	       "\x1F\x9D\x90x");
	expect("Content-Encoding: none\r\n", SLICE("harbour"), HTTP_BODY_WHOLE, "harbour");
	expect("Content-Encoding: utf-8\r\n", SLICE("harbour"), HTTP_BODY_WHOLE, "harbour");
	buf_reserve(&gzip, gzip.len);
	buf_append(&gzip, slice_make(gzip.data, gzip.len));
	expect("Content-Encoding: gzip\r\n", buf_slice(&gzip), HTTP_BODY_WHOLE, "harbourharbour");
	expect("Content-Encoding: deflate\r\n", slice_make(zlib, sizeof(zlib) - 1), HTTP_BODY_WHOLE,
	       "harbour harbour harbour");
	expect("Content-Encoding: deflate\r\n", slice_sub(buf_slice(&gzip), 10, gzip.len - 8),
	       HTTP_BODY_WHOLE, "harbour");
	expect("Content-Encoding: deflate\r\n", SLICE("harbour"), HTTP_BODY_WHOLE, "harbour");
	buf_free(&gzip);
	buf_free(&zstd);
	buf_free(&twice);
	arena_free(&arena);
}

static void test_bomb(void **state)
{
	static char zeros[MAX_SIZE + 1];
	struct buf gzip = {0};
	struct slice body;

	(void)state;
	compress_to(&gzip_encoder, slice_make(zeros, sizeof(zeros)), &gzip);
	assert_int_equal(decode("Content-Encoding: gzip\r\n", buf_slice(&gzip), &body),
			 HTTP_BODY_TOO_LONG);
	buf_free(&gzip);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),  cmocka_unit_test(test_media_type),
		cmocka_unit_test(test_chunks), cmocka_unit_test(test_content_encoding),
		cmocka_unit_test(test_bomb),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
