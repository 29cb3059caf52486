/*
 * moment: points in time from ISO 8601 dates, so that dates of different spelling can be compared.
 */
#ifndef WIREWASH_MOMENT_H
#define WIREWASH_MOMENT_H

#include <stdint.h>

#include "base/slice.h"

/* Later than any moment: what an unreadable date counts as. */
#define DATE_UNKNOWN INT64_MAX

/*
 * Seconds from 1970-01-01T00:00:00Z to the moment that the date begins with: YYYY, YYYY-MM,
 * YYYY-MM-DD or YYYYMMDD, then optionally a 'T' or blank, hh:mm, :ss, a fraction, and Z or ±hh:mm,
 * ±hhmm, ±hh. What is missing is zero; a time without a zone is UTC. DATE_UNKNOWN when the date
 * does not begin with a year or a field is out of range.
 */
int64_t moment_of(struct slice date);

#endif
