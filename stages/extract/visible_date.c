#include "visible_date.h"

#include <stdio.h>

#include "base/ascii.h"
#include "base/compiler.h"
#include "text/words/lines.h"

enum {
	CHUNK = 64,
	MONTHS = 12,
	YEAR_LEAST = 1900,
	YEAR_MOST = 2099,
	GAP_MOST = 4,    /* bytes between the parts of a date */
	SMALL_WORDS = 2, /* words such as "de" and "of" between two parts */
};

/* What a word of a text may be in a date. */
struct part {
	enum { PART_NONE, PART_NUMBER, PART_MONTH, PART_SMALL } kind;
	unsigned value, digits;
	size_t at, end;
};

static struct part part_of(const struct dateline_words *words, struct slice text,
			   const struct word *word)
{
	struct part part = {PART_NONE, 0, 0, word->at, word->at + word->len};
	struct slice tail;
	uint32_t name;

	if (!(word->flags & WORD_DIGITS)) {
		name = map_get(&words->names, word->hash);
		part.kind = name == 0 ? PART_NONE : name <= MONTHS ? PART_MONTH : PART_SMALL;
		part.value = name;
		return part;
	}
	while (part.digits < word->len && ascii_is_digit(text.data[part.at + part.digits]) &&
	       part.digits < 9)
		part.value = part.value * 10 + (unsigned)(text.data[part.at + part.digits++] - '0');
	/* "3rd" is a number, and so is Korean "3월", but "3com" is not. */
	tail = slice_sub(text, part.at + part.digits, part.end);
	part.kind = part.digits <= 4 && (tail.len <= 2 || slice_equal(tail, SLICE("년")) ||
					 slice_equal(tail, SLICE("월")) ||
					 slice_equal(tail, SLICE("일")))
			    ? PART_NUMBER
			    : PART_NONE;
	return part;
}

static bool is_real(const struct visible_date *date)
{
	static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return date->year >= YEAR_LEAST && date->year <= YEAR_MOST && date->month >= 1 &&
	       date->month <= MONTHS && date->day >= 1 && date->day <= days[date->month - 1];
}

/* Whether a number is a year's. Two digits are one of this century, where `brief` allows them. */
static bool is_year(const struct part *part, bool brief, unsigned *year)
{
	*year = part->digits == 4 ? part->value : 2000 + part->value;
	return part->kind == PART_NUMBER &&
	       (part->digits == 4 || (brief && part->digits == 2 && part->value < 50)) &&
	       *year >= YEAR_LEAST && *year <= YEAR_MOST;
}

/* The bytes between two parts; those of no date when they are too many. */
static struct slice gap(struct slice text, const struct part *before, const struct part *after)
{
	return slice_sub(text, before->end, after->at);
}

/* 7.5.2024, 7/5/2024, 2024-05-07: three numbers with one mark between them. */
static bool read_numbers(struct slice text, const struct part *p, enum date_order order,
			 struct visible_date *date)
{
	struct slice first = gap(text, &p[0], &p[1]), second = gap(text, &p[1], &p[2]);
	char mark = first.len ? first.data[0] : 0;
	unsigned year;

	if (p[0].kind != PART_NUMBER || p[1].kind != PART_NUMBER || p[2].kind != PART_NUMBER ||
	    (mark != '.' && mark != '/' && mark != '-') || first.len > 2 || second.len > 2 ||
	    second.len == 0 || second.data[0] != mark)
		return false;
	if (is_year(&p[0], false, &year)) {
		*date = (struct visible_date){.year = year, .month = p[1].value, .day = p[2].value};
		return p[1].digits <= 2 && p[2].digits <= 2;
	}
	if (p[0].digits > 2 || p[1].digits > 2 || !is_year(&p[2], mark != '-', &year))
		return false;
	*date = (struct visible_date){.year = year, .month = p[1].value, .day = p[0].value};
	if (mark == '.' || p[0].value > MONTHS)
		return true;
	if (order == MONTH_FIRST || p[1].value > MONTHS) {
		date->month = p[0].value;
		date->day = p[1].value;
	}
	return true;
}

static bool ends_with(struct slice text, const struct part *part, struct slice tail)
{
	return slice_ends(slice_sub(text, part->at, part->end), tail);
}

/* 2024년 5월 7일 */
static bool read_korean(struct slice text, const struct part *p, struct visible_date *date)
{
	unsigned year;

	if (!is_year(&p[0], false, &year) || !ends_with(text, &p[0], SLICE("년")) ||
	    !ends_with(text, &p[1], SLICE("월")) || !ends_with(text, &p[2], SLICE("일")))
		return false;
	*date = (struct visible_date){.year = year, .month = p[1].value, .day = p[2].value};
	return true;
}

/* 2024年5月7日 */
static bool read_ideographs(struct slice text, const struct part *p, struct visible_date *date)
{
	unsigned year;

	if (!is_year(&p[0], false, &year) || !ends_with(text, &p[1], SLICE("年")) ||
	    p[2].kind != PART_NUMBER || !ends_with(text, &p[3], SLICE("月")) ||
	    p[4].kind != PART_NUMBER)
		return false;
	*date = (struct visible_date){.year = year, .month = p[2].value, .day = p[4].value};
	return true;
}

/* The next part after p[i] that is no small word, if it is near; 0: none. */
static size_t next_part(struct slice text, const struct part *p, size_t i, size_t count)
{
	for (size_t next = i + 1; next < count && next <= i + 1 + SMALL_WORDS; next++) {
		if (p[next].at - p[next - 1].end > GAP_MOST || p[next].kind == PART_NONE)
			return 0;
		if (p[next].kind != PART_SMALL)
			return next;
	}
	(void)text;
	return 0;
}

