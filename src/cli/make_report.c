/* `wirewash report [OPTION...] [FILE...]`: what became of an archive, as one HTML page. */
#include "cli/args.h"
#include <stdio.h>

#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/make_report.h"
#include "engine/binding.h"
#include "io/lines.h"
#include "io/spool.h"
#include "report/report.h"

/* Larger files of --stats are none. */
enum { MAX_STATS = 16 * 1024 * 1024 };

const struct option_spec report_options[] = {
	OPTION_FILE(struct report_settings, clusters, "clusters", "FILE",
		    "what dedup --clusters wrote of the same records, in the same order"),
	OPTION_FILE(struct report_settings, pairs, "pairs", "FILE", "what dedup --pairs wrote"),
	OPTION_FILE(struct report_settings, stats, "stats", "FILE",
		    "what --stats wrote: the counts of each stage"),
	OPTION_COUNT(struct report_settings, limit, "limit", "N", "5000",
		     "how many articles the page holds in full; its figures are those of all"),
	OPTION_STRING(struct report_settings, title, "title", "TEXT", "What became of the archive",
		      "the heading of the page"),
	{.name = "output",
	 .letter = 'o',
	 .type = OPTION_TYPE_FILE,
	 .value = "FILE",
	 .help = "write to FILE, whole or not at all",
	 .offset = OPTION_OFFSET(struct report_settings, output, const char *)},
	OPTION_STRING(struct report_settings, schema, "schema", "NAME", NULL,
		      "member names: dolma, fineweb, ccnet, newsplease, trafilatura"),
	OPTION_END};

/* Lines of one file after the other, with the records among them counted. */
struct line_source {
	struct reader *reader;
	struct lines *lines;
	struct batch batch;
	size_t next;
	bool more;
};

static bool source_open(struct line_source *source, struct reader *reader, struct err *err)
{
	*source = (struct line_source){.reader = reader, .more = true};
	if (reader)
		source->lines = lines_open(reader, slice_make(NULL, 0), (uint64_t)1 << 30, err);
	return source->lines != NULL;
}

static void source_close(struct line_source *source)
{
	lines_close(source->lines);
	reader_close(source->reader);
	batch_free(&source->batch);
	*source = (struct line_source){0};
}

/* The next line that is not blank; false at the end (err unset) and on failure (err set). */
static bool source_next(struct line_source *source, struct slice *line, struct err *err)
{
	for (;;) {
		while (source->next < source->batch.count) {
			const struct item *item = &source->batch.items[source->next++];

			*line = batch_slice(&source->batch, item->bytes);
			if (item->kind == ITEM_LINE && slice_trim(*line).len > 0)
				return true;
		}
		if (!source->lines || !source->more)
			return false;
		batch_clear(&source->batch);
		source->next = 0;
		if (!lines_fill(source->lines, &source->batch, &source->more, err))
			return false;
	}
}

struct report_job {
	struct report_settings settings;
	struct schema schema;
	struct report *report;
	struct writer *writer;
	struct line_source decisions;
	struct spool *spool; /* stdin, to be read twice */
	char **files;
	size_t file_count;
	uint64_t skipped; /* lines that are no records */
};

typedef bool (*record_use)(struct report_job *job, struct record *record, struct slice decision,
			   struct err *err);

static bool gather(struct report_job *job, struct record *record, struct slice decision,
		   struct err *err)
{
	return report_gather(job->report, record, decision, err);
}

static bool show(struct report_job *job, struct record *record, struct slice decision,
		 struct err *err)
{
	return report_show(job->report, record, decision, job->writer, err);
}

static bool use_line(struct report_job *job, struct slice line, struct arena *arena, record_use use,
		     struct err *err)
{
	struct record record;
	struct slice decision = {0};

	arena_reset(arena);
	if (!utf8_valid(line) || record_parse(&record, &job->schema, line, arena) != REJECT_NONE) {
		job->skipped++;
		return true;
	}
	if (job->settings.clusters && !source_next(&job->decisions, &decision, err))
		return err->code == ERR_NONE ? err_set(err, ERR_USAGE,
						       "%s has fewer lines than there are records",
						       job->settings.clusters)
					     : false;
	return use(job, &record, decision, err);
}

static bool use_reader(struct report_job *job, struct reader *reader, record_use use,
		       struct err *err)
{
	struct line_source source;
	struct arena arena = {0};
	struct slice line;
	bool fine = source_open(&source, reader, err);

	while (fine && source_next(&source, &line, err))
		fine = use_line(job, line, &arena, use, err);
	arena_free(&arena);
	source_close(&source);
	return fine && err->code == ERR_NONE;
}

