/* Groups of copies, and which articles the page holds in full. */
#include <stdlib.h>

#include "base/array.h"
#include "report/figures.h"

/* An article, with what it is sorted by. */
struct sort_entry {
	uint64_t first, second;
	uint32_t ordinal;
};

static int compare_entries(const void *a, const void *b)
{
	const struct sort_entry *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->second != y->second)
		return x->second < y->second ? -1 : 1;
	return x->ordinal < y->ordinal ? -1 : x->ordinal > y->ordinal;
}

/* Of a group the kept article first, then by time; what has no time comes last. */
static struct sort_entry entry_of_group(const struct report *report, uint32_t ordinal)
{
	const struct report_article *article = &report->articles[ordinal];
	uint64_t time = (uint64_t)article->time ^ UINT64_C(1) << 63;

	return (struct sort_entry){article->group, article->kept ? 0 : time / 2 + 1, ordinal};
}

/* Sorts all articles by group; those without a decision, group 0, come first. */
static bool sort_members(struct report *report, struct err *err)
{
	size_t count = report->article_count;
	struct sort_entry *entries = array_new(count, sizeof(*entries));

	report->members = array_new(count, sizeof(*report->members));
	if (!entries || !report->members) {
		free(entries);
		return err_no_memory(err);
	}
	for (uint32_t i = 0; i < count; i++)
		entries[i] = entry_of_group(report, i);
	qsort(entries, count, sizeof(*entries), compare_entries);
	for (size_t i = 0; i < count; i++)
		report->members[i] = entries[i].ordinal;
	free(entries);
	return true;
}

static void measure_group(const struct report *report, struct report_group *group)
{
	const uint32_t *members = report->members + group->first;

	group->origin = members[0];
	group->jaccard = -1;
	group->from = group->to = TIME_UNKNOWN;
	for (uint32_t i = 0; i < group->count; i++) {
		const struct report_article *article = &report->articles[members[i]];

		if (!article->kept && article->jaccard >= 0 &&
		    (group->jaccard < 0 || article->jaccard < group->jaccard))
			group->jaccard = article->jaccard;
		if (article->time == TIME_UNKNOWN)
			continue;
		if (group->from == TIME_UNKNOWN || article->time < group->from) {
			group->from = article->time;
			group->origin = members[i];
		}
		if (group->to == TIME_UNKNOWN || article->time > group->to)
			group->to = article->time;
	}
}

static int compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static bool count_sources(const struct report *report, struct report_group *group)
{
	uint32_t *sources = array_new(group->count, sizeof(*sources));

	if (!sources)
		return false;
	for (uint32_t i = 0; i < group->count; i++)
		sources[i] = report->articles[report->members[group->first + i]].source;
	qsort(sources, group->count, sizeof(*sources), compare_numbers);
	for (uint32_t i = 0; i < group->count; i++)
		group->source_count += i == 0 || sources[i] != sources[i - 1];
	free(sources);
	return true;
}

static int compare_groups(const void *a, const void *b)
{
	const struct report_group *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

/*
 * A group is of two articles or more. One dropped for an article of an earlier archive makes a
 * group, too, when there are two such.
 */
static bool find_groups(struct report *report, struct err *err)
{
	size_t end;

	for (size_t from = 0; from < report->article_count; from = end) {
		uint64_t id = report->articles[report->members[from]].group;
		struct report_group group = {.first = from};

		for (end = from; end < report->article_count &&
				 report->articles[report->members[end]].group == id;
		     end++)
			;
		group.count = (uint32_t)(end - from);
		if (id == 0 || group.count < 2)
			continue;
		measure_group(report, &group);
		if (!count_sources(report, &group) ||
		    !ARRAY_RESERVE(report->groups, report->group_cap, report->group_count + 1))
			return err_no_memory(err);
		report->groups[report->group_count++] = group;
	}
	if (report->group_count)
		qsort(report->groups, report->group_count, sizeof(*report->groups), compare_groups);
	return true;
}

/* Shows a group when the limit leaves room for it; a part of one only when `parts` is set. */
static void show_group(struct report *report, struct report_group *group, uint64_t limit,
		       bool parts)
{
	enum { MOST_OF_A_GROUP = 1000 };
	uint64_t left = limit > report->shown_count ? limit - report->shown_count : 0;
	uint32_t count = group->count < MOST_OF_A_GROUP ? group->count : MOST_OF_A_GROUP;

	if (parts && left < count)
		count = (uint32_t)left;
	if (group->shown || count < 2 || left < count)
		return;
	for (uint32_t i = 0; i < count; i++) {
		struct report_article *article =
			&report->articles[report->members[group->first + i]];

		report->shown_count += !article->shown;
		article->shown = true;
	}
	group->shown = count;
	report->shown_groups++;
}

static void show_article(struct report *report, uint32_t ordinal, uint64_t limit)
{
	if (report->articles[ordinal].shown || report->shown_count >= limit)
		return;
	report->articles[ordinal].shown = true;
	report->shown_count++;
}

/* The groups whose members have the least in common. */
static bool show_doubtful_groups(struct report *report, uint64_t limit)
{
	struct sort_entry *entries = array_new(report->group_count, sizeof(*entries));

	if (!entries)
		return false;
	for (uint32_t i = 0; i < report->group_count; i++) {
		int jaccard = report->groups[i].jaccard;

		entries[i] =
			(struct sort_entry){jaccard < 0 ? UINT64_MAX : (uint64_t)jaccard, 0, i};
	}
	qsort(entries, report->group_count, sizeof(*entries), compare_entries);
	for (size_t i = 0; i < report->group_count; i++)
		show_group(report, &report->groups[entries[i].ordinal], limit, false);
	free(entries);
	return true;
}

/* The articles that lost the largest shares of their text. */
static bool show_cut_articles(struct report *report, uint64_t limit)
{
	size_t count = report->article_count, used = 0;
	struct sort_entry *entries = array_new(count, sizeof(*entries));

	if (!entries)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		const struct report_article *article = &report->articles[i];
		uint64_t before = article->removed + (uint64_t)article->words * 6;

		if (article->removed > 0)
			entries[used++] = (struct sort_entry){
				1000000 - (uint64_t)article->removed * 1000000 / before, 0, i};
	}
	qsort(entries, used, sizeof(*entries), compare_entries);
	for (size_t i = 0; i < used; i++)
		show_article(report, entries[i].ordinal, limit);
	free(entries);
	return true;
}

