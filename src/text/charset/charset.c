#include "text/charset/charset.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "text/charset/converter.h"
#include "text/charset/detect.h"

enum { DECLARED_WITHIN = 1024, NAME_MAX_LEN = 40 };

struct charset {
	struct converters *converters;
	struct detector *detector;
	struct buf text;
};

struct charset *charset_open(struct err *err)
{
	struct charset *charset = calloc(1, sizeof(*charset));

	if (!charset) {
		err_no_memory(err);
		return NULL;
	}
	charset->converters = converters_open(err);
	if (charset->converters)
		charset->detector = detector_open(charset->converters, err);
	if (!charset->detector) {
		charset_close(charset);
		return NULL;
	}
	return charset;
}

void charset_close(struct charset *charset)
{
	if (!charset)
		return;
	detector_close(charset->detector);
	converters_close(charset->converters);
	buf_free(&charset->text);
	free(charset);
}

/* The charset that a byte order mark stands for, or NULL. Longer marks first. */
static const char *marked(struct slice bytes, size_t *mark)
{
	static const struct {
		struct slice mark;
		const char *name;
		/* clang-format off */
	} marks[] = {
		{{"\xFF\xFE\0\0", 4}, "UTF-32LE"}, {{"\0\0\xFE\xFF", 4}, "UTF-32BE"},
		{{"\xEF\xBB\xBF", 3}, "UTF-8"},    {{"\xFF\xFE", 2}, "UTF-16LE"},
		{{"\xFE\xFF", 2}, "UTF-16BE"},
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		if (slice_starts(bytes, marks[i].mark)) {
			*mark = marks[i].mark.len;
			return marks[i].name;
		}
	}
	return NULL;
}

/* Which control characters are no text: all but \t \n \v \f \r and ESC, with which ISO-2022 shifts.
 */
static bool is_foul(unsigned char c)
{
	return (c < 0x20 && (c < '\t' || c > '\r') && c != 0x1B) || c == 0x7F;
}

static bool looks_binary(struct slice bytes)
{
	size_t foul = 0;

	if (slice_starts(bytes, SLICE("%PDF-")) || memchr(bytes.data, '\0', bytes.len))
		return true;
	for (size_t i = 0; i < bytes.len; i++)
		foul += is_foul((unsigned char)bytes.data[i]);
	return foul > 1 + bytes.len / 64;
}

/*
 * UTF-16 without a mark: an even number of bytes whose NULs are all high halves, many of them, as
 * every text has blanks and line ends. What it decodes to must be fit for a text too.
 */
static const char *unmarked_utf16(struct slice bytes)
{
	size_t nuls[2] = {0, 0};
	const char *at = bytes.data, *end = bytes.data + bytes.len;

	if (bytes.len < 4 || bytes.len % 2)
		return NULL;
	while (at < end && (at = memchr(at, '\0', (size_t)(end - at)))) {
		nuls[(at - bytes.data) % 2]++;
		at++;
	}
	if ((nuls[0] && nuls[1]) || (nuls[0] + nuls[1]) < bytes.len / 2 / 32 + 1)
		return NULL;
	return nuls[0] ? "UTF-16BE" : "UTF-16LE";
}

/* Whether decoded text holds what no text of people does: controls, private use, noncharacters. */
static bool is_fit(struct slice text)
{
	size_t at = 0;

	while (at < text.len) {
		uint32_t c;

		at = utf8_next(text, at, &c);
		if (c < 0x80 ? is_foul((unsigned char)c)
			     : (c >= 0xE000 && c < 0xF900) || (c >= 0xFDD0 && c <= 0xFDEF) ||
				       (c & 0xFFFE) == 0xFFFE || c >= 0xE0000)
			return false;
	}
	return true;
}

static enum decoding decode_as(struct charset *charset, const char *name, struct slice bytes,
			       struct arena *arena, struct slice *text)
{
	switch (convert(charset->converters, name, bytes, &charset->text)) {
	case CONVERSION_NO_MEMORY:
		return DECODING_NO_MEMORY;
	case CONVERSION_UNDEFINED:
		return DECODING_UNKNOWN;
	case CONVERTED:
		break;
	}
	if (!arena_copy(arena, buf_slice(&charset->text), text))
		return DECODING_NO_MEMORY;
	return DECODED;
}

static bool is_name_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '-' || c == '_' || c == '.' || c == ':';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool starts_ignoring_case(struct slice bytes, struct slice prefix)
{
	if (bytes.len < prefix.len)
		return false;
	for (size_t i = 0; i < prefix.len; i++) {
		if (lower(bytes.data[i]) != prefix.data[i])
			return false;
	}
	return true;
}

/* The name behind `charset`, `encoding` or `coding`: after = or :, blanks and a quote. */
static struct slice declared_name(struct slice rest)
{
	size_t at = 0, end;

	while (at < rest.len && (rest.data[at] == ' ' || rest.data[at] == '\t'))
		at++;
	if (at == rest.len || (rest.data[at] != '=' && rest.data[at] != ':'))
		return slice_make(NULL, 0);
	at++;
	while (at < rest.len && (rest.data[at] == ' ' || rest.data[at] == '\t' ||
				 rest.data[at] == '"' || rest.data[at] == '\''))
		at++;
	end = at;
	while (end < rest.len && is_name_byte(rest.data[end]))
		end++;
	return slice_sub(rest, at, end);
}

/*
 * The charset of that name, or NULL when there is none or it cannot be meant: what was read as
 * ASCII is neither UTF-16 nor EBCDIC. False when memory is short.
 */