/* Standard input, copied to a temporary file. */
static bool keep_input(struct report_job *job, struct err *err)
{
	struct reader *reader = reader_open(NULL, 0, err);
	char data[64 * 1024];
	size_t got = 0;
	bool fine = reader && (job->spool = spool_open(NULL, err)) != NULL;

	while (fine && reader_read(reader, data, sizeof(data), &got, err) && got > 0)
		fine = spool_write(job->spool, slice_make(data, got), err);
	reader_close(reader);
	return fine && err->code == ERR_NONE;
}

static bool use_all(struct report_job *job, record_use use, struct err *err)
{
	bool fine = true;

	job->skipped = 0;
	if (job->settings.clusters &&
	    !source_open(&job->decisions, reader_open(job->settings.clusters, 0, err), err))
		return false;
	if (job->file_count == 0)
		fine = use_reader(job, spool_read(job->spool, err), use, err);
	for (size_t i = 0; fine && i < job->file_count; i++)
		fine = use_reader(job, reader_open(job->files[i], 0, err), use, err);
	source_close(&job->decisions);
	return fine;
}

static bool add_pairs(struct report_job *job, struct err *err)
{
	struct line_source source;
	struct slice line;
	bool fine = source_open(&source, reader_open(job->settings.pairs, 0, err), err);

	while (fine && source_next(&source, &line, err))
		fine = report_pair(job->report, line, err);
	source_close(&source);
	return fine && err->code == ERR_NONE;
}

static bool add_stats(struct report_job *job, struct err *err)
{
	struct buf json = {0};
	bool fine = read_whole_file(job->settings.stats, MAX_STATS, &json, err) &&
		    report_stats(job->report, slice_trim(buf_slice(&json)), err);

	buf_free(&json);
	if (!fine)
		err_prefix(err, "%s: ", job->settings.stats);
	return fine;
}

static bool make_page(struct report_job *job, struct err *err)
{
	const struct report_settings *settings = &job->settings;

	if (job->file_count == 0 && !keep_input(job, err))
		return false;
	if (!use_all(job, gather, err) || (settings->stats && !add_stats(job, err)) ||
	    !report_select(job->report, settings->limit, err))
		return false;
	job->writer = writer_open(settings->output, err);
	return job->writer &&
	       report_begin(job->report, slice_of(settings->title), job->writer, err) &&
	       use_all(job, show, err) && (!settings->pairs || add_pairs(job, err)) &&
	       report_end(job->report, job->writer, err);
}

static bool read_settings(struct report_settings *settings, const struct args *args,
			  struct binding *binding, struct err *err)
{
	if (!binding_open(binding, "report", report_options, settings, err))
		return false;
	for (size_t i = 0; i < args->count; i++)
		if (!binding_set(binding, args->assignments[i].spec, args->assignments[i].value,
				 ORIGIN_COMMAND_LINE, err))
			return false;
	return true;
}

bool report_make(const struct report_settings *settings, char **files, size_t count,
		 uint64_t *skipped, struct err *err)
{
	struct report_job job = {.settings = *settings, .files = files, .file_count = count};
	bool fine;

	schema_default(&job.schema);
	fine = (!settings->schema || schema_preset(&job.schema, settings->schema, err)) &&
	       (job.report = report_open(err)) != NULL && make_page(&job, err);
	if (!fine)
		writer_discard(job.writer);
	else
		fine = writer_commit(job.writer, err);
	*skipped = job.skipped;
	report_close(job.report);
	spool_close(job.spool);
	return fine;
}

static int run_report(const struct args *args)
{
	struct report_settings settings = {0};
	struct binding binding = {0};
	struct err err = {0};
	uint64_t skipped = 0;
	bool fine = read_settings(&settings, args, &binding, &err) &&
		    report_make(&settings, args->operands, args->operand_count, &skipped, &err);

	if (fine && skipped)
		fprintf(stderr, "wirewash report: %llu lines are no records and were skipped\n",
			(unsigned long long)skipped);
	binding_close(&binding);
	return report("report", &err);
}

int command_report(int argc, char **argv)
{
	const struct scope scopes[] = {{NULL, report_options}};
	struct args args;
	struct err err = {0};
	struct buf help = {0};
	int status;

	if (!args_parse(&args, argc, argv, 2, scopes, COUNT_OF(scopes), &err)) {
		status = report("report", &err);
	} else if (args.help) {
		buf_append(&help, SLICE("usage: wirewash report [OPTION...] [FILE...]\n\n"
					"report: what became of an archive, as one HTML page\n\n"
					"Options of report:\n"));
		help_options(report_options, "", &help);
		buf_append(&help, SLICE("\nMore: man wirewash-report\n"));
		status = print_all("report", &help);
	} else {
		status = run_report(&args);
	}
	buf_free(&help);
	args_free(&args);
	return status;
}
