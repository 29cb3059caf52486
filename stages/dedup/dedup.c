/*
 * dedup: one record of each story. Every record is fingerprinted on its way into the barrier; when
 * all are in, near-duplicates are found and verified (dedup/dedup.h); then the survivors go on.
 */
#include "dedup/dedup.h"

#include <stdlib.h>

#include "engine/stats.h"
#include "intake.h"
#include "io/writer.h"
#include "record/json.h"

enum drop { DROP_DUPLICATES, DROP_CONTAINED };

static const char *const drop_names[] = {"duplicates", "contained", NULL};

struct dedup_stage {
	/* Options. */
	const char *keep;
	unsigned drop;
	bool mark;
	struct option_list against;
	const char *clusters_path;
	const char *pairs_path;

	struct dedup_rules rules;
	struct slice *sources;
	struct writer *clusters, *pairs; /* NULL: no such report */
	struct dedup dedup;
};

static const struct option_spec options[] = {
	OPTION_STRING(struct dedup_stage, keep, "keep", "WHICH", "best",
		      "of like records keep the best, first, earliest, longest, or source:LIST"),
	OPTION_CHOICE(struct dedup_stage, drop, "drop", drop_names, "duplicates",
		      "drop duplicates, or also what is contained in another record"),
	OPTION_FLAG(struct dedup_stage, mark, "mark", "mark what would be dropped, drop nothing"),
	OPTION_INPUTS(struct dedup_stage, against, "against",
		    "drop also what this earlier archive has; may be given again"),
	OPTION_FILE(struct dedup_stage, clusters_path, "clusters", "FILE",
		    "write what became of each record, as JSON Lines"),
	OPTION_FILE(struct dedup_stage, pairs_path, "pairs", "FILE",
		    "write each pair of records that is one story, as JSON Lines"),
	OPTION_END,
};

/* Cuts "a,b,c" into its parts. */
static bool parse_sources(struct dedup_stage *stage, struct slice list, struct err *err)
{
	size_t count = 1;

	for (size_t i = 0; i < list.len; i++)
		count += list.data[i] == ',';
	stage->sources = calloc(count, sizeof(*stage->sources));
	if (!stage->sources)
		return err_no_memory(err);
	for (size_t at = 0; at <= list.len;) {
		size_t end = slice_find_byte(list, at, ',');
		struct slice source = slice_trim(slice_sub(list, at, end));

		if (source.len)
			stage->sources[stage->rules.keep.sources++] = source;
		at = end + 1;
	}
	stage->rules.keep.source = stage->sources;
	if (!stage->rules.keep.sources)
		return err_set(err, ERR_USAGE,
			       "keep: no sources in 'source:'. Name some, as in "
			       "source:reuters.com,apnews.com.");
	return true;
}

static bool parse_keep(struct dedup_stage *stage, struct err *err)
{
	static const char *const names[] = {"best", "first", "earliest", "longest"};
	struct slice value = slice_of(stage->keep), prefix = SLICE("source:");

	for (unsigned i = 0; i < COUNT_OF(names); i++) {
		if (slice_equal(value, slice_of(names[i]))) {
			stage->rules.keep.keep = (enum keep)i;
			return true;
		}
	}
	if (!slice_starts(value, prefix))
		return err_set(err, ERR_USAGE,
			       "keep: bad value '%s'. It takes best, first, earliest, longest or "
			       "source:LIST.",
			       stage->keep);
	stage->rules.keep.keep = KEEP_SOURCE;
	return parse_sources(stage, slice_from(value, prefix.len), err);
}

/* Reports are opened before the work begins: a path that cannot be written fails at once. */
static bool open_report(const char *path, struct writer **report, struct err *err)
{
	if (path)
		*report = writer_open(path, err);
	return !path || *report;
}

static bool read_earlier(struct dedup_stage *stage, const struct stage_env *env, struct err *err)
{
	struct corpus *corpus = &stage->dedup.corpus;

	for (size_t i = 0; i < stage->against.count; i++)
		if (!intake_archive(corpus, stage->against.items[i], env, err))
			return false;
	corpus->earlier = corpus->documents;
	return true;
}

static bool setup(void *state, const struct stage_env *env, struct err *err)
{
	struct dedup_stage *stage = state;

	stage->rules.drop_contained = stage->drop == DROP_CONTAINED;
	if (!parse_keep(stage, err))
		return false;
	return open_report(stage->clusters_path, &stage->clusters, err) &&
	       open_report(stage->pairs_path, &stage->pairs, err) &&
	       read_earlier(stage, env, err);
}

