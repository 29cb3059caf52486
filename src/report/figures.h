/*
 * figures: what the report keeps of each article and of each group of copies. Private to
 * src/report.
 */
#ifndef WIREWASH_REPORT_FIGURES_H
#define WIREWASH_REPORT_FIGURES_H

#include "report/names.h"
#include "report/report.h"

#define TIME_UNKNOWN INT64_MAX
#define NO_INDEX UINT32_MAX

struct report_article {
	uint64_t id;       /* hash of the id */
	uint64_t group;    /* hash of the id that dedup kept for it; 0: dedup said nothing */
	uint64_t match;    /* hash of the id of its nearest match; 0: none */
	int64_t time;      /* of publication, seconds; TIME_UNKNOWN */
	uint32_t source;   /* number in `sources` */
	uint32_t words;    /* of the text as it is now */
	uint32_t removed;  /* characters that stages took from the text */
	uint32_t edits;    /* of the text */
	uint32_t shared;   /* runs of words in common with the nearest match */
	uint32_t language; /* number in `languages` */
	uint32_t relation; /* number in `relations` */
	int16_t jaccard, containment; /* thousandths; -1: unknown */
	bool kept;
	bool shown;
};

/* Articles that dedup made one: members[first .. first + count), the kept one first. */
struct report_group {
	size_t first;
	uint32_t count;
	uint32_t shown; /* how many of them the page holds; the first ones */
	uint32_t source_count;
	uint32_t origin; /* the article that had the story first: earliest, else the kept one */
	int jaccard;     /* the least of its dropped members; -1: unknown */
	int64_t from, to;
};

struct report_rule {
	uint64_t edits, articles, removed;
	uint64_t last_article; /* ordinal + 1 of the last one counted */
};

struct report_row {
	struct slice json; /* in the report's arena */
};

struct report {
	struct report_article *articles; /* by ordinal */
	size_t article_count, article_cap;
	struct names sources, languages, relations, rules; /* a rule is "STAGE\tRULE" */
	struct report_rule *rule_counts;                   /* by number in `rules` */
	size_t rule_cap;
	struct buf stages; /* JSON rows of the stage table, joined by commas */
	int64_t rejected;  /* -1: unknown */

	uint32_t *members;           /* ordinals, by group */
	struct report_group *groups; /* largest first */
	size_t group_count, group_cap;
	uint64_t limit;

	/* Of the second reading. */
	size_t next;     /* ordinal */
	uint32_t *index; /* by ordinal: place in the page's list of articles, or NO_INDEX */
	uint32_t *by_id; /* ordinals by hash of the id, for finding matches */
	size_t by_id_count;
	size_t shown_count, shown_groups;
	struct report_row *rows;  /* by place in the list */
	struct arena arena;       /* the rows' */
	struct names row_sources; /* as the page numbers them */
	struct buf texts;         /* JSON of the present block of texts */
	unsigned block, texts_in_block;
	struct buf pairs;
	uint64_t pair_count;
};

/* The first article with this id, among those shown if `shown`; NO_INDEX: none. */
uint32_t report_find(const struct report *report, uint64_t id, bool shown);

/* The page's figures as JSON. */
bool report_overview(const struct report *report, struct slice title, struct buf *out);

/* Appends "YYYY-MM-DDThh:mm" of a time, or its first `len` characters; nothing when it is unknown.
 */
void report_put_time(struct buf *out, int64_t time, unsigned len);

#endif
