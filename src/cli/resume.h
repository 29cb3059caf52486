/*
 * resume: run --output-dir DIR --resume. Each input file is a shard with an output of its own in
 * DIR, and what is done is not done again (engine/ledger.h).
 *
 * A barrier, such as dedup, needs all records. The stages before it work shard by shard, what they
 * make waits in the hidden part of DIR, and the stages from there on make one output of all of it,
 * anew in every run.
 */
#ifndef WIREWASH_RESUME_H
#define WIREWASH_RESUME_H

#include "engine/binding.h"
#include "engine/runner.h"

struct resume {
	const struct run *run; /* its chain is built and not yet set up */
	const struct binding *common;

	/* Builds the chain once more, in the same place: one serves only one run. */
	bool (*renew)(void *context, struct err *err);
	void *context;
};

/* Takes it all to the end. False: err says why. Trouble with single files is noticed. */
bool run_resumed(const struct resume *resume, struct err *err);

#endif
