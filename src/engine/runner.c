#include "engine/runner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/leg.h"
#include "io/interrupt.h"
#include "io/same_file.h"

/* Files of one kind that messages name; of more they say how many. */
enum { MOST_NAMED = 20 };

struct runner {
	struct shared shared;
	struct stage_env env;
	struct schema schema;
	struct external *externals; /* one for each link; most unused */
	struct leg *legs;
	size_t leg_count;
	struct spool *spool; /* between a barrier's two passes */
};

/* Legs. */

static void *run_leg_thread(void *leg)
{
	leg_run(leg);
	return NULL;
}

static bool open_source(struct runner *runner, struct leg *leg, struct err *err)
{
	struct link *link = &leg->segment.links[0];
	struct reader *reader;

	if (leg->from) {
		reader = reader_open_fd(leg->from->from_child, leg->from->command, 0, err);
		leg->from->from_child = -1;
		return reader && input_from_reader(&leg->input, reader, &runner->env, err);
	}
	if (leg->segment.begins_in_barrier) {
		reader = spool_read(runner->spool, err);
		return reader && input_from_reader(&leg->input, reader, &runner->env, err);
	}
	if (runner->env.text_mode)
		return input_from_text(&leg->input, runner->shared.run->name, &runner->env, err);
	if (stage_is_source(link->stage))
		input_from_source(&leg->input, link, &runner->env);
	else
		input_from_files(&leg->input, runner->shared.run->name, &runner->env);
	return true;
}

static bool open_input(struct runner *runner, struct leg *leg, struct err *err)
{
	leg->input_is_open = true;
	if (!open_source(runner, leg, err))
		return false;
	if (leg->first == 0 && !leg->segment.begins_in_barrier)
		leg->input.limit = runner->env.limit;
	return true;
}

/* Between a barrier's passes. */
static bool settle_barrier(struct runner *runner, struct leg *leg, struct err *err)
{
	struct link *barrier = &leg->segment.links[leg->segment.count - 1];

	spool_close(runner->spool);
	runner->spool = leg->spool;
	leg->spool = NULL;
	if (barrier->stage->settle && !barrier->stage->settle(barrier->state, err)) {
		chain_name_culprit(runner->shared.run->chain, barrier, err);
		return false;
	}
	return true;
}

static bool join_leg(struct leg *leg, struct err *err)
{
	if (leg->has_thread)
		pthread_join(leg->thread, NULL);
	leg->has_thread = false;
	/* A read that was interrupted, or a broken pipe, is only ever a consequence. */
	if (!leg->ok &&
	    (err->code == ERR_NONE || (err->code == ERR_PIPE && leg->err.code != ERR_NONE)))
		*err = leg->err;
	return leg->ok;
}

/* A leg that does not run: nobody may wait for it, neither for what it writes nor to be read by it.
 */
static void give_up(struct leg *leg)
{
	if (leg->input_is_open)
		input_close(&leg->input);
	leg->input_is_open = false;
	if (leg->to)
		external_end_input(leg->to);
}

/*
 * Runs the legs from `first` on that a user's filter, or a barrier that decides at once, joins to
 * one another: side by side. Returns the one after them.
 */
static size_t run_joined(struct runner *runner, size_t first, struct err *err)
{
	size_t last = first;

	while (runner->legs[last].to)
		last++;
	for (size_t i = first; i <= last; i++) {
		struct leg *leg = &runner->legs[i];

		if (!open_input(runner, leg, &leg->err)) {
			give_up(leg);
			continue;
		}
		if (i < last)
			leg->has_thread =
				pthread_create(&leg->thread, NULL, run_leg_thread, leg) == 0;
		if (i < last && !leg->has_thread) {
			err_set(&leg->err, ERR_LIMIT, "cannot start a thread");
			give_up(leg);
		} else if (i == last) {
			leg_run(leg);
		}
	}
	for (size_t i = first; i <= last; i++)
		join_leg(&runner->legs[i], err);
	return last + 1;
}

static bool run_legs(struct runner *runner, struct err *err)
{
	for (size_t i = 0; i < runner->leg_count;) {
		i = run_joined(runner, i, err);
		if (err->code != ERR_NONE)
			return false;
		if (runner->legs[i - 1].segment.output == OUTPUT_DIGEST &&
		    !settle_barrier(runner, &runner->legs[i - 1], err))
			return false;
	}
	return true;
}

/* Cutting the chain. */

static bool start_external(struct runner *runner, size_t at, struct leg *before, struct leg *after,
			   struct err *err)
{
	struct external *external = &runner->externals[at];

