#include "text/charset/converter.h"

#include <stdlib.h>

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

#include "base/asset.h"
#include "base/utf8.h"

enum { KEPT = 4, PIVOT = 4096 };

struct converters {
	UConverter *utf8;
	struct converter {
		UConverter *icu;
		const char *charset;
	} kept[KEPT];
	unsigned next; /* to be replaced */
	UChar pivot[PIVOT];
};

/* What users mean by names that are no labels of the web; the rest is ICU's business. */
/* clang-format off */
static const char *const meant[][2] = {
	{"US-ASCII", "windows-1252"},    {"ISO-8859-1", "windows-1252"},
	{"ISO-8859-9", "windows-1254"},  {"ISO-8859-11", "windows-874"},
	{"TIS-620", "windows-874"},      {"GB2312", "GB18030"},
	{"GBK", "GB18030"},              {"EUC-KR", "windows-949"},
	{"KS_C_5601-1987", "windows-949"}, {"Shift_JIS", "windows-31j"},
	{"KSC_5601", "windows-949"},     {"windows-874-2000", "windows-874"},
	{"Big5", "Big5-HKSCS"},          {"ISO-8859-8-I", "ISO-8859-8"},
};
/* clang-format on */

/* ISO-8859-16 from 0xA0 on, which ICU does not have. Below it is Latin-1. */
static const char iso_8859_16[] = "ISO-8859-16";
/* clang-format off */
static const uint16_t iso_8859_16_high[96] = {
	0xA0, 0x104, 0x105, 0x141, 0x20AC, 0x201E, 0x160, 0xA7, 0x161, 0xA9, 0x218, 0xAB,
	0x179, 0xAD, 0x17A, 0x17B, 0xB0, 0xB1, 0x10C, 0x142, 0x17D, 0x201D, 0xB6, 0xB7,
	0x17E, 0x10D, 0x219, 0xBB, 0x152, 0x153, 0x178, 0x17C, 0xC0, 0xC1, 0xC2, 0x102,
	0xC4, 0x106, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xCF,
	0x110, 0x143, 0xD2, 0xD3, 0xD4, 0x150, 0xD6, 0x15A, 0x170, 0xD9, 0xDA, 0xDB,
	0xDC, 0x118, 0x21A, 0xDF, 0xE0, 0xE1, 0xE2, 0x103, 0xE4, 0x107, 0xE6, 0xE7,
	0xE8, 0xE9, 0xEA, 0xEB, 0xEC, 0xED, 0xEE, 0xEF, 0x111, 0x144, 0xF2, 0xF3,
	0xF4, 0x151, 0xF6, 0x15B, 0x171, 0xF9, 0xFA, 0xFB, 0xFC, 0x119, 0x21B, 0xFF,
};
/* clang-format on */

struct converters *converters_open(struct err *err)
{
	struct converters *converters = calloc(1, sizeof(*converters));
	UErrorCode status = U_ZERO_ERROR;

	if (converters)
		converters->utf8 = ucnv_open("UTF-8", &status);
	if (!converters || U_FAILURE(status)) {
		free(converters);
		err_no_memory(err);
		return NULL;
	}
	return converters;
}

void converters_close(struct converters *converters)
{
	if (!converters)
		return;
	for (size_t i = 0; i < KEPT; i++) {
		if (converters->kept[i].icu)
			ucnv_close(converters->kept[i].icu);
	}
	ucnv_close(converters->utf8);
	free(converters);
}

/* The registered name: the one that mail and the web prefer, else any. */
static const char *registered(const char *name)
{
	UErrorCode status = U_ZERO_ERROR;
	const char *found = ucnv_getStandardName(name, "MIME", &status);

	if (!found) {
		status = U_ZERO_ERROR;
		found = ucnv_getStandardName(name, "IANA", &status);
	}
	if (!found) {
		status = U_ZERO_ERROR;
		found = ucnv_getAlias(name, 0, &status);
	}
	return found;
}

/* As labels are compared: without blanks around them, in lower case. Empty when it is none. */
static struct slice fold_label(struct slice label, char folded[static CHARSET_LABEL_MAX])
{
	label = slice_trim(label);
	if (label.len > CHARSET_LABEL_MAX)
		return slice_make(NULL, 0);
	for (size_t i = 0; i < label.len; i++) {
		char c = label.data[i];

		folded[i] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
	}
	return slice_make(folded, label.len);
}

