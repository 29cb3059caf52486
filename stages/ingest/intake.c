#include "intake.h"

#include <inttypes.h>
#include <stdio.h>

static const char *name_for_messages(const struct buf *name)
{
	return name->len > 1 ? name->data : "standard input";
}

static struct slice without_nul(const struct buf *name)
{
	return slice_make(name->data, name->len ? name->len - 1 : 0);
}

static void close_file(struct intake *intake)
{
	if (intake->cutting)
		intake->format->close(intake->cutting);
	reader_close(intake->reader);
	intake->cutting = NULL;
	intake->reader = NULL;
}

static void leave_archive(struct intake *intake)
{
	struct intake_level *level = &intake->level[--intake->depth];

	level->archive->close(level->state);
	reader_close(level->reader);
	level->reader = NULL;
}

/* The present file turned out to be an archive: its members are the files. */
static bool enter_archive(struct intake *intake, const struct archive_format *archive,
			  struct err *err)
{
	struct intake_level *level = &intake->level[intake->depth];

	if (intake->depth == INTAKE_DEPTH)
		return err_set(
			err, ERR_LIMIT,
			"%s: is not opened, as archives are read only %d deep, one in the other.",
			name_for_messages(&intake->source), INTAKE_DEPTH);
	buf_clear(&level->name);
	if (!buf_append(&level->name, buf_slice(&intake->source)))
		return err_no_memory(err);
	level->archive = archive;
	level->state = archive->open(intake->reader, name_for_messages(&level->name), err);
	if (!level->state)
		return false;
	level->reader = intake->reader;
	intake->reader = NULL;
	intake->depth++;
	return true;
}

static bool enter(struct intake *intake, const struct finding *finding, struct err *err)
{
	if (finding->archive)
		return enter_archive(intake, finding->archive, err);
	intake->format = finding->format;
	intake->tag = TAG_FILE;
	if (finding->known)
		intake->tag = finding->known->advice ? TAG_FORMAT : TAG_SKIPPED;
	if (finding->no_text_column.len)
		intake->tag = TAG_NO_TEXT_COLUMN;
	intake->cutting = finding->format->open(intake->reader, without_nul(&intake->source),
						intake->max_line, err);
	return intake->cutting != NULL;
}

/* What goes on behind damage of any kind by itself, so that it may begin behind damage, too. */
static bool goes_on(const struct finding *finding)
{
	return finding->format == &format_warc || finding->archive == &tar_format;
}

/*
 * Nothing could be read before the compressed data was damaged: looks behind the damage. When there
 * is something to go on with, the file is open, and err tells of the damage all the same.
 */
static void begin_behind(struct intake *intake, struct finding *finding, struct err *err)
{
	char why[200];
	uint64_t from = reader_member(intake->reader);
	struct err trouble = {0};
	bool found = false;

	snprintf(why, sizeof(why), "%s", reader_damage(intake->reader));
	while (!found && *reader_damage(intake->reader) && reader_resync(intake->reader, &trouble))
		found = sniff(&intake->sniffer, without_nul(&intake->source), intake->depth > 0,
			      &intake->reader, finding, &trouble);
	if (trouble.code == ERR_MEMORY)
		*err = trouble;
	if (!found || !goes_on(finding))
		return;
	err_set(err, ERR_IO, "%s: damaged at byte %" PRIu64 ": %s. It goes on at byte %" PRIu64 ".",
		name_for_messages(&intake->source), from, why, reader_member(intake->reader));
	if (!enter(intake, finding, &trouble))
		*err = trouble;
}

/* Says which columns a table has, of which none is known to be the text. */
static void name_columns(const struct intake *intake, struct slice head, struct err *err)
{
	struct slice line = head;

	slice_next_line(&head, &line);
	line = slice_trim(line);
	err_set(err, ERR_REJECTS,
		"%s: is a table without a column that is known to be the text (saw: %.*s). Say "
		"which one is: --csv=text=COLUMN.",
		name_for_messages(&intake->source), (int)(line.len < 400 ? line.len : 400),
		line.data);
}

/* Finds out what the file is that the reader has, and begins with it. */
static bool begin_file(struct intake *intake, struct err *err)
{
	struct finding finding;

	if (sniff(&intake->sniffer, without_nul(&intake->source), intake->depth > 0,
		  &intake->reader, &finding, err)) {
		if (finding.no_text_column.len)
			name_columns(intake, finding.no_text_column, err);
		if (!enter(intake, &finding, err) || finding.no_text_column.len)
			return false;
		if (!finding.known || !finding.known->advice)
			return true;
		known_remark(finding.known, intake->source.data, err);
		return false;
	}
	if (err->code != ERR_MEMORY && *reader_damage(intake->reader))
		begin_behind(intake, &finding, err);
	return false;
}