	if (!external_start(external, runner->shared.run->chain->links[at].command, err))
		return false;
	before->to = external;
	after->from = external;
	after->segment.is_trusted = true;
	after->segment.upstream = external->command;
	return true;
}

/* Joins two legs at a barrier that decides at once. */
static bool join_at_barrier(struct runner *runner, size_t at, struct leg *before, struct err *err)
{
	struct external *pipe = &runner->externals[at];

	if (!external_open_pipe(pipe, runner->shared.run->chain->links[at].name, err))
		return false;
	before->to = pipe;
	before[1].from = pipe;
	return true;
}

static bool decides_at_once(const struct link *link)
{
	return link->stage->decides_at_once && link->stage->decides_at_once(link->state);
}

/* The last link of the segment that begins at `first`. */
static size_t segment_end(const struct chain *chain, size_t first, bool begins_in_barrier)
{
	size_t at = first;

	if (stage_is_barrier(chain->links[at].stage) && !begins_in_barrier)
		return at;
	while (at + 1 < chain->count && chain->links[at + 1].stage) {
		at++;
		if (stage_is_barrier(chain->links[at].stage))
			break;
	}
	return at;
}

static enum output_kind output_kind(const struct runner *runner, size_t first, size_t last,
				    bool begins_in_barrier)
{
	const struct chain *chain = runner->shared.run->chain;
	const struct stage *stage = chain->links[last].stage;

	if (stage_is_barrier(stage) && !(begins_in_barrier && last == first))
		return OUTPUT_DIGEST;
	if (last + 1 < chain->count)
		return OUTPUT_LINES;
	if (runner->env.dry_run)
		return OUTPUT_NONE;
	if (runner->env.text_mode)
		return OUTPUT_TEXT;
	return stage_is_sink(stage) ? OUTPUT_SINK : OUTPUT_LINES;
}

static bool open_leg(struct runner *runner, struct leg *leg, size_t first, size_t last,
		     bool begins_in_barrier, struct err *err)
{
	runner->leg_count++;
	leg->shared = &runner->shared;
	leg->first = first;
	leg->segment.links = &runner->shared.run->chain->links[first];
	leg->segment.count = last - first + 1;
	leg->segment.env = &runner->env;
	leg->segment.begins_in_barrier = begins_in_barrier;
	leg->segment.output = output_kind(runner, first, last, begins_in_barrier);
	if (first == 0 && runner->shared.run->upstream) {
		leg->segment.is_trusted = true;
		leg->segment.upstream = runner->shared.run->upstream;
	}
	leg->rejected = calloc(leg->segment.count, sizeof(*leg->rejected));
	if (!leg->rejected)
		return err_no_memory(err);
	if (leg->segment.output != OUTPUT_DIGEST)
		return true;
	if (decides_at_once(&leg->segment.links[last - first]))
		return join_at_barrier(runner, last, leg, err);
	leg->spool = spool_open(runner->env.tmp_dir, err);
	return leg->spool != NULL;
}

static bool cut_chain(struct runner *runner, struct err *err)
{
	struct chain *chain = runner->shared.run->chain;
	bool in_barrier = false;
	size_t first = 0;

	while (first < chain->count) {
		struct leg *leg = &runner->legs[runner->leg_count];
		size_t last;

		/* A command is never the first link nor the last: chain_parse sees to that. */
		if (chain->links[first].command) {
			if (!start_external(runner, first, leg - 1, leg, err))
				return false;
			first++;
		}
		last = segment_end(chain, first, in_barrier);
		if (!open_leg(runner, leg, first, last, in_barrier, err))
			return false;
		in_barrier = leg->segment.output == OUTPUT_DIGEST;
		first = in_barrier ? last : last + 1;
	}
	return true;
}

/* From the cut to the end. */

static bool begin_dry_run(struct runner *runner, struct err *err)
{
	const struct run *run = runner->shared.run;
	const struct stage *first = run->chain->links[0].stage;
	bool is_filter = run->chain->count == 1;
	enum dry_run standard = is_filter && !first->counts_rules ? DRY_RUN_EDITS : DRY_RUN_RULES;

	if (!dry_run_parse(run->common->dry_run, standard, &runner->env.dry_run, err))
		return false;
	if (runner->env.dry_run == DRY_RUN_EDITS && !is_filter)
		return err_set(err, ERR_USAGE,
			       "--dry-run=edits is for one stage alone; several count by rule");
	if (runner->env.dry_run)
		chain_disarm(run->chain);
	return true;
}

/* The files that a run writes, by option. */
struct output_name {
	const char *option, *path;
};

