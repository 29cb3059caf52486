/*
 * sample: run --sample: what would become of the first records, for people to read.
 */
#ifndef WIREWASH_SAMPLE_H
#define WIREWASH_SAMPLE_H

#include "engine/runner.h"

/*
 * Runs the chain on the records that run->limit lets in, and prints for each of them whether it
 * would be kept, and every edit with its stage and rule. Writes nothing else. `common` is
 * run->common.
 */
bool run_sample(struct run *run, struct common *common, struct err *err);

#endif
