#include "engine/stats.h"

#include <stdlib.h>

#include "base/hash.h"
#include "record/json.h"

static bool tally_grow(struct tally *tally)
{
	struct tally bigger = {.cap = tally->cap ? 2 * tally->cap : 16};

	bigger.entries = calloc(bigger.cap, sizeof(*bigger.entries));
	if (!bigger.entries) {
		tally->failed = true;
		return false;
	}
	for (size_t i = 0; i < tally->cap; i++) {
		if (tally->entries[i].name.data)
			tally_add(&bigger, tally->entries[i].name, tally->entries[i].count);
	}
	free(tally->entries);
	bigger.failed = tally->failed;
	*tally = bigger;
	return true;
}

/* Where the name stands, or would. */
static size_t tally_place(const struct tally *tally, struct slice name)
{
	size_t at = hash64(name) & (tally->cap - 1);

	while (tally->entries[at].name.data && !slice_equal(tally->entries[at].name, name))
		at = (at + 1) & (tally->cap - 1);
	return at;
}

uint64_t tally_of(const struct tally *tally, struct slice name)
{
	return tally->cap ? tally->entries[tally_place(tally, name)].count : 0;
}

void tally_add(struct tally *tally, struct slice name, uint64_t n)
{
	size_t at;

	if (4 * (tally->count + 1) > 3 * tally->cap && !tally_grow(tally))
		return;
	at = tally_place(tally, name);
	if (!tally->entries[at].name.data) {
		tally->entries[at].name = name;
		tally->count++;
	}
	tally->entries[at].count += n;
}

void tally_merge(struct tally *into, const struct tally *from)
{
	for (size_t i = 0; i < from->cap; i++) {
		if (from->entries[i].name.data)
			tally_add(into, from->entries[i].name, from->entries[i].count);
	}
	into->failed |= from->failed;
}

void tally_clear(struct tally *tally)
{
	if (tally->count)
		memset(tally->entries, 0, tally->cap * sizeof(*tally->entries));
	tally->count = 0;
}

void tally_free(struct tally *tally)
{
	free(tally->entries);
	*tally = (struct tally){0};
}

static int by_name(const void *a, const void *b)
{
	const struct tally_entry *left = a, *right = b;

	return slice_compare(left->name, right->name);
}

void tally_write(const struct tally *tally, struct buf *out)
{
	struct tally_entry *sorted = calloc(tally->count + 1, sizeof(*sorted));
	size_t count = 0;

	if (!sorted || tally->failed) {
		out->failed = true;
		free(sorted);
		return;
	}
	for (size_t i = 0; i < tally->cap; i++) {
		if (tally->entries[i].name.data)
			sorted[count++] = tally->entries[i];
	}
	qsort(sorted, count, sizeof(*sorted), by_name);
	buf_push(out, '{');
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_push(out, ',');
		json_write_string(out, sorted[i].name);
		buf_printf(out, ":%llu", (unsigned long long)sorted[i].count);
	}
	buf_push(out, '}');
	free(sorted);
}

void stage_stats_merge(struct stage_stats *into, const struct stage_stats *from)
{
	into->in += from->in;
	into->out += from->out;
	into->dropped += from->dropped;
	into->rejected += from->rejected;
	into->blank += from->blank;
	tally_merge(&into->drops, &from->drops);
	tally_merge(&into->rejects, &from->rejects);
	tally_merge(&into->counters, &from->counters);
	rule_counts_merge(&into->rules, &from->rules);
}

void stage_stats_clear(struct stage_stats *stats)
{
	struct tally drops = stats->drops, rejects = stats->rejects, counters = stats->counters;
	struct rule_counts rules = stats->rules;

	tally_clear(&drops);
	tally_clear(&rejects);
	tally_clear(&counters);
	rule_counts_clear(&rules);
	*stats = (struct stage_stats){
		.drops = drops, .rejects = rejects, .counters = counters, .rules = rules};
}

void stage_stats_free(struct stage_stats *stats)
{
	tally_free(&stats->drops);
	tally_free(&stats->rejects);
	tally_free(&stats->counters);
	rule_counts_free(&stats->rules);
}

void stage_stats_write(const struct stage_stats *stats, const char *name, struct buf *out)
{
	buf_append(out, SLICE("{\"stage\":"));
	json_write_string(out, slice_of(name));
	buf_printf(out,
		   ",\"in\":%llu,\"out\":%llu,\"dropped\":%llu,\"rejected\":%llu,\"blank\":%llu",
		   (unsigned long long)stats->in, (unsigned long long)stats->out,
		   (unsigned long long)stats->dropped, (unsigned long long)stats->rejected,
		   (unsigned long long)stats->blank);
	buf_append(out, SLICE(",\"drops\":"));
	tally_write(&stats->drops, out);
	buf_append(out, SLICE(",\"rejects\":"));
	tally_write(&stats->rejects, out);
	buf_append(out, SLICE(",\"counters\":"));
	tally_write(&stats->counters, out);
	buf_push(out, '}');
}
