/*
 * common: the options that every filter and `run` take. In pipeline.conf they are in [pipeline].
 */
#ifndef WIREWASH_COMMON_H
#define WIREWASH_COMMON_H

#include "engine/options.h"
#include "record/record.h"

enum progress_when { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

struct common {
	const char *text_key, *id_key, *url_key, *date_key;
	const char *schema;
	const char *output;
	const char *rejects, *removed, *dropped;
	const char *max_rejects;
	const char *stats; /* NULL: none; "": stderr */
	const char *tmp;
	const char *dry_run; /* NULL: no; see dry_run_parse */
	uint64_t jobs;       /* 0: as many as there are processors */
	uint64_t max_line;
	uint64_t max_ratio;
	unsigned progress;
	bool explain;
	bool text;
};

extern const struct option_spec common_options[];

/* Builds the schema that the options ask for. The schema borrows the options' strings. */
bool common_schema(const struct common *common, struct schema *schema, struct err *err);

/* How many rejects are too many: a number of records, or a share of those seen. */
struct reject_limit {
	bool is_share;
	uint64_t records;
	unsigned per_100000;
};

/* Parses --max-rejects: "100" or "1%" or "0.5%". */
bool common_reject_limit(const struct common *common, struct reject_limit *limit, struct err *err);

/* Whether more than half of a small run (up to 1,000 records) was rejected, under a share below
 * that.
 */
bool reject_limit_passed_at_end(const struct reject_limit *limit, uint64_t rejected, uint64_t seen);

/* Whether `rejected` of `seen` records are past the limit. A share counts from 1,000 records on. */
bool reject_limit_passed(const struct reject_limit *limit, uint64_t rejected, uint64_t seen);

#endif
