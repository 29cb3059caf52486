/* gzip: whoever decodes it, and however it comes in, the same comes out, and damage is damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../lib/compress_to.h"
#include "base/buf.h"
#include "base/compiler.h"

/* zlib's comes first: it is what the others are held against. */
static const struct decoder *const decoders[] = {
	&gzip_decoder,
#ifdef WITH_ISAL
	&isal_decoder,
#endif
};

struct outcome {
	struct buf out;
	bool good;
	size_t taken;
	char why[sizeof(((struct err *)NULL)->message)];
};

/* Decodes in steps of at most so many bytes in and out. `good` when the end is one. */
static void decode(const struct decoder *decoder, struct slice stored, size_t in, size_t out,
		   struct outcome *outcome)
{
	struct err err = {0};
	void *state = decoder->open(&err);
	bool whole = false, good = true;
	size_t at = 0;

	*outcome = (struct outcome){0};
	assert_non_null(state);
	for (;;) {
		struct flow flow = {
			.in = slice_sub(stored, at, at + in < stored.len ? at + in : stored.len),
			.out_len = out};
		size_t offered = flow.in.len;

		assert_true(buf_reserve(&outcome->out, out));
		flow.out = outcome->out.data + outcome->out.len;
		good = decoder->step(state, &flow, &whole, &err);
		outcome->out.len += out - flow.out_len;
		at += offered - flow.in.len;
		if (!good || (!offered && flow.out_len == out))
			break;
	}
	outcome->good = good && whole;
	outcome->taken = at;
	snprintf(outcome->why, sizeof(outcome->why), "%s", good ? "" : err.message);
	decoder->close(state);
}

/* Text of some thousand words, with what compresses well and what does not. */
static void make_text(size_t len, struct buf *text)
{
	static const char *const words[] = {"ferry", " the harbour", " and",  " winter",
					    "\n",    " a bridge",    " 1204", " of timber,"};
	uint32_t seed = 11;

	while (text->len < len) {
		seed = seed * 1103515245 + 12345;
		if ((seed >> 28) == 3)
			buf_push(text, (char)(seed >> 16));
		else
			buf_append(text, slice_of(words[seed >> 20 & 7]));
	}
	assert_false(buf_failed(text));
}

static void expect_all(struct slice stored, struct slice plain)
{
	static const size_t sizes[] = {1, 3, 17, 1000, 300000};

	for (size_t d = 0; d < COUNT_OF(decoders); d++) {
		for (size_t i = 0; i < COUNT_OF(sizes); i++) {
			for (size_t o = 0; o < COUNT_OF(sizes); o++) {
				struct outcome got;

				if (stored.len > 20000 && sizes[i] * sizes[o] < 1000)
					continue;
				decode(decoders[d], stored, sizes[i], sizes[o], &got);
				assert_string_equal(got.why, "");
				assert_true(got.good);
				assert_true(slice_equal(buf_slice(&got.out), plain));
				buf_free(&got.out);
			}
		}
	}
}

static void members_of_any_size(void **state)
{
	static const size_t sizes[] = {0, 1, 100, 3000, 40000, 700000};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct buf text = {0}, stored = {0}, twice = {0};

		make_text(sizes[i], &text);
		compress_to(&gzip_encoder, buf_slice(&text), &stored);
		expect_all(buf_slice(&stored), buf_slice(&text));
		compress_to(&gzip_encoder, buf_slice(&text), &stored);
		buf_append(&twice, buf_slice(&text));
		buf_append(&twice, buf_slice(&text));
		buf_append(&stored, SLICE("\0\0\0\0\0"));
		expect_all(buf_slice(&stored), buf_slice(&twice));
		buf_free(&text);
		buf_free(&stored);
		buf_free(&twice);
	}
}

/* A stored block that holds "fog", behind a header with these flags and this rest. */
static void header_case(char flags, struct slice rest, const char *why)
{
	struct buf stored = {0};

	buf_append(&stored, SLICE("\x1F\x8B\x08"));
	buf_push(&stored, flags);
	buf_append(&stored, SLICE("\0\0\0\0\0\x03"));
	buf_append(&stored, rest);
	buf_append(&stored, SLICE("\x01\x03\x00\xFC\xFF"
				  "fog"
				  "\x13\xED\xA8\x82\x03\0\0\0"));
	if (!*why)
		expect_all(buf_slice(&stored), SLICE("fog"));
	for (size_t d = 0; *why && d < COUNT_OF(decoders); d++) {
		struct outcome got;

		decode(decoders[d], buf_slice(&stored), 1, 100, &got);
		assert_false(got.good);
		assert_string_equal(got.why, why);
		buf_free(&got.out);
	}
	buf_free(&stored);
}

static void headers(void **state)
{
	(void)state;
	header_case(0, SLICE(""), "");
	header_case(1, SLICE(""), "");
	header_case(4,
		    SLICE("\x06\x00"
			  "BC\x02\x00\x1F\x00"),
		    "");
	header_case(4, SLICE("\x00\x00"), "");
	header_case(8, SLICE("name\0"), "");
	header_case(16, SLICE("a comment\0"), "");
	header_case(4 + 8 + 16,
		    SLICE("\x01\x00"
			  "x"
			  "\0"
			  "\0"),
		    "");
	header_case(2, SLICE("\xA7\x77"), "");
	header_case(8 + 2, SLICE("name\0\x43\x5C"), "");
	header_case(2, SLICE("\xEE\x35"), "header crc mismatch");
	header_case(32, SLICE(""), "unknown header flags set");
	header_case((char)0x80, SLICE(""), "unknown header flags set");
}

/*
 * Both find it good or both do not, and agree on what came before. A decoder may see later than the
 * other that it reads nonsense, as long as it sees it; where the data only ends, all but some
 * letters come out.
 */
static void compare(struct slice stored, size_t in, bool is_cut)
{
	enum { UNSURE = 4 };
	struct outcome first, other;

	decode(decoders[0], stored, in, 4096, &first);
	for (size_t d = 1; d < COUNT_OF(decoders); d++) {
		size_t less;

		decode(decoders[d], stored, in, 4096, &other);
		assert_int_equal(other.good, first.good);
		less = first.out.len < other.out.len ? first.out.len : other.out.len;
		if (less)
			assert_memory_equal(first.out.data, other.out.data, less);
		if (is_cut)
			assert_true(first.out.len - less <= UNSURE &&
				    other.out.len - less <= UNSURE);
		buf_free(&other.out);
	}
	buf_free(&first.out);
}

static void damage(void **state)
{
	struct buf text = {0}, stored = {0};

	(void)state;
	make_text(2000, &text);
	compress_to(&gzip_encoder, buf_slice(&text), &stored);
	compress_to(&gzip_encoder, SLICE("short"), &stored);
	for (size_t at = 0; at < stored.len; at++) {
		char was = stored.data[at];

		compare(slice_sub(buf_slice(&stored), 0, at), 1000, true);
		compare(slice_sub(buf_slice(&stored), 0, at), 1, true);
		for (unsigned bit = 0; bit < 8; bit++) {
			stored.data[at] = (char)(was ^ 1 << bit);
			compare(buf_slice(&stored), 1000, false);
			compare(buf_slice(&stored), 5, false);
		}
		stored.data[at] = was;
	}
	buf_free(&text);
	buf_free(&stored);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_of_any_size),
		cmocka_unit_test(headers),
		cmocka_unit_test(damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
