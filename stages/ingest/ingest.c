/* ingest: files, directories or standard input, as they come, to records.
 * The only stage that meets raw bytes: behind it all is UTF-8 JSON Lines. */
#include <string.h>

#include "base/hash.h"
#include "document.h"
#include "engine/notices.h"
#include "engine/stage.h"
#include "io/compress.h"
#include "io/format.h"
#include "io/walk.h"
#include "io/warc.h"
#include "list.h"
#include "page.h"
#include "text/charset.h"
#include "text/converter.h"

enum input_format { INPUT_AUTO, INPUT_JSONL, INPUT_TEXT, INPUT_WARC };

static const char *const input_formats[] = {"auto", "jsonl", "text", "warc", NULL};

/* How far to look for a first line that is JSON. */
enum { LOOK_BYTES = 1024 * 1024, LOOK_LINES = 10 };

struct ingest {
	unsigned input_format;
	const char *encoding;
	struct page page; /* how records of WARC become ours */
	const char *files_from;
	const char *shard;
	uint64_t shard_at, shards; /* what `shard` means, counted from 0; shards 0: all records */

	const struct stage_env *env;
	size_t next_operand;
	struct list list;  /* of the paths behind the operands */
	bool has_list;     /* it was read */
	struct walk *walk; /* through the present operand, when that is a path */

	/* The present file. */
	struct reader *reader;
	const struct format *format;
	void *cutting;     /* the format's state; NULL when no file is open */
	bool goes_on;      /* it has more, whatever trouble there was */
	struct buf source; /* its name; empty for stdin */
	struct arena scan;
};

static const struct option_spec options[] = {
	OPTION_CHOICE(struct ingest, input_format, "input-format", input_formats, "auto",
		      "what the input is: auto, jsonl, text or warc"),
	OPTION_STRING(struct ingest, encoding, "encoding", "NAME", NULL,
		      "charset of text documents without a byte order mark"),
	OPTION_STRING(struct ingest, page.status, "status", "LIST", "200",
		      "HTTP statuses of WARC responses to take, such as 200,203 or 2xx"),
	OPTION_STRING(struct ingest, page.mime, "mime", "LIST", NULL,
		      "media types of WARC records to take, such as text/*"),
	{.name = "files-from", .type = OPTION_TYPE_FILE, .per_run = true, .direct = true,
	 .value = "FILE", .offset = OPTION_OFFSET(struct ingest, files_from, const char *),
	 .help = "read the paths that FILE lists, too; - is standard input"},
	{.name = "shard", .type = OPTION_TYPE_STRING, .per_run = true, .direct = true,
	 .value = "K/N", .offset = OPTION_OFFSET(struct ingest, shard, const char *),
	 .help = "take only the K-th of N parts of the records, by their ids"},
	OPTION_END
};

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
	return err_set(err, ERR_USAGE,
		       "--shard: \"%s\" is no part of a whole. Write 1/4 to 4/4 for the four quarters.",
		       ingest->shard);
}

static bool setup(void *state, const struct stage_env *env, struct err *err)
{
	struct ingest *ingest = state;

	ingest->env = env;
	ingest->page.max_size = env->max_line;
	if (!page_setup(&ingest->page, err) || !parse_shard(ingest, err))
		return false;
	if (env->text_mode)
		ingest->input_format = INPUT_TEXT;
	if (!ingest->encoding)
		return true;
	ingest->page.forced = charset_name(ingest->encoding);
	if (ingest->page.forced)
		return true;
	return err_set(err, ERR_USAGE,
		       "--encoding: no charset is called \"%s\". Known are names such as "
		       "windows-1251, KOI8-R, Shift_JIS or GB18030.",
		       ingest->encoding);
}

static void close_file(struct ingest *ingest)
{
	if (ingest->cutting)
		ingest->format->close(ingest->cutting);
	reader_close(ingest->reader);
	ingest->cutting = NULL;
	ingest->reader = NULL;
}

static void teardown(void *state)
{
	struct ingest *ingest = state;

	close_file(ingest);
	walk_close(ingest->walk);
	list_free(&ingest->list);
	buf_free(&ingest->source);
	arena_free(&ingest->scan);
}

static bool is_named_jsonl(struct slice name)
{
	if (slice_ends(name, SLICE(".gz")))
		name.len -= 3;
	else if (slice_ends(name, SLICE(".zst")))
		name.len -= 4;
	return slice_ends(name, SLICE(".jsonl")) || slice_ends(name, SLICE(".ndjson"));
}