/* Adds the outputs that stages have options for. */
static void add_stage_outputs(const struct chain *chain, struct output_name *outputs, size_t *count,
			      size_t most)
{
	for (size_t i = 0; i < chain->count; i++) {
		const struct binding *binding = &chain->links[i].binding;
		const struct option_spec *spec = binding->table;

		for (; spec && spec->type != OPTION_TYPE_END && *count < most; spec++) {
			const char *path;

			if (!spec->writes)
				continue;
			path = *(const char *const *)(const void *)((const char *)binding->state +
								    spec->offset);
			if (path && *path)
				outputs[(*count)++] = (struct output_name){spec->name, path};
		}
	}
}

/* No output may be another one, or the input; but -o may replace its own input in the end. */
static bool check_outputs(const struct run *run, struct err *err)
{
	enum { MOST = 64 };
	const struct common *common = run->common;
	struct output_name outputs[MOST] = {{"output", common->output},
					    {"rejects", common->rejects},
					    {"stats", common->stats},
					    {"removed", common->removed},
					    {"dropped", common->dropped}};
	size_t count = 5;

	add_stage_outputs(run->chain, outputs, &count, MOST);
	for (size_t i = 0; i < count; i++) {
		const char *path = outputs[i].path;

		if (!path || !*path || strcmp(path, "-") == 0)
			continue;
		for (size_t j = 0; j < i; j++)
			if (outputs[j].path && same_file(path, outputs[j].path))
				return err_set(err, ERR_USAGE, "--%s and --%s are one file (%s)",
					       outputs[j].option, outputs[i].option, path);
		for (size_t j = 0; i > 0 && j < run->operand_count; j++)
			if (same_file(path, run->operands[j]))
				return err_set(err, ERR_USAGE, "--%s is the input (%s)",
					       outputs[i].option, path);
	}
	for (size_t j = 0; j < run->operand_count; j++)
		if (is_standard_output(run->operands[j]))
			return err_set(err, ERR_USAGE,
				       "the input %s is the output. Use -o to replace a file.",
				       run->operands[j]);
	return true;
}

static bool open_runner(struct runner *runner, const struct run *run, struct err *err)
{
	const struct common *common = run->common;

	interrupt_open();
	*runner = (struct runner){.shared.run = run};
	pthread_mutex_init(&runner->shared.lock, NULL);
	runner->shared.progress.notices = run->notices;
	if (!common_schema(common, &runner->schema, err) ||
	    !common_reject_limit(common, &runner->shared.limit, err))
		return false;
	runner->env = (struct stage_env){
		.schema = &runner->schema,
		.operands = run->operands,
		.operand_count = run->operand_count,
		.jobs = run->jobs,
		.limit = run->limit,
		.explain = common->explain || common->dry_run || common->removed,
		.shows_edits = common->explain || common->dry_run,
		.keeps_removed = common->removed,
		.keeps_dropped = common->dropped,
		.text_mode = common->text,
		.max_line = common->max_line,
		.max_ratio = common->max_ratio,
		.tmp_dir = common->tmp,
		.notices = run->notices,
	};
	/* A barrier begins one leg and ends another. */
	runner->legs = calloc(2 * run->chain->count, sizeof(*runner->legs));
	runner->externals = calloc(run->chain->count, sizeof(*runner->externals));
	runner->shared.of_operand =
		calloc(run->operand_count + 1, sizeof(*runner->shared.of_operand));
	if (!runner->legs || !runner->externals || !runner->shared.of_operand)
		return err_no_memory(err);
	for (size_t i = 0; i < run->chain->count; i++)
		runner->externals[i].to_child = runner->externals[i].from_child = -1;
	if (!check_outputs(run, err) || !begin_dry_run(runner, err) ||
	    !chain_setup(run->chain, &runner->env, err) || !cut_chain(runner, err))
		return false;
	runner->shared.rejects =
		side_file_open(common->rejects, run->chain->count, common->tmp, err);
	runner->shared.removed =
		side_file_open(common->removed, run->chain->count, common->tmp, err);
	runner->shared.dropped =
		side_file_open(common->dropped, run->chain->count, common->tmp, err);
	if (!runner->shared.rejects || !runner->shared.removed || !runner->shared.dropped)
		return false;
	runner->shared.writer = writer_open(common->output, err);
	progress_open(&runner->shared.progress, run->notices, common->progress,
		      operands_total_bytes(&runner->env));
	if (!runner->shared.writer)
		return false;
	return !runner->env.dry_run ||
	       writer_write(runner->shared.writer, dry_run_header(runner->env.dry_run), err);
}

