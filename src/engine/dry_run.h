/*
 * dry_run: what stages would change, as a table instead of the records. Fields are separated by
 * tabs; tabs, line ends, other controls and backslashes inside them are escaped as in JSON.
 *
 * Either each edit has a row, in input order, or each rule has one: how often it applied, and what
 * it applied to first. Both are fed by what the stages note for --explain, and by what they drop.
 */
#ifndef WIREWASH_DRY_RUN_H
#define WIREWASH_DRY_RUN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "record/record.h"

enum dry_run { DRY_RUN_OFF, DRY_RUN_EDITS, DRY_RUN_RULES };

/* Parses the value of --dry-run: "edits", "rules", or "", which is `standard`; NULL is off. */
bool dry_run_parse(const char *value, enum dry_run standard, enum dry_run *kind, struct err *err);

enum { RULE_SAMPLES = 3 };

/* Counts of one stage, by rule. {0} is empty. */
struct rule_counts {
	struct rule_count {
		struct slice rule; /* no data: a free slot */
		uint64_t count;
		struct slice
			samples[RULE_SAMPLES]; /* the first ones that differ, cut to some length */
		unsigned sample_count;
	} * slots;
	size_t count, cap;  /* cap is a power of two, or 0 */
	struct arena arena; /* holds names and samples */
	bool failed;        /* memory ran out: counts are missing */
};

/* Adds what another one counted of the records that came next. */
void rule_counts_merge(struct rule_counts *into, const struct rule_counts *from);
void rule_counts_clear(struct rule_counts *counts);
void rule_counts_free(struct rule_counts *counts);

/* Appends the rows, those with the highest counts first. */
void rule_counts_write(const struct rule_counts *counts, const char *stage, struct buf *out);

/* The row that names the columns. */
struct slice dry_run_header(enum dry_run kind);

/* Counts the edits that the present stage noted, and forgets them; or that it drops the record. */
void dry_run_count(struct record *record, bool dropped, struct rule_counts *counts);

/* Appends a row for each of them, and forgets them. */
void dry_run_list(struct record *record, bool dropped, struct buf *out);

#endif
