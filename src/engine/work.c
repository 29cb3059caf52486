#include "engine/work.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/utf8.h"
#include "record/json.h"
#include "record/undo.h"

/* Of a rejected document, the bytes that go to --rejects. */
enum { DOCUMENT_KEPT = 4096 };

bool worker_open(struct worker *worker, const struct segment *segment, struct err *err)
{
	*worker = (struct worker){.segment = segment};
	worker->scratch = calloc(segment->count, sizeof(*worker->scratch));
	worker->stats = calloc(segment->count, sizeof(*worker->stats));
	if (segment->env->operand_count)
		worker->of_operand =
			calloc(segment->env->operand_count, sizeof(*worker->of_operand));
	if (!worker->scratch || !worker->stats ||
	    (segment->env->operand_count && !worker->of_operand))
		return err_no_memory(err);
	for (size_t i = 0; i < segment->count; i++) {
		const struct stage *stage = segment->links[i].stage;

		if (!stage->scratch_open)
			continue;
		worker->scratch[i] = stage->scratch_open(segment->links[i].state, err);
		if (!worker->scratch[i])
			return false;
	}
	return true;
}

void worker_close(struct worker *worker)
{
	for (size_t i = 0; worker->segment && i < worker->segment->count; i++) {
		if (worker->scratch && worker->scratch[i] &&
		    worker->segment->links[i].stage->scratch_close)
			worker->segment->links[i].stage->scratch_close(worker->scratch[i]);
		if (worker->stats)
			stage_stats_free(&worker->stats[i]);
	}
	free(worker->scratch);
	free(worker->stats);
	free(worker->parts);
	free(worker->refusals);
	free(worker->lines);
	free(worker->of_operand);
	arena_free(&worker->arena);
	batch_free(&worker->batch);
	buf_free(&worker->out);
	buf_free(&worker->names);
	buf_free(&worker->digests);
	buf_free(&worker->kept);
	buf_free(&worker->keys);
	*worker = (struct worker){0};
}

static void clear_output(struct worker *worker)
{
	for (size_t i = 0; i < worker->segment->count; i++)
		stage_stats_clear(&worker->stats[i]);
	buf_clear(&worker->out);
	buf_clear(&worker->names);
	buf_clear(&worker->digests);
	buf_clear(&worker->kept);
	buf_clear(&worker->keys);
	worker->part_count = 0;
	worker->refusal_count = 0;
	worker->line_count = 0;
	worker->first_wanted = 0;
	if (worker->of_operand)
		memset(worker->of_operand, 0,
		       worker->segment->env->operand_count * sizeof(*worker->of_operand));
}

static bool add_part(struct worker *worker, const struct part *part)
{
	if (!ARRAY_RESERVE(worker->parts, worker->part_cap, worker->part_count + 1))
		return false;
	worker->parts[worker->part_count++] = *part;
	return true;
}

static struct span keep_bytes(struct worker *worker, struct slice bytes)
{
	struct span span = {worker->kept.len, bytes.len};

	buf_append(&worker->kept, bytes);
	return span;
}

/* Notes a record that stage `at` refused. `record` is NULL when there never was one. */
static bool refuse(struct worker *worker, size_t at, const struct item *item, struct record *record,
		   enum reject_reason reason, struct err *err)
{
	struct refusal refusal = {.stage = at, .reason = reason, .entry = worker->stats[at].in};
	const char *name = reject_reason_name(reason);

	if (!ARRAY_RESERVE(worker->refusals, worker->refusal_cap, worker->refusal_count + 1))
		return err_no_memory(err);
	if (worker->segment->is_trusted && at == 0 && !record)
		return err_set(err, ERR_IO, "%s wrote a line that is no record (%s)",
			       worker->segment->upstream, name);
	if (record)
		refusal.id = keep_bytes(worker, record_get(record, FIELD_ID));
	if (at == 0) {
		refusal.line = item->line;
		refusal.file = item->source;
		refusal.size = item->size;
	}
	if (at == 0 && item->kind == ITEM_DOCUMENT && !item->line) {
		struct span head = item->bytes;

		if (!refusal.size)
			refusal.size = head.len;
		if (head.len > DOCUMENT_KEPT)
			head.len = DOCUMENT_KEPT;
		refusal.bytes = keep_bytes(worker, batch_slice(&worker->batch, head));
	} else if (at == 0) {
		refusal.bytes = keep_bytes(worker, batch_slice(&worker->batch, item->bytes));
	} else if (record) {
		refusal.bytes.at = worker->kept.len;
		record_write(record, &worker->kept);
		if (!buf_failed(&worker->kept))
			refusal.bytes.len = worker->kept.len - refusal.bytes.at - 1;
	}
	worker->refusals[worker->refusal_count++] = refusal;
	worker->stats[at].rejected++;
	tally_add(&worker->stats[at].rejects, slice_of(name), 1);
	if (buf_failed(&worker->kept) || worker->stats[at].rejects.failed)
		return err_no_memory(err);
	return true;
}

