/*
 * report: what became of an archive of articles, as one HTML page that needs no network.
 *
 * The records are read twice, in the same order. The first time report_gather keeps some hundred
 * bytes of each: its figures, its source and day, and what dedup said of it. report_select then
 * groups copies and chooses the articles that the page holds in full. The second time report_show
 * writes those. Between report_begin and report_end nothing else may be written to the writer.
 *
 * The page (src/report/data) is static. All data are in it as blocks of gzip in base64, so that
 * no byte of an article is ever read as markup.
 */
#ifndef WIREWASH_REPORT_REPORT_H
#define WIREWASH_REPORT_REPORT_H

#include "base/err.h"
#include "io/writer.h"
#include "record/record.h"

struct report;

/* NULL when memory is short. report_close takes NULL, too. */
struct report *report_open(struct err *err);
void report_close(struct report *report);

/*
 * First reading. `decision` is the object that dedup wrote of the record (a line of --clusters);
 * when it is empty, the record's member _dedup is taken, and without that the article counts as
 * kept. ERR_USAGE when the decision is of another id.
 */
bool report_gather(struct report *report, struct record *record, struct slice decision,
		   struct err *err);

/* What --stats wrote: the counts of each stage. ERR_USAGE when it is no such object. */
bool report_stats(struct report *report, struct slice json, struct err *err);

/* Groups copies, and chooses at most `limit` articles to be shown in full. Once, after gathering.
 */
bool report_select(struct report *report, uint64_t limit, struct err *err);

/* Writes the beginning of the page, with its title (any text). */
bool report_begin(struct report *report, struct slice title, struct writer *writer,
		  struct err *err);

/*
 * Second reading: the next record, with the decision that report_gather had for it. Writes a block
 * of texts now and then.
 */
bool report_show(struct report *report, struct record *record, struct slice decision,
		 struct writer *writer, struct err *err);

/* A line of dedup's --pairs; kept when both articles are shown. Between report_select and
 * report_end.
 */
bool report_pair(struct report *report, struct slice line, struct err *err);

/* Writes the rest of the page. ERR_USAGE when the second reading gave fewer records than the first.
 */
bool report_end(struct report *report, struct writer *writer, struct err *err);

#endif
