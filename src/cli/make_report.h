/*
 * make_report: the page of `wirewash report`, from files.
 */
#ifndef WIREWASH_MAKE_REPORT_H
#define WIREWASH_MAKE_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* What the options of `report` set; strings are borrowed, and may be NULL but for the title. */
struct report_settings {
	const char *clusters, *pairs, *stats, *title, *output, *schema;
	uint64_t limit;
};

/*
 * Reads the records of the files, or of standard input when there are none, and writes the page.
 * *skipped is how many lines were no records.
 */
bool report_make(const struct report_settings *settings, char **files, size_t count,
		 uint64_t *skipped, struct err *err);

#endif