static bool is_object(struct ingest *ingest, struct slice line)
{
	struct record record;
	enum reject_reason reason;

	arena_reset(&ingest->scan);
	reason = record_parse(&record, ingest->env->schema, slice_trim(line), &ingest->scan);
	return reason != REJECT_NOT_JSON && reason != REJECT_NOT_OBJECT && reason != REJECT_BAD_UTF8;
}

/*
 * Whether a file that begins like this is JSON Lines: it begins with {, and one of its first lines
 * is an object. A first line that ends nowhere near need only begin like one.
 */
static bool looks_like_jsonl(struct ingest *ingest, struct slice head)
{
	struct slice rest = slice_trim(head), line;

	if (slice_starts(rest, SLICE("\xEF\xBB\xBF")))
		rest = slice_trim(slice_from(rest, 3));
	if (!slice_starts(rest, SLICE("{")))
		return false;
	if (head.len >= LOOK_BYTES && slice_find_byte(rest, 0, '\n') == rest.len)
		return slice_starts(slice_trim(slice_from(rest, 1)), SLICE("\""));
	for (int i = 0; i < LOOK_LINES && slice_next_line(&rest, &line); i++) {
		if (is_object(ingest, line))
			return true;
	}
	return false;
}

/* Whether a line that is more than white space has ended. */
static bool has_line(struct slice head)
{
	struct slice line;

	while (slice_find_byte(head, 0, '\n') < head.len && slice_next_line(&head, &line)) {
		if (slice_trim(line).len)
			return true;
	}
	return false;
}

/* What comes first, until a line is whole. Trouble behind that is met again when we are there. */
static bool look_ahead(struct ingest *ingest, struct slice *head, struct err *err)
{
	size_t before;

	*head = slice_make(NULL, 0);
	do {
		before = head->len;
		if (!reader_peek(ingest->reader, head, err))
			return before > 0 && err->code != ERR_MEMORY;
	} while (head->len > before && head->len < LOOK_BYTES && !has_line(*head));
	return true;
}

/* Whether it begins with the mark of UTF-16 (and not of UTF-32), as some shells write it. */
static bool is_utf16(struct slice head)
{
	return slice_starts(head, SLICE("\xFE\xFF")) ||
	       (slice_starts(head, SLICE("\xFF\xFE")) && !slice_starts(head, SLICE("\xFF\xFE\0\0")));
}

static bool decode_utf16(struct slice head, struct buf *text, struct err *err)
{
	size_t room = 2 * head.len + 8;
	void *decoding = utf16_decoder.open(err);
	struct flow flow = {.in = head, .out_len = room};
	bool whole;

	if (!decoding)
		return false;
	if (buf_reserve(text, room)) {
		flow.out = text->data;
		utf16_decoder.step(decoding, &flow, &whole, err);
		text->len = room - flow.out_len;
	}
	utf16_decoder.close(decoding);
	return !buf_failed(text) || err_no_memory(err);
}

static bool choose_by_utf16(struct ingest *ingest, struct slice head, bool *jsonl, struct err *err)
{
	struct buf text = {0};
	struct reader *reader;
	bool good = *jsonl || decode_utf16(head, &text, err);

	if (good && !*jsonl)
		*jsonl = looks_like_jsonl(ingest, buf_slice(&text));
	buf_free(&text);
	if (!good || !*jsonl)
		return good;
	reader = reader_through(ingest->reader, &utf16_decoder, err);
	if (!reader)
		return false;
	ingest->reader = reader;
	return true;
}

/* What a file is whose first bytes are these: its format, but for JSON Lines in UTF-16. */
static const struct format *format_of(struct ingest *ingest, struct slice head)
{
	if (is_named_jsonl(buf_slice(&ingest->source)) || looks_like_jsonl(ingest, head))
		return &format_lines;
	return warc_begins(head) ? &format_warc : &format_document;
}

/* JSON Lines in UTF-16 are decoded on their way in, a text document later, as any charset. */
static bool choose_by_head(struct ingest *ingest, struct err *err)
{
	bool jsonl = ingest->input_format == INPUT_JSONL;
	struct slice head;

	if (!look_ahead(ingest, &head, err))
		return false;
	if (!is_utf16(head)) {
		ingest->format = jsonl ? &format_lines : format_of(ingest, head);
		return true;
	}
	jsonl = jsonl || is_named_jsonl(buf_slice(&ingest->source));
	if (!choose_by_utf16(ingest, head, &jsonl, err))
		return false;
	ingest->format = jsonl ? &format_lines : &format_document;
	return true;
}

static bool choose_format(struct ingest *ingest, struct err *err)
{
	switch ((enum input_format)ingest->input_format) {
	case INPUT_TEXT:
		ingest->format = &format_document;
		return true;
	case INPUT_WARC:
		ingest->format = &format_warc;
		return true;
	case INPUT_AUTO:
	case INPUT_JSONL:
		break;
	}
	return choose_by_head(ingest, err);
}