static bool find_usable(struct charset *charset, struct slice name, const char **found)
{
	static const char ascii[] = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "[]^_`abcdefghijklmnopqrstuvwxyz{|}";
	char copy[NAME_MAX_LEN + 1];
	struct slice printable = slice_make(ascii, sizeof(ascii) - 1);
	enum conversion result;

	*found = NULL;
	if (!name.len || name.len > NAME_MAX_LEN)
		return true;
	memcpy(copy, name.data, name.len);
	copy[name.len] = '\0';
	*found = charset_name(copy);
	if (!*found)
		return true;
	result = convert(charset->converters, *found, printable, &charset->text);
	if (result != CONVERTED || !slice_equal(buf_slice(&charset->text), printable))
		*found = NULL;
	return result != CONVERSION_NO_MEMORY;
}

/* *name is the first usable charset that the head of the document declares, or NULL. */
static bool find_declared(struct charset *charset, struct slice bytes, const char **name)
{
	static const struct slice words[] = {
		{"charset", 7}, {"fileencoding", 12}, {"encoding", 8}, {"coding", 6}};
	struct slice head =
		slice_sub(bytes, 0, bytes.len < DECLARED_WITHIN ? bytes.len : DECLARED_WITHIN);

	*name = NULL;
	for (size_t at = 0; at < head.len; at++) {
		struct slice rest = slice_from(head, at);

		for (size_t i = 0; i < COUNT_OF(words); i++) {
			if (!starts_ignoring_case(rest, words[i]))
				continue;
			rest = declared_name(slice_from(rest, words[i].len));
			if (!find_usable(charset, rest, name))
				return false;
			if (*name)
				return true;
			break;
		}
	}
	return true;
}

/*
 * Whether the document is UTF-8 with a few broken characters: it has more whole ones than broken
 * ones, which hardly any other charset's text has by chance.
 */
static bool is_broken_utf8(struct slice bytes)
{
	size_t whole = 0, broken = 0;

	while (bytes.len) {
		size_t valid = utf8_valid_prefix(bytes);

		for (size_t at = ascii_prefix(bytes); at < valid;) {
			whole += (unsigned char)bytes.data[at] >= 0x80;
			at += utf8_length(bytes.data[at]);
		}
		if (valid == bytes.len)
			break;
		broken++;
		bytes = slice_from(bytes, valid + 1);
	}
	return whole > broken;
}

/* Japanese mail and old pages: ASCII in which ESC changes to two bytes a character. */
static bool has_iso2022(struct slice bytes)
{
	return slice_find(bytes, 0, SLICE("\x1B$B")) < bytes.len ||
	       slice_find(bytes, 0, SLICE("\x1B$@")) < bytes.len;
}

static enum decoding decode_utf8(struct charset *charset, struct slice bytes, struct arena *arena,
				 struct slice *text, const char **name)
{
	enum decoding result = DECODING_UNKNOWN;

	*name = "ISO-2022-JP";
	if (has_iso2022(bytes))
		result = decode_as(charset, *name, bytes, arena, text);
	if (result != DECODING_UNKNOWN)
		return result;
	*name = "UTF-8";
	*text = bytes;
	return DECODED;
}

/* By what the document says, else by what it looks like. */
static enum decoding decode_legacy(struct charset *charset, struct slice bytes, struct arena *arena,
				   struct slice *text, const char **name)
{
	enum decoding result = DECODING_UNKNOWN;

	if (is_broken_utf8(bytes))
		return DECODING_UNKNOWN;
	if (!find_declared(charset, bytes, name))
		return DECODING_NO_MEMORY;
	if (*name && strcmp(*name, "UTF-8") != 0)
		result = decode_as(charset, *name, bytes, arena, text);
	if (result != DECODING_UNKNOWN)
		return result;
	if (!detect(charset->detector, bytes, name))
		return DECODING_NO_MEMORY;
	return *name ? decode_as(charset, *name, bytes, arena, text) : DECODING_UNKNOWN;
}

/* When the charset is known beforehand. What was UTF-8 all along is not copied. */
static enum decoding decode_known(struct charset *charset, const char *name, struct slice bytes,
				  struct arena *arena, struct slice *text)
{
	if (strcmp(name, "UTF-8") != 0)
		return decode_as(charset, name, bytes, arena, text);
	*text = bytes;
	return utf8_valid(bytes) ? DECODED : DECODING_UNKNOWN;
}

static enum decoding decode_as_utf16(struct charset *charset, const char *name, struct slice bytes,
				     struct arena *arena, struct slice *text)
{
	enum decoding result = decode_as(charset, name, bytes, arena, text);

	if (result == DECODING_NO_MEMORY || (result == DECODED && is_fit(*text)))
		return result;
	return DECODING_BINARY;
}

enum decoding charset_decode(struct charset *charset, struct slice bytes, const char *forced,
			     struct arena *arena, struct slice *text, const char **name)
{
	size_t mark = 0;

	*name = marked(bytes, &mark);
	if (!*name)
		*name = forced;
	if (*name)
		return decode_known(charset, *name, slice_from(bytes, mark), arena, text);
	*name = unmarked_utf16(bytes);
	if (*name)
		return decode_as_utf16(charset, *name, bytes, arena, text);
	if (bytes.len && looks_binary(bytes))
		return DECODING_BINARY;
	if (utf8_valid(bytes))
		return decode_utf8(charset, bytes, arena, text, name);
	return decode_legacy(charset, bytes, arena, text, name);
}