/* A document that became no record may have said its id before. */
static bool keep_id(struct worker *worker, struct record *record, struct err *err)
{
	struct refusal *refusal = &worker->refusals[worker->refusal_count - 1];

	refusal->id = keep_bytes(worker, record_get(record, FIELD_ID));
	return !buf_failed(&worker->kept) || err_no_memory(err);
}

/* What keeps a record from being this stage's business. */
static enum reject_reason lacks(const struct stage *stage, struct record *record)
{
	enum member_kind text;

	if (stage->takes_any)
		return REJECT_NONE;
	if ((stage->takes_html || stage_is_source(stage)) &&
	    record_kind(record, FIELD_HTML) == MEMBER_STRING)
		return REJECT_NONE;
	text = record_kind(record, FIELD_TEXT);
	if (text == MEMBER_ABSENT || text == MEMBER_NULL)
		return REJECT_NO_TEXT;
	return text == MEMBER_STRING ? REJECT_NONE : REJECT_TEXT_NOT_STRING;
}

/* For the message of a wrong --text-key: has any of the first records what is needed? */
static void note_keys(struct worker *worker, struct record *record, enum reject_reason reason)
{
	if (reason != REJECT_NO_TEXT) {
		if (!worker->first_wanted)
			worker->first_wanted = worker->stats[0].in;
	} else if (worker->keys.len == 0) {
		record_list_keys(record, &worker->keys, 400);
	}
}

static bool put_text(struct worker *worker, struct record *record)
{
	struct slice input = buf_slice(&worker->batch.bytes);

	buf_append(&worker->out, record_text(record));
	/* The last line end is no part of the text; it comes back where it was. */
	if (slice_ends(input, SLICE("\n")) && worker->out.len)
		buf_push(&worker->out, '\n');
	return true;
}

static bool put_digest(struct worker *worker, struct record *record, struct err *err)
{
	size_t last = worker->segment->count - 1;
	const struct link *link = &worker->segment->links[last];
	struct part part = {.body.at = worker->digests.len};

	if (link->stage->digest(link->state, worker->scratch[last], record, &worker->digests,
				err) == FAIL)
		return false;
	part.body.len = worker->digests.len - part.body.at;
	record_write(record, &worker->out);
	if (buf_failed(&worker->digests) || !add_part(worker, &part))
		return err_no_memory(err);
	return true;
}

static enum verdict put_formatted(struct worker *worker, struct record *record, struct err *err)
{
	size_t last = worker->segment->count - 1;
	const struct link *link = &worker->segment->links[last];
	struct part part = {.name.at = worker->names.len, .body.at = worker->out.len};
	enum verdict verdict = link->stage->format(link->state, worker->scratch[last], record,
						   &worker->names, &worker->out, err);

	part.name.len = worker->names.len - part.name.at;
	part.body.len = worker->out.len - part.body.at;
	if (verdict == KEEP && part.name.len && !add_part(worker, &part)) {
		err_no_memory(err);
		return FAIL;
	}
	return verdict;
}

/* What a dry run has to say of the stage's turn. */
static void tell(struct worker *worker, size_t at, struct record *record, bool dropped)
{
	const struct segment *segment = worker->segment;

	if (segment->env->dry_run == DRY_RUN_RULES)
		dry_run_count(record, dropped, &worker->stats[at].rules);
	else if (segment->output == OUTPUT_NONE)
		dry_run_list(record, dropped, &worker->out);
}

/* Begins a line of a side file. */
static struct kept_line begin_line(struct worker *worker, size_t at, struct record *record,
				   bool is_dropped)
{
	struct kept_line line = {at, is_dropped, {worker->kept.len, 0}};

	buf_append(&worker->kept, SLICE("{\"stage\":"));
	json_write_string(&worker->kept, slice_of(worker->segment->links[at].name));
	buf_append(&worker->kept, SLICE(",\"id\":"));
	json_write_string(&worker->kept, record_get(record, FIELD_ID));
	return line;
}

static bool end_line(struct worker *worker, struct kept_line line)
{
	buf_append(&worker->kept, SLICE("}\n"));
	if (buf_failed(&worker->kept) ||
	    !ARRAY_RESERVE(worker->lines, worker->line_cap, worker->line_count + 1))
		return false;
	line.line.len = worker->kept.len - line.line.at;
	worker->lines[worker->line_count++] = line;
	return true;
}

