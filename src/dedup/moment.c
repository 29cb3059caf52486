#include "dedup/moment.h"

struct scan {
	struct slice text;
	size_t at;
};

static bool digits(struct scan *scan, unsigned count, int *value)
{
	if (scan->text.len - scan->at < count)
		return false;
	*value = 0;
	for (unsigned i = 0; i < count; i++) {
		char c = scan->text.data[scan->at + i];

		if (c < '0' || c > '9')
			return false;
		*value = *value * 10 + (c - '0');
	}
	scan->at += count;
	return true;
}

static bool sign(struct scan *scan, const char *any_of)
{
	char c = scan->at < scan->text.len ? scan->text.data[scan->at] : 0;

	if (!c || !strchr(any_of, c))
		return false;
	scan->at++;
	return true;
}

/* A sign and two digits after it, or nothing. */
static bool field(struct scan *scan, const char *any_of, int *value)
{
	struct scan ahead = *scan;

	if (!sign(&ahead, any_of) || !digits(&ahead, 2, value))
		return false;
	*scan = ahead;
	return true;
}

/* Days from 1970-01-01 in the Gregorian calendar; years are counted from March on. */
static int64_t days_from(int year, int month, int day)
{
	int64_t y = year - (month <= 2), m = month + (month > 2 ? -3 : 9);

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static void scan_day(struct scan *scan, int *month, int *day)
{
	struct scan ahead = *scan;

	if (digits(&ahead, 2, month) && digits(&ahead, 2, day))
		*scan = ahead;
	else if (*month = 1, *day = 1, field(scan, "-", month))
		field(scan, "-", day);
}

/* Seconds east of UTC. */
static int scan_zone(struct scan *scan)
{
	int hours = 0, minutes = 0;
	bool west;

	if (scan->at == scan->text.len)
		return 0;
	west = scan->text.data[scan->at] == '-';
	if (!field(scan, "+-", &hours))
		return 0;
	if (!field(scan, ":", &minutes) && !digits(scan, 2, &minutes))
		minutes = 0;
	return (west ? -1 : 1) * (hours * 3600 + minutes * 60);
}

int64_t moment_of(struct slice date)
{
	struct scan scan = {slice_trim(date), 0};
	int year, month = 1, day = 1, hour = 0, minute = 0, second = 0, zone = 0, ignored;

	if (!digits(&scan, 4, &year))
		return DATE_UNKNOWN;
	scan_day(&scan, &month, &day);
	if (field(&scan, "Tt ", &hour) && field(&scan, ":", &minute)) {
		field(&scan, ":", &second);
		if (sign(&scan, ".,"))
			while (digits(&scan, 1, &ignored))
				;
		sign(&scan, " ");
		zone = scan_zone(&scan);
	}
	if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 ||
	    second > 60)
		return DATE_UNKNOWN;
	second += (hour * 60 + minute) * 60 - zone;
	return days_from(year, month, day) * 86400 + second;
}
