#include "article/lines/dateline.h"

#include "base/asset.h"
#include "text/words/lines.h"

/* In `names`, 1..12 are months; this is any other word that may be in a dateline. */
enum { BESIDE = 13 };

enum { NUMBERS_MAX = 8, WORDS_MAX = 16 };

struct dateline {
	int year, month, day;
	int hour, minute; /* -1: no time given */
};

static bool add_names(struct map *names, struct slice line)
{
	uint32_t value = 0;
	size_t at = 0;

	for (; at < line.len && line.data[at] != ':'; at++)
		value = value * 10 + (uint32_t)(line.data[at] - '0');
	if (value == 0)
		value = BESIDE;
	for (at += 2; at < line.len;) {
		size_t end = slice_find_byte(line, at, ' ');
		uint32_t *slot = map_put(names, word_hash(slice_sub(line, at, end)));

		if (!slot)
			return false;
		if (*slot == 0)
			*slot = value;
		at = end + 1;
	}
	return true;
}

bool dateline_words_open(struct dateline_words *words, struct err *err)
{
	struct slice rest, line;

	if (!asset_find("article/months.txt", &rest))
		return err_set(err, ERR_USAGE, "the built-in list of months is missing");
	while (slice_next_line(&rest, &line))
		if (line.len > 0 && line.data[0] != '#' && !add_names(&words->names, line)) {
			dateline_words_free(words);
			return err_no_memory(err);
		}
	return true;
}

void dateline_words_free(struct dateline_words *words)
{
	map_free(&words->names);
}

/* What a dateline is made of, in order. */
struct parts {
	struct part {
		int value;
		unsigned digits;
		char before; /* the byte before it, 0 at the start */
	} number[NUMBERS_MAX];
	size_t count;
	int month;          /* 0: not named */
	size_t month_after; /* how many numbers are before its name */
	bool afternoon;
};

static int digits_value(struct slice text)
{
	int value = 0;

	for (size_t i = 0; i < text.len; i++)
		value = value * 10 + (text.data[i] - '0');
	return value;
}

/* A number, perhaps with letters after it, as in "3rd", "20h48" or "8pm". */
static bool add_number(const struct dateline_words *words, struct parts *parts, struct slice line,
		       struct slice word, size_t at)
{
	size_t digits = 0;
	struct slice tail;

	while (digits < word.len && word.data[digits] >= '0' && word.data[digits] <= '9')
		digits++;
	if (digits == 0 || digits > 4 || parts->count == NUMBERS_MAX)
		return false;
	parts->number[parts->count++] = (struct part){
		.value = digits_value(slice_sub(word, 0, digits)),
		.digits = (unsigned)digits,
		.before = at > 0 ? line.data[at - 1] : '\0',
	};
	tail = slice_from(word, digits);
	if (tail.len == 0)
		return true;
	if (slice_equal(tail, SLICE("pm")) || slice_equal(tail, SLICE("PM")))
		parts->afternoon = true;
	if ((tail.data[0] == 'h' || tail.data[0] == 'T') && tail.len > 1 && tail.data[1] >= '0' &&
	    tail.data[1] <= '9') {
		parts->number[parts->count - 1].before =
			tail.data[0] == 'h' ? ' ' : parts->number[parts->count - 1].before;
		if (!add_number(words, parts, line, slice_from(tail, 1), at))
			return false;
		parts->number[parts->count - 1].before = tail.data[0] == 'h' ? ':' : 'T';
		return true;
	}
	return map_get(&words->names, word_hash(tail)) == BESIDE;
}

static bool add_part(const struct dateline_words *words, struct parts *parts, struct slice line,
		     const struct word *word)
{
	struct slice text = slice_sub(line, word->at, word->at + word->len);
	uint32_t name;

	if (word->flags & WORD_DIGITS)
		return add_number(words, parts, line, text, word->at);
	name = map_get(&words->names, word->hash);
	if (name == 0)
		return false;
	if (slice_equal(text, SLICE("pm")) || slice_equal(text, SLICE("PM")))
		parts->afternoon = true;
	if (name <= 12 && parts->month == 0) {
		parts->month = (int)name;
		parts->month_after = parts->count;
	}
	return true;
}

static bool read_parts(const struct dateline_words *words, struct slice line, struct parts *parts)
{
	struct word word[WORDS_MAX];
	size_t at = 0, count;

	*parts = (struct parts){0};
	if (line.len > 120)
		return false;
	count = words_read(line, &at, word, WORDS_MAX);
	if (count < 2 || count == WORDS_MAX)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add_part(words, parts, line, &word[i]))
			return false;
	return parts->count >= 2;
}

static bool is_year(const struct part *part)
{
	return part->digits == 4 && part->value >= 1900 && part->value <= 2099;
}

bool dateline_looks(const struct dateline_words *words, struct slice line)
{
	struct parts parts;
	bool year = false;

	if (!read_parts(words, line, &parts))
		return false;
	for (size_t i = 0; i < parts.count; i++)
		year |= is_year(&parts.number[i]);
	return parts.month > 0 ? year : year && parts.count >= 3;
}

/* A date whose month is named: date_to_iso knows the English names, this the others. */
static bool read_named(const struct parts *parts, struct dateline *date)
{
	const struct part *n = parts->number;
	size_t used = 2;

	if (!parts->month || parts->month_after > 1)
		return false;
	date->month = parts->month;
	date->year = is_year(&n[0]) ? n[0].value : n[1].value;
	date->day = is_year(&n[0]) ? n[1].value : n[0].value;
	date->hour = date->minute = -1;
	if (!is_year(&n[0]) && !is_year(&n[1]))
		return false;
	if (parts->count == used)
		return true;
	if (parts->count != used + 2 || (n[3].before != ':' && n[3].before != '.'))
		return false;
	date->hour = n[2].value + (parts->afternoon && n[2].value < 12 ? 12 : 0);
	date->minute = n[3].value;
	return true;
}

/* The date in ISO form; date_to_iso then says whether there is such a day. */
static size_t to_iso(const struct dateline *date, char out[static DATE_MAX])
{
	char iso[DATE_MAX];
	int len = date->hour < 0
			  ? snprintf(iso, sizeof(iso), "%04d-%02d-%02d", date->year, date->month,
				     date->day)
			  : snprintf(iso, sizeof(iso), "%04d-%02d-%02dT%02d:%02d", date->year,
				     date->month, date->day, date->hour, date->minute);

	if (len <= 0 || (size_t)len >= sizeof(iso))
		return 0;
	return date_to_iso(slice_make(iso, (size_t)len), out);
}

size_t dateline_to_iso(const struct dateline_words *words, struct slice line,
		       char out[static DATE_MAX])
{
	struct parts parts;
	struct dateline date;
	size_t len = date_to_iso(line, out);

	if (len > 0)
		return len;
	if (!read_parts(words, line, &parts) || !read_named(&parts, &date))
		return 0;
	return to_iso(&date, out);
}
