#include "text/charset/charset.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/charset/converter.h"
#include "text/charset/detect.h"

/* Where a declaration is looked for: in the head of a page, or at the beginning of another text. */
enum { DECLARED_WITHIN = 1024, HEAD_WITHIN = 64 * 1024 };

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

/* The charset that a byte order mark means, or NULL. Longer marks first. */
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

	if (slice_starts(bytes, SLICE("%PDF-")))
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

static bool starts_ignoring_case(struct slice bytes, struct slice prefix)
{
	if (bytes.len < prefix.len)
		return false;
	for (size_t i = 0; i < prefix.len; i++) {
		if (ascii_lower(bytes.data[i]) != prefix.data[i])
			return false;
	}
	return true;
}

/* The name after `charset`, `encoding` or `coding`: after = or :, blanks and a quote. */
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
 * The charset of that label, or NULL when there is none or it cannot be meant: what was read as
 * ASCII is neither UTF-16 nor EBCDIC. False when memory is short.
 */
static bool find_usable(struct charset *charset, struct slice label, const char **found)
{
	static const char ascii[] = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "[]^_`abcdefghijklmnopqrstuvwxyz{|}";
	struct slice printable = slice_make(ascii, sizeof(ascii) - 1);
	enum conversion result;

	*found = charset_label(label);
	if (!*found)
		return true;
	result = convert(charset->converters, *found, printable, &charset->text);
	if (result != CONVERTED || !slice_equal(buf_slice(&charset->text), printable))
		*found = NULL;
	return result != CONVERSION_NO_MEMORY;
}

/* Where the document may declare its charset: all of a page's head. */
static struct slice head_of(struct slice bytes)
{
	size_t most = bytes.len < HEAD_WITHIN ? bytes.len : HEAD_WITHIN, at = 0;

	for (; (at = slice_find_byte(slice_sub(bytes, 0, most), at, '<')) < most; at++) {
		struct slice rest = slice_from(bytes, at);

		if (starts_ignoring_case(rest, SLICE("</head")) ||
		    starts_ignoring_case(rest, SLICE("<body")))
			return slice_sub(bytes, 0, at);
	}
	return slice_sub(bytes, 0, bytes.len < DECLARED_WITHIN ? bytes.len : DECLARED_WITHIN);
}

