/* ingest: files, directories or standard input, as they come, to records.
 * The only stage that meets raw bytes: after it all is UTF-8 JSON Lines. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "document.h"
#include "engine/notices.h"
#include "engine/stage.h"
#include "feed.h"
#include "page.h"
#include "row.h"
#include "lenient.h"
#include "text/charset/charset.h"
#include "text/charset/converter.h"

struct ingest {
	unsigned input_format;
	const char *encoding;
	unsigned max_replaced; /* thousandths of a document's characters */
	struct page page;      /* how records of WARC become ours */
	struct row_form rows;
	struct paths paths;
	const char *shard;
	uint64_t shard_at, shards; /* what `shard` means, counted from 0; shards 0: all records */

	const struct stage_env *env;
	struct feed feed;     /* the present file, on one thread */
	bool is_feeding;      /* it may have more */
	struct feeder feeder; /* all files, on several */
	struct ahead *ahead;  /* which read them; NULL on one thread */
	bool has_begun;
};

/* One thread's. */
struct scratch {
	struct charset *charset;
	struct columns columns;
};

enum { MOST_READERS = 8 };

/* clang-format off */
static const struct option_spec options[] = {
	OPTION_CHOICE(struct ingest, input_format, "input-format", input_formats, "auto",
		      "what the input is: auto, jsonl, json, csv, text, warc, tar or zip"),
	OPTION_STRING(struct ingest, encoding, "encoding", "NAME", NULL,
		      "charset of text documents without a byte order mark; mixed: of each line"),
	OPTION_PERMILLE(struct ingest, max_replaced, "max-replaced", "SHARE", "0.1",
			"share of a document's characters that may be unreadable; 8 always may"),
	OPTION_STRING(struct ingest, page.status, "status", "LIST", "200",
		      "HTTP statuses of WARC responses to take, such as 200,203 or 2xx"),
	OPTION_STRING(struct ingest, page.mime, "mime", "LIST", NULL,
		      "media types of WARC records to take, such as text/*"),
	OPTION_STRING(struct ingest, page.languages, "lang-header", "LIST", NULL,
		      "languages of WARC records to take, by their headers, such as de,en"),
	OPTION_STRING(struct ingest, rows.map, "csv", "MAP", NULL,
		      "columns of tables that hold what: text=COLUMN,url=COLUMN"),
	OPTION_STRING(struct ingest, paths.selection.include, "include", "GLOBS", NULL,
		      "read only the files that one of these is for, such as *.html,*/news/*"),
	OPTION_STRING(struct ingest, paths.selection.exclude, "exclude", "GLOBS", NULL,
		      "do not read the files that one of these is for"),
	{.name = "files-from", .type = OPTION_TYPE_FILE, .per_run = true, .direct = true,
	 .value = "FILE", .offset = OPTION_OFFSET(struct ingest, paths.files_from, const char *),
	 .help = "read the paths that FILE lists, too; - is standard input"},
	{.name = "shard", .type = OPTION_TYPE_STRING, .per_run = true, .direct = true,
	 .value = "K/N", .offset = OPTION_OFFSET(struct ingest, shard, const char *),
	 .help = "take only the K-th of N parts of the records, by their ids"},
	OPTION_END
};
/* clang-format on */

/* Cuts a number from 1 to some millions off *rest. False when there is none. */
static bool take_number(struct slice *rest, uint64_t *number)
{
	size_t at = 0;

	*number = 0;
	while (at < rest->len && at < 9 && rest->data[at] >= '0' && rest->data[at] <= '9')
		*number = *number * 10 + (uint64_t)(rest->data[at++] - '0');
	*rest = slice_from(*rest, at);
	return *number > 0;
}

static bool parse_shard(struct ingest *ingest, struct err *err)
{
	struct slice rest = slice_of(ingest->shard);

	if (!ingest->shard)
		return true;
	if (take_number(&rest, &ingest->shard_at) && slice_starts(rest, SLICE("/"))) {
		rest = slice_from(rest, 1);
		ingest->shard_at--;
		if (take_number(&rest, &ingest->shards) && !rest.len &&
		    ingest->shard_at < ingest->shards)
			return true;
	}
	return err_set(
		err, ERR_USAGE,
		"--shard: \"%s\" is no part of a whole. Write 1/4 to 4/4 for the four quarters.",
		ingest->shard);
}

static bool check(const void *state, struct err *err)
{
	struct ingest copy = *(const struct ingest *)state;

	return row_map_check(copy.rows.map, err) && selection_check(&copy.paths.selection, err) &&
	       page_setup(&copy.page, err) && parse_shard(&copy, err);
}

static bool read_encoding(struct ingest *ingest, struct err *err)
{
	struct charset_request *request = &ingest->page.charset;

	request->most_replaced = ingest->max_replaced;
	request->mixed = ingest->encoding && strcmp(ingest->encoding, "mixed") == 0;
	if (ingest->encoding && !request->mixed) {
		request->forced = charset_name(ingest->encoding);
		if (!request->forced)
			return err_set(
				err, ERR_USAGE,
				"--encoding: no charset is called \"%s\". Known are names such "
				"as windows-1251, KOI8-R, Shift_JIS or GB18030, and mixed.",
				ingest->encoding);
	}
	ingest->rows.charset = *request;
	return true;
}

