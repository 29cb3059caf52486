/*
 * dedup: one record of each story. Every record is fingerprinted on its way into the barrier; when
 * all are in, near-duplicates are found and verified (dedup/dedup.h); then the survivors go on.
 */
#include "dedup/dedup.h"

#include <stdlib.h>

#include "annotate.h"
#include "engine/notices.h"
#include "engine/stats.h"
#include "intake.h"
#include "ids.h"
#include "live.h"
#include "plan.h"
#include "report.h"
#include "settings.h"
#include "why.h"

struct dedup_stage {
	struct settings set;
	const struct stage_env *env;
	struct report_file clusters, pairs;

	/* An archive ... */
	struct dedup_rules rules;
	struct slice *sources;
	struct pins pins;
	struct dedup dedup;
	struct annotations annotations;
	struct why *why;       /* NULL: not asked */
	uint32_t next_earlier; /* of what is shown: the next record of earlier archives */

	struct live *live; /* ... or a stream */
};

/* clang-format off */
static const struct option_spec options[] = {
	OPTION_STRING(struct dedup_stage, set.keep, "keep", "WHICH", NULL,
		      "keep of like records: best (default), first, earliest, latest, longest, source:X"),
	OPTION_STRING(struct dedup_stage, set.drop, "drop", "LIST", "near",
		      "drop exact, near (with exact), contained, update"),
	OPTION_STRING(struct dedup_stage, set.similarity, "similarity", "SHARE", NULL,
		      "near: share so much of the smaller text, 0.8 or exact"),
	OPTION_FLAG(struct dedup_stage, set.mark, "mark", "mark what would be dropped, drop nothing"),
	OPTION_FLAG(struct dedup_stage, set.annotate, "annotate",
		    "note in each record that is kept what was dropped for it"),
	OPTION_INPUTS(struct dedup_stage, set.against, "against",
		    "drop also what this earlier archive has; may be given again"),
	OPTION_INPUTS(struct dedup_stage, set.pins, "pins",
		    "a reader's word on pairs: one story, or two; may be given again"),
	OPTION_OUTPUT(struct dedup_stage, set.clusters, "clusters", "FILE",
		    "write what became of each record; a table where FILE ends in .csv"),
	OPTION_OUTPUT(struct dedup_stage, set.pairs, "pairs", "FILE",
		    "write each pair of records that is one story, likewise"),
	OPTION_SIZE(struct dedup_stage, set.memory, "memory", "SIZE", "0",
		    "take no more memory (0: half of the machine's; for a stream 1G)"),
	OPTION_FLAG(struct dedup_stage, set.plan, "plan",
		    "when all records are read, say what the rest takes"),
	OPTION_FLAG(struct dedup_stage, set.stream, "stream",
		    "decide about each record at once; the first one of a story is kept"),
	OPTION_STRING(struct dedup_stage, set.window, "window", "TIME", NULL,
		      "of a stream: only records with dates so close are compared, such as 72h"),
	OPTION_LIST(struct dedup_stage, set.why, "why", "ID",
		    "instead of records, show what became of this one; given twice: of the pair"),
	OPTION_END,
};
/* clang-format on */

static bool take_in(struct dedup_stage *stage, struct slice digest, struct err *err)
{
	return corpus_absorb(&stage->dedup.corpus, digest, err) &&
	       plan_check(&stage->dedup.corpus, err);
}

static bool take_earlier(void *context, struct slice digest, struct err *err)
{
	struct dedup_stage *stage = context;

	return stage->live ? live_learn(stage->live, digest, err) : take_in(stage, digest, err);
}

static bool read_earlier(struct dedup_stage *stage, struct err *err)
{
	const struct option_list *against = &stage->set.against;

	for (size_t i = 0; i < against->count; i++)
		if (!intake_archive(take_earlier, stage, against->items[i], stage->env, err))
			return false;
	stage->dedup.corpus.earlier = stage->dedup.corpus.documents;
	return true;
}

static bool read_pins(struct dedup_stage *stage, struct err *err)
{
	for (size_t i = 0; i < stage->set.pins.count; i++)
		if (!pins_read(&stage->pins, stage->set.pins.items[i], err))
			return false;
	stage->rules.pins = &stage->pins;
	return true;
}

