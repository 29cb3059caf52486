#include "text/charset/detect.h"

#include <stdlib.h>

#include <unicode/ucsdet.h>

#include "base/utf8.h"
#include "text/charset/singlebyte.h"

enum {
	ICU_WINDOW = 8192, /* ICU looks at no more */
	ICU_SURE = 70,     /* its confidence, of 100, in what is East Asian */
	ICU_GUESS = 30,    /* and when nothing else speaks for anything */
	ICU_AGREES = 40,   /* and when it only has to agree */

	/* Of readings, in the units of singlebyte.h. Texts come to a mean of 10 to 30. */
	MEAN_MAX = 33,
	MEAN_GUESS = 50, /* no more than a guess, but better than none */
	MARGIN_FIRST = 20,
	MARGIN_EACH = 2, /* for each letter */
	MARGIN_MAX = 300,
	FEW_LETTERS = 3,
};

struct detector {
	UCharsetDetector *icu;
	struct converters *converters;
	struct singlebyte *singlebyte; /* opened when it is needed first */
};

struct detector *detector_open(struct converters *converters, struct err *err)
{
	struct detector *detector = calloc(1, sizeof(*detector));
	UErrorCode status = U_ZERO_ERROR;

	if (detector) {
		detector->converters = converters;
		detector->icu = ucsdet_open(&status);
	}
	if (!detector || U_FAILURE(status)) {
		free(detector);
		err_no_memory(err);
		return NULL;
	}
	return detector;
}

void detector_close(struct detector *detector)
{
	if (!detector)
		return;
	ucsdet_close(detector->icu);
	singlebyte_close(detector->singlebyte);
	free(detector);
}

/*
 * What ICU is shown: the text from its first byte above 0x7F on, after a blank or the like, so that
 * no character is cut. Bytes below 0x30 are no part of a character in any of these charsets.
 */
static struct slice icu_window(struct slice bytes)
{
	size_t start = ascii_prefix(bytes);

	while (start > 0 && (unsigned char)bytes.data[start - 1] >= 0x30)
		start--;
	bytes = slice_from(bytes, start);
	return bytes.len > ICU_WINDOW ? slice_sub(bytes, 0, ICU_WINDOW) : bytes;
}

struct opinion {
	const char *name; /* NULL: none */
	int confidence;   /* of 100 */
};

static bool ask_icu(const struct detector *detector, struct slice bytes, struct opinion *opinion)
{
	struct slice window = icu_window(bytes);
	UErrorCode status = U_ZERO_ERROR;
	const UCharsetMatch *match;

	*opinion = (struct opinion){0};
	ucsdet_setText(detector->icu, window.data, (int32_t)window.len, &status);
	match = ucsdet_detect(detector->icu, &status);
	if (status == U_MEMORY_ALLOCATION_ERROR)
		return false;
	if (!match || U_FAILURE(status))
		return true;
	opinion->name = ucsdet_getName(match, &status);
	opinion->confidence = ucsdet_getConfidence(match, &status);
	if (opinion->name)
		opinion->name = charset_name(opinion->name);
	return true;
}

static bool is_east_asian(const char *name)
{
	static const char *const names[] = {"windows-31j", "EUC-JP", "windows-949", "GB18030",
					    "Big5-HKSCS"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

/* The more letters, the more of a lead may be expected; less will do when ICU thinks so too. */
static bool is_sure(const struct reading *reading, const struct opinion *opinion)
{
	unsigned needed = MARGIN_FIRST;

	needed += reading->letters < MARGIN_MAX ? MARGIN_EACH * reading->letters : MARGIN_MAX;
	if (reading->letters >= FEW_LETTERS && opinion->name && opinion->confidence >= ICU_AGREES &&
	    strcmp(opinion->name, reading->charset) == 0)
		needed /= 2;
	return reading->margin >= (needed < MARGIN_MAX ? needed : MARGIN_MAX);
}

bool detect(struct detector *detector, struct slice bytes, struct detection *detection)
{
	struct err err;
	struct opinion opinion;
	struct reading reading;

	*detection = (struct detection){0};
	if (!detector->singlebyte)
		detector->singlebyte = singlebyte_open(detector->converters, &err);
	if (!detector->singlebyte || !ask_icu(detector, bytes, &opinion))
		return false;
	reading = singlebyte_read(detector->singlebyte, bytes);
	if (reading.charset && reading.mean <= MEAN_MAX)
		*detection = (struct detection){reading.charset, is_sure(&reading, &opinion)};
	else if (opinion.name && opinion.confidence >= ICU_GUESS && is_east_asian(opinion.name))
		*detection = (struct detection){opinion.name, opinion.confidence >= ICU_SURE};
	else if (reading.charset && reading.mean <= MEAN_GUESS)
		*detection = (struct detection){reading.charset, false};
	return true;
}
