#include "text/detect.h"

#include <stdlib.h>

#include <unicode/ucsdet.h>

struct detector {
	UCharsetDetector *icu;
};

struct detector *detector_open(struct err *err)
{
	struct detector *detector = calloc(1, sizeof(*detector));
	UErrorCode status = U_ZERO_ERROR;

	if (detector)
		detector->icu = ucsdet_open(&status);
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
	free(detector);
}

bool detect(struct detector *detector, struct slice bytes, const char **name)
{
	(void)detector;
	(void)bytes;
	*name = NULL;
	return true;
}