/*
 * The table of labels is sorted; its lines are short, so that a search by bytes finds the line
 * around any place of it.
 */
static bool find_label(struct slice label, struct slice *name)
{
	struct slice table, line;
	size_t low = 0, high;

	if (!asset_find("text/charset-labels.tsv", &table))
		return false;
	while (slice_starts(table, SLICE("#")))
		slice_next_line(&table, &line);
	for (high = table.len; low < high;) {
		size_t begin = low + (high - low) / 2, end, tab;
		int order;

		while (begin > low && table.data[begin - 1] != '\n')
			begin--;
		end = slice_find_byte(table, begin, '\n');
		line = slice_sub(table, begin, end);
		tab = slice_find_byte(line, 0, '\t');
		order = slice_compare(label, slice_sub(line, 0, tab));
		if (order == 0) {
			*name = slice_from(line, tab + 1);
			return true;
		}
		if (order < 0)
			high = begin;
		else
			low = end + 1;
	}
	return false;
}

/* The converter's own name for it, which lives as long as the program; NULL when it has none. */
static const char *static_name(struct slice name)
{
	char copy[CHARSET_LABEL_MAX + 1];
	const char *found;

	if (slice_equal(name, slice_of(iso_8859_16)))
		return iso_8859_16;
	memcpy(copy, name.data, name.len);
	copy[name.len] = '\0';
	found = registered(copy);
	/* windows-1252 and the like keep the name that the table has for them. */
	for (size_t i = 0; found && i < COUNT_OF(meant); i++)
		if (strcmp(copy, meant[i][1]) == 0)
			return meant[i][1];
	return found;
}

/* Whether ICU has a converter of that name, and not only the name. */
static bool has_converter(const char *name)
{
	UErrorCode status = U_ZERO_ERROR;
	UConverter *icu;

	if (strcmp(name, iso_8859_16) == 0)
		return true;
	icu = ucnv_open(name, &status);
	ucnv_close(icu);
	return U_SUCCESS(status);
}

const char *charset_label(struct slice label)
{
	char folded[CHARSET_LABEL_MAX];
	struct slice name;

	label = fold_label(label, folded);
	if (!label.len || !find_label(label, &name) || slice_equal(name, SLICE("-")))
		return NULL;
	return static_name(name);
}

const char *charset_name(const char *name)
{
	const char *found = charset_label(slice_of(name));

	if (found)
		return found;
	found = registered(name);
	for (size_t i = 0; found && i < COUNT_OF(meant); i++) {
		if (strcmp(found, meant[i][0]) == 0)
			return meant[i][1];
	}
	return found && has_converter(found) ? found : NULL;
}

static UConverter *converter_for(struct converters *converters, const char *charset)
{
	UErrorCode status = U_ZERO_ERROR;
	struct converter *slot;
	UConverter *icu;

	for (size_t i = 0; i < KEPT; i++) {
		if (converters->kept[i].icu && strcmp(converters->kept[i].charset, charset) == 0)
			return converters->kept[i].icu;
	}
	icu = ucnv_open(charset, &status);
	if (U_FAILURE(status))
		return NULL;
	ucnv_setToUCallBack(icu, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
	slot = &converters->kept[converters->next++ % KEPT];
	if (slot->icu)
		ucnv_close(slot->icu);
	*slot = (struct converter){icu, charset};
	return icu;
}

/* C1 controls, U+0080 to U+009F: what converters make of bytes that a charset does not define. */
static bool has_c1(struct slice text)
{
	for (size_t at = 0; (at = slice_find_byte(text, at, '\xC2')) < text.len; at++) {
		if (at + 1 < text.len && (unsigned char)text.data[at + 1] < 0xA0)
			return true;
	}
	return false;
}

/* Puts U+FFFD in the place of each C1 control; returns how many there were. */
static uint64_t replace_c1(struct buf *text)
{
	struct buf result = {0};
	struct slice rest = buf_slice(text);
	uint64_t count = 0;
	size_t at = 0, from = 0;

	for (; (at = slice_find_byte(rest, at, '\xC2')) < rest.len; at++) {
		if (at + 1 == rest.len || (unsigned char)rest.data[at + 1] >= 0xA0)
			continue;
		buf_append(&result, slice_sub(rest, from, at));
		buf_append(&result, SLICE("\xEF\xBF\xBD"));
		from = at + 2;
		count++;
	}
	if (count == 0)
		return 0;
	buf_append(&result, slice_from(rest, from));
	buf_free(text);
	*text = result;
	return count;
}

static enum conversion convert_iso_8859_16(struct slice bytes, struct buf *text)
{
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.data[i];
		char encoded[4];
		size_t len =
			utf8_encode(byte >= 0xA0 ? iso_8859_16_high[byte - 0xA0] : byte, encoded);

		buf_append(text, slice_make(encoded, len));
	}
	return buf_failed(text) ? CONVERSION_NO_MEMORY : CONVERTED;
}