/* 7 May 2024, May 7th, 2024, 7 de mayo de 2024, 2024 május 7 */
static bool read_named(struct slice text, const struct part *p, size_t count,
		       struct visible_date *date, size_t *last)
{
	size_t second = next_part(text, p, 0, count),
	       third = second ? next_part(text, p, second, count) : 0;
	const struct part *month, *day, *year;
	unsigned number;

	if (!third)
		return false;
	*last = third;
	month = p[0].kind == PART_MONTH ? &p[0] : &p[second];
	day = p[0].kind == PART_MONTH ? &p[second] : &p[0];
	year = &p[third];
	if (p[0].kind == PART_NUMBER && p[0].digits == 4) {
		day = &p[third];
		year = &p[0];
	}
	if (month->kind != PART_MONTH || day->kind != PART_NUMBER || day->digits > 2 ||
	    !is_year(year, false, &number))
		return false;
	*date = (struct visible_date){.year = number, .month = month->value, .day = day->value};
	return true;
}

static bool is_mark(char c)
{
	return c == '.' || c == '/' || c == '-';
}

/* Whether digits go on at one of the ends, as in a version's or a telephone's number. */
static bool is_within_number(struct slice text, size_t from, size_t to)
{
	return (from > 0 && ascii_is_digit(text.data[from - 1])) ||
	       (from > 1 && is_mark(text.data[from - 1]) && ascii_is_digit(text.data[from - 2])) ||
	       (to + 1 < text.len && is_mark(text.data[to]) && ascii_is_digit(text.data[to + 1]));
}

/* A date that begins with the first of `count` parts. */
static bool read_date(struct slice text, const struct part *p, size_t count, enum date_order order,
		      struct visible_date *date)
{
	size_t last = 2;
	bool good =
		count >= 3 && (read_numbers(text, p, order, date) || read_korean(text, p, date));

	if (!good && count >= 5 && read_ideographs(text, p, date)) {
		good = true;
		last = 4;
	}
	if (!good && p[0].kind != PART_NONE && p[0].kind != PART_SMALL)
		good = read_named(text, p, count, date, &last);
	if (!good || !is_real(date) || is_within_number(text, p[0].at, p[last].end))
		return false;
	date->at = p[0].at;
	date->end = p[last].end;
	return true;
}

bool visible_date_find(const struct dateline_words *words, struct slice text, enum date_order order,
		       struct visible_date *found)
{
	struct word word[CHUNK];
	struct part part[CHUNK];
	size_t at = 0, count;

	do {
		count = words_read(text, &at, word, CHUNK);
		for (size_t i = 0; i < count; i++)
			part[i] = part_of(words, text, &word[i]);
		for (size_t i = 0; i < count; i++)
			if (read_date(text, part + i, count - i, order, found))
				return true;
		if (count == CHUNK && at < text.len)
			at = word[CHUNK - 8].at; /* a date may be on both sides */
	} while (count == CHUNK && at < text.len);
	return false;
}

size_t visible_date_write(const struct visible_date *date, char out[static DATE_MAX])
{
	return (size_t)snprintf(out, DATE_MAX, "%04u-%02u-%02u", date->year, date->month,
				date->day);
}

int32_t date_day_number(struct slice iso)
{
	static const int32_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	int32_t year = 0, month, day;

	for (size_t i = 0; i < 10; i++)
		if (iso.len < 10 ||
		    (i == 4 || i == 7 ? iso.data[i] != '-' : !ascii_is_digit(iso.data[i])))
			return -1;
	for (size_t i = 0; i < 4; i++)
		year = year * 10 + (iso.data[i] - '0');
	month = (iso.data[5] - '0') * 10 + iso.data[6] - '0';
	day = (iso.data[8] - '0') * 10 + iso.data[9] - '0';
	if (year < YEAR_LEAST || month < 1 || month > MONTHS)
		return -1;
	return (year - YEAR_LEAST) * 365 + (year - YEAR_LEAST + 3) / 4 + before[month - 1] +
	       (month > 2 && year % 4 == 0 && year != YEAR_LEAST) + day - 1;
}

/* Whether a language is written month first: English, but where its place says otherwise. */
enum date_order date_order_of(struct slice language, struct slice url)
{
	/* clang-format off */
	static const struct slice places[] = {
		SLICE_INIT(".uk"), SLICE_INIT(".au"), SLICE_INIT(".nz"), SLICE_INIT(".ie"), SLICE_INIT(".in"),
		SLICE_INIT(".za"), SLICE_INIT(".sg"), SLICE_INIT(".hk"), SLICE_INIT(".eu"), SLICE_INIT(".de"),
	};
	/* clang-format on */
	size_t from = slice_find(url, 0, SLICE("://"));
	struct slice host = from < url.len ? slice_from(url, from + 3) : slice_make("", 0);

	host = slice_sub(host, 0, slice_find_byte(host, 0, '/'));
	if (language.len > 0 && !slice_starts(language, SLICE("en")) &&
	    !slice_starts(language, SLICE("EN")))
		return DAY_FIRST;
	if (language.len >= 5 &&
	    (slice_ends(language, SLICE("US")) || slice_ends(language, SLICE("us"))))
		return MONTH_FIRST;
	if (language.len >= 5)
		return DAY_FIRST;
	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (slice_ends(host, places[i]))
			return DAY_FIRST;
	return MONTH_FIRST;
}
