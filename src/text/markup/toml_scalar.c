#include "text/markup/toml_scalar.h"

#include <stdint.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/utf8.h"

size_t toml_newline(const struct toml_cursor *cursor)
{
	if (toml_peek(cursor, 0) == '\n')
		return 1;
	return toml_peek(cursor, 0) == '\r' && toml_peek(cursor, 1) == '\n' ? 2 : 0;
}

bool toml_is_text(char c)
{
	unsigned char byte = (unsigned char)c;

	return (byte >= 0x20 && byte != 0x7F) || byte == '\t';
}

/* The value of a digit in bases up to 16, or 16. */
static unsigned digit_value(char c)
{
	if (ascii_is_digit(c))
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a' + 10);
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A' + 10);
	return 16;
}

/*
 * Strings
 */

static bool read_code_point(struct toml_cursor *cursor, size_t digits, char **out)
{
	uint32_t code_point = 0;

	for (size_t i = 0; i < digits; i++) {
		unsigned digit = digit_value(toml_peek(cursor, i));

		if (digit == 16)
			return false;
		code_point = code_point << 4 | digit;
	}
	if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
		return false;
	cursor->at += digits;
	*out += utf8_encode(code_point, *out);
	return true;
}

/* A backslash at a line's end takes all white space after it away, line ends too. */
static bool skip_line_ending(struct toml_cursor *cursor)
{
	size_t from = cursor->at;
	bool newline = false;

	for (;;) {
		size_t length = toml_newline(cursor);

		if (length)
			newline = true;
		else if (toml_peek(cursor, 0) == ' ' || toml_peek(cursor, 0) == '\t')
			length = 1;
		else
			break;
		cursor->at += length;
	}
	if (!newline)
		cursor->at = from;
	return newline;
}

/* The cursor is after a backslash. No escape is shorter than what it means. */
static bool read_escape(struct toml_cursor *cursor, bool multiline, char **out)
{
	static const char names[] = "btnfr\"\\", values[] = "\b\t\n\f\r\"\\";
	char c = toml_peek(cursor, 0);
	const char *name = c ? strchr(names, c) : NULL;

	if (name) {
		*(*out)++ = values[name - names];
		cursor->at++;
		return true;
	}
	if (c == 'u' || c == 'U') {
		cursor->at++;
		return read_code_point(cursor, c == 'u' ? 4 : 8, out);
	}
	return multiline && skip_line_ending(cursor);
}

/*
 * At a quote: the number of quotes that belong to the string itself, if it ends here, in
 * *inside, and whether it ends. A long string may end in up to five quotes, of which the last
 * three close it.
 */
static bool ends_here(const struct toml_cursor *cursor, char quote, bool multiline, size_t *inside)
{
	size_t run = 0;

	*inside = 0;
	if (!multiline)
		return true;
	while (run < 5 && toml_peek(cursor, run) == quote)
		run++;
	*inside = run >= 3 ? run - 3 : 0;
	return run >= 3;
}

static bool read_body(struct toml_cursor *cursor, char quote, bool multiline, char **out)
{
	for (;;) {
		char c = toml_peek(cursor, 0);
		size_t inside;

		if (c == quote && ends_here(cursor, quote, multiline, &inside)) {
			memset(*out, quote, inside);
			*out += inside;
			cursor->at += inside + (multiline ? 3 : 1);
			return true;
		}
		if (c == '\\' && quote == '"') {
			cursor->at++;
			if (!read_escape(cursor, multiline, out))
				return false;
			continue;
		}
		if (!toml_is_text(c)) {
			size_t newline = multiline ? toml_newline(cursor) : 0;

			if (!newline)
				return false;
			cursor->at += newline;
			*(*out)++ = '\n';
			continue;
		}
		*(*out)++ = c;
		cursor->at++;
	}
}

