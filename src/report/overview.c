/* The figures of all articles, as the page's overview shows them. */
#include <stdlib.h>

#include "base/array.h"
#include "record/json.h"
#include "report/figures.h"

enum {
	SECONDS_OF_DAY = 86400,
	MOST_SOURCES = 500,  /* in the table */
	MATRIX_SOURCES = 25, /* in the table of who copied from whom */
	MOST_RULES = 500,
	MOST_LANGUAGES = 20,
	MOST_DAYS = 400, /* of more, the picture shows months */
};

struct source_figures {
	uint64_t articles, kept, copied, copied_by_others, first;
	uint32_t source;
};

struct rule_count {
	uint64_t count;
	uint32_t number;
};

/* Year, month and day of a count of days from 1970-01-01 (proleptic Gregorian calendar). */
static void civil_date(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
	/* Counted from 0000-03-01, so that the leap day is the last of its year. */
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	unsigned of_era = (unsigned)(z - era * 146097);
	unsigned years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	unsigned of_year = of_era - (365 * years + years / 4 - years / 100);
	unsigned shifted = (5 * of_year + 2) / 153;

	*day = of_year - (153 * shifted + 2) / 5 + 1;
	*month = shifted < 10 ? shifted + 3 : shifted - 9;
	*year = years + era * 400 + (*month <= 2);
}

static int64_t day_of(int64_t time)
{
	return time >= 0 ? time / SECONDS_OF_DAY : -((-time + SECONDS_OF_DAY - 1) / SECONDS_OF_DAY);
}

void report_put_time(struct buf *out, int64_t time, unsigned len)
{
	int64_t day, year;
	unsigned month, of_month, second;
	char text[64];

	if (time == TIME_UNKNOWN)
		return;
	day = day_of(time);
	second = (unsigned)(time - day * SECONDS_OF_DAY);
	civil_date(day, &year, &month, &of_month);
	snprintf(text, sizeof(text), "%04lld-%02u-%02uT%02u:%02u", (long long)year, month, of_month,
		 second / 3600, second / 60 % 60);
	buf_append(out, slice_make(text, strlen(text) < len ? strlen(text) : len));
}

static void put_name(const struct names *names, uint32_t number, struct buf *out)
{
	struct slice name = names_get(names, number);

	json_write_string(out, name.len ? name : SLICE("(unknown)"));
}

