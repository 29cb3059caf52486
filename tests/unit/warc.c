/* format_warc: records come out whole and in their places, whatever happens to their neighbours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "../lib/compress_to.h"
#include "../lib/reader_over.h"
#include "base/buf.h"
#include "io/compress/format.h"
#include "io/archive/warc.h"

enum { RECORDS = 9, MAX_SIZE = 2000 };

/* An archive, and where each of its records begins in it. */
struct archive {
	struct buf bytes;
	size_t at[RECORDS + 1];
};

static void write_record(struct buf *out, size_t number)
{
	struct buf body = {0};

	/* One of them begins as a record does; one is empty. */
	if (number == 3)
		buf_printf(&body, "WARC/1.0\r\nnothing of the kind WARC/1.0\r\n");
	for (size_t i = 0; number != 5 && i < 3 * number; i++)
		buf_printf(&body, "line %zu of record %zu, %zu\n", i, number, i * 7919 % 101);
	buf_printf(out,
		   "WARC/1.%zu\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:%zu>\r\n"
		   "Content-Type: text/plain\r\nContent-Length: %zu\r\n\r\n%.*s\r\n\r\n",
		   number % 2, number % 4 ? "conversion" : "request", number, body.len,
		   (int)body.len, body.len ? body.data : "");
	buf_free(&body);
}

/* With a member for each record when there is an encoder. */
static struct archive make_archive(const struct encoder *encoder)
{
	struct archive archive = {0};

	for (size_t i = 0; i < RECORDS; i++) {
		struct buf record = {0};

		archive.at[i] = archive.bytes.len;
		write_record(&record, i);
		if (encoder)
			compress_to(encoder, buf_slice(&record), &archive.bytes);
		else
			assert_true(buf_append(&archive.bytes, buf_slice(&record)));
		buf_free(&record);
	}
	archive.at[RECORDS] = archive.bytes.len;
	return archive;
}

/* What came out of an archive. */
struct reading {
	size_t count;
	size_t number[2 * RECORDS];
	struct {
		uint64_t offset, within;
	} place[2 * RECORDS];
	size_t troubles;
	struct err err; /* the last one */
};

static size_t number_of(struct slice bytes, const struct item *item)
{
	struct warc_header header;
	char id[20] = "";

	assert_null(warc_header_parse(bytes, &header));
	if (item->kind == ITEM_DOCUMENT && header.type == WARC_CONVERSION)
		assert_int_equal(bytes.len, header.size + header.content_length);
	assert_true(slice_starts(header.id, SLICE("urn:")));
	memcpy(id, header.id.data + 4, header.id.len - 4);
	return strtoul(id, NULL, 10);
}

static void take(struct reading *reading, const struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct item *item = &batch->items[i];

		assert_true(reading->count < 2 * RECORDS);
		assert_int_equal(item->tag, TAG_WARC);
		assert_true(slice_equal(batch_slice(batch, item->source), SLICE("name")));
		reading->number[reading->count] = number_of(batch_slice(batch, item->bytes), item);
		reading->place[reading->count].offset = item->offset;
		reading->place[reading->count++].within = item->within;
	}
}

/* All that format_warc makes of these bytes. */
static struct reading read_archive(struct slice bytes, uint64_t max_size)
{
	struct reading reading = {0};
	struct batch batch = {0};
	struct err err = {0};
	struct reader *reader = reader_over(bytes, 0);
	void *cutting;
	bool more = true;

	cutting = format_warc.open(reader, SLICE("name"), max_size, &err);
	assert_non_null(cutting);
	while (more) {
		batch_clear(&batch);
		if (!format_warc.fill(cutting, &batch, &more, &err)) {
			assert_true(err.code == ERR_IO || err.code == ERR_LIMIT);
			reading.troubles++;
			reading.err = err;
		}
		take(&reading, &batch);
	}
	format_warc.close(cutting);
	reader_close(reader);
	batch_free(&batch);
	return reading;
}

static void expect_place(const struct archive *archive, const struct reading *reading, size_t i)
{
	assert_int_equal(reading->place[i].offset, archive->at[reading->number[i]]);
	assert_int_equal(reading->place[i].within, 0);
}