static bool setup(void *state, const struct stage_env *env, struct err *err)
{
	struct ingest *ingest = state;
	struct intake *intake = &ingest->feed.intake;

	ingest->env = ingest->paths.env = env;
	ingest->page.max_size = intake->max_line = env->max_line;
	intake->max_ratio = env->max_ratio;
	intake->sniffer.schema = ingest->rows.schema = env->schema;
	intake->sniffer.map = ingest->rows.map;
	ingest->feeder = (struct feeder){.paths = &ingest->paths, .intake = intake};
	if (!selection_check(&ingest->paths.selection, err) ||
	    !row_map_check(ingest->rows.map, err) || !page_setup(&ingest->page, err) ||
	    !parse_shard(ingest, err))
		return false;
	intake->sniffer.forced =
		env->text_mode ? INPUT_TEXT : (enum input_format)ingest->input_format;
	return read_encoding(ingest, err);
}

static void teardown(void *state)
{
	struct ingest *ingest = state;

	ahead_close(ingest->ahead);
	feeder_free(&ingest->feeder);
	feed_free(&ingest->feed);
	paths_free(&ingest->paths);
}

/* What is in the way of one file does not keep us from the next. */
static bool tell(struct ingest *ingest, const struct err *trouble, struct err *err)
{
	if (trouble->code == ERR_MEMORY || trouble->code == ERR_PIPE) {
		*err = *trouble;
		return false;
	}
	notice(ingest->env->notices, "ingest", trouble->code, "%s", trouble->message);
	return true;
}

/* Goes to the next file. */
static enum walk_step begin_file(struct ingest *ingest, struct err *err)
{
	const char *path;
	enum walk_step step = paths_next(&ingest->paths, &path, err);

	if (step != WALK_FILE)
		return step;
	feed_clear(&ingest->feed);
	ingest->is_feeding = feed_add(&ingest->feed, path, paths_operand(&ingest->paths), err);
	return ingest->is_feeding ? WALK_FILE : WALK_FAIL;
}

static enum pull pull_here(struct ingest *ingest, struct batch *batch, struct err *err)
{
	while (!feed_is_full(&ingest->feed, batch)) {
		struct err trouble = {0};

		if (ingest->is_feeding)
			feed_fill(&ingest->feed, batch, &ingest->is_feeding, &trouble);
		else if (begin_file(ingest, &trouble) == WALK_END)
			return PULL_END;
		if (trouble.code != ERR_NONE && !tell(ingest, &trouble, err))
			return PULL_FAIL;
	}
	return PULL_MORE;
}

static enum pull pull_ahead(struct ingest *ingest, struct batch *batch, struct err *err)
{
	for (;;) {
		struct err trouble = {0};

		switch (ahead_take(ingest->ahead, batch, &trouble)) {
		case AHEAD_BATCH:
			return PULL_MORE;
		case AHEAD_END:
			return PULL_END;
		case AHEAD_TROUBLE:
			break;
		}
		if (!tell(ingest, &trouble, err))
			return PULL_FAIL;
	}
}

static enum pull pull(void *state, struct batch *batch, struct err *err)
{
	struct ingest *ingest = state;
	unsigned jobs = ingest->env->jobs;

	if (!ingest->has_begun && jobs > 1)
		ingest->ahead = ahead_open(&feeder_kind, &ingest->feeder,
					   jobs < MOST_READERS ? jobs : MOST_READERS);
	ingest->has_begun = true;
	return (ingest->ahead ? pull_ahead : pull_here)(ingest, batch, err);
}

static void scratch_close(void *state)
{
	struct scratch *scratch = state;

	charset_close(scratch->charset);
	columns_free(&scratch->columns);
	free(scratch);
}

static void *scratch_open(const void *state, struct err *err)
{
	struct scratch *scratch = calloc(1, sizeof(*scratch));

	(void)state;
	if (!scratch) {
		err_no_memory(err);
		return NULL;
	}
	scratch->charset = charset_open(err);
	if (scratch->charset)
		return scratch;
	scratch_close(scratch);
	return NULL;
}

static enum verdict parse(const void *state, void *memory, const struct batch *batch,
			  const struct item *item, struct record *record, struct err *err)
{
	const struct ingest *ingest = state;
	struct scratch *scratch = memory;

	if (item->tag == TAG_FORMAT)
		return record_reject(record, REJECT_FORMAT);
	if (item->tag == TAG_NO_TEXT_COLUMN)
		return record_reject(record, REJECT_NO_TEXT_COLUMN);
	if (item->tag == TAG_SKIPPED)
		return record_drop(record, "no article by its format");
	if (item->tag == TAG_WARC)
		return page_parse(&ingest->page, scratch->charset, batch, item, record, err);
	if (item->tag == TAG_ROW)
		return row_parse(&ingest->rows, scratch->charset, &scratch->columns, batch, item,
				 record, err);
	return document_parse(ingest->feed.intake.sniffer.forced == INPUT_TEXT,
			      &ingest->page.charset, scratch->charset, batch, item, record, err);
}

/* The parts are of about one size, and the same whatever the order and the files. */
static enum verdict apply(const void *state, void *scratch, struct record *record, struct err *err)
{
	const struct ingest *ingest = state;

	(void)scratch;
	(void)err;
	if (!ingest->shards ||
	    hash64(record_get(record, FIELD_ID)) % ingest->shards == ingest->shard_at)
		return KEEP;
	return record_drop(record, "another shard");
}

const struct stage ingest_stage = {
	.name = "ingest",
	.summary = "files, directories or standard input to records",
	.operands = "[PATH...]",
	.options = options,
	.state_size = sizeof(struct ingest),
	.check = check,
	.setup = setup,
	.teardown = teardown,
	.scratch_open = scratch_open,
	.scratch_close = scratch_close,
	.pull = pull,
	.parse = parse,
	.correct_line = lenient_line,
	.apply = apply,
};