/* Whether undoing the edits gives the text as the stage read it. */
static bool edits_are_complete(struct record *record, struct slice edits, size_t length)
{
	struct buf before = {0};
	bool complete = undo_edits(record_text(record), edits, length, record->arena, &before) &&
			slice_equal(buf_slice(&before), record->slot[FIELD_TEXT].as_read);

	buf_free(&before);
	return complete;
}

/*
 * What the stage did to the record's text: the edits that it noted, the length that the text had,
 * in code points, and where the edits do not tell all, such as blank lines that went with a
 * paragraph, the text itself.
 */
static bool keep_removed(struct worker *worker, size_t at, struct record *record)
{
	struct slice before = record->slot[FIELD_TEXT].as_read;
	size_t length = utf8_count(before), from;
	struct kept_line line;

	if (!before.data || slice_equal(before, record_text(record)))
		return true;
	line = begin_line(worker, at, record, false);
	buf_printf(&worker->kept, ",\"length\":%zu,\"edits\":", length);
	from = worker->kept.len;
	record_write_edits(record, &worker->kept);
	if (buf_failed(&worker->kept))
		return false;
	if (!edits_are_complete(record, slice_from(buf_slice(&worker->kept), from), length)) {
		buf_append(&worker->kept, SLICE(",\"before\":"));
		json_write_string(&worker->kept, before);
	}
	return end_line(worker, line);
}

/* The whole record, as the stage read it. */
static bool keep_dropped(struct worker *worker, size_t at, struct record *record)
{
	struct kept_line line;

	if (record_kind(record, FIELD_TEXT) != MEMBER_STRING &&
	    record_kind(record, FIELD_HTML) != MEMBER_STRING)
		return true; /* no article: the header of an archive, or the like */
	line = begin_line(worker, at, record, true);
	buf_append(&worker->kept, SLICE(",\"reason\":"));
	json_write_string(&worker->kept,
			  slice_of(record->drop_reason ? record->drop_reason : "dropped"));
	buf_append(&worker->kept, SLICE(",\"record\":"));
	record_write(record, &worker->kept);
	if (!buf_failed(&worker->kept))
		worker->kept.len--; /* its line end */
	return end_line(worker, line);
}

/* One stage's turn. */
static enum verdict apply_stage(struct worker *worker, size_t at, struct record *record,
				struct err *err)
{
	const struct segment *segment = worker->segment;
	const struct link *link = &segment->links[at];
	enum reject_reason missing = lacks(link->stage, record);
	bool is_last = at + 1 == segment->count;
	enum verdict verdict = KEEP;

	if (at == 0)
		note_keys(worker, record, missing);
	if (missing != REJECT_NONE)
		return record_reject(record, missing);
	record->tally = &worker->stats[at].counters;
	record->stage = link->name;
	if (is_last && segment->output == OUTPUT_SINK)
		verdict = put_formatted(worker, record, err);
	else if (link->stage->apply && !(is_last && segment->output == OUTPUT_DIGEST))
		verdict = link->stage->apply(link->state, worker->scratch[at], record, err);
	if (segment->env->dry_run && (verdict == KEEP || verdict == DROP))
		tell(worker, at, record, verdict == DROP);
	if (verdict == KEEP && segment->env->keeps_removed && !keep_removed(worker, at, record)) {
		err_no_memory(err);
		return FAIL;
	}
	if (!segment->env->shows_edits)
		record->edits = NULL;
	if (verdict == KEEP)
		record_end_stage(record);
	if (record_failed(record) && verdict != FAIL) {
		err_no_memory(err);
		return FAIL;
	}
	return verdict;
}

/* The record came to the segment's end. */
static bool put_record(struct worker *worker, struct record *record, struct err *err)
{
	bool ok = true;

	switch (worker->segment->output) {
	case OUTPUT_LINES:
		record_write(record, &worker->out);
		break;
	case OUTPUT_TEXT:
		ok = put_text(worker, record);
		break;
	case OUTPUT_DIGEST:
		ok = put_digest(worker, record, err);
		break;
	case OUTPUT_SINK:
	case OUTPUT_NONE:
		break;
	}
	if (ok && (record_failed(record) || buf_failed(&worker->out)))
		return err_no_memory(err);
	return ok;
}

/* Counts a record out of a stage, or not. */
static bool settle(struct worker *worker, size_t at, const struct item *item, struct record *record,
		   enum verdict verdict, struct err *err)
{
	struct stage_stats *stats = &worker->stats[at];

	switch (verdict) {
	case KEEP:
		stats->out++;
		return true;
	case DROP:
		stats->dropped++;
		tally_add(&stats->drops,
			  slice_of(record->drop_reason ? record->drop_reason : "dropped"), 1);
		if (worker->segment->env->keeps_dropped && !keep_dropped(worker, at, record))
			return err_no_memory(err);
		return !stats->drops.failed || err_no_memory(err);
	case REJECT:
		return refuse(worker, at, item, record, record->reject_reason, err);
	case FAIL:
		break;
	}
	return false;
}

