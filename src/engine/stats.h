/*
 * stats: what --stats prints. Counters only, so that those of shards add up to those of the whole.
 */
#ifndef WIREWASH_STATS_H
#define WIREWASH_STATS_H

#include <stdint.h>

#include "base/buf.h"
#include "engine/dry_run.h"
#include "record/record.h"

/* Named counters. {0} is empty. Names are borrowed and must outlive the tally. */
struct tally {
	struct tally_entry {
		struct slice name;
		uint64_t count;
	} * entries;
	size_t count, cap; /* cap is a power of two, or 0 */
	bool failed;       /* memory ran out: counts are missing */
};

void tally_add(struct tally *tally, struct slice name, uint64_t n);
uint64_t tally_of(const struct tally *tally, struct slice name); /* its count; 0 when it has none */
void tally_merge(struct tally *into, const struct tally *from);
void tally_clear(struct tally *tally);
void tally_free(struct tally *tally);

/* Appends {"name":count,...}, sorted by name. */
void tally_write(const struct tally *tally, struct buf *out);

/* Counts something about the present stage, such as "rule skipped". The name must outlive the run.
 */
static inline void record_count(struct record *record, struct slice name, uint64_t n)
{
	if (record->tally)
		tally_add(record->tally, name, n);
}

/* One stage's balance: in = out + dropped + rejected. */
struct stage_stats {
	uint64_t in, out, dropped, rejected;
	uint64_t blank;           /* empty lines, which are no records */
	struct tally drops;       /* by reason */
	struct tally rejects;     /* by reason */
	struct tally counters;    /* the stage's own */
	struct rule_counts rules; /* of a dry run; not among what stage_stats_write writes */
};

void stage_stats_merge(struct stage_stats *into, const struct stage_stats *from);
void stage_stats_clear(struct stage_stats *stats);
void stage_stats_free(struct stage_stats *stats);

/* Appends {"stage":NAME,"in":...}. */
void stage_stats_write(const struct stage_stats *stats, const char *name, struct buf *out);

#endif