static void tell_pins(const struct dedup_stage *stage)
{
	const struct pins_seen *seen = &stage->dedup.pins_seen;

	if (seen->missing)
		notice(stage->env->notices, "dedup", ERR_NONE,
		       "pins: %zu of %zu name a record that is not here", seen->missing,
		       stage->pins.count);
	if (seen->copies)
		notice(stage->env->notices, "dedup", ERR_NONE,
		       "pins: %zu would part records with the same text: left together",
		       seen->copies);
}

static bool open_stream(struct dedup_stage *stage, struct err *err)
{
	struct recent_rules rules;

	if (!settings_recent(&stage->set, &rules, err))
		return false;
	stage->live = live_open(&rules, &stage->clusters, err);
	return stage->live != NULL;
}

static bool check(const void *state, struct err *err)
{
	const struct dedup_stage *stage = state;

	return settings_check_values(&stage->set, err);
}

static bool setup(void *state, const struct stage_env *env, struct err *err)
{
	struct dedup_stage *stage = state;

	stage->env = env;
	stage->dedup.corpus.tmp_dir = env->tmp_dir;
	stage->dedup.corpus.jobs = env->jobs;
	stage->dedup.corpus.memory = settings_memory(&stage->set);
	/* Reports are opened before the work begins: a path that cannot be written fails at once.
	 */
	return settings_check(&stage->set, err) &&
	       settings_rules(&stage->set, &stage->rules, &stage->sources, err) &&
	       read_pins(stage, err) &&
	       report_file_open(&stage->clusters, stage->set.clusters, report_cluster_columns,
				err) &&
	       report_file_open(&stage->pairs, stage->set.pairs, report_pair_columns, err) &&
	       (!stage->set.stream || open_stream(stage, err)) && read_earlier(stage, err);
}

static void teardown(void *state)
{
	struct dedup_stage *stage = state;

	live_close(stage->live);
	why_close(stage->why);
	annotations_free(&stage->annotations);
	report_file_close(&stage->clusters);
	report_file_close(&stage->pairs);
	dedup_free(&stage->dedup);
	pins_free(&stage->pins);
	free(stage->sources);
}

static void *scratch_open(const void *state, struct err *err)
{
	struct fingerprinter *maker = calloc(1, sizeof(*maker));

	(void)state;
	if (!maker)
		err_no_memory(err);
	return maker;
}

static void scratch_close(void *scratch)
{
	if (scratch)
		fingerprinter_free(scratch);
	free(scratch);
}

static enum verdict digest(const void *state, void *scratch, struct record *record,
			   struct buf *digest, struct err *err)
{
	(void)state;
	return intake_digest(scratch, record, digest, err) ? KEEP : FAIL;
}

static bool decides_at_once(const void *state)
{
	const struct dedup_stage *stage = state;

	return stage->set.stream;
}

static bool absorb(void *state, uint64_t ordinal, struct slice digest, struct err *err)
{
	struct dedup_stage *stage = state;

	(void)ordinal;
	return stage->live ? live_absorb(stage->live, digest, stage->set.mark, err)
			   : take_in(stage, digest, err);
}

/* The text of a record of an earlier archive comes by once more. */
static bool note_earlier(void *context, struct slice text, struct err *err)
{
	struct dedup_stage *stage = context;

	return why_note(stage->why, stage->next_earlier++, text, err);
}

static bool open_why(struct dedup_stage *stage, struct err *err)
{
	const struct option_list *against = &stage->set.against;

	stage->why = why_open(&stage->dedup, stage->set.why.items, stage->set.why.count, err);
	if (!stage->why)
		return false;
	for (size_t i = 0; i < against->count; i++)
		if (!intake_texts(note_earlier, stage, against->items[i], stage->env, err))
			return false;
	return true;
}

/* Findings name records by their ids: a message says when ids do not tell records apart. */
static bool tell_repeated_ids(const struct dedup_stage *stage, struct err *err)
{
	const struct settings *set = &stage->set;
	struct repeated_ids repeated;
	struct buf room = {0};
	bool ok;

	if (!(set->clusters || set->pairs || set->mark || set->annotate || set->pins.count))
		return true;
	ok = ids_find_repeated(&stage->dedup.corpus, &room, &repeated, err);
	if (ok && repeated.count)
		notice(stage->env->notices, "dedup", ERR_NONE,
		       "%zu ids are those of several records, such as '%.*s'", repeated.count,
		       (int)repeated.example.len, repeated.example.data);
	buf_free(&room);
	return ok;
}