static void close_runner(struct runner *runner)
{
	for (size_t i = 0; runner->legs && i < runner->leg_count; i++) {
		struct leg *leg = &runner->legs[i];

		if (leg->input_is_open)
			input_close(&leg->input);
		spool_close(leg->spool);
		buf_free(&leg->keys);
		free(leg->rejected);
	}
	for (size_t i = 0; runner->externals && i < runner->shared.run->chain->count; i++)
		external_close(&runner->externals[i]);
	spool_close(runner->spool);
	writer_discard(runner->shared.writer);
	side_file_discard(runner->shared.rejects);
	side_file_discard(runner->shared.removed);
	side_file_discard(runner->shared.dropped);
	free(runner->legs);
	free(runner->externals);
	free(runner->shared.of_operand);
	pthread_mutex_destroy(&runner->shared.lock);
}

/* As part of a watched pipe: nothing is complete until all that came before us is. */
static bool wait_for_go(const struct run *run, struct err *err)
{
	char go;
	ssize_t got;

	if (run->go_fd < 0)
		return true;
	do
		got = read(run->go_fd, &go, 1);
	while (got < 0 && errno == EINTR);
	if (got == 1)
		return true;
	return err_set(err, ERR_PIPE, "a stage before this one failed");
}

/* The counters in a file, all but in place. False only on failure: there may be no file to write.
 */
static bool prepare_stats(const struct run *run, struct writer **writer, struct err *err)
{
	const char *path = run->common->stats;
	struct buf stats = {0};
	bool ok = true;

	if (!path || !*path)
		return true;
	chain_write_stats(run->chain, &stats);
	if (buf_failed(&stats)) {
		ok = err_no_memory(err);
	} else {
		*writer = writer_open(path, err);
		ok = *writer && writer_write(*writer, buf_slice(&stats), err) &&
		     writer_prepare(*writer, err);
	}
	buf_free(&stats);
	return ok;
}

bool run_print_stats(const struct run *run, struct err *err)
{
	struct buf stats = {0};
	bool ok;

	if (!run->common->stats || *run->common->stats)
		return true;
	chain_write_stats(run->chain, &stats);
	ok = !buf_failed(&stats) || err_no_memory(err);
	if (ok)
		fwrite(stats.data, 1, stats.len, stderr);
	buf_free(&stats);
	return ok;
}

/* What to do, for one who gave plain text to a filter of records. */
static const char *advice(const struct link *link)
{
	struct slice reason = slice_of(reject_reason_name(REJECT_NOT_JSON));

	if (!link->stage || stage_is_source(link->stage) ||
	    tally_of(&link->stats.rejects, reason) < link->stats.in)
		return "";
	return " Records are JSON Lines: --text takes one article as plain text, wirewash ingest "
	       "makes records of files.";
}

/* Nothing is silent: rejects that are not kept are at least counted. */
static void remark_rejects(const struct run *run)
{
	struct buf reasons = {0};

	for (size_t i = 0; i < run->chain->count; i++) {
		const struct link *link = &run->chain->links[i];

		if (!link->stats.rejected || run->common->rejects)
			continue;
		buf_clear(&reasons);
		tally_write(&link->stats.rejects, &reasons);
		buf_push(&reasons, '\0');
		notice(run->notices, link->name, ERR_NONE,
		       "%llu of %llu records rejected %s. Keep them with --rejects FILE.%s",
		       (unsigned long long)link->stats.rejected, (unsigned long long)link->stats.in,
		       buf_failed(&reasons) ? "" : reasons.data, advice(link));
	}
	buf_free(&reasons);
}

/* The counts by rule of a dry run. */
static bool write_rules(struct runner *runner, struct err *err)
{
	const struct chain *chain = runner->shared.run->chain;
	struct buf table = {0};
	bool ok = true;

	if (runner->env.dry_run != DRY_RUN_RULES)
		return true;
	for (size_t i = 0; i < chain->count; i++)
		rule_counts_write(&chain->links[i].stats.rules, chain->links[i].name, &table);
	if (buf_failed(&table))
		ok = err_no_memory(err);
	else
		ok = writer_write(runner->shared.writer, buf_slice(&table), err);
	buf_free(&table);
	return ok;
}

/* Whether files were named, and none gave a record. */
static bool gave_nothing(const struct runner *runner)
{
	const struct run *run = runner->shared.run;

	if (runner->env.text_mode || runner->env.dry_run || !run->common->output)
		return false;
	for (size_t i = 0; i < run->operand_count; i++)
		if (runner->shared.of_operand[i])
			return false;
	return run->operand_count > 0;
}

/* As sort -o does, a run whose input was not there leaves no output file, nor an older one empty.
 */