static int compare_counts(const void *a, const void *b)
{
	const struct rule_count *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int compare_sources(const void *a, const void *b)
{
	const struct source_figures *x = a, *y = b;

	if (x->articles != y->articles)
		return x->articles > y->articles ? -1 : 1;
	return x->source < y->source ? -1 : x->source > y->source;
}

static void put_relations(const struct report *report, struct buf *out)
{
	buf_append(out, SLICE(",\"relations\":["));
	for (uint32_t relation = 0; relation < report->relations.count; relation++) {
		unsigned long long kept = 0, dropped = 0;

		for (size_t i = 0; i < report->article_count; i++) {
			if (report->articles[i].relation != relation)
				continue;
			kept += report->articles[i].kept;
			dropped += !report->articles[i].kept;
		}
		buf_append(out, relation ? SLICE(",[") : SLICE("["));
		put_name(&report->relations, relation, out);
		buf_printf(out, ",%llu,%llu]", kept, dropped);
	}
	buf_push(out, ']');
}

static bool put_rules(const struct report *report, struct buf *out)
{
	struct rule_count *counts = array_new(report->rules.count, sizeof(*counts));

	if (!counts)
		return false;
	for (uint32_t i = 0; i < report->rules.count; i++)
		counts[i] = (struct rule_count){report->rule_counts[i].edits, i};
	qsort(counts, report->rules.count, sizeof(*counts), compare_counts);
	buf_append(out, SLICE(",\"rules\":["));
	for (uint32_t i = 0; i < report->rules.count && i < MOST_RULES; i++) {
		const struct report_rule *rule = &report->rule_counts[counts[i].number];
		struct slice name = names_get(&report->rules, counts[i].number);
		size_t tab = slice_find_byte(name, 0, '\t');

		/* Both parts are JSON strings as they were read. */
		buf_append(out, i ? SLICE(",[") : SLICE("["));
		buf_append(out, slice_sub(name, 0, tab));
		buf_push(out, ',');
		buf_append(out, slice_from(name, tab + 1));
		buf_printf(out, ",%llu,%llu,%llu]", (unsigned long long)rule->edits,
			   (unsigned long long)rule->articles, (unsigned long long)rule->removed);
	}
	buf_push(out, ']');
	free(counts);
	return true;
}

static void count_sources(const struct report *report, struct source_figures *sources)
{
	for (uint32_t i = 0; i < report->sources.count; i++)
		sources[i].source = i;
	for (size_t i = 0; i < report->article_count; i++) {
		sources[report->articles[i].source].articles++;
		sources[report->articles[i].source].kept += report->articles[i].kept;
	}
	for (size_t g = 0; g < report->group_count; g++) {
		const struct report_group *group = &report->groups[g];
		uint32_t origin = report->articles[group->origin].source;

		sources[origin].first++;
		sources[origin].copied_by_others += group->source_count > 1;
		for (uint32_t i = 0; i < group->count; i++) {
			uint32_t source =
				report->articles[report->members[group->first + i]].source;

			sources[source].copied += source != origin;
		}
	}
}

/* places[source] is its row in the matrix, or MATRIX_SOURCES. */
static void put_matrix(const struct report *report, const uint32_t *places, uint32_t rows,
		       struct buf *out)
{
	uint64_t cells[MATRIX_SOURCES][MATRIX_SOURCES] = {{0}};

	for (size_t g = 0; g < report->group_count; g++) {
		const struct report_group *group = &report->groups[g];
		uint32_t origin = places[report->articles[group->origin].source];

		for (uint32_t i = 0; origin < rows && i < group->count; i++) {
			uint32_t row =
				places[report->articles[report->members[group->first + i]].source];

			if (row < rows && row != origin)
				cells[row][origin]++;
		}
	}
	buf_append(out, SLICE("],\"counts\":["));
	for (uint32_t row = 0; row < rows; row++) {
		buf_append(out, row ? SLICE(",[") : SLICE("["));
		for (uint32_t column = 0; column < rows; column++)
			buf_printf(out, column ? ",%llu" : "%llu",
				   (unsigned long long)cells[row][column]);
		buf_push(out, ']');
	}
	buf_append(out, SLICE("]}"));
}

static bool put_sources(const struct report *report, struct buf *out)
{
	uint32_t count = report->sources.count;
	uint32_t rows = count < MATRIX_SOURCES ? count : MATRIX_SOURCES;
	struct source_figures *sources = array_new_zeroed(count, sizeof(*sources));
	uint32_t *places = array_new(count, sizeof(*places));

	if (!sources || !places) {
		free(sources);
		free(places);
		return false;
	}
	count_sources(report, sources);
	qsort(sources, count, sizeof(*sources), compare_sources);
	buf_append(out, SLICE(",\"sources\":["));
	for (uint32_t i = 0; i < count && i < MOST_SOURCES; i++) {
		buf_append(out, i ? SLICE(",[") : SLICE("["));
		put_name(&report->sources, sources[i].source, out);
		buf_printf(
			out, ",%llu,%llu,%llu,%llu,%llu]", (unsigned long long)sources[i].articles,
			(unsigned long long)sources[i].kept, (unsigned long long)sources[i].copied,
			(unsigned long long)sources[i].copied_by_others,
			(unsigned long long)sources[i].first);
	}
	buf_append(out, SLICE("],\"matrix\":{\"names\":["));
	for (uint32_t i = 0; i < count; i++) {
		places[sources[i].source] = i < rows ? i : MATRIX_SOURCES;
		if (i < rows) {
			buf_append(out, i ? SLICE(",") : SLICE(""));
			put_name(&report->sources, sources[i].source, out);
		}
	}
	put_matrix(report, places, rows, out);
	free(sources);
	free(places);
	return true;
}

static int compare_days(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Days that have articles, each as day * 2 + dropped; as months when they are many. */
static bool put_days(const struct report *report, struct buf *out)
{
	int64_t *days = array_new(report->article_count, sizeof(*days));
	size_t count = 0, distinct = 0;
	unsigned len;

	if (!days)
		return false;
	for (size_t i = 0; i < report->article_count; i++)
		if (report->articles[i].time != TIME_UNKNOWN)
			days[count++] =
				day_of(report->articles[i].time) * 2 + !report->articles[i].kept;
	qsort(days, count, sizeof(*days), compare_days);
	for (size_t i = 0; i < count; i++)
		distinct += i == 0 || (days[i] >> 1) != (days[i - 1] >> 1);
	len = distinct > MOST_DAYS ? 7 : 10;
	buf_append(out, SLICE(",\"days\":["));
	for (size_t i = 0; i < count;) {
		struct buf label = {0}, other = {0};
		unsigned long long all = 0, dropped = 0;

		report_put_time(&label, (days[i] >> 1) * SECONDS_OF_DAY, len);
		do {
			all++;
			dropped += days[i] & 1;
			i++;
			buf_clear(&other);
			if (i < count)
				report_put_time(&other, (days[i] >> 1) * SECONDS_OF_DAY, len);
		} while (slice_equal(buf_slice(&label), buf_slice(&other)));
		buf_append(out, out->data[out->len - 1] == '[' ? SLICE("[") : SLICE(",["));
		json_write_string(out, buf_slice(&label));
		buf_printf(out, ",%llu,%llu]", all, dropped);
		buf_free(&label);
		buf_free(&other);
	}
	buf_push(out, ']');
	free(days);
	return true;
}

/* How long after the first version the others of a group appeared. */
static void put_delays(const struct report *report, struct buf *out)
{
	static const struct {
		int64_t below; /* seconds */
		const char *label;
	} steps[] = {
		{3600, "less than 1 hour"},     {3 * 3600, "1 to 3 hours"},
		{6 * 3600, "3 to 6 hours"},     {12 * 3600, "6 to 12 hours"},
		{24 * 3600, "12 to 24 hours"},  {48 * 3600, "1 to 2 days"},
		{7 * 24 * 3600, "2 to 7 days"}, {INT64_MAX, "more than 7 days"},
	};
	uint64_t counts[COUNT_OF(steps)] = {0};

	for (size_t g = 0; g < report->group_count; g++) {
		const struct report_group *group = &report->groups[g];

		for (uint32_t i = 0; i < group->count; i++) {
			uint32_t member = report->members[group->first + i];
			int64_t time = report->articles[member].time;
			size_t step = 0;

			if (member == group->origin || time == TIME_UNKNOWN ||
			    group->from == TIME_UNKNOWN)
				continue;
			while (time - group->from >= steps[step].below)
				step++;
			counts[step]++;
		}
	}
	buf_append(out, SLICE(",\"delays\":["));
	for (size_t i = 0; i < COUNT_OF(steps); i++)
		buf_printf(out, "%s[\"%s\",%llu]", i ? "," : "", steps[i].label,
			   (unsigned long long)counts[i]);
	buf_push(out, ']');
}

static bool put_languages(const struct report *report, struct buf *out)
{
	struct rule_count *counts = array_new_zeroed(report->languages.count, sizeof(*counts));

	if (!counts)
		return false;
	for (uint32_t i = 0; i < report->languages.count; i++)
		counts[i].number = i;
	for (size_t i = 0; i < report->article_count; i++)
		counts[report->articles[i].language].count++;
	qsort(counts, report->languages.count, sizeof(*counts), compare_counts);
	buf_append(out, SLICE(",\"languages\":["));
	for (uint32_t i = 0; i < report->languages.count && i < MOST_LANGUAGES; i++) {
		buf_append(out, i ? SLICE(",[") : SLICE("["));
		put_name(&report->languages, counts[i].number, out);
		buf_printf(out, ",%llu]", (unsigned long long)counts[i].count);
	}
	buf_push(out, ']');
	free(counts);
	return true;
}

static void put_lengths(const struct report *report, struct buf *out)
{
	static const uint32_t below[] = {10, 100, 200, 400, 800, 1600, UINT32_MAX};
	static const char *const labels[] = {"fewer than 10", "10 to 99",   "100 to 199",
					     "200 to 399",    "400 to 799", "800 to 1,599",
					     "1,600 or more"};
	uint64_t counts[COUNT_OF(below)] = {0};

	_Static_assert(COUNT_OF(below) == COUNT_OF(labels), "a label for each range");
	for (size_t i = 0; i < report->article_count; i++) {
		size_t range = 0;

		while (range + 1 < COUNT_OF(below) && report->articles[i].words >= below[range])
			range++;
		counts[range]++;
	}
	buf_append(out, SLICE(",\"lengths\":["));
	for (size_t i = 0; i < COUNT_OF(labels); i++)
		buf_printf(out, "%s[\"%s\",%llu]", i ? "," : "", labels[i],
			   (unsigned long long)counts[i]);
	buf_push(out, ']');
}

bool report_overview(const struct report *report, struct slice title, struct buf *out)
{
	unsigned long long kept = 0, all = report->article_count;

	for (size_t i = 0; i < report->article_count; i++)
		kept += report->articles[i].kept;
	buf_append(out, SLICE("{\"title\":"));
	json_write_string(out, title);
	buf_printf(out, ",\"articles\":%llu,\"kept\":%llu,\"dropped\":%llu,\"rejected\":", all,
		   kept, all - kept);
	if (report->rejected < 0)
		buf_append(out, SLICE("null"));
	else
		buf_printf(out, "%lld", (long long)report->rejected);
	buf_append(out, SLICE(",\"stages\":["));
	buf_append(out, buf_slice(&report->stages));
	buf_push(out, ']');
	put_relations(report, out);
	if (!put_rules(report, out) || !put_sources(report, out) || !put_days(report, out) ||
	    !put_languages(report, out))
		return false;
	put_delays(report, out);
	put_lengths(report, out);
	buf_printf(out,
		   ",\"clusterCount\":%zu,\"shown\":{\"clusters\":%zu,\"articles\":%zu,"
		   "\"articlesLeftOut\":%zu,\"limit\":%llu}}",
		   report->group_count, report->shown_groups, report->shown_count,
		   report->article_count - report->shown_count, (unsigned long long)report->limit);
	return !buf_failed(out);
}
