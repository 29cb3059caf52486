/* tar and zip: members come out whole and in their places, whatever happens to their neighbours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "../lib/compress_to.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "io/archive/archive.h"

enum { MEMBERS = 7, BLOCK = 512 };

/* An archive, where each of its members begins in it, and where the last ends. */
struct made {
	const struct archive_format *format;
	bool has_sums; /* damage to data can be seen */
	struct buf bytes;
	size_t at[MEMBERS + 1];
	struct buf content[MEMBERS];
};

/* Each is of another length, one of none, one of just a block. */
static void write_content(size_t number, struct buf *out)
{
	static const size_t lengths[MEMBERS] = {11, 0, BLOCK, 700, 1, 1300, 60};

	for (size_t i = 0; out->len < lengths[number]; i++)
		buf_printf(out, "line %zu of %zu, %zu\n", i, number, i * 7919 % 101);
	out->len = lengths[number];
}

static void name_of(size_t number, char name[static 300])
{
	snprintf(name, 300, "folder/%0*zu.txt", number == 3 ? 150 : 3, number);
}

static void put(struct buf *out, size_t at, const char *text)
{
	memcpy(out->data + at, text, strlen(text));
}

/* A header of tar, and what follows it. */
static void add_entry(struct buf *out, char type, const char *name, struct slice data)
{
	static const char zeros[BLOCK];
	char field[20];
	unsigned sum = 0;
	size_t at = out->len;

	buf_append(out, slice_make(zeros, BLOCK));
	memcpy(out->data + at, name, strlen(name) < 100 ? strlen(name) : 100);
	put(out, at + 100, "0000644");
	put(out, at + 108, "0001750");
	put(out, at + 116, "0001750");
	snprintf(field, sizeof(field), "%011zo", data.len);
	put(out, at + 124, field);
	put(out, at + 136, "14717041720");
	put(out, at + 148, "        ");
	out->data[at + 156] = type;
	put(out, at + 257, "ustar");
	put(out, at + 263, "00");
	for (size_t i = 0; i < BLOCK; i++)
		sum += (unsigned char)out->data[at + i];
	snprintf(field, sizeof(field), "%06o", sum);
	put(out, at + 148, field);
	out->data[at + 154] = '\0';
	buf_append(out, data);
	buf_append(out, slice_make(zeros, (BLOCK - data.len % BLOCK) % BLOCK));
}

static struct made make_tar(void)
{
	struct made made = {.format = &tar_format};

	for (size_t i = 0; i < MEMBERS; i++) {
		struct buf *content = &made.content[i], extended = {0};
		char name[300];

		write_content(i, content);
		name_of(i, name);
		made.at[i] = made.bytes.len;
		/* Three digits, " path=" and the newline. */
		buf_printf(&extended, "%zu path=%s\n", strlen(name) + 10, name);
		if (strlen(name) > 100)
			add_entry(&made.bytes, 'x', "header", buf_slice(&extended));
		add_entry(&made.bytes, '0', name, buf_slice(content));
		buf_free(&extended);
	}
	made.at[MEMBERS] = made.bytes.len;
	assert_true(buf_reserve(&made.bytes, (size_t)2 * BLOCK));
	memset(made.bytes.data + made.bytes.len, 0, (size_t)2 * BLOCK);
	made.bytes.len += (size_t)2 * BLOCK;
	return made;
}

static void put_number(struct buf *out, uint64_t number, size_t len)
{
	while (len--) {
		buf_push(out, (char)(number & 0xFF));
		number >>= 8;
	}
}

enum zip_kind { ZIP_PLAIN, ZIP_PACKED, ZIP_PLAIN_PIPED, ZIP_PACKED_PIPED, ZIP_KINDS };

/* The header of a member, in front of it or in the directory. */
static void add_zip_header(struct buf *out, enum zip_kind kind, size_t number, struct slice content,
			   struct slice packed, bool in_front)
{
	bool piped = kind >= ZIP_PLAIN_PIPED, told = !in_front || !piped;
	char name[300];

	name_of(number, name);
	put_number(out, in_front ? 0x04034B50 : 0x02014B50, 4);
	put_number(out, 20, in_front ? 2 : 4);
	if (!in_front)
		out->data[out->len - 2] = 20;
	put_number(out, piped ? 8 : 0, 2);
	put_number(out, kind % 2 ? 8 : 0, 2);
	put_number(out, 0x5A8B6C12, 4);
	put_number(out, told ? crc32_go_on(0, content) : 0, 4);
	put_number(out, told ? packed.len : 0, 4);
	put_number(out, told ? content.len : 0, 4);
	put_number(out, strlen(name), 2);
	put_number(out, 0, in_front ? 2 : 16);
	buf_append(out, slice_of(name));
}