static void drop_bom(struct buf *text)
{
	if (slice_starts(buf_slice(text), SLICE("\xEF\xBB\xBF"))) {
		text->len -= 3;
		memmove(text->data, text->data + 3, text->len);
	}
}

static enum conversion run_icu(struct converters *converters, UConverter *icu, struct slice bytes,
			       struct buf *text)
{
	UChar *from = converters->pivot, *to = converters->pivot;
	const char *source = bytes.data;
	UErrorCode status;
	bool begin = true;

	do {
		char *target;

		if (!buf_reserve(text, bytes.len + bytes.len / 2 + 64))
			return CONVERSION_NO_MEMORY;
		target = text->data + text->len;
		status = U_ZERO_ERROR;
		ucnv_convertEx(converters->utf8, icu, &target, text->data + text->cap, &source,
			       bytes.data + bytes.len, converters->pivot, &from, &to,
			       converters->pivot + PIVOT, begin, true, &status);
		text->len = (size_t)(target - text->data);
		begin = false;
	} while (status == U_BUFFER_OVERFLOW_ERROR);
	if (status == U_MEMORY_ALLOCATION_ERROR)
		return CONVERSION_NO_MEMORY;
	return U_FAILURE(status) ? CONVERSION_UNDEFINED : CONVERTED;
}

static enum conversion run(struct converters *converters, const char *charset, UConverter *icu,
			   struct slice bytes, struct buf *text)
{
	buf_clear(text);
	if (strcmp(charset, iso_8859_16) == 0)
		return convert_iso_8859_16(bytes, text);
	return bytes.len ? run_icu(converters, icu, bytes, text) : CONVERTED;
}

enum conversion convert(struct converters *converters, const char *charset, struct slice bytes,
			struct buf *text)
{
	bool own = strcmp(charset, iso_8859_16) == 0;
	UConverter *icu = own ? NULL : converter_for(converters, charset);
	enum conversion result;

	if (!icu && !own)
		return CONVERSION_NO_MEMORY;
	result = run(converters, charset, icu, bytes, text);
	if (result == CONVERTED && has_c1(buf_slice(text)))
		result = CONVERSION_UNDEFINED;
	drop_bom(text);
	return result;
}

/* Called by ICU for bytes that mean nothing: writes U+FFFD and counts. */
static void replace(const void *context, UConverterToUnicodeArgs *args, const char *bytes,
		    int32_t length, UConverterCallbackReason reason, UErrorCode *status)
{
	const UChar replacement = 0xFFFD;
	/* ICU hands the context back as it got it, though its type says that it is constant. */
	uint64_t *const *count = context;

	(void)bytes;
	(void)length;
	if (reason > UCNV_IRREGULAR)
		return;
	*status = U_ZERO_ERROR;
	ucnv_cbToUWriteUChars(args, &replacement, 1, 0, status);
	++**count;
}

enum conversion convert_any(struct converters *converters, const char *charset, struct slice bytes,
			    struct buf *text, uint64_t *replaced)
{
	bool own = strcmp(charset, iso_8859_16) == 0;
	UConverter *icu = own ? NULL : converter_for(converters, charset);
	UErrorCode status = U_ZERO_ERROR;
	enum conversion result;

	*replaced = 0;
	if (!icu && !own)
		return CONVERSION_NO_MEMORY;
	if (icu)
		ucnv_setToUCallBack(icu, replace, &replaced, NULL, NULL, &status);
	result = run(converters, charset, icu, bytes, text);
	if (icu) {
		status = U_ZERO_ERROR;
		ucnv_setToUCallBack(icu, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
	}
	*replaced += replace_c1(text);
	drop_bom(text);
	return buf_failed(text) ? CONVERSION_NO_MEMORY : result;
}