/* Opens a file; NULL is stdin. */
static bool open_file(struct ingest *ingest, const char *path, struct err *err)
{
	buf_clear(&ingest->source);
	if (!buf_append(&ingest->source, slice_of(path)))
		return err_no_memory(err);
	ingest->reader = reader_open(path, ingest->env->max_ratio, err);
	if (!ingest->reader || !choose_format(ingest, err))
		return false;
	ingest->cutting = ingest->format->open(ingest->reader, buf_slice(&ingest->source),
					       ingest->env->max_line, err);
	return ingest->cutting != NULL;
}

/* The next of the operands and the paths listed; without any, stdin is the only one. */
static bool next_path(struct ingest *ingest, const char **path, struct err *err)
{
	const struct stage_env *env = ingest->env;

	*path = NULL;
	if (ingest->next_operand < env->operand_count) {
		*path = env->operands[ingest->next_operand++];
		return true;
	}
	if (!ingest->files_from) {
		if (ingest->next_operand++ == 0)
			*path = "-";
		return true;
	}
	if (!ingest->has_list) {
		ingest->has_list = true;
		if (!list_read(&ingest->list, ingest->files_from, env->max_ratio, err))
			return false;
	}
	*path = list_next(&ingest->list);
	return true;
}

static bool open_operand(struct ingest *ingest, bool *found, struct err *err)
{
	const char *path;

	if (!next_path(ingest, &path, err))
		return false;
	*found = path != NULL;
	if (!path)
		return true;
	if (strcmp(path, "-") == 0)
		return open_file(ingest, NULL, err);
	ingest->walk = walk_open(path, err);
	return ingest->walk != NULL;
}

/* One step towards the next open file. */
static bool open_next(struct ingest *ingest, bool *found, struct err *err)
{
	const char *path;

	if (!ingest->walk)
		return open_operand(ingest, found, err);
	switch (walk_next(ingest->walk, &path, err)) {
	case WALK_FILE:
		return open_file(ingest, path, err);
	case WALK_END:
		walk_close(ingest->walk);
		ingest->walk = NULL;
		return true;
	case WALK_TROUBLE:
	case WALK_FAIL:
		break;
	}
	return false;
}

/* Fills from the present file, or goes towards the next one. *found: there may be more. */
static bool advance(struct ingest *ingest, struct batch *batch, bool *found, struct err *err)
{
	bool good;

	ingest->goes_on = false;
	if (!ingest->cutting)
		return open_next(ingest, found, err);
	good = ingest->format->fill(ingest->cutting, batch, &ingest->goes_on, err);
	if (good && !ingest->goes_on)
		close_file(ingest);
	return good;
}

/* A batch is full when it is large, or when its file may keep us waiting for more. */
static bool is_full(const struct ingest *ingest, const struct batch *batch)
{
	return batch->count > 0 &&
	       (batch->bytes.len >= BATCH_BYTES ||
		(ingest->reader && !reader_is_file(ingest->reader)));
}

/* A file's trouble does not keep us from the next one. */
static void tell(struct ingest *ingest, const struct err *trouble)
{
	bool lost = ingest->cutting && ingest->format == &format_document;

	notice(ingest->env->notices, "ingest", trouble->code, "%s%s", trouble->message,
	       lost ? " It is one document, which is left out." : "");
}

static enum pull pull(void *state, struct batch *batch, struct err *err)
{
	struct ingest *ingest = state;
	bool found = true;

	while (!is_full(ingest, batch)) {
		struct err trouble = {0};

		if (advance(ingest, batch, &found, &trouble)) {
			if (!found)
				return PULL_END;
			continue;
		}
		if (trouble.code == ERR_MEMORY) {
			*err = trouble;
			return PULL_FAIL;
		}
		tell(ingest, &trouble);
		if (!ingest->goes_on)
			close_file(ingest);
	}
	return PULL_MORE;
}

static void *scratch_open(const void *state, struct err *err)
{
	(void)state;
	return charset_open(err);
}

static void scratch_close(void *scratch)
{
	charset_close(scratch);
}

static enum verdict parse(const void *state, void *scratch, const struct batch *batch,
			  const struct item *item, struct record *record, struct err *err)
{
	const struct ingest *ingest = state;

	if (item->tag == TAG_WARC)
		return page_parse(&ingest->page, scratch, batch, item, record, err);
	return document_parse(ingest->page.forced, scratch, batch, item, record, err);
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
	.setup = setup,
	.teardown = teardown,
	.scratch_open = scratch_open,
	.scratch_close = scratch_close,
	.pull = pull,
	.parse = parse,
	.apply = apply,
};