static struct made make_zip(enum zip_kind kind)
{
	struct made made = {.format = &zip_format, .has_sums = true};
	struct buf directory = {0};

	for (size_t i = 0; i < MEMBERS; i++) {
		struct slice content, data;
		struct buf packed = {0};

		write_content(i, &made.content[i]);
		content = data = buf_slice(&made.content[i]);
		compress_to(&gzip_encoder, content, &packed);
		/* Without gzip's header and trailer. */
		if (kind % 2)
			data = slice_sub(buf_slice(&packed), 10, packed.len - 8);
		made.at[i] = made.bytes.len;
		add_zip_header(&made.bytes, kind, i, content, data, true);
		add_zip_header(&directory, kind, i, content, data, false);
		buf_append(&made.bytes, data);
		if (kind >= ZIP_PLAIN_PIPED) {
			put_number(&made.bytes, 0x08074B50, 4);
			put_number(&made.bytes, crc32_go_on(0, content), 4);
			put_number(&made.bytes, data.len, 4);
			put_number(&made.bytes, content.len, 4);
		}
		buf_free(&packed);
	}
	made.at[MEMBERS] = made.bytes.len;
	buf_append(&made.bytes, buf_slice(&directory));
	put_number(&made.bytes, 0x06054B50, 4);
	put_number(&made.bytes, 0, 18);
	buf_free(&directory);
	return made;
}

static struct made make(size_t kind)
{
	return kind == ZIP_KINDS ? make_tar() : make_zip((enum zip_kind)kind);
}

static void discard(struct made *made)
{
	for (size_t i = 0; i < MEMBERS; i++)
		buf_free(&made->content[i]);
	buf_free(&made->bytes);
}

/* What came out of an archive. */
struct reading {
	size_t seen[MEMBERS]; /* how many times, whole and under its name */
	size_t others;        /* what is none of them, or has another content */
	size_t troubles;
	struct err first;
};

static void note_trouble(struct reading *reading, const struct err *err)
{
	assert_int_equal(err->code, ERR_IO);
	if (!reading->troubles++)
		reading->first = *err;
}

static void take(struct reading *reading, const struct made *made, const struct member *member,
		 struct slice content)
{
	for (size_t i = 0; i < MEMBERS; i++) {
		char name[300];

		name_of(i, name);
		if (slice_equal(buf_slice(&made->content[i]), content) &&
		    slice_equal(member->name, slice_of(name))) {
			assert_int_equal(member->place.member, made->at[i]);
			assert_int_equal(member->place.within, 0);
			reading->seen[i]++;
			return;
		}
	}
	reading->others++;
}

/* Whether all of the present member could be read. */
static bool read_member(const struct archive_format *format, void *state, struct buf *content,
			struct err *err)
{
	size_t got = 1;

	while (got) {
		assert_true(buf_reserve(content, 300));
		if (!format->read(state, content->data + content->len, 300, &got, err))
			return false;
		content->len += got;
	}
	return true;
}

static struct reading read_archive(const struct made *made, struct slice bytes)
{
	struct reading reading = {0};
	struct err err = {0};
	struct reader *reader;
	struct member member;
	struct buf content = {0};
	enum archive_step step;
	void *state;
	int ends[2];

	/* It is small enough for a pipe to hold. */
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], bytes.data, bytes.len), bytes.len);
	close(ends[1]);
	reader = reader_open_fd(ends[0], "name", 0, &err);
	assert_non_null(reader);
	state = made->format->open(reader, "name", &err);
	assert_non_null(state);
	while ((step = made->format->next(state, &member, &err)) != ARCHIVE_END) {
		buf_clear(&content);
		if (step == ARCHIVE_MEMBER && read_member(made->format, state, &content, &err))
			take(&reading, made, &member, buf_slice(&content));
		else
			note_trouble(&reading, &err);
		if (reading.troubles + reading.others == 1000)
			fail_msg("no end: %s", err.message);
	}
	made->format->close(state);
	reader_close(reader);
	buf_free(&content);
	return reading;
}

/* The case that is being tried, for messages. */
struct trial {
	const char *what;
	size_t kind, at;
	const struct reading *reading;
};

