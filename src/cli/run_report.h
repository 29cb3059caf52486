/*
 * run_report: run --report: the page of `wirewash report` about a run.
 */
#ifndef WIREWASH_RUN_REPORT_H
#define WIREWASH_RUN_REPORT_H

#include "engine/runner.h"

/*
 * Runs the chain once more on the same inputs, with every edit noted and every decision of a
 * barrier marked and nothing delivered, and writes the page about it to `path`. The chain of `run`
 * must be fresh, as after its options were set; `common` is run->common and is changed.
 */
bool run_report_page(struct run *run, struct common *common, const char *path, struct err *err);

#endif