static void expect_damage_at(const struct reading *reading, size_t offset)
{
	char start[60];

	snprintf(start, sizeof(start), "name: damaged at byte %zu:", offset);
	assert_memory_equal(reading->err.message, start, strlen(start));
}

static const struct encoder *const encoders[] = {NULL, &gzip_encoder, &zstd_encoder};

static void test_whole(void **state)
{
	(void)state;
	for (size_t e = 0; e < COUNT_OF(encoders); e++) {
		struct archive archive = make_archive(encoders[e]);
		struct reading reading = read_archive(buf_slice(&archive.bytes), MAX_SIZE);

		assert_int_equal(reading.count, RECORDS);
		assert_int_equal(reading.troubles, 0);
		for (size_t i = 0; i < RECORDS; i++) {
			assert_int_equal(reading.number[i], i);
			expect_place(&archive, &reading, i);
		}
		buf_free(&archive.bytes);
	}
}

/* Compressed as a whole: a place is so many bytes behind the beginning. */
static void test_one_member(void **state)
{
	(void)state;
	for (size_t e = 1; e < COUNT_OF(encoders); e++) {
		struct archive plain = make_archive(NULL);
		struct buf packed = {0};
		struct reading reading;

		compress_to(encoders[e], buf_slice(&plain.bytes), &packed);
		reading = read_archive(buf_slice(&packed), MAX_SIZE);
		assert_int_equal(reading.count, RECORDS);
		for (size_t i = 0; i < RECORDS; i++) {
			assert_int_equal(reading.place[i].offset, 0);
			assert_int_equal(reading.place[i].within, plain.at[i]);
		}
		buf_free(&plain.bytes);
		buf_free(&packed);
	}
}

/* Cut anywhere: the records before the cut, and the place of the one that is cut. */
static void test_cut(void **state)
{
	(void)state;
	for (size_t e = 0; e < COUNT_OF(encoders); e++) {
		struct archive archive = make_archive(encoders[e]);

		for (size_t len = 8; len < archive.bytes.len; len++) {
			struct slice part = slice_sub(buf_slice(&archive.bytes), 0, len);
			struct reading reading = read_archive(part, MAX_SIZE);
			size_t whole = 0;

			/* In a plain file the empty line behind a record may be missing. */
			while (whole < RECORDS &&
			       archive.at[whole + 1] <= len + (encoders[e] ? 0 : 4))
				whole++;
			assert_int_equal(reading.count, whole);
			for (size_t i = 0; i < whole; i++) {
				assert_int_equal(reading.number[i], i);
				expect_place(&archive, &reading, i);
			}
			/* Who cuts record 3 is left with something that begins as another does. */
			if (!encoders[e] && whole == 3)
				continue;
			assert_int_equal(reading.troubles, archive.at[whole] < len);
			if (archive.at[whole] < len)
				expect_damage_at(&reading, archive.at[whole]);
		}
		buf_free(&archive.bytes);
	}
}

/* A flipped byte costs the record that it is in at most. */
static void test_flip(void **state)
{
	static const unsigned char flips[] = {0x01, 0x20, 0xFF};

	(void)state;
	for (size_t e = 1; e < COUNT_OF(encoders); e++) {
		struct archive archive = make_archive(encoders[e]);

		/* Without the magic in front nobody knows that it is compressed. */
		for (size_t at = 4; at < archive.bytes.len; at++) {
			unsigned char flip = flips[at % COUNT_OF(flips)];
			struct reading reading;
			size_t hit = 0, next = 0;

			while (archive.at[hit + 1] <= at)
				hit++;
			archive.bytes.data[at] =
				(char)((unsigned char)archive.bytes.data[at] ^ flip);
			reading = read_archive(buf_slice(&archive.bytes), MAX_SIZE);
			archive.bytes.data[at] =
				(char)((unsigned char)archive.bytes.data[at] ^ flip);
			for (size_t i = 0; i < reading.count; i++, next++) {
				if (next == hit && reading.number[i] != hit)
					next++;
				assert_int_equal(reading.number[i], next);
				expect_place(&archive, &reading, i);
			}
			assert_int_equal(reading.count + reading.troubles, RECORDS);
			if (reading.troubles)
				expect_damage_at(&reading, archive.at[hit]);
		}
		buf_free(&archive.bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_one_member),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_flip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