/* Ordinals by hash of the id, the earliest first. */
static bool sort_by_id(struct report *report)
{
	size_t count = report->article_count;
	struct sort_entry *entries = array_new(count, sizeof(*entries));

	report->by_id = array_new(count, sizeof(*report->by_id));
	if (!entries || !report->by_id) {
		free(entries);
		return false;
	}
	for (uint32_t i = 0; i < count; i++)
		entries[i] = (struct sort_entry){report->articles[i].id, 0, i};
	qsort(entries, count, sizeof(*entries), compare_entries);
	for (size_t i = 0; i < count; i++)
		report->by_id[i] = entries[i].ordinal;
	free(entries);
	return true;
}

uint32_t report_find(const struct report *report, uint64_t id, bool shown)
{
	size_t low = 0, high = report->article_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (report->articles[report->by_id[middle]].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < report->article_count && report->articles[report->by_id[low]].id == id; low++)
		if (!shown || report->articles[report->by_id[low]].shown)
			return report->by_id[low];
	return NO_INDEX;
}

/* Articles that were found similar to one that is shown, and yet kept. */
static void show_matches(struct report *report, uint64_t limit)
{
	for (uint32_t i = 0; i < report->article_count; i++) {
		uint64_t match = report->articles[i].match;
		uint32_t other = match ? report_find(report, match, false) : NO_INDEX;

		if (other == NO_INDEX || report->articles[i].shown == report->articles[other].shown)
			continue;
		show_article(report, report->articles[i].shown ? other : i, limit);
	}
}

/* The page's list: groups whole, in their order, then the other articles in the order of input. */
static bool number_articles(struct report *report)
{
	uint32_t next = 0;

	report->index = array_new(report->article_count, sizeof(*report->index));
	report->rows = array_new_zeroed(report->shown_count, sizeof(*report->rows));
	if (!report->index || !report->rows)
		return false;
	for (size_t i = 0; i < report->article_count; i++)
		report->index[i] = NO_INDEX;
	for (size_t g = 0; g < report->group_count; g++)
		for (uint32_t i = 0; i < report->groups[g].shown; i++)
			report->index[report->members[report->groups[g].first + i]] = next++;
	for (size_t i = 0; i < report->article_count; i++)
		if (report->articles[i].shown && report->index[i] == NO_INDEX)
			report->index[i] = next++;
	return true;
}

bool report_select(struct report *report, uint64_t limit, struct err *err)
{
	report->limit = limit;
	if (!sort_members(report, err) || !find_groups(report, err))
		return false;
	if (!sort_by_id(report))
		return err_no_memory(err);
	/* Half of the page is for the largest groups, a quarter for doubtful ones, an eighth for
	 * articles that lost much text; what is left over is for the rest. */
	for (size_t i = 0; i < report->group_count; i++)
		show_group(report, &report->groups[i], limit / 2, false);
	if (!show_doubtful_groups(report, limit / 2 + limit / 4) ||
	    !show_cut_articles(report, limit - limit / 8))
		return err_no_memory(err);
	for (size_t i = 0; i < report->group_count; i++)
		show_group(report, &report->groups[i], limit, true);
	show_matches(report, limit);
	for (uint32_t i = 0; i < report->article_count; i++)
		show_article(report, i, limit);
	return number_articles(report) || err_no_memory(err);
}