static bool pass_through(struct worker *worker, const struct item *item, struct record *record,
			 struct err *err)
{
	const struct segment *segment = worker->segment;

	for (size_t i = 0; i < segment->count; i++) {
		bool is_digest = segment->output == OUTPUT_DIGEST && i + 1 == segment->count;
		enum verdict verdict;

		if (i > 0)
			worker->stats[i].in++;
		verdict = apply_stage(worker, i, record, err);
		if (is_digest && verdict == KEEP)
			break; /* it leaves this stage in the second pass */
		if (!settle(worker, i, item, record, verdict, err))
			return false;
		if (verdict != KEEP)
			return true;
	}
	return put_record(worker, record, err);
}

/* Makes a record of a line that is no JSON, if the source knows what it was meant to be. */
static enum reject_reason parse_corrected(struct worker *worker, struct slice line,
					  struct record *record)
{
	const struct segment *segment = worker->segment;
	enum reject_reason reason;
	struct slice corrected;
	uint64_t nulls;

	if (!segment->links[0].stage->correct_line(line, &worker->arena, &corrected, &nulls))
		return REJECT_NOT_JSON;
	reason = record_parse(record, segment->env->schema, corrected, &worker->arena);
	if (reason == REJECT_NONE && nulls) {
		record->tally = &worker->stats[0].counters;
		record_count(record, SLICE("not-a-number"), nulls);
	}
	return reason;
}

/* Makes the item a record. DROP, REJECT: the reason is set. */
static enum verdict begin(struct worker *worker, const struct item *item, struct record *record,
			  enum reject_reason *reason, struct err *err)
{
	const struct segment *segment = worker->segment;
	const struct link *first = &segment->links[0];
	struct slice bytes = batch_slice(&worker->batch, item->bytes);
	enum verdict verdict;

	if (item->kind == ITEM_LINE) {
		*reason = record_parse(record, segment->env->schema, bytes, &worker->arena);
		if (*reason == REJECT_NOT_JSON && first->stage->correct_line)
			*reason = parse_corrected(worker, bytes, record);
		return *reason == REJECT_NONE ? KEEP : REJECT;
	}
	record_create(record, segment->env->schema, &worker->arena);
	record->tally = &worker->stats[0].counters;
	if (item->kind == ITEM_TOO_LONG) {
		*reason = REJECT_TOO_LONG;
		return REJECT;
	}
	if (first->stage->parse) {
		verdict = first->stage->parse(first->state, worker->scratch[0], &worker->batch,
					      item, record, err);
		*reason = record->reject_reason;
		return verdict;
	}
	if (!utf8_valid(bytes)) {
		err_set(err, ERR_IO,
			"the text is not UTF-8 (at byte %zu). Decode it first: wirewash ingest "
			"--text",
			utf8_valid_prefix(bytes));
		return FAIL;
	}
	if (slice_ends(bytes, SLICE("\n")))
		bytes.len--;
	record_set_text(record, bytes);
	/* From now on it is what the first stage reads: edits are told by their places in it. */
	record_end_stage(record);
	return KEEP;
}

static bool is_blank(struct slice line)
{
	return slice_trim(line).len == 0;
}

static bool run_item(struct worker *worker, size_t index, struct err *err)
{
	const struct segment *segment = worker->segment;
	const struct item *item = &worker->batch.items[index];
	enum reject_reason reason = REJECT_NONE;
	struct record record;

	if (item->kind == ITEM_LINE && item->bytes.len < 64 &&
	    is_blank(batch_slice(&worker->batch, item->bytes))) {
		worker->stats[0].blank++;
		return true;
	}
	arena_reset(&worker->arena);
	if (!segment->begins_in_barrier)
		worker->stats[0].in++;
	switch (begin(worker, item, &record, &reason, err)) {
	case KEEP:
		break;
	case REJECT:
		return refuse(worker, 0, item, NULL, reason, err) &&
		       (item->kind == ITEM_LINE || keep_id(worker, &record, err));
	case DROP:
		return settle(worker, 0, item, &record, DROP, err);
	case FAIL:
		return false;
	}
	if (item->operand)
		worker->of_operand[item->operand - 1]++;
	record.ordinal = worker->first_ordinal + index;
	record.explain = segment->env->explain;
	if (!segment->links[0].stage->takes_any)
		record_ensure_id(&record);
	return pass_through(worker, item, &record, err);
}

bool worker_run(struct worker *worker, struct err *err)
{
	clear_output(worker);
	for (size_t i = 0; i < worker->batch.count; i++) {
		if (!run_item(worker, i, err))
			return false;
	}
	if (buf_failed(&worker->out) || buf_failed(&worker->keys))
		return err_no_memory(err);
	return true;
}