bool intake_open(struct intake *intake, const char *path, struct err *err)
{
	intake->counted = 0;
	buf_clear(&intake->source);
	buf_append(&intake->source, slice_of(path));
	if (!buf_push(&intake->source, '\0'))
		return err_no_memory(err);
	intake->reader = reader_open(path, intake->max_ratio, err);
	return intake->reader && begin_file(intake, err);
}

/* As a walk does: but . and .. are no names, and what stands behind them counts. */
static bool is_hidden(struct slice name)
{
	while (name.len) {
		size_t end = slice_find_byte(name, 0, '/');
		struct slice part = slice_sub(name, 0, end);

		if (slice_starts(part, SLICE(".")) && part.len > 1 &&
		    !slice_equal(part, SLICE("..")))
			return true;
		name = slice_from(name, end < name.len ? end + 1 : end);
	}
	return false;
}

/* Opens the member that the innermost archive has come to. */
static bool open_member(struct intake *intake, struct err *err)
{
	struct intake_level *level = &intake->level[intake->depth - 1];
	const struct reader_feed feed = {level->archive->read, level->state, level->reader};
	struct slice above = without_nul(&level->name);

	if (is_hidden(intake->member.name))
		return true;
	buf_clear(&intake->source);
	buf_append(&intake->source, above);
	if (above.len)
		buf_push(&intake->source, '/');
	buf_append(&intake->source, intake->member.name);
	if (!buf_push(&intake->source, '\0'))
		return err_no_memory(err);
	intake->reader = reader_open_feed(&feed, intake->source.data, err);
	return intake->reader && begin_file(intake, err);
}

/* One step to the next member. */
static bool advance(struct intake *intake, struct err *err)
{
	struct intake_level *level = &intake->level[intake->depth - 1];

	switch (level->archive->next(level->state, &intake->member, err)) {
	case ARCHIVE_MEMBER:
		return open_member(intake, err);
	case ARCHIVE_END:
		leave_archive(intake);
		return true;
	case ARCHIVE_TROUBLE:
		break;
	}
	return false;
}

bool intake_is_open(const struct intake *intake)
{
	return intake->cutting || intake->depth;
}

/* The reader of the outermost file. */
static const struct reader *outermost(const struct intake *intake)
{
	return intake->depth ? intake->level[0].reader : intake->reader;
}

bool intake_may_wait(const struct intake *intake)
{
	const struct reader *reader = outermost(intake);

	return reader && reader_may_wait(reader);
}

static void add_to_message(struct err *err, const char *more)
{
	size_t len = strlen(err->message);

	snprintf(err->message + len, sizeof(err->message) - len, "%s", more);
}

/* Items that are members of an archive say where they are from. */
static void add_places(const struct intake *intake, struct batch *batch, size_t from)
{
	const struct buf *archive = &intake->level[intake->depth - 1].name;

	for (size_t i = from; i < batch->count; i++) {
		struct item *item = &batch->items[i];

		if (item->kind != ITEM_DOCUMENT || item->tag != TAG_FILE)
			continue;
		item->archive = (struct span){item->source.at, archive->len - 1};
		item->offset = intake->member.place.member;
		item->within = intake->member.place.within;
	}
}

static bool cut(struct intake *intake, struct batch *batch, bool *more, struct err *err)
{
	size_t from = batch->count;
	uint64_t input_bytes = batch->input_bytes;
	bool good = intake->format->fill(intake->cutting, batch, more, err);

	if (intake->depth) {
		uint64_t position = reader_position(intake->level[0].reader);

		add_places(intake, batch, from);
		batch->input_bytes = input_bytes + (position - intake->counted);
		intake->counted = position;
	}
	for (size_t i = from; intake->tag && i < batch->count; i++)
		batch->items[i].tag = intake->tag;
	if (!good && intake->format == &format_document && err->code != ERR_MEMORY)
		add_to_message(err, " It is one document, which is left out.");
	if (!*more)
		close_file(intake);
	return good;
}

bool intake_fill(struct intake *intake, struct batch *batch, bool *more, struct err *err)
{
	bool good;

	*more = false;
	if (intake->cutting) {
		good = cut(intake, batch, more, err);
	} else {
		good = advance(intake, err);
		if (!intake->cutting)
			close_file(intake);
	}
	if (!good && intake->depth && reader_is_given_up(intake->level[0].reader))
		intake_close(intake);
	*more = intake_is_open(intake);
	return good;
}

void intake_close(struct intake *intake)
{
	close_file(intake);
	while (intake->depth)
		leave_archive(intake);
}

void intake_free(struct intake *intake)
{
	intake_close(intake);
	for (size_t i = 0; i < INTAKE_DEPTH; i++)
		buf_free(&intake->level[i].name);
	buf_free(&intake->source);
	arena_free(&intake->sniffer.memory);
}
