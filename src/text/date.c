#include "text/date.h"

#include <stdio.h>

#include "base/ascii.h"
#include "base/compiler.h"

struct moment {
	unsigned year, month, day;
	bool has_time, has_second, has_offset;
	unsigned hour, minute, second;
	struct slice fraction; /* of a second: digits */
	int offset;            /* minutes east of UTC */
};

struct cursor {
	struct slice text;
	size_t at;
};

static char peek(const struct cursor *cursor)
{
	return cursor->at < cursor->text.len ? cursor->text.data[cursor->at] : 0;
}

static bool accept(struct cursor *cursor, char c)
{
	if (peek(cursor) != c)
		return false;
	cursor->at++;
	return true;
}

static bool accept_text(struct cursor *cursor, struct slice text)
{
	if (!slice_starts(slice_from(cursor->text, cursor->at), text))
		return false;
	cursor->at += text.len;
	return true;
}

static void skip_blanks(struct cursor *cursor)
{
	while (accept(cursor, ' ') || accept(cursor, '\t'))
		;
}

/* A number of low to high digits. */
static bool number(struct cursor *cursor, size_t low, size_t high, unsigned *value)
{
	size_t digits = 0;

	*value = 0;
	while (ascii_is_digit(peek(cursor)) && digits < high) {
		*value = *value * 10 + (unsigned)(peek(cursor) - '0');
		cursor->at++;
		digits++;
	}
	return digits >= low && !ascii_is_digit(peek(cursor));
}

/* The word of ASCII letters at the cursor, and a dot after it. */
static struct slice word(struct cursor *cursor)
{
	size_t from = cursor->at;
	struct slice letters;

	while (ascii_is_letter(peek(cursor)))
		cursor->at++;
	letters = slice_sub(cursor->text, from, cursor->at);
	if (letters.len)
		accept(cursor, '.');
	return letters;
}

/* Whether `text`, in any case, is the lower-case `name` or its first three or four letters. */
static bool abbreviates(struct slice text, struct slice name)
{
	if (text.len < 3 || text.len > name.len)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if ((text.data[i] | 0x20) != name.data[i])
			return false;
	}
	return text.len <= 4 || text.len == name.len;
}

static unsigned find_name(struct slice text, const char *const *names, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (abbreviates(text, slice_of(names[i])))
			return i + 1;
	}
	return 0;
}

static unsigned find_month(struct slice text)
{
	static const char *const names[] = {"january",   "february", "march",    "april",
					    "may",       "june",     "july",     "august",
					    "september", "october",  "november", "december"};

	return find_name(text, names, 12);
}

static bool is_weekday(struct slice text)
{
	static const char *const names[] = {"monday", "tuesday",  "wednesday", "thursday",
					    "friday", "saturday", "sunday"};

	return find_name(text, names, 7) != 0;
}

static bool is_real_day(const struct moment *moment)
{
	static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = moment->year % 4 == 0 && (moment->year % 100 != 0 || moment->year % 400 == 0);

	if (moment->month < 1 || moment->month > 12 || moment->day < 1 ||
	    moment->day > days[moment->month - 1])
		return false;
	return moment->month != 2 || moment->day < 29 || leap;
}

/* 2024-05-07, 2024/5/7 or 2024.5.7 */
static bool year_first(struct cursor *cursor, struct moment *moment)
{
	char mark;

	if (!number(cursor, 4, 4, &moment->year))
		return false;
	mark = peek(cursor);
	if (mark != '-' && mark != '/' && mark != '.')
		return false;
	cursor->at++;
	return number(cursor, 1, 2, &moment->month) && accept(cursor, mark) &&
	       number(cursor, 1, 2, &moment->day);
}

/* 7.5.2024 */
static bool dotted(struct cursor *cursor, struct moment *moment)
{
	return number(cursor, 1, 2, &moment->day) && accept(cursor, '.') &&
	       number(cursor, 1, 2, &moment->month) && accept(cursor, '.') &&
	       number(cursor, 4, 4, &moment->year);
}

