#include "engine/leg.h"

#include <unistd.h>

#include "engine/rejects.h"
#include "io/interrupt.h"

/* How many records must have come before all of them lacking `text` is a wrong --text-key. */
enum { FIRST_RECORDS = 100 };

/* Rejects. */

static bool commit_refusals(struct leg *leg, struct worker *worker, struct err *err)
{
	struct shared *shared = leg->shared;
	struct buf lines = {0};
	bool ok = true;

	for (size_t i = 0; ok && i < worker->refusal_count; i++) {
		const struct refusal *refusal = &worker->refusals[i];
		const struct link *link = &leg->segment.links[refusal->stage];
		struct slice kept = buf_slice(&worker->kept);
		uint64_t entry = link->stats.in + refusal->entry;
		/* clang-format off */
		struct rejected rejected = {
			.stage = link->name,
			.reason = refusal->reason,
			.line = refusal->line ? refusal->line : entry,
			.id = slice_sub(kept, refusal->id.at, refusal->id.at + refusal->id.len),
			.bytes = slice_sub(kept, refusal->bytes.at, refusal->bytes.at + refusal->bytes.len),
			.file = batch_slice(&worker->batch, refusal->file),
			.size = refusal->size,
		};
		/* clang-format on */

		if (refusal->stage == 0 && stage_is_source(link->stage))
			rejected.line = refusal->line;
		buf_clear(&lines);
		rejected_write(&rejected, &lines);
		if (buf_failed(&lines))
			ok = err_no_memory(err);
		else
			ok = side_file_add(shared->rejects, leg->first + refusal->stage,
					   buf_slice(&lines), err);
	}
	buf_free(&lines);
	return ok;
}

static bool commit_lines(struct leg *leg, struct worker *worker, struct err *err)
{
	for (size_t i = 0; i < worker->line_count; i++) {
		const struct kept_line *line = &worker->lines[i];
		struct side_file *side =
			line->is_dropped ? leg->shared->dropped : leg->shared->removed;
		struct slice bytes = slice_sub(buf_slice(&worker->kept), line->line.at,
					       line->line.at + line->line.len);

		if (!side_file_add(side, leg->first + line->stage, bytes, err))
			return false;
	}
	return true;
}

/*
 * Whether a stage's rejects passed the limit inside this batch: asked at every single one, so that
 * the answer does not depend on where batches end.
 */
static bool check_limit(struct leg *leg, const struct worker *worker, struct err *err)
{
	for (size_t i = 0; i < worker->refusal_count; i++) {
		const struct refusal *refusal = &worker->refusals[i];
		const struct link *link = &leg->segment.links[refusal->stage];
		uint64_t rejected = ++leg->rejected[refusal->stage];
		uint64_t seen = link->stats.in + refusal->entry;

		if (reject_limit_passed(&leg->shared->limit, rejected, seen))
			return err_set(
				err, ERR_REJECTS,
				"%s: %llu of %llu records rejected, more than --max-rejects %s. "
				"See them with --rejects FILE.",
				link->name, (unsigned long long)rejected, (unsigned long long)seen,
				leg->shared->run->common->max_rejects);
	}
	return true;
}

bool leg_no_keys(const struct leg *leg, struct err *err)
{
	const struct common *common = leg->shared->run->common;

	return err_set(err, ERR_USAGE,
		       "none of the first records has the member '%s' (saw: %.*s). Name it with "
		       "--text-key.",
		       common->text_key ? common->text_key : "text", (int)leg->keys.len,
		       leg->keys.data);
}

/* Whether --text-key is plainly wrong. Asked where data enters, not between our own stages. */
static bool check_keys(struct leg *leg, const struct worker *worker, struct err *err)
{
	uint64_t before = leg->segment.links[0].stats.in;

	if (leg->wanted_seen || leg->first != 0 || leg->shared->run->go_fd >= 0)
		return true;
	if (worker->first_wanted && before + worker->first_wanted <= FIRST_RECORDS)
		leg->wanted_seen = true;
	if (leg->keys.len == 0 && !buf_append(&leg->keys, buf_slice(&worker->keys)))
		return err_no_memory(err);
	if (leg->wanted_seen || before + worker->stats[0].in < FIRST_RECORDS || leg->keys.len == 0)
		return true;
	return leg_no_keys(leg, err);
}