static bool settle(void *state, struct err *err)
{
	struct dedup_stage *stage = state;

	if (stage->set.plan)
		plan_tell(&stage->dedup.corpus, stage->env);
	if (!dedup_settle(&stage->dedup, &stage->rules, err))
		return false;
	tell_pins(stage);
	if (!tell_repeated_ids(stage, err))
		return false;
	if (stage->set.why.count && !open_why(stage, err))
		return false;
	if (stage->set.annotate && !annotations_build(&stage->annotations, &stage->dedup, err))
		return false;
	return (!report_file_is_open(&stage->clusters) ||
		report_clusters(&stage->dedup, &stage->clusters, err)) &&
	       (!report_file_is_open(&stage->pairs) ||
		report_pairs(&stage->dedup, &stage->pairs, err));
}

static void set_mark(struct record *record, struct slice json)
{
	struct slice copy;

	if (arena_copy(record->arena, json, &copy))
		record_set_member(record, SLICE("_dedup"), copy);
	else
		record->out_of_memory = true;
}

static bool annotate(const struct annotations *annotations, struct record *record, struct err *err)
{
	struct buf json = {0};
	struct slice copy;
	bool ok = annotations_write(annotations, (uint32_t)record->ordinal, &json, err);

	if (ok && json.len && arena_copy(record->arena, buf_slice(&json), &copy))
		record_set_member(record, SLICE("_copies"), copy);
	else if (ok && json.len)
		record->out_of_memory = true;
	buf_free(&json);
	return ok;
}

static bool mark(const struct dedup *dedup, uint32_t document, struct record *record,
		 struct err *err)
{
	struct buf json = {0}, room = {0};
	bool ok = report_finding(dedup, document, &room, &json, err);

	if (ok)
		set_mark(record, buf_slice(&json));
	buf_free(&json);
	buf_free(&room);
	return ok;
}

static enum verdict decide(struct record *record, enum relation relation, bool is_kept,
			   bool of_earlier)
{
	if (is_kept)
		return KEEP;
	if (of_earlier)
		return record_drop(record, "earlier");
	return record_drop(record, relation == RELATION_CONTAINED ? "contained" : "duplicate");
}

/* No record comes out: what is asked for is the explanation. */
static enum verdict note(struct why *why, uint32_t document, struct record *record, struct err *err)
{
	if (!why_note(why, document, record_text(record), err))
		return FAIL;
	return record_drop(record, "explained");
}

static enum verdict apply_live(const struct dedup_stage *stage, struct record *record)
{
	struct verdict_on verdict = live_release(stage->live, record->ordinal);

	record_count(record, slice_of(relation_name[verdict.relation]), 1);
	if (stage->set.mark)
		set_mark(record, slice_make(verdict.json, verdict.json_len));
	free(verdict.json);
	return decide(record, verdict.relation, stage->set.mark || verdict.is_kept,
		      verdict.of_earlier);
}

static enum verdict apply(const void *state, void *scratch, struct record *record, struct err *err)
{
	const struct dedup_stage *stage = state;
	uint32_t document = (uint32_t)(stage->dedup.corpus.earlier + record->ordinal);
	struct finding finding;

	(void)scratch;
	if (stage->live)
		return apply_live(stage, record);
	finding = dedup_finding(&stage->dedup, document);
	record_count(record, slice_of(relation_name[finding.relation]), 1);
	if (stage->why)
		return note(stage->why, document, record, err);
	if (stage->set.annotate && !annotate(&stage->annotations, record, err))
		return FAIL;
	if (stage->set.mark)
		return mark(&stage->dedup, document, record, err) ? KEEP : FAIL;
	return decide(record, finding.relation, finding.kept == document,
		      finding.kept < stage->dedup.corpus.earlier);
}

/* The reports appear under their names only when the whole run went well. */
static bool finish(void *state, struct err *err)
{
	struct dedup_stage *stage = state;

	return (!stage->why || why_write(stage->why, err)) &&
	       report_file_commit(&stage->clusters, err) && report_file_commit(&stage->pairs, err);
}

const struct stage dedup_stage = {
	.name = "dedup",
	.summary = "one record of each story, near-duplicates out",
	.state_size = sizeof(struct dedup_stage),
	.options = options,
	.check = check,
	.setup = setup,
	.finish = finish,
	.teardown = teardown,
	.scratch_open = scratch_open,
	.scratch_close = scratch_close,
	.apply = apply,
	.digest = digest,
	.absorb = absorb,
	.settle = settle,
	.decides_at_once = decides_at_once,
};