/* 2024年5月7日 */
static bool ideographic(struct cursor *cursor, struct moment *moment)
{
	return number(cursor, 4, 4, &moment->year) && accept_text(cursor, SLICE("年")) &&
	       number(cursor, 1, 2, &moment->month) && accept_text(cursor, SLICE("月")) &&
	       number(cursor, 1, 2, &moment->day) && accept_text(cursor, SLICE("日"));
}

static void skip_ordinal(struct cursor *cursor)
{
	if (!accept_text(cursor, SLICE("st")) && !accept_text(cursor, SLICE("nd")) &&
	    !accept_text(cursor, SLICE("rd")))
		accept_text(cursor, SLICE("th"));
}

static void skip_comma(struct cursor *cursor)
{
	skip_blanks(cursor);
	accept(cursor, ',');
	skip_blanks(cursor);
}

/* Tue, 07 May 2024; 7-May-2024; May 7th, 2024 */
static bool named_month(struct cursor *cursor, struct moment *moment)
{
	struct slice name = word(cursor);

	if (name.len && is_weekday(name)) {
		skip_comma(cursor);
		name = word(cursor);
	}
	if (name.len == 0) {
		if (!number(cursor, 1, 2, &moment->day))
			return false;
		skip_ordinal(cursor);
		if (!accept(cursor, '-'))
			skip_blanks(cursor);
		name = word(cursor);
		if (!accept(cursor, '-'))
			skip_comma(cursor);
	} else {
		skip_blanks(cursor);
		if (!number(cursor, 1, 2, &moment->day))
			return false;
		skip_ordinal(cursor);
		skip_comma(cursor);
	}
	moment->month = find_month(name);
	return moment->month && number(cursor, 4, 4, &moment->year);
}

/* am, p.m., ... */
static bool half_day(struct cursor *cursor, struct moment *moment)
{
	struct cursor ahead = *cursor;
	char half;

	skip_blanks(&ahead);
	half = (char)(peek(&ahead) | 0x20);
	if (half != 'a' && half != 'p')
		return true;
	ahead.at++;
	accept(&ahead, '.');
	if ((peek(&ahead) | 0x20) != 'm')
		return true;
	ahead.at++;
	accept(&ahead, '.');
	if (ascii_is_letter(peek(&ahead)))
		return true;
	if (moment->hour < 1 || moment->hour > 12)
		return false;
	moment->hour = moment->hour % 12 + (half == 'p' ? 12 : 0);
	*cursor = ahead;
	return true;
}

/* 08:30, 8:30:05.25, 8:30 pm */
static bool time_of_day(struct cursor *cursor, struct moment *moment)
{
	size_t from;

	moment->has_time = true;
	if (!number(cursor, 1, 2, &moment->hour) || !accept(cursor, ':') ||
	    !number(cursor, 2, 2, &moment->minute))
		return false;
	if (accept(cursor, ':')) {
		moment->has_second = true;
		if (!number(cursor, 2, 2, &moment->second))
			return false;
		if (accept(cursor, '.') || accept(cursor, ',')) {
			from = cursor->at;
			while (ascii_is_digit(peek(cursor)))
				cursor->at++;
			moment->fraction = slice_sub(cursor->text, from, cursor->at);
			if (moment->fraction.len < 1 || moment->fraction.len > 9)
				return false;
		}
	}
	return half_day(cursor, moment) && moment->hour < 24 && moment->minute < 60 &&
	       moment->second <= 60;
}

static bool numeric_offset(struct cursor *cursor, struct moment *moment)
{
	int sign = accept(cursor, '-') ? -1 : 1;
	unsigned hours, minutes = 0;
	size_t from;

	if (sign > 0 && !accept(cursor, '+'))
		return false;
	from = cursor->at;
	while (ascii_is_digit(peek(cursor)))
		cursor->at++;
	if (cursor->at - from == 4) {
		struct slice digits = slice_sub(cursor->text, from, cursor->at);

		hours = (unsigned)(digits.data[0] - '0') * 10 + (unsigned)(digits.data[1] - '0');
		minutes = (unsigned)(digits.data[2] - '0') * 10 + (unsigned)(digits.data[3] - '0');
	} else {
		cursor->at = from;
		if (!number(cursor, 1, 2, &hours) ||
		    (accept(cursor, ':') && !number(cursor, 2, 2, &minutes)))
			return false;
	}
	moment->offset = sign * (int)(hours * 60 + minutes);
	return hours < 15 && minutes < 60;
}