/* *name is the first usable charset that the head of the document declares, or NULL. */
static bool find_declared(struct charset *charset, struct slice bytes, const char **name)
{
	static const struct slice words[] = {
		{"charset", 7}, {"fileencoding", 12}, {"encoding", 8}, {"coding", 6}};
	struct slice head = head_of(bytes);

	*name = NULL;
	for (size_t at = 0; at < head.len; at++) {
		struct slice rest = slice_from(head, at);
		char first = ascii_lower(head.data[at]);

		for (size_t i = 0;
		     (first == 'c' || first == 'f' || first == 'e') && i < COUNT_OF(words); i++) {
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

/* Whether the byte at `at` > 0 may follow those before it, of which the first begins a character.
 */
static bool may_go_on(struct slice bytes, size_t at)
{
	unsigned char first = (unsigned char)bytes.data[0], c = (unsigned char)bytes.data[at];

	if (first < 0xC2 || first > 0xF4)
		return false;
	if (at == 1 && first == 0xE0)
		return c >= 0xA0 && c < 0xC0;
	if (at == 1 && first == 0xED)
		return c >= 0x80 && c < 0xA0;
	if (at == 1 && first == 0xF0)
		return c >= 0x90 && c < 0xC0;
	if (at == 1 && first == 0xF4)
		return c >= 0x80 && c < 0x90;
	return c >= 0x80 && c < 0xC0;
}

/* How many bytes at the beginning, where no character begins, are the maximal part of one. */
static size_t broken_length(struct slice bytes)
{
	size_t len = utf8_length(bytes.data[0]), skip = 1;

	while (skip < len && skip < bytes.len && may_go_on(bytes, skip))
		skip++;
	return skip;
}

/*
 * Whether the document is UTF-8 with some broken characters: it has at least as many whole ones,
 * which hardly any other charset's text has by chance.
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
		bytes = slice_from(bytes, valid);
		bytes = slice_from(bytes, broken_length(bytes));
	}
	return whole > 0 && whole >= broken;
}

/* Japanese mail and old pages: ASCII in which ESC changes to two bytes a character. */
static bool has_iso2022(struct slice bytes)
{
	return slice_find(bytes, 0, SLICE("\x1B$B")) < bytes.len ||
	       slice_find(bytes, 0, SLICE("\x1B$@")) < bytes.len;
}

const char *charset_how_name(enum charset_how how)
{
	static const char *const names[] = {
		[CHARSET_MARK] = "mark",         [CHARSET_FORCED] = "forced",
		[CHARSET_UTF8] = "utf-8",        [CHARSET_DECLARED] = "declared",
		[CHARSET_DETECTED] = "detected", [CHARSET_MIXED] = "mixed",
		[CHARSET_GUESSED] = "guessed",   [CHARSET_FALLBACK] = "fallback",
	};

	return names[how];
}

/*
 * Appends bytes that should be UTF-8; each maximal part of what is no character becomes one U+FFFD
 * (Unicode, section 3.9, as browsers do). Returns how many there were.
 */
static uint64_t append_utf8(struct buf *out, struct slice bytes)
{
	uint64_t replaced = 0;

	while (bytes.len) {
		size_t valid = utf8_valid_prefix(bytes);

		buf_append(out, slice_sub(bytes, 0, valid));
		bytes = slice_from(bytes, valid);
		if (!bytes.len)
			break;
		buf_append(out, SLICE("\xEF\xBF\xBD"));
		replaced++;
		bytes = slice_from(bytes, broken_length(bytes));
	}
	return replaced;
}

/* A NUL in a text is no character, as HTML has it. */
static uint64_t replace_nuls(struct charset *charset, struct slice *text)
{
	uint64_t count = 0;
	size_t at = 0, from = 0;

	if (!text->len || !memchr(text->data, '\0', text->len))
		return 0;
	buf_clear(&charset->text);
	for (; (at = slice_find_byte(*text, at, '\0')) < text->len; at++) {
		buf_append(&charset->text, slice_sub(*text, from, at));
		buf_append(&charset->text, SLICE("\xEF\xBF\xBD"));
		from = at + 1;
		count++;
	}
	buf_append(&charset->text, slice_from(*text, from));
	return count;
}

/* Ends the work: the text is copied to the arena unless it is part of the bytes. */
static enum decoding finish(struct charset *charset, const struct charset_request *request,
			    struct arena *arena, struct charset_result *result)
{
	uint64_t nuls = replace_nuls(charset, &result->text), allowed;

	if (nuls && (buf_failed(&charset->text) ||
		     !arena_copy(arena, buf_slice(&charset->text), &result->text)))
		return DECODING_NO_MEMORY;
	result->replaced += nuls;
	if (result->replaced <= CHARSET_SOME_REPLACED)
		return DECODED;
	allowed = utf8_count(result->text) * (uint64_t)request->most_replaced / 1000;
	return result->replaced <= allowed ? DECODED : DECODING_UNKNOWN;
}

/* Decodes as this charset, whatever it takes. */
static enum decoding decode_anyhow(struct charset *charset, const char *name, struct slice bytes,
				   struct arena *arena, struct charset_result *result)
{
	result->name = name;
	result->replaced = 0;
	if (strcmp(name, "UTF-8") == 0) {
		result->text = bytes;
		if (utf8_valid(bytes))
			return DECODED;
		buf_clear(&charset->text);
		result->replaced = append_utf8(&charset->text, bytes);
	} else if (convert_any(charset->converters, name, bytes, &charset->text,
			       &result->replaced) != CONVERTED) {
		return DECODING_NO_MEMORY;
	}
	if (buf_failed(&charset->text) ||
	    !arena_copy(arena, buf_slice(&charset->text), &result->text))
		return DECODING_NO_MEMORY;
	return DECODED;
}

/* Lines that are UTF-8 stay; the others, taken together, are decoded as what they look like. */
static enum decoding decode_mixed(struct charset *charset, struct slice bytes, struct arena *arena,
				  struct charset_result *result)
{
	struct buf other = {0}, out = {0};
	struct slice rest = bytes, line;
	struct detection detection;
	enum decoding decoding = DECODED;

	while (slice_next_line(&rest, &line))
		if (!utf8_valid(line)) {
			buf_append(&other, line);
			buf_push(&other, '\n');
		}
	if (buf_failed(&other) || !detect(charset->detector, buf_slice(&other), &detection))
		decoding = DECODING_NO_MEMORY;
	result->how = CHARSET_MIXED;
	result->name = detection.name ? detection.name : "windows-1252";
	result->replaced = 0;
	for (rest = bytes; decoding == DECODED && slice_next_line(&rest, &line);) {
		uint64_t replaced = 0;

		if (utf8_valid(line))
			buf_append(&out, line);
		else if (convert_any(charset->converters, result->name, line, &charset->text,
				     &replaced) != CONVERTED)
			decoding = DECODING_NO_MEMORY;
		else
			buf_append(&out, buf_slice(&charset->text));
		result->replaced += replaced;
		if (rest.len || slice_ends(bytes, SLICE("\n")))
			buf_push(&out, '\n');
	}
	if (buf_failed(&out) || !arena_copy(arena, buf_slice(&out), &result->text))
		decoding = DECODING_NO_MEMORY;
	buf_free(&other);
	buf_free(&out);
	return decoding;
}

static enum decoding decode_utf8(struct charset *charset, struct slice bytes, struct arena *arena,
				 struct charset_result *result)
{
	enum decoding decoding = DECODING_UNKNOWN;

	*result = (struct charset_result){.text = bytes, .name = "UTF-8", .how = CHARSET_UTF8};
	if (!has_iso2022(bytes))
		return DECODED;
	decoding = decode_as(charset, "ISO-2022-JP", bytes, arena, &result->text);
	if (decoding == DECODED) {
		result->name = "ISO-2022-JP";
		result->how = CHARSET_DETECTED;
	} else {
		result->text = bytes;
	}
	return decoding == DECODING_UNKNOWN ? DECODED : decoding;
}

/* What was declared, where the bytes fit it. */
static enum decoding decode_declared(struct charset *charset, const char *name, struct slice bytes,
				     struct arena *arena, struct charset_result *result)
{
	if (!name || strcmp(name, "UTF-8") == 0)
		return DECODING_UNKNOWN;
	*result = (struct charset_result){.name = name, .how = CHARSET_DECLARED};
	return decode_as(charset, name, bytes, arena, &result->text);
}

/* By what the bytes look like, else by what was declared, else as a browser does. */
static enum decoding decode_detected(struct charset *charset, const char *declared,
				     struct slice bytes, struct arena *arena,
				     struct charset_result *result)
{
	struct detection detection;

	if (!detect(charset->detector, bytes, &detection))
		return DECODING_NO_MEMORY;
	result->how = CHARSET_DETECTED;
	if (detection.name && detection.is_sure)
		return decode_anyhow(charset, detection.name, bytes, arena, result);
	result->how = CHARSET_DECLARED;
	if (declared && strcmp(declared, "UTF-8") != 0)
		return decode_anyhow(charset, declared, bytes, arena, result);
	result->how = detection.name ? CHARSET_GUESSED : CHARSET_FALLBACK;
	return decode_anyhow(charset, detection.name ? detection.name : "windows-1252", bytes,
			     arena, result);
}

/* Neither marked nor forced, and no UTF-8. */
static enum decoding decode_legacy(struct charset *charset, struct slice bytes,
				   const struct charset_request *request, struct arena *arena,
				   struct charset_result *result)
{
	const char *declared = request->declared, *own;
	enum decoding decoding;

	if (is_broken_utf8(bytes)) {
		result->how = CHARSET_UTF8;
		return decode_anyhow(charset, "UTF-8", bytes, arena, result);
	}
	decoding = decode_declared(charset, declared, bytes, arena, result);
	if (decoding != DECODING_UNKNOWN)
		return decoding;
	if (!find_declared(charset, bytes, &own))
		return DECODING_NO_MEMORY;
	decoding = decode_declared(charset, own, bytes, arena, result);
	if (decoding != DECODING_UNKNOWN)
		return decoding;
	return decode_detected(charset, declared ? declared : own, bytes, arena, result);
}

static enum decoding decode_as_utf16(struct charset *charset, const char *name, struct slice bytes,
				     struct arena *arena, struct charset_result *result)
{
	enum decoding decoding = decode_as(charset, name, bytes, arena, &result->text);

	result->name = name;
	result->how = CHARSET_DETECTED;
	if (decoding == DECODING_NO_MEMORY || (decoding == DECODED && is_fit(result->text)))
		return decoding;
	return DECODING_BINARY;
}

/* Whether the transport's word is to be believed for bytes with NULs. */
static bool is_wide(const char *name)
{
	return name && strncmp(name, "UTF-16", 6) == 0;
}

static enum decoding decode_unmarked(struct charset *charset, struct slice bytes,
				     const struct charset_request *request, struct arena *arena,
				     struct charset_result *result)
{
	const char *wide = unmarked_utf16(bytes);

	if (!wide && is_wide(request->declared) && bytes.len % 2 == 0 &&
	    memchr(bytes.data, '\0', bytes.len))
		wide = request->declared;
	if (wide)
		return decode_as_utf16(charset, wide, bytes, arena, result);
	if (bytes.len && looks_binary(bytes))
		return DECODING_BINARY;
	if (utf8_valid(bytes))
		return decode_utf8(charset, bytes, arena, result);
	if (request->mixed)
		return decode_mixed(charset, bytes, arena, result);
	return decode_legacy(charset, bytes, request, arena, result);
}

enum decoding charset_decode(struct charset *charset, struct slice bytes,
			     const struct charset_request *request, struct arena *arena,
			     struct charset_result *result)
{
	size_t mark = 0;
	const char *name = marked(bytes, &mark);
	enum decoding decoding;

	*result = (struct charset_result){.how = name ? CHARSET_MARK : CHARSET_FORCED};
	if (!name)
		name = request->forced;
	if (name)
		decoding = decode_anyhow(charset, name, slice_from(bytes, mark), arena, result);
	else
		decoding = decode_unmarked(charset, bytes, request, arena, result);
	return decoding == DECODED ? finish(charset, request, arena, result) : decoding;
}
