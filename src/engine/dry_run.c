#include "engine/dry_run.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/utf8.h"

enum {
	SAMPLE_MAX = 60, /* code points */
	ID_MAX = 1000,
};

bool dry_run_parse(const char *value, enum dry_run standard, enum dry_run *kind, struct err *err)
{
	*kind = DRY_RUN_OFF;
	if (!value)
		return true;
	if (!*value)
		*kind = standard;
	else if (strcmp(value, "edits") == 0)
		*kind = DRY_RUN_EDITS;
	else if (strcmp(value, "rules") == 0)
		*kind = DRY_RUN_RULES;
	else
		return err_set(err, ERR_USAGE, "dry-run: bad value '%s'. It takes edits or rules.",
			       value);
	return true;
}

struct slice dry_run_header(enum dry_run kind)
{
	if (kind == DRY_RUN_EDITS)
		return SLICE("id\tstage\trule\tfield\tat\tlen\tremoved\tadded\tevidence\n");
	return SLICE("count\tstage\trule\tsamples\n");
}

/* Appends the text escaped, at most `limit` code points of it. */
static void put_escaped(struct buf *out, struct slice text, size_t limit)
{
	for (size_t at = 0; at < text.len; limit--) {
		uint32_t code_point;
		size_t next = utf8_next(text, at, &code_point);

		if (limit == 0) {
			buf_append(out, SLICE("…"));
			return;
		}
		switch (code_point) {
		case '\t':
			buf_append(out, SLICE("\\t"));
			break;
		case '\n':
			buf_append(out, SLICE("\\n"));
			break;
		case '\r':
			buf_append(out, SLICE("\\r"));
			break;
		case '\\':
			buf_append(out, SLICE("\\\\"));
			break;
		default:
			if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) ||
			    code_point == 0x2028 || code_point == 0x2029)
				buf_printf(out, "\\u%04x", (unsigned)code_point);
			else
				buf_append(out, slice_sub(text, at, next));
		}
		at = next;
	}
}

/* The rule's slot, or a free one. There is one free slot at least. */
static struct rule_count *slot_of(const struct rule_counts *counts, struct slice rule)
{
	size_t at = hash64(rule) & (counts->cap - 1);

	while (counts->slots[at].rule.data && !slice_equal(counts->slots[at].rule, rule))
		at = (at + 1) & (counts->cap - 1);
	return &counts->slots[at];
}

static bool make_room(struct rule_counts *counts)
{
	struct rule_counts bigger = *counts;

	if (4 * (counts->count + 1) <= 3 * counts->cap)
		return true;
	bigger.cap = counts->cap ? 2 * counts->cap : 16;
	bigger.slots = calloc(bigger.cap, sizeof(*bigger.slots));
	if (!bigger.slots)
		return false;
	for (size_t i = 0; i < counts->cap; i++)
		if (counts->slots[i].rule.data)
			*slot_of(&bigger, counts->slots[i].rule) = counts->slots[i];
	free(counts->slots);
	*counts = bigger;
	return true;
}

/* The rule's counter. NULL when memory is short. */
static struct rule_count *counter(struct rule_counts *counts, struct slice rule)
{
	struct rule_count *slot;

	if (!make_room(counts)) {
		counts->failed = true;
		return NULL;
	}
	slot = slot_of(counts, rule);
	if (slot->rule.data)
		return slot;
	if (!arena_copy(&counts->arena, rule, &slot->rule)) {
		slot->rule = slice_make(NULL, 0);
		counts->failed = true;
		return NULL;
	}
	counts->count++;
	return slot;
}

static void add_sample(struct rule_counts *counts, struct rule_count *slot, struct slice sample)
{
	for (unsigned i = 0; i < slot->sample_count; i++)
		if (slice_equal(slot->samples[i], sample))
			return;
	if (slot->sample_count == RULE_SAMPLES)
		return;
	if (arena_copy(&counts->arena, sample, &slot->samples[slot->sample_count]))
		slot->sample_count++;
	else
		counts->failed = true;
}