static void teardown(void *state)
{
	struct dedup_stage *stage = state;

	writer_discard(stage->clusters);
	writer_discard(stage->pairs);
	dedup_free(&stage->dedup);
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

static bool absorb(void *state, uint64_t ordinal, struct slice digest, struct err *err)
{
	struct dedup_stage *stage = state;

	(void)ordinal;
	return corpus_absorb(&stage->dedup.corpus, digest, err);
}

static void write_share(struct buf *out, const char *name, unsigned thousandths)
{
	buf_printf(out, ",\"%s\":%u.%03u", name, thousandths / 1000, thousandths % 1000);
}

static void write_finding(const struct dedup *dedup, uint32_t document, struct buf *line)
{
	struct finding finding = dedup_finding(dedup, document);

	buf_append(line, SLICE("{\"id\":"));
	json_write_string(line, document_about(&dedup->corpus, document).id);
	buf_append(line, SLICE(",\"cluster\":"));
	json_write_string(line, document_about(&dedup->corpus, finding.kept).id);
	buf_printf(line, ",\"kept\":%s,\"of\":", finding.kept == document ? "true" : "false");
	if (finding.of == NO_DOCUMENT)
		buf_append(line, SLICE("null"));
	else
		json_write_string(line, document_about(&dedup->corpus, finding.of).id);
	buf_printf(line, ",\"relation\":\"%s\"", relation_name[finding.relation]);
	write_share(line, "jaccard", finding.jaccard);
	write_share(line, "containment", finding.containment);
	buf_printf(line, ",\"shared\":%u}", finding.shared);
}

/* Ends the line, hands it on, and empties it. */
static bool put_line(struct writer *report, struct buf *line, struct err *err)
{
	bool ok = (buf_push(line, '\n') || err_no_memory(err)) &&
		  writer_write(report, buf_slice(line), err);

	buf_clear(line);
	return ok;
}

static bool write_clusters(struct dedup_stage *stage, struct err *err)
{
	const struct corpus *corpus = &stage->dedup.corpus;
	struct buf line = {0};
	bool ok = true;

	for (size_t d = corpus->earlier; ok && d < corpus->documents; d++) {
		write_finding(&stage->dedup, (uint32_t)d, &line);
		ok = put_line(stage->clusters, &line, err);
	}
	buf_free(&line);
	return ok;
}

static void write_pair(const struct dedup *dedup, const struct dedup_pair *pair, struct buf *line)
{
	buf_append(line, SLICE("{\"id\":"));
	json_write_string(line, document_about(&dedup->corpus, pair->a).id);
	buf_append(line, SLICE(",\"of\":"));
	json_write_string(line, document_about(&dedup->corpus, pair->b).id);
	buf_printf(line, ",\"relation\":\"%s\"", relation_name[pair->relation]);
	write_share(line, "jaccard", pair->jaccard);
	write_share(line, "containment", pair->containment);
	buf_printf(line, ",\"shared\":%u}", pair->shared);
}

static bool write_pairs(struct dedup_stage *stage, struct err *err)
{
	struct dedup_pair pair;
	struct buf line = {0};
	size_t at = 0;
	bool ok = true;

	while (ok && dedup_next_pair(&stage->dedup, &at, &pair)) {
		write_pair(&stage->dedup, &pair, &line);
		ok = put_line(stage->pairs, &line, err);
	}
	buf_free(&line);
	return ok;
}

static bool settle(void *state, struct err *err)
{
	struct dedup_stage *stage = state;

	return dedup_settle(&stage->dedup, &stage->rules, err) &&
	       (!stage->clusters || write_clusters(stage, err)) &&
	       (!stage->pairs || write_pairs(stage, err));
}

static void mark(const struct dedup *dedup, uint32_t document, struct record *record)
{
	struct buf json = {0};
	struct slice copy = {0};

	write_finding(dedup, document, &json);
	if (buf_failed(&json) || !arena_copy(record->arena, buf_slice(&json), &copy))
		record->out_of_memory = true;
	else
		record_set_member(record, SLICE("_dedup"), copy);
	buf_free(&json);
}

static enum verdict apply(const void *state, void *scratch, struct record *record, struct err *err)
{
	const struct dedup_stage *stage = state;
	uint32_t document = (uint32_t)(stage->dedup.corpus.earlier + record->ordinal);
	struct finding finding = dedup_finding(&stage->dedup, document);

	(void)scratch;
	(void)err;
	record_count(record, slice_of(relation_name[finding.relation]), 1);
	if (stage->mark) {
		mark(&stage->dedup, document, record);
		return KEEP;
	}
	if (finding.kept == document)
		return KEEP;
	if (finding.kept < stage->dedup.corpus.earlier)
		return record_drop(record, "earlier");
	return record_drop(record,
			   finding.relation == RELATION_CONTAINED ? "contained" : "duplicate");
}

static bool commit_report(struct writer **report, struct err *err)
{
	struct writer *writer = *report;

	*report = NULL;
	return !writer || writer_commit(writer, err);
}

/* The reports appear under their names only when the whole run went well. */
static bool finish(void *state, struct err *err)
{
	struct dedup_stage *stage = state;

	return commit_report(&stage->clusters, err) && commit_report(&stage->pairs, err);
}

const struct stage dedup_stage = {
	.name = "dedup",
	.summary = "one record of each story, near-duplicates out",
	.state_size = sizeof(struct dedup_stage),
	.options = options,
	.setup = setup,
	.finish = finish,
	.teardown = teardown,
	.scratch_open = scratch_open,
	.scratch_close = scratch_close,
	.apply = apply,
	.digest = digest,
	.absorb = absorb,
	.settle = settle,
};