bool toml_string(struct toml_cursor *cursor, bool multiline, struct slice *value)
{
	char quote = toml_peek(cursor, 0);
	char *data, *out;
	size_t room;
	bool good;

	multiline = multiline && toml_peek(cursor, 1) == quote && toml_peek(cursor, 2) == quote;
	cursor->at += multiline ? 3 : 1;
	if (multiline)
		cursor->at += toml_newline(cursor);
	room = multiline ? cursor->text.len - cursor->at
			 : slice_find_byte(toml_rest(cursor), 0, '\n');
	data = arena_bytes(cursor->arena, room);
	if (!data) {
		cursor->out_of_memory = true;
		return false;
	}
	out = data;
	good = read_body(cursor, quote, multiline, &out);
	arena_trim(cursor->arena, data, room, (size_t)(out - data));
	*value = slice_make(data, (size_t)(out - data));
	return good;
}

/*
 * Dates and times (RFC 3339)
 */

static bool two_digits(struct slice s, size_t at, unsigned low, unsigned high, unsigned *number)
{
	if (at + 2 > s.len || !ascii_is_digit(s.data[at]) || !ascii_is_digit(s.data[at + 1]))
		return false;
	*number = (unsigned)(s.data[at] - '0') * 10 + (unsigned)(s.data[at + 1] - '0');
	return *number >= low && *number <= high;
}

static bool is_leap(unsigned century, unsigned year)
{
	return year ? year % 4 == 0 : century % 4 == 0;
}

/* YYYY-MM-DD at the start of s. */
static bool is_date(struct slice s)
{
	static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	unsigned century, year, month, day;

	if (s.len < 10 || s.data[4] != '-' || s.data[7] != '-')
		return false;
	if (!two_digits(s, 0, 0, 99, &century) || !two_digits(s, 2, 0, 99, &year) ||
	    !two_digits(s, 5, 1, 12, &month) || !two_digits(s, 8, 1, days[month - 1], &day))
		return false;
	return month != 2 || day < 29 || is_leap(century, year);
}

/* Length of the hh:mm:ss[.fraction] at the start of s, or 0. */
static size_t time_length(struct slice s)
{
	unsigned number;
	size_t at = 8;

	if (s.len < 8 || s.data[2] != ':' || s.data[5] != ':')
		return 0;
	if (!two_digits(s, 0, 0, 23, &number) || !two_digits(s, 3, 0, 59, &number) ||
	    !two_digits(s, 6, 0, 60, &number))
		return 0;
	if (at < s.len && s.data[at] == '.') {
		size_t from = ++at;

		while (at < s.len && ascii_is_digit(s.data[at]))
			at++;
		if (at == from)
			return 0;
	}
	return at;
}

/* The whole of s is Z, +hh:mm or -hh:mm. */
static bool is_offset(struct slice s)
{
	unsigned number;

	if (s.len == 1)
		return s.data[0] == 'Z' || s.data[0] == 'z';
	return s.len == 6 && (s.data[0] == '+' || s.data[0] == '-') && s.data[3] == ':' &&
	       two_digits(s, 1, 0, 23, &number) && two_digits(s, 4, 0, 59, &number);
}

static bool is_date_or_time(struct slice s)
{
	size_t time = time_length(s);

	if (time)
		return time == s.len;
	if (!is_date(s))
		return false;
	if (s.len == 10)
		return true;
	if (s.data[10] != 'T' && s.data[10] != 't' && s.data[10] != ' ')
		return false;
	s = slice_from(s, 11);
	time = time_length(s);
	return time && (time == s.len || is_offset(slice_from(s, time)));
}

/*
 * Numbers
 */

/*
 * Copies the digits of s from *at to *out without their underscores, which must be between two
 * digits. False when there is no digit.
 */
static bool copy_digits(struct slice s, size_t *at, char **out)
{
	size_t from = *at;

	while (*at < s.len && (ascii_is_digit(s.data[*at]) || s.data[*at] == '_')) {
		if (s.data[*at] == '_') {
			if (*at == from || *at + 1 == s.len || !ascii_is_digit(s.data[*at - 1]) ||
			    !ascii_is_digit(s.data[*at + 1]))
				return false;
		} else {
			*(*out)++ = s.data[*at];
		}
		(*at)++;
	}
	return *at > from;
}

/* Whether the digits are a number that an int64 can hold. */
static bool fits(struct slice digits, bool negative)
{
	struct slice limit = negative ? SLICE("9223372036854775808") : SLICE("9223372036854775807");

	return digits.len < limit.len ||
	       (digits.len == limit.len && slice_compare(digits, limit) <= 0);
}