void rule_counts_merge(struct rule_counts *into, const struct rule_counts *from)
{
	into->failed |= from->failed;
	for (size_t i = 0; i < from->cap; i++) {
		const struct rule_count *it = &from->slots[i];
		struct rule_count *slot = it->rule.data ? counter(into, it->rule) : NULL;

		if (!slot)
			continue;
		slot->count += it->count;
		for (unsigned n = 0; n < it->sample_count; n++)
			add_sample(into, slot, it->samples[n]);
	}
}

void rule_counts_clear(struct rule_counts *counts)
{
	if (counts->count)
		memset(counts->slots, 0, counts->cap * sizeof(*counts->slots));
	counts->count = 0;
	arena_reset(&counts->arena);
}

void rule_counts_free(struct rule_counts *counts)
{
	free(counts->slots);
	arena_free(&counts->arena);
	*counts = (struct rule_counts){0};
}

static int by_count(const void *a, const void *b)
{
	const struct rule_count *left = a, *right = b;

	if (left->count != right->count)
		return left->count < right->count ? 1 : -1;
	return slice_compare(left->rule, right->rule);
}

void rule_counts_write(const struct rule_counts *counts, const char *stage, struct buf *out)
{
	struct rule_count *sorted = calloc(counts->count + 1, sizeof(*sorted));
	size_t count = 0;

	if (!sorted || counts->failed) {
		out->failed = true;
		free(sorted);
		return;
	}
	for (size_t i = 0; i < counts->cap; i++)
		if (counts->slots[i].rule.data)
			sorted[count++] = counts->slots[i];
	qsort(sorted, count, sizeof(*sorted), by_count);
	for (size_t i = 0; i < count; i++) {
		buf_printf(out, "%llu\t%s\t", (unsigned long long)sorted[i].count, stage);
		put_escaped(out, sorted[i].rule, SIZE_MAX);
		for (unsigned n = 0; n < sorted[i].sample_count; n++) {
			buf_push(out, '\t');
			buf_append(out, sorted[i].samples[n]);
		}
		buf_push(out, '\n');
	}
	free(sorted);
}

static struct slice drop_rule(const struct record *record)
{
	return slice_of(record->drop_reason ? record->drop_reason : "dropped");
}

static void count_edit(struct rule_counts *counts, struct slice rule, struct slice removed,
		       struct slice added)
{
	struct rule_count *slot = counter(counts, rule);
	struct buf sample = {0};

	if (!slot)
		return;
	slot->count++;
	if (slot->sample_count == RULE_SAMPLES)
		return;
	put_escaped(&sample, removed, SAMPLE_MAX);
	if (added.len) {
		buf_append(&sample, SLICE(" -> "));
		put_escaped(&sample, added, SAMPLE_MAX);
	}
	if (buf_failed(&sample))
		counts->failed = true;
	else
		add_sample(counts, slot, buf_slice(&sample));
	buf_free(&sample);
}

void dry_run_count(struct record *record, bool dropped, struct rule_counts *counts)
{
	const struct slice none = slice_make(NULL, 0);

	if (dropped)
		count_edit(counts, drop_rule(record), record_get(record, FIELD_ID), none);
	else
		for (const struct record_edit *edit = record->edits; edit; edit = edit->next)
			count_edit(counts, edit->rule, edit->removed, edit->added);
	record->edits = NULL;
}

static void put_cell(struct buf *out, struct slice text)
{
	buf_push(out, '\t');
	put_escaped(out, text, SIZE_MAX);
}

void dry_run_list(struct record *record, bool dropped, struct buf *out)
{
	struct slice id = record_get(record, FIELD_ID);

	if (dropped) {
		put_escaped(out, id, ID_MAX);
		buf_printf(out, "\t%s\t", record->stage);
		put_escaped(out, drop_rule(record), SIZE_MAX);
		buf_append(out, SLICE("\t\t\t\t\t\t\n"));
	} else {
		for (const struct record_edit *edit = record->edits; edit; edit = edit->next) {
			put_escaped(out, id, ID_MAX);
			buf_printf(out, "\t%s\t", record->stage);
			put_escaped(out, edit->rule, SIZE_MAX);
			buf_printf(out, "\t%s\t%zu\t%zu", field_name(edit->field), edit->at,
				   edit->len);
			put_cell(out, edit->removed);
			put_cell(out, edit->added);
			put_cell(out, edit->evidence);
			buf_push(out, '\n');
		}
	}
	record->edits = NULL;
}
