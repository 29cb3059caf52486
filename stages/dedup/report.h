/*
 * report: findings, for --clusters, --pairs and --mark.
 */
#ifndef WIREWASH_REPORT_H
#define WIREWASH_REPORT_H

#include "dedup/dedup.h"
#include "dedup/recent.h"
#include "report_file.h"

/* Appends what became of the document. `room` is for its strings. */
bool report_finding(const struct dedup *dedup, uint32_t document, struct buf *room,
		    struct buf *json, struct err *err);

/* The same for a record of a stream. */
void report_sighting(struct slice id, const struct sighting *sighting, struct buf *json);

/* The members of what is written; see report_file_open. */
extern const char *const report_cluster_columns[], *const report_pair_columns[];

/* One line for each record that is not of an earlier archive. */
bool report_clusters(const struct dedup *dedup, struct report_file *file, struct err *err);

/* One line for each pair. */
bool report_pairs(const struct dedup *dedup, struct report_file *file, struct err *err);

#endif
