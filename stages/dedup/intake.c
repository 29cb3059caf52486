#include "intake.h"

#include "dedup/keep.h"
#include "engine/notices.h"
#include "io/lines.h"

/*
 * Two records without an article are copies only when they agree in title and address, too; where
 * they have one, words that they share make them no pair to compare.
 */
static void identify_stub(struct record *record, struct fingerprint *print)
{
	struct hash128 title = hash128(record_get(record, FIELD_TITLE));
	struct hash128 url = hash128(record_get(record, FIELD_URL));

	if (print->word_count >= STUB_WORDS)
		return;
	print->words.low ^= title.low + 31 * url.low;
	print->words.high ^= title.high + 31 * url.high;
	if (record_get(record, FIELD_TITLE).len || record_get(record, FIELD_URL).len)
		print->sketched = print->sampled = 0;
}

bool intake_digest(struct fingerprinter *maker, struct record *record, struct buf *digest,
		   struct err *err)
{
	bool described = record_get(record, FIELD_TITLE).len && record_get(record, FIELD_DATE).len;
	struct slice date = record_get(record, FIELD_DATE);
	struct fingerprint print;
	struct description about = {
		.id = record_get(record, FIELD_ID),
		.date = date.len ? date : record_get(record, FIELD_FETCHED),
		.url = record_get(record, FIELD_URL),
		.source = record_get(record, FIELD_SOURCE),
	};

	if (!fingerprint_make(maker, record_text(record), &print))
		return err_no_memory(err);
	identify_stub(record, &print);
	about.clutter = print.clutter;
	about.blemishes = keep_blemishes(record_text(record), described);
	digest_write(&print, &about, digest);
	return !(record_failed(record) || buf_failed(digest)) || err_no_memory(err);
}

/* An earlier archive on its way in. */
struct intake {
	intake_take *take; /* one of these */
	intake_text *take_text;
	void *context;
	const struct stage_env *env;
	const char *path;
	struct batch batch;
	struct arena arena;
	struct fingerprinter maker;
	struct buf digest;
	uint64_t records, refused;
	uint64_t first_refused; /* its line */
	enum reject_reason reason;
};

static enum reject_reason parse(struct intake *intake, const struct item *item,
				struct record *record)
{
	enum reject_reason reason;

	if (item->kind == ITEM_TOO_LONG)
		return REJECT_TOO_LONG;
	reason = record_parse(record, intake->env->schema, batch_slice(&intake->batch, item->bytes),
			      &intake->arena);
	if (reason != REJECT_NONE)
		return reason;
	switch (record_kind(record, FIELD_TEXT)) {
	case MEMBER_STRING:
		return REJECT_NONE;
	case MEMBER_ABSENT:
	case MEMBER_NULL:
		return REJECT_NO_TEXT;
	default:
		return REJECT_TEXT_NOT_STRING;
	}
}

static void refuse(struct intake *intake, const struct item *item, enum reject_reason reason)
{
	if (intake->refused++)
		return;
	intake->first_refused = item->line;
	intake->reason = reason;
}

static bool take_item(struct intake *intake, const struct item *item, struct err *err)
{
	struct record record;
	enum reject_reason reason;

	if (item->kind == ITEM_LINE && item->bytes.len == 0)
		return true;
	arena_reset(&intake->arena);
	buf_clear(&intake->digest);
	reason = parse(intake, item, &record);
	if (reason != REJECT_NONE) {
		refuse(intake, item, reason);
		return true;
	}
	intake->records++;
	if (intake->take_text)
		return intake->take_text(intake->context, record_text(&record), err);
	record_ensure_id(&record);
	return intake_digest(&intake->maker, &record, &intake->digest, err) &&
	       intake->take(intake->context, buf_slice(&intake->digest), err);
}

static bool take_lines(struct intake *intake, struct lines *lines, struct err *err)
{
	bool more = true;

	while (more) {
		batch_clear(&intake->batch);
		if (!lines_fill(lines, &intake->batch, &more, err))
			return false;
		for (size_t i = 0; i < intake->batch.count; i++)
			if (!take_item(intake, &intake->batch.items[i], err))
				return false;
	}
	return true;
}

static bool take_file(struct intake *intake, struct err *err)
{
	struct reader *reader = reader_open(intake->path, intake->env->max_ratio, err);
	struct lines *lines = NULL;
	bool taken;

	if (reader)
		lines = lines_open(reader, slice_of(intake->path), intake->env->max_line, err);
	taken = lines && take_lines(intake, lines, err);
	lines_close(lines);
	reader_close(reader);
	return taken;
}

/* Says what was passed over. */
static bool conclude(const struct intake *intake, struct err *err)
{
	unsigned long long line = intake->first_refused, refused = intake->refused;
	const char *reason = reject_reason_name(intake->reason);

	if (!refused)
		return true;
	if (!intake->records)
		return err_set(
			err, ERR_USAGE,
			"against: %s:%llu: no record with a text (%s), nor is any other line "
			"of this file. See --text-key.",
			intake->path, line, reason);
	notice(intake->env->notices, "dedup", ERR_NONE,
	       "against: %s: %llu of %llu lines passed over, the first is line %llu (%s)",
	       intake->path, refused, refused + intake->records, line, reason);
	return true;
}

static void free_intake(struct intake *intake)
{
	batch_free(&intake->batch);
	arena_free(&intake->arena);
	fingerprinter_free(&intake->maker);
	buf_free(&intake->digest);
}

bool intake_archive(intake_take *take, void *context, const char *path, const struct stage_env *env,
		    struct err *err)
{
	struct intake intake = {.take = take, .context = context, .env = env, .path = path};
	bool taken;

	if (slice_equal(slice_of(path), SLICE("-")))
		return err_set(err, ERR_USAGE,
			       "against: '-' is where the records come from. Name a file.");
	taken = take_file(&intake, err) && conclude(&intake, err);
	free_intake(&intake);
	return taken;
}

bool intake_texts(intake_text *take, void *context, const char *path, const struct stage_env *env,
		  struct err *err)
{
	struct intake intake = {.take_text = take, .context = context, .env = env, .path = path};
	bool taken = take_file(&intake, err);

	free_intake(&intake);
	return taken;
}