/* Decimal integer or float: writes its JSON spelling to out, which has room for s.len bytes. */
static bool read_decimal(struct slice s, char *data, size_t *length)
{
	char *out = data, *digits;
	size_t at = 0;
	bool negative = s.data[0] == '-';

	if (s.data[0] == '+' || negative)
		at++;
	if (negative)
		*out++ = '-';
	digits = out;
	if (!copy_digits(s, &at, &out) || (digits[0] == '0' && out - digits > 1))
		return false;
	if (at == s.len) {
		*length = (size_t)(out - data);
		return fits(slice_make(digits, (size_t)(out - digits)), negative);
	}
	if (s.data[at] == '.') {
		at++;
		*out++ = '.';
		if (!copy_digits(s, &at, &out))
			return false;
	}
	if (at < s.len && (s.data[at] == 'e' || s.data[at] == 'E')) {
		*out++ = s.data[at++];
		if (at < s.len && (s.data[at] == '+' || s.data[at] == '-'))
			*out++ = s.data[at++];
		if (!copy_digits(s, &at, &out))
			return false;
	}
	*length = (size_t)(out - data);
	return at == s.len;
}

static bool read_radix(struct slice s, unsigned base, uint64_t *number)
{
	*number = 0;
	for (size_t at = 2; at < s.len; at++) {
		unsigned digit = digit_value(s.data[at]);

		if (s.data[at] == '_') {
			if (at == 2 || at + 1 == s.len || s.data[at - 1] == '_')
				return false;
			continue;
		}
		if (digit >= base || *number > ((uint64_t)INT64_MAX - digit) / base)
			return false;
		*number = *number * base + digit;
	}
	return s.len > 2;
}

static bool read_number(struct toml_cursor *cursor, struct slice s, struct value *value)
{
	unsigned base = 10;
	uint64_t number;
	size_t room = s.len + 24; /* a number of another base grows */
	char *data = arena_bytes(cursor->arena, room);
	size_t length = 0;
	bool good;

	if (!data) {
		cursor->out_of_memory = true;
		return false;
	}
	if (s.len > 1 && s.data[0] == '0')
		base = s.data[1] == 'x' ? 16 : s.data[1] == 'o' ? 8 : s.data[1] == 'b' ? 2 : 10;
	if (base == 10) {
		good = read_decimal(s, data, &length);
	} else {
		good = read_radix(s, base, &number);
		if (good)
			length = (size_t)snprintf(data, room, "%llu", (unsigned long long)number);
	}
	arena_trim(cursor->arena, data, room, length);
	value->kind = VALUE_NUMBER;
	value->text = slice_make(data, length);
	return good;
}

static bool is_bare(char c)
{
	return ascii_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
	       c == '-' || c == '_' || c == '.' || c == ':';
}

/* The bare word at the cursor; a date takes the time after one space with it. */
static struct slice bare_word(const struct toml_cursor *cursor)
{
	struct slice rest = toml_rest(cursor);
	size_t end = 0;

	while (end < rest.len && is_bare(rest.data[end]))
		end++;
	if (end == 10 && is_date(rest) && end + 3 < rest.len && rest.data[end] == ' ' &&
	    ascii_is_digit(rest.data[end + 1])) {
		end++;
		while (end < rest.len && is_bare(rest.data[end]))
			end++;
	}
	return slice_sub(rest, 0, end);
}

static bool is_special_float(struct slice word)
{
	if (word.len && (word.data[0] == '+' || word.data[0] == '-'))
		word = slice_from(word, 1);
	return slice_equal(word, SLICE("inf")) || slice_equal(word, SLICE("nan"));
}

bool toml_bare_value(struct toml_cursor *cursor, struct value *value)
{
	struct slice word = bare_word(cursor);

	if (word.len == 0)
		return false;
	cursor->at += word.len;
	if (slice_equal(word, SLICE("true")) || slice_equal(word, SLICE("false"))) {
		value->kind = VALUE_BOOL;
		value->truth = word.len == 4;
		return true;
	}
	if (is_special_float(word) || is_date_or_time(word)) {
		value->kind = VALUE_STRING;
		value->text = word;
		return true;
	}
	return read_number(cursor, word, value);
}
