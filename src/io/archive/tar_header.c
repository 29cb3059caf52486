#include "io/archive/tar_header.h"

#include <string.h>

#include "base/compiler.h"
#include "io/archive/archive.h"

enum {
	SUM_AT = 148,
	SUM_LEN = 8,
	PREFIX_AT = 345,
	PREFIX_LEN = 155,
};

/*
 * A number in octal, with blanks before it and a NUL or blank after it; or, when it is too large
 * for that, in base 256 with the first bit set. False when it is neither, or no length.
 */
static bool parse_number(const char *field, size_t len, uint64_t *number)
{
	const unsigned char *bytes = (const unsigned char *)field;
	size_t at = 0;

	*number = 0;
	if (bytes[0] & 0x80) {
		if (bytes[0] != 0x80)
			return false;
		for (at = 1; at < len; at++) {
			if (*number >> 55)
				return false;
			*number = *number << 8 | bytes[at];
		}
		return true;
	}
	while (at < len && field[at] == ' ')
		at++;
	for (; at < len && field[at] >= '0' && field[at] <= '7'; at++)
		*number = *number << 3 | (uint64_t)(field[at] - '0');
	return at == len || field[at] == '\0' || field[at] == ' ';
}

/* The sum of all bytes, the field that holds it taken for blanks. Some old writers had signed
 * bytes. */
static bool has_good_sum(const char *block)
{
	uint64_t told;
	uint32_t sum = SUM_LEN * ' ', negative = 0;

	if (!parse_number(block + SUM_AT, SUM_LEN, &told))
		return false;
	for (size_t i = 0; i < TAR_BLOCK; i++) {
		unsigned char byte = (unsigned char)block[i];

		if (i >= SUM_AT && i < SUM_AT + SUM_LEN)
			continue;
		sum += byte;
		negative += byte >> 7;
	}
	return told == sum || (negative && told + 256 * (uint64_t)negative == sum);
}

bool tar_has_magic(const char *block)
{
	return memcmp(block + TAR_MAGIC_AT, "ustar", TAR_MAGIC_LEN) == 0;
}

/* One that has been damaged should be known, too: by what all its numbers look like. */
static bool has_numbers(const char *block)
{
	static const struct {
		size_t at, len;
	} numbers[] = {{100, 8},  {108, 8},         {116, 8}, {TAR_SIZE_AT, TAR_SIZE_LEN},
		       {136, 12}, {SUM_AT, SUM_LEN}};
	size_t good = 0;

	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		const char *field = block + numbers[i].at;
		uint64_t number;

		good += field[0] >= '0' && field[0] <= '7' &&
			parse_number(field, numbers[i].len, &number);
	}
	return good >= COUNT_OF(numbers) - 1;
}

bool tar_begins(struct slice head)
{
	if (head.len < TAR_BLOCK || !head.data[TAR_NAME_AT])
		return false;
	return tar_has_magic(head.data) || has_good_sum(head.data) || has_numbers(head.data);
}

bool tar_is_header(const char *block)
{
	uint64_t size;

	return block[TAR_NAME_AT] && has_good_sum(block) && tar_size(block, &size);
}

bool tar_size(const char *block, uint64_t *size)
{
	return parse_number(block + TAR_SIZE_AT, TAR_SIZE_LEN, size);
}

struct slice tar_until_nul(const char *field, size_t len)
{
	return slice_sub(slice_make(field, len), 0,
			 slice_find_byte(slice_make(field, len), 0, '\0'));
}

void tar_append_name(struct buf *name, const char *block)
{
	struct slice prefix = tar_until_nul(block + PREFIX_AT, PREFIX_LEN);

	/* GNU's magic is "ustar  ", and other things are there. */
	if (tar_has_magic(block) && block[TAR_MAGIC_AT + TAR_MAGIC_LEN] == '\0' && prefix.len) {
		buf_append(name, prefix);
		buf_push(name, '/');
	}
	buf_append(name, tar_until_nul(block + TAR_NAME_AT, TAR_NAME_LEN));
}

/* One record of a pax header: its length in decimal, a blank, keyword=value, a newline. */
static bool next_pax_record(struct slice *rest, struct slice *keyword, struct slice *value)
{
	size_t blank = slice_find_byte(*rest, 0, ' '), len = 0, equals;
	struct slice record;

	for (size_t i = 0; i < blank; i++) {
		char c = rest->data[i];

		if (c < '0' || c > '9' || len > rest->len)
			return false;
		len = len * 10 + (size_t)(c - '0');
	}
	if (len < blank + 3 || len > rest->len || rest->data[len - 1] != '\n')
		return false;
	record = slice_sub(*rest, blank + 1, len - 1);
	*rest = slice_from(*rest, len);
	equals = slice_find_byte(record, 0, '=');
	if (equals == record.len)
		return false;
	*keyword = slice_sub(record, 0, equals);
	*value = slice_from(record, equals + 1);
	return true;
}

static bool parse_decimal(struct slice digits, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.data[i] < '0' || digits.data[i] > '9' || *number > (INT64_MAX - 9) / 10)
			return false;
		*number = *number * 10 + (uint64_t)(digits.data[i] - '0');
	}
	return digits.len > 0;
}

bool tar_take_pax(struct tar_extended *extended, struct slice content)
{
	struct slice keyword, value;

	while (content.len) {
		if (!next_pax_record(&content, &keyword, &value))
			return false;
		if (slice_equal(keyword, SLICE("path"))) {
			buf_clear(&extended->name);
			buf_append(&extended->name, value);
		} else if (slice_equal(keyword, SLICE("size"))) {
			extended->has_size = parse_decimal(value, &extended->size);
			if (!extended->has_size)
				return false;
		} else if (slice_starts(keyword, SLICE("GNU.sparse."))) {
			extended->is_sparse = true;
		}
	}
	return true;
}

void tar_forget_extended(struct tar_extended *extended)
{
	buf_clear(&extended->name);
	extended->has_size = extended->is_sparse = false;
}