/* Z, +02:00, +0200, GMT, and the zones of RFC 5322, section 4.3. */
static bool offset(struct cursor *cursor, struct moment *moment)
{
	static const struct {
		char name[4];
		int hours;
	} zones[] = {{"Z", 0},    {"z", 0},    {"UT", 0},   {"UTC", 0},  {"GMT", 0},
		     {"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5}, {"MST", -7},
		     {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
	struct slice name;

	skip_blanks(cursor);
	if (cursor->at == cursor->text.len)
		return true;
	moment->has_offset = true;
	name = word(cursor);
	if (name.len == 0)
		return numeric_offset(cursor, moment);
	for (size_t i = 0; i < COUNT_OF(zones); i++) {
		if (slice_equal(name, slice_of(zones[i].name))) {
			moment->offset = zones[i].hours * 60;
			return true;
		}
	}
	return false;
}

/* What may be between day and time, and whether a time follows. */
static bool joins_time(struct cursor *cursor)
{
	if ((peek(cursor) == 'T' || peek(cursor) == 't') && cursor->at + 1 < cursor->text.len &&
	    ascii_is_digit(cursor->text.data[cursor->at + 1])) {
		cursor->at++;
		return true;
	}
	skip_comma(cursor);
	if (accept_text(cursor, SLICE("at ")))
		skip_blanks(cursor);
	return cursor->at < cursor->text.len;
}

static bool parse(struct slice text, struct moment *moment)
{
	static bool (*const days[])(struct cursor *, struct moment *) = {year_first, ideographic,
									 dotted, named_month};
	struct cursor cursor = {text, 0};
	bool found = false;

	for (size_t i = 0; i < COUNT_OF(days) && !found; i++) {
		*moment = (struct moment){0};
		cursor.at = 0;
		found = days[i](&cursor, moment);
	}
	if (!found || !is_real_day(moment))
		return false;
	if (cursor.at < text.len && joins_time(&cursor) &&
	    (!time_of_day(&cursor, moment) || !offset(&cursor, moment)))
		return false;
	return cursor.at == text.len;
}

/* Whether text, which is a date, needs no change; only the offset may be spelled in two ways. */
static bool is_iso(struct slice text, struct slice canonical)
{
	if (slice_equal(text, canonical))
		return true;
	return canonical.len > 6 && slice_ends(canonical, SLICE("+00:00")) &&
	       text.len == canonical.len - 5 && slice_ends(text, SLICE("Z")) &&
	       memcmp(text.data, canonical.data, text.len - 1) == 0;
}

static size_t print(const struct moment *moment, char *out, size_t room)
{
	unsigned minutes = (unsigned)(moment->offset < 0 ? -moment->offset : moment->offset);
	int n = snprintf(out, room, "%04u-%02u-%02u", moment->year, moment->month, moment->day);

	if (moment->has_time)
		n += snprintf(out + n, room - (size_t)n, "T%02u:%02u", moment->hour,
			      moment->minute);
	if (moment->has_second)
		n += snprintf(out + n, room - (size_t)n, ":%02u", moment->second);
	if (moment->fraction.len)
		n += snprintf(out + n, room - (size_t)n, ".%.*s", (int)moment->fraction.len,
			      moment->fraction.data);
	if (moment->has_offset)
		n += snprintf(out + n, room - (size_t)n, "%c%02u:%02u",
			      moment->offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
	return (size_t)n;
}

size_t date_to_iso(struct slice text, char out[static DATE_MAX])
{
	struct moment moment;
	char spelled[64];
	size_t length;

	text = slice_trim(text);
	if (text.len > 64 || !parse(text, &moment))
		return 0;
	length = print(&moment, spelled, sizeof(spelled));
	if (is_iso(text, slice_make(spelled, length))) {
		memcpy(out, text.data, text.len);
		return text.len;
	}
	memcpy(out, spelled, length);
	return length;
}
