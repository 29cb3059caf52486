#include "text/unicode/unicode.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

static const struct unicode_forms *forms_of(const UNormalizer2 *normalizer, UErrorCode status,
					    struct err *err)
{
	if (U_FAILURE(status)) {
		err_no_memory(err);
		return NULL;
	}
	return (const struct unicode_forms *)normalizer;
}

const struct unicode_forms *unicode_nfc(struct err *err)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *normalizer = unorm2_getNFCInstance(&status);

	return forms_of(normalizer, status, err);
}

const struct unicode_forms *unicode_nfkc(struct err *err)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *normalizer = unorm2_getNFKCInstance(&status);

	return forms_of(normalizer, status, err);
}

/* `length` is what ICU returned: negative when c has no mapping. */
static size_t to_code_points(uint32_t c, const UChar *mapped, int32_t length, uint32_t *out)
{
	size_t count = 0;

	if (length < 0) {
		out[0] = c;
		return 1;
	}
	for (int32_t i = 0; i < length; i++) {
		uint32_t unit = mapped[i];

		if (U16_IS_LEAD(unit) && i + 1 < length)
			unit = 0x10000 + ((unit - 0xD800) << 10) + (mapped[++i] - 0xDC00u);
		out[count++] = unit;
	}
	return count;
}

size_t unicode_decompose(const struct unicode_forms *nfc, uint32_t c,
			 uint32_t out[static UNICODE_MAX_DECOMPOSITION])
{
	UChar mapped[UNICODE_MAX_DECOMPOSITION];
	UErrorCode status = U_ZERO_ERROR;
	int32_t length = unorm2_getDecomposition((const UNormalizer2 *)nfc, (UChar32)c, mapped,
						 UNICODE_MAX_DECOMPOSITION, &status);

	return to_code_points(c, mapped, length, out);
}

int32_t unicode_compose_pair(const struct unicode_forms *nfc, uint32_t a, uint32_t b)
{
	return unorm2_composePair((const UNormalizer2 *)nfc, (UChar32)a, (UChar32)b);
}

size_t unicode_compatible(const struct unicode_forms *nfkc, uint32_t c,
			  uint32_t out[static UNICODE_MAX_DECOMPOSITION])
{
	UChar mapped[UNICODE_MAX_DECOMPOSITION];
	UErrorCode status = U_ZERO_ERROR;
	int32_t length = unorm2_getRawDecomposition((const UNormalizer2 *)nfkc, (UChar32)c, mapped,
						    UNICODE_MAX_DECOMPOSITION, &status);

	return to_code_points(c, mapped, length, out);
}

uint32_t unicode_fold_case(uint32_t c)
{
	return (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
}