static bool commit_without_output(struct runner *runner, struct err *err)
{
	struct side_file *rejects = runner->shared.rejects;

	writer_discard(runner->shared.writer);
	runner->shared.writer = NULL;
	runner->shared.rejects = NULL;
	if (!chain_finish(runner->shared.run->chain, err)) {
		side_file_discard(rejects);
		return false;
	}
	return side_file_commit(rejects, err);
}

/* What --removed and --dropped name. */
static bool commit_kept(struct runner *runner, struct err *err)
{
	struct side_file *removed = runner->shared.removed, *dropped = runner->shared.dropped;
	bool good;

	runner->shared.removed = runner->shared.dropped = NULL;
	good = side_file_commit(removed, err);
	if (good)
		return side_file_commit(dropped, err);
	side_file_discard(dropped);
	return false;
}

/* Of all the files that a run leaves, either every one comes into place or none does. */
static bool commit_files(struct runner *runner, struct err *err)
{
	const struct run *run = runner->shared.run;
	struct writer *output = runner->shared.writer, *stats = NULL;
	struct side_file *rejects = runner->shared.rejects;

	if (gave_nothing(runner))
		return commit_without_output(runner, err);
	if (!write_rules(runner, err) || !writer_prepare(output, err) ||
	    !side_file_prepare(rejects, err) || !side_file_prepare(runner->shared.removed, err) ||
	    !side_file_prepare(runner->shared.dropped, err) || !prepare_stats(run, &stats, err) ||
	    !chain_finish(run->chain, err)) {
		writer_discard(stats);
		return false;
	}
	runner->shared.writer = NULL;
	runner->shared.rejects = NULL;
	if (!writer_commit(output, err)) {
		side_file_discard(rejects);
		writer_discard(stats);
		return false;
	}
	if (!side_file_commit(rejects, err)) {
		writer_discard(stats);
		return false;
	}
	if (!commit_kept(runner, err)) {
		writer_discard(stats);
		return false;
	}
	return (!stats || writer_commit(stats, err)) && run_print_stats(run, err);
}

static bool complete(struct runner *runner, struct err *err)
{
	const struct run *run = runner->shared.run;
	const struct leg *first = &runner->legs[0];

	if (first->keys.len && !first->wanted_seen && first->segment.links[0].stats.out == 0)
		return leg_no_keys(first, err);
	return chain_check_balance(run->chain, err) && wait_for_go(run, err) &&
	       commit_files(runner, err);
}

/* A run that ended because of its rejects must leave them to be looked at. */
static void keep_rejects(struct runner *runner)
{
	struct side_file *rejects = runner->shared.rejects;
	struct err trouble = {0};

	runner->shared.rejects = NULL;
	if (!side_file_commit(rejects, &trouble))
		notice(runner->env.notices, "run", trouble.code, "%s", trouble.message);
}

/* What was named and gave nothing must not pass in silence: exit status 3, with its name. */
static void remark_empty_operands(const struct runner *runner)
{
	const struct run *run = runner->shared.run;
	size_t named = 0;

	if (runner->env.text_mode || err_exit_status(&run->notices->worst) >= 4)
		return;
	for (size_t i = 0; i < run->operand_count; i++) {
		if (runner->shared.of_operand[i])
			continue;
		if (named++ < MOST_NAMED)
			notice(run->notices, run->name, ERR_REJECTS, "%s: gave no record",
			       run->operands[i]);
	}
	if (named > MOST_NAMED)
		notice(run->notices, run->name, ERR_REJECTS, "%zu more files gave no record",
		       named - MOST_NAMED);
}

/* A small run has no share to go by until it is over; then more than half is too much. */
static void remark_half_rejected(const struct runner *runner)
{
	const struct run *run = runner->shared.run;

	for (size_t i = 0; i < run->chain->count; i++) {
		const struct link *link = &run->chain->links[i];

		if (reject_limit_passed_at_end(&runner->shared.limit, link->stats.rejected,
					       link->stats.in))
			notice(run->notices, link->name, ERR_REJECTS,
			       "%llu of %llu records rejected, more than half",
			       (unsigned long long)link->stats.rejected,
			       (unsigned long long)link->stats.in);
	}
}

bool run_chain(const struct run *run, struct err *err)
{
	struct runner runner;
	bool ok =
		open_runner(&runner, run, err) && run_legs(&runner, err) && complete(&runner, err);

	progress_close(&runner.shared.progress);
	if (err->code == ERR_REJECTS)
		keep_rejects(&runner);
	if (err->code != ERR_PIPE)
		remark_rejects(run);
	if (ok) {
		remark_half_rejected(&runner);
		remark_empty_operands(&runner);
	}
	close_runner(&runner);
	return ok;
}
