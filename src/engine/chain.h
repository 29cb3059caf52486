/*
 * chain: a list of stages with their states, in the order in which a record passes them.
 */
#ifndef WIREWASH_CHAIN_H
#define WIREWASH_CHAIN_H

#include "engine/binding.h"
#include "engine/stage.h"
#include "engine/stats.h"

/* What `stages = ... exec:./mine.sh ...` in pipeline.conf starts a user's own filter with. */
#define EXEC_PREFIX "exec:"

struct link {
	const struct stage *stage;
	const char *command; /* a user's own filter, for sh -c; then stage is NULL */
	const char *name;    /* for messages and statistics */
	void *state;
	struct binding binding;
	bool is_set_up;
	struct stage_stats stats;
	struct buf adopted_stats; /* what another process counted for this link, as it wrote it */
};

struct chain {
	struct link *links;
	size_t count, cap;
	char *names; /* the words of the list it was parsed from */
};

/* Appends a stage; with NULL one that keeps everything, as for an empty chain. */
bool chain_add(struct chain *chain, const struct stage *stage, struct err *err);

/*
 * Appends the stages of a list such as `mojibake exec:"./mine.sh -v" dedup` (blanks or commas
 * between, quotes around what holds some), and checks their order: a source only first, a sink only
 * last. An empty list, and a command with no stage of ours on one of its sides, get a stage that
 * keeps everything.
 */
bool chain_parse(struct chain *chain, const char *list, struct err *err);

/* Puts the name of the stage that failed before the message, where it does not go without saying.
 */
void chain_name_culprit(const struct chain *chain, const struct link *link, struct err *err);

/* Puts a stage that keeps everything in the place of each sink, so that nothing is delivered. */
void chain_disarm(struct chain *chain);

/* Runs setup, finish and teardown where the stages have them. chain_close always, in the end. */
bool chain_setup(struct chain *chain, const struct stage_env *env, struct err *err);
bool chain_finish(struct chain *chain, struct err *err);
void chain_close(struct chain *chain);

/*
 * Makes sure that no record was lost: each stage's in = out + dropped + rejected, and one stage's
 * out is the next one's in. A user's own filter is charged with what it did not give back.
 */
bool chain_check_balance(struct chain *chain, struct err *err);

/* Takes over what a chain of this one link wrote with chain_write_stats in another process. */
bool link_adopt_stats(struct link *link, struct slice written);

/* Appends {"version":1,"stages":[...]} and a newline. */
void chain_write_stats(const struct chain *chain, struct buf *out);

#endif