/* Output. */

static bool commit_digests(struct leg *leg, struct worker *worker, struct err *err)
{
	struct link *barrier = &leg->segment.links[leg->segment.count - 1];

	for (size_t i = 0; i < worker->part_count; i++) {
		struct span span = worker->parts[i].body;
		struct slice digest =
			slice_sub(buf_slice(&worker->digests), span.at, span.at + span.len);

		if (!barrier->stage->absorb(barrier->state, leg->absorbed++, digest, err))
			return false;
	}
	if (leg->spool)
		return spool_write(leg->spool, buf_slice(&worker->out), err);
	/* When the leg after it has stopped, so does this one; why is that one's to say. */
	return external_write(leg->to, buf_slice(&worker->out), err) && !leg->to->is_deaf;
}

static bool commit_parts(struct leg *leg, struct worker *worker, struct err *err)
{
	struct link *sink = &leg->segment.links[leg->segment.count - 1];

	for (size_t i = 0; i < worker->part_count; i++) {
		const struct part *part = &worker->parts[i];
		struct slice name = slice_sub(buf_slice(&worker->names), part->name.at,
					      part->name.at + part->name.len);
		struct slice body = slice_sub(buf_slice(&worker->out), part->body.at,
					      part->body.at + part->body.len);

		if (!sink->stage->deliver(sink->state, name, body, err))
			return false;
	}
	return true;
}

static bool commit_output(struct leg *leg, struct worker *worker, struct err *err)
{
	if (leg->segment.output == OUTPUT_DIGEST)
		return commit_digests(leg, worker, err);
	if (leg->to)
		return external_write(leg->to, buf_slice(&worker->out), err);
	if (worker->part_count)
		return commit_parts(leg, worker, err);
	if (!writer_write(leg->shared->writer, buf_slice(&worker->out), err) ||
	    !writer_flush(leg->shared->writer, err))
		return false;
	if (worker->out.len && writer_is_stdout(leg->shared->writer))
		interrupt_watch(STDOUT_FILENO);
	return true;
}

static bool commit(void *context, struct worker *worker, struct err *err)
{
	struct leg *leg = context;
	bool ok;

	pthread_mutex_lock(&leg->shared->lock);
	ok = commit_refusals(leg, worker, err) && commit_lines(leg, worker, err);
	if (leg->first == 0)
		progress_tick(&leg->shared->progress, worker->batch.count,
			      worker->batch.input_bytes);
	ok = ok && check_keys(leg, worker, err);
	pthread_mutex_unlock(&leg->shared->lock);
	ok = ok && commit_output(leg, worker, err);
	pthread_mutex_lock(&leg->shared->lock);
	ok = ok && check_limit(leg, worker, err);
	for (size_t i = 0; i < leg->segment.count; i++)
		stage_stats_merge(&leg->segment.links[i].stats, &worker->stats[i]);
	for (size_t i = 0; i < leg->segment.env->operand_count; i++)
		leg->shared->of_operand[i] += worker->of_operand[i];
	pthread_mutex_unlock(&leg->shared->lock);
	return ok;
}

void leg_run(struct leg *leg)
{
	struct conveyor conveyor = {
		.segment = &leg->segment,
		.input = &leg->input,
		.jobs = leg->shared->run->jobs,
		.commit = commit,
		.context = leg,
	};

	leg->ok = conveyor_run(&conveyor, &leg->err);
	input_close(&leg->input);
	leg->input_is_open = false;
	if (leg->to)
		external_end_input(leg->to);
	if (leg->from && leg->ok)
		leg->ok = external_wait(leg->from, &leg->err);
}
