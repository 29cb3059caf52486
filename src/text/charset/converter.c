#include "text/charset/converter.h"

#include <stdlib.h>

#include <unicode/ucnv.h>

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

/* What people mean. From the labels of the WHATWG Encoding standard; the rest is ICU's business. */
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

const char *charset_name(const char *name)
{
	const char *found = registered(name);

	for (size_t i = 0; found && i < COUNT_OF(meant); i++) {
		if (strcmp(found, meant[i][0]) == 0)
			return meant[i][1];
	}
	return found;
}

bool charset_exists(const char *name)
{
	return charset_name(name) != NULL;
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

enum conversion convert(struct converters *converters, const char *charset, struct slice bytes,
			struct buf *text)
{
	UConverter *icu = converter_for(converters, charset);
	enum conversion result;

	buf_clear(text);
	if (!icu)
		return CONVERSION_NO_MEMORY;
	if (!bytes.len)
		return CONVERTED;
	result = run_icu(converters, icu, bytes, text);
	if (result == CONVERTED && has_c1(buf_slice(text)))
		result = CONVERSION_UNDEFINED;
	drop_bom(text);
	return result;
}