static void expect(bool good, const struct trial *trial, const char *wish)
{
	if (!good)
		fail_msg("kind %zu, %s at %zu: %s (%zu troubles, %zu others, first: %s)",
			 trial->kind, trial->what, trial->at, wish, trial->reading->troubles,
			 trial->reading->others, trial->reading->first.message);
}

/* Behind member 1, which is empty, nobody can tell which of the two it is. */
static bool is_damage_at(const struct made *made, const struct reading *reading, size_t member)
{
	char start[60];

	snprintf(start, sizeof(start), "name: damaged at byte %zu: ", made->at[member]);
	return strncmp(reading->first.message, start, strlen(start)) == 0 ||
	       (member == 2 && is_damage_at(made, reading, 1));
}

static void test_whole(void **state)
{
	(void)state;
	for (size_t kind = 0; kind <= ZIP_KINDS; kind++) {
		struct made made = make(kind);
		struct reading reading = read_archive(&made, buf_slice(&made.bytes));

		assert_ptr_equal(archive_format_of(buf_slice(&made.bytes)), made.format);
		assert_string_equal(reading.first.message, "");
		assert_int_equal(reading.others, 0);
		for (size_t i = 0; i < MEMBERS; i++)
			assert_int_equal(reading.seen[i], 1);
		discard(&made);
	}
}

static size_t member_at(const struct made *made, size_t at)
{
	size_t member = 0;

	while (member < MEMBERS && made->at[member + 1] <= at)
		member++;
	return member;
}

static void check_cut(const struct made *made, const struct reading *reading,
		      const struct trial *trial)
{
	size_t cut = member_at(made, trial->at);

	for (size_t i = 0; i < MEMBERS; i++) {
		/* Of a tar member, the end of its last block may be missing. */
		if (i != cut || made->has_sums)
			expect(reading->seen[i] == (i < cut), trial,
			       "the members before it, each once");
	}
	expect(!reading->others, trial, "nothing else");
	/* One block of the end mark of tar will do. */
	if (!made->has_sums && trial->at >= made->at[MEMBERS] + BLOCK) {
		expect(!reading->troubles, trial, "no trouble");
		return;
	}
	expect(reading->troubles == 1, trial, "one trouble");
	if (cut < MEMBERS || trial->at == made->at[MEMBERS])
		expect(is_damage_at(made, reading, cut), trial, "the member's place");
}

/* Cut anywhere: the members before the cut, and the place of the one that is cut. */
static void test_cut(void **state)
{
	(void)state;
	for (size_t kind = 0; kind <= ZIP_KINDS; kind++) {
		struct made made = make(kind);

		for (size_t len = 1; len < made.bytes.len; len++) {
			struct slice part = slice_sub(buf_slice(&made.bytes), 0, len);
			struct reading reading = read_archive(&made, part);

			check_cut(&made, &reading, &(struct trial){"cut", kind, len, &reading});
		}
		discard(&made);
	}
}

static void check_flip(const struct made *made, const struct reading *reading,
		       const struct trial *trial)
{
	size_t hit = member_at(made, trial->at);
	bool is_damage = strstr(reading->first.message, "damaged") != NULL;

	for (size_t i = 0; i < MEMBERS; i++)
		expect(i == hit || reading->seen[i] == 1, trial, "all others, each once");
	expect(reading->others <= 1, trial, "nothing else");
	if (hit == MEMBERS)
		return;
	expect(reading->seen[hit] || reading->others || reading->troubles, trial, "no silence");
	if (is_damage)
		expect(is_damage_at(made, reading, hit), trial, "the member's place");
}

/* A flipped byte costs the member that it is in at most. */
static void test_flip(void **state)
{
	static const unsigned char flips[] = {0x01, 0x20, 0xFF};

	(void)state;
	for (size_t kind = 0; kind <= ZIP_KINDS; kind++) {
		struct made made = make(kind);

		for (size_t at = 0; at < made.bytes.len; at++) {
			unsigned char flip = flips[at % COUNT_OF(flips)];
			char *byte = &made.bytes.data[at];
			struct reading reading;

			*byte = (char)((unsigned char)*byte ^ flip);
			assert_ptr_equal(archive_format_of(buf_slice(&made.bytes)), made.format);
			reading = read_archive(&made, buf_slice(&made.bytes));
			*byte = (char)((unsigned char)*byte ^ flip);
			check_flip(&made, &reading, &(struct trial){"flipped", kind, at, &reading});
		}
		discard(&made);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_flip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
