#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/compress/format.h"
#include "io/lines.h"
#include "io/places.h"
#include "io/archive/warc.h"

enum {
	READ_BYTES = 256 * 1024,
	BEGINNING = 16, /* more bytes than it takes to see that a record begins */
	PROOF_MAX = 4 * READ_BYTES,
	WHY_MAX = 200,
	MESSAGES_MAX = 4 * 1024 * 1024, /* bytes of messages about damage that wait */
};

struct warc {
	struct reader *reader;
	struct slice source;
	uint64_t max_size;
	uint64_t counted; /* bytes of the file that a batch's input_bytes has */
	bool at_end;
	bool has_begun;   /* what may be before the first record was passed over */
	bool found_again; /* the next bytes are those behind damage */
	struct buf tail;  /* what was read behind the last batch's records */

	struct buf messages; /* of damage, not yet given out: of each its code, its bytes, a NUL */
	size_t given;        /* of them */
	bool has_more;       /* there is more to read when they are given out */

	uint64_t stream;      /* decompressed bytes read so far */
	struct places places; /* the first is of the present record */
};

/* A batch while it is filled: bytes[start ..) is what has not been cut yet. */
struct filling {
	struct warc *warc;
	struct batch *batch;
	struct span source;
	size_t start;
	size_t wanted;         /* with STEP_READ: how many bytes behind `start` it takes to go on */
	size_t first;          /* the item that this call began with */
	struct place present;  /* where the record begins that is being cut */
	enum err_code trouble; /* what it counts as, if it is damaged */
};

enum step {
	STEP_CUT,     /* a record was added */
	STEP_READ,    /* there is not enough of it yet */
	STEP_END,     /* nothing is left */
	STEP_DAMAGED, /* why is said */
	STEP_FAIL,    /* memory is short */
};

static void *open_warc(struct reader *reader, struct slice source, uint64_t max_size,
		       struct err *err)
{
	struct warc *warc = calloc(1, sizeof(*warc));

	if (!warc) {
		err_no_memory(err);
		return NULL;
	}
	*warc = (struct warc){.reader = reader, .source = source, .max_size = max_size};
	return warc;
}

static void close_warc(void *state)
{
	struct warc *warc = state;

	buf_free(&warc->tail);
	buf_free(&warc->messages);
	places_free(&warc->places);
	free(warc);
}

static struct slice window(const struct filling *filling)
{
	return slice_from(buf_slice(&filling->batch->bytes), filling->start);
}

/* Where in the stream the batch's byte `at` is. */
static uint64_t stream_at(const struct filling *filling, size_t at)
{
	return filling->warc->stream - (filling->batch->bytes.len - at);
}

/* Where in the file the batch's byte `at` stands. */
static struct place place_of(struct filling *filling, size_t at)
{
	struct warc *warc = filling->warc;

	return places_find(&warc->places, warc->reader, stream_at(filling, at));
}

/* Whether a member begins at the batch's byte `at`. */
static bool begins_member(const struct filling *filling, size_t at)
{
	uint64_t position = stream_at(filling, at);
	size_t count;
	const struct mark *marks = places_marks(&filling->warc->places, &count);
	size_t found = places_first_mark(&filling->warc->places, position);

	return found < count && marks[found].at == position;
}

/*
 * The first place in bytes[from ..) where a record begins: at the beginning of a line, or of a
 * member. bytes.len when there is none.
 */
static size_t find_record(const struct filling *filling, size_t from)
{
	struct slice bytes = buf_slice(&filling->batch->bytes);

	while ((from = slice_find(bytes, from, WARC_MAGIC)) < bytes.len) {
		if (warc_begins(slice_from(bytes, from)) &&
		    ((from > filling->start && bytes.data[from - 1] == '\n') ||
		     begins_member(filling, from)))
			break;
		from++;
	}
	return from;
}

/* The first member in bytes (from, to) that begins with a record; `to` when there is none. */
static size_t find_member_record(const struct filling *filling, size_t from, size_t to)
{
	struct slice bytes = buf_slice(&filling->batch->bytes);
	uint64_t origin = stream_at(filling, from);
	size_t count;
	const struct mark *marks = places_marks(&filling->warc->places, &count);

	for (size_t i = places_first_mark(&filling->warc->places, origin + 1); i < count; i++) {
		size_t at = from + (size_t)(marks[i].at - origin);

		if (at >= to || at >= bytes.len)
			break;
		if (warc_begins(slice_from(bytes, at)))
			return at;
	}
	return to;
}

/* False when the reader fails. */
static bool read_more(struct filling *filling, struct err *err)
{
	struct warc *warc = filling->warc;
	struct buf *bytes = &filling->batch->bytes;
	size_t got;

	if (!buf_reserve(bytes, READ_BYTES))
		return err_no_memory(err);
	if (!reader_read(warc->reader, bytes->data + bytes->len, READ_BYTES, &got, err))
		return false;
	warc->at_end = got == 0;
	if (got && !places_note(&warc->places, warc->reader, warc->stream, warc->found_again))
		return err_no_memory(err);
	if (got)
		warc->found_again = false;
	bytes->len += got;
	warc->stream += got;
	return true;
}

static const char cut_off[] = "unexpected end";
static const char wrong_length[] = "its Content-Length does not lead to its end";

/* Records without an article are known by type; their blocks are of no use to anyone. */
static bool has_article(enum warc_type type)
{
	return type == WARC_RESPONSE || type == WARC_RESOURCE || type == WARC_CONVERSION;
}

/* Whether the bytes before `end` are good: the reader has left their member. */
static bool is_proved(const struct filling *filling, size_t end)
{
	const struct warc *warc = filling->warc;
	size_t count;
	const struct mark *marks = places_marks(&warc->places, &count);

	if (reader_is_proved(warc->reader) || !count)
		return true;
	return marks[count - 1].at >= stream_at(filling, end) ||
	       marks[count - 1].member != reader_member(warc->reader);
}

/*
 * A record ends here if an empty line follows, or what comes behind line ends is a record. Its
 * bytes are good if that record is of the same member, or the member has proved good.
 */
static enum step check_end(struct filling *filling, size_t end, const char **why)
{
	struct slice rest = slice_from(buf_slice(&filling->batch->bytes), end);
	bool empty_line = slice_starts(rest, SLICE("\r\n\r\n")), at_end = filling->warc->at_end;
	size_t at = 0;

	filling->wanted = window(filling).len + 1;
	while (at < rest.len && (rest.data[at] == '\r' || rest.data[at] == '\n'))
		at++;
	rest = slice_from(rest, at);
	if (warc_begins(rest) || (at_end && !rest.len))
		return STEP_CUT;
	if (empty_line && (at_end || rest.len > READ_BYTES || is_proved(filling, end)))
		return STEP_CUT;
	if (!at_end && (empty_line || rest.len < BEGINNING))
		return STEP_READ;
	*why = wrong_length;
	return STEP_DAMAGED;
}

static void skip_line_ends(struct filling *filling)
{
	const struct buf *bytes = &filling->batch->bytes;

	while (filling->start < bytes->len &&
	       (bytes->data[filling->start] == '\r' || bytes->data[filling->start] == '\n'))
		filling->start++;
}

/* Adds the record at `start`, whose block ends at `end`, to the batch. */
static bool add_record(struct filling *filling, const struct warc_header *header, size_t end)
{
	struct buf *bytes = &filling->batch->bytes;
	struct item item = {.kind = ITEM_DOCUMENT,
			    .tag = TAG_WARC,
			    .source = filling->source,
			    .offset = filling->present.member,
			    .within = filling->present.within};

	item.bytes = (struct span){filling->start, end - filling->start};
	if (!has_article(header->type)) {
		item.bytes.len = header->size;
		if (end == bytes->len)
			end = bytes->len = filling->start + header->size;
	}
	filling->start = end;
	skip_line_ends(filling);
	return batch_add(filling->batch, &item);
}

/* Moves what is behind `start` forward, but for its last `kept` bytes. Returns how far. */
static size_t forget(struct filling *filling, size_t kept)
{
	struct buf *bytes = &filling->batch->bytes;
	size_t len = window(filling).len, gone = len > kept ? len - kept : 0;

	if (gone)
		memmove(bytes->data + filling->start, bytes->data + filling->start + gone,
			len - gone);
	bytes->len -= gone;
	return gone;
}

/* Passes over `left` bytes, unless a record begins among them. */
static enum step pass_over(struct filling *filling, uint64_t left, const char **why,
			   struct err *err)
{
	const struct buf *bytes = &filling->batch->bytes;

	for (;;) {
		size_t at = find_record(filling, filling->start);

		if (at < bytes->len && at - filling->start < left) {
			*why = wrong_length;
			return STEP_DAMAGED;
		}
		if (window(filling).len >= left) {
			filling->start += (size_t)left;
			return STEP_CUT;
		}
		left -= forget(filling, BEGINNING);
		if (!read_more(filling, err))
			return STEP_FAIL;
		if (filling->warc->at_end) {
			*why = cut_off;
			return STEP_DAMAGED;
		}
	}
}

/* Adds the record at `start`, but of its block, which is too long, only the first bytes. */
static enum step add_too_long(struct filling *filling, const struct warc_header *header,
			      const char **why, struct err *err)
{
	bool wanted = has_article(header->type);
	struct item item = {.kind = wanted ? ITEM_TOO_LONG : ITEM_DOCUMENT,
			    .tag = TAG_WARC,
			    .source = filling->source,
			    .offset = filling->present.member,
			    .within = filling->present.within};
	enum step step;

	item.size = header->size + header->content_length;
	item.bytes = (struct span){filling->start, header->size};
	filling->wanted = item.bytes.len > TOO_LONG_KEPT ? item.bytes.len : TOO_LONG_KEPT;
	if (window(filling).len < filling->wanted && !filling->warc->at_end)
		return STEP_READ;
	if (wanted && window(filling).len >= TOO_LONG_KEPT && item.bytes.len < TOO_LONG_KEPT)
		item.bytes.len = TOO_LONG_KEPT;
	filling->start += item.bytes.len;
	step = pass_over(filling, item.size - item.bytes.len, why, err);
	if (step != STEP_CUT)
		return step;
	skip_line_ends(filling);
	return batch_add(filling->batch, &item) || err_no_memory(err) ? STEP_CUT : STEP_FAIL;
}

/* Cuts the record at `start`, if all of it is there. */
static enum step cut(struct filling *filling, const char **why, struct err *err)
{
	struct warc *warc = filling->warc;
	struct slice bytes = window(filling);
	struct warc_header header;
	enum step step;
	bool another;
	size_t end;

	if (!warc->has_begun && bytes.len) {
		warc->has_begun = true;
		filling->start += slice_starts(bytes, SLICE("\xEF\xBB\xBF")) ? 3 : 0;
		skip_line_ends(filling);
		bytes = window(filling);
	}
	filling->wanted = bytes.len + 1;
	if (!bytes.len)
		return warc->at_end ? STEP_END : STEP_READ;
	filling->present = place_of(filling, filling->start);
	if (!warc_header_size(bytes, &another) && !another && bytes.len < WARC_HEADER_MAX &&
	    !warc->at_end)
		return STEP_READ;
	*why = warc_header_parse(bytes, &header);
	if (*why)
		return STEP_DAMAGED;
	if (header.content_length > warc->max_size)
		return add_too_long(filling, &header, why, err);
	end = filling->start + header.size + (size_t)header.content_length;
	if (find_member_record(filling, filling->start, end) < end)
		*why = wrong_length;
	else if (end > filling->batch->bytes.len && warc->at_end)
		*why = cut_off;
	if (*why)
		return STEP_DAMAGED;
	filling->wanted = end - filling->start;
	step = end > filling->batch->bytes.len ? STEP_READ : check_end(filling, end, why);
	if (step == STEP_CUT && !add_record(filling, &header, end)) {
		err_no_memory(err);
		return STEP_FAIL;
	}
	return step;
}

/* Reads on behind damage, also of the compressed data. At the end when there is no more. */
static bool read_on(struct filling *filling, struct err *err)
{
	struct warc *warc = filling->warc;

	if (warc->at_end || read_more(filling, err))
		return true;
	while (err->code != ERR_MEMORY && reader_resync(warc->reader, err)) {
		filling->batch->bytes.len = filling->start;
		warc->found_again = true;
		if (read_more(filling, err))
			return true;
	}
	warc->at_end = true;
	return err->code != ERR_MEMORY;
}

/* Goes to the first record that begins at or behind `from`, or to the end. */
static bool find_again(struct filling *filling, size_t from, struct err *err)
{
	const struct buf *bytes = &filling->batch->bytes;

	for (;;) {
		size_t at = find_record(filling, from);

		if (at < bytes->len || filling->warc->at_end) {
			filling->start = at;
			return true;
		}
		forget(filling, BEGINNING);
		from = filling->start;
		if (!read_on(filling, err))
			return false;
	}
}

/*
 * The record at `start` is damaged: goes to the next one that can be found. What err says of it is
 * for the user; false only when memory is short.
 */
static bool recover(struct filling *filling, const char *why, bool *more, struct err *err)
{
	struct warc *warc = filling->warc;
	struct err trouble = {0};
	struct slice name = warc->source.len ? warc->source : SLICE("standard input");
	char at[PLACE_SPELLED], next[PLACE_SPELLED] = "";
	size_t from = filling->start;

	if (from < filling->batch->bytes.len)
		from++;
	*more = find_again(filling, from, &trouble) && window(filling).len > 0;
	if (trouble.code == ERR_MEMORY) {
		*err = trouble;
		return false;
	}
	place_spell(filling->present, at);
	if (*more)
		place_spell(place_of(filling, filling->start), next);
	err_set(err, filling->trouble, "%.*s: damaged at %s: %s. %s%s.", (int)name.len, name.data,
		at, why,
		*more ? "The next record that was found is at " : "No record was found behind it",
		next);
	return true;
}

static bool begin(struct filling *filling)
{
	struct warc *warc = filling->warc;
	struct buf *bytes = &filling->batch->bytes;

	filling->source = (struct span){bytes->len, warc->source.len};
	buf_append(bytes, warc->source);
	filling->start = bytes->len;
	buf_append(bytes, buf_slice(&warc->tail));
	buf_clear(&warc->tail);
	return !buf_failed(bytes);
}

/* Leaves what was not cut for the next batch. */
static bool finish(struct filling *filling)
{
	struct warc *warc = filling->warc;
	uint64_t position = reader_position(warc->reader);

	if (position > warc->counted)
		filling->batch->input_bytes += position - warc->counted;
	warc->counted = position;
	buf_append(&warc->tail, window(filling));
	filling->batch->bytes.len = filling->start;
	return !buf_failed(&warc->tail);
}

/* Counts what is cut: the rest is copied for the next batch, and must not be much of all. */
static bool is_full(const struct filling *filling, enum step step)
{
	return filling->batch->count > filling->first &&
	       (filling->start >= BATCH_BYTES ||
		(step == STEP_READ && window(filling).len <= READ_BYTES &&
		 !reader_is_file(filling->warc->reader)));
}

static bool read_wanted(struct filling *filling, struct err *err)
{
	do {
		if (!read_more(filling, err))
			return false;
	} while (window(filling).len < filling->wanted && !filling->warc->at_end);
	return true;
}

/* What cannot be read may be the member behind the present record, which then is good. */
static enum step cut_last(struct filling *filling, const char **why, struct err *err)
{
	enum step step = STEP_FAIL;

	if (err->code != ERR_MEMORY)
		step = cut(filling, why, err);
	return step == STEP_READ ? STEP_FAIL : step;
}

/* Cuts until the batch is full or something is wrong. */
static enum step cut_some(struct filling *filling, const char **why, struct err *err)
{
	enum step step;

	do {
		step = cut(filling, why, err);
		if (is_full(filling, step))
			break;
		if (step == STEP_READ && !read_wanted(filling, err))
			step = cut_last(filling, why, err);
	} while (step == STEP_CUT || step == STEP_READ);
	return step;
}

/*
 * Before a record is called damaged, a look at the end of its member, if that is near: it may be
 * the compressed data, and then nothing of the member is worth a look. False when the reader fails.
 */
static bool prove(struct filling *filling, struct err *err)
{
	const struct buf *bytes = &filling->batch->bytes;
	const struct warc *warc = filling->warc;

	while (!is_proved(filling, bytes->len) && !warc->at_end &&
	       window(filling).len < PROOF_MAX) {
		if (!read_more(filling, err))
			return is_proved(filling, bytes->len);
	}
	return true;
}

/* What the reader failed of: true when it is damage, behind which there may be more. */
static bool is_damage(struct filling *filling, const struct err *err, char why[static WHY_MAX])
{
	struct reader *reader = filling->warc->reader;

	if (err->code == ERR_MEMORY || !*reader_damage(reader))
		return false;
	filling->trouble = err->code;
	snprintf(why, WHY_MAX, "%s", reader_damage(reader));
	if (!window(filling).len)
		filling->present = (struct place){reader_member(reader), 0};
	filling->batch->bytes.len = filling->start;
	return true;
}

/* Keeps a message until the batch is full: to give it out now would cost a copy of the tail. */
static bool keep_message(struct warc *warc, const struct err *err)
{
	buf_push(&warc->messages, (char)err->code);
	buf_append(&warc->messages, slice_of(err->message));
	return buf_push(&warc->messages, '\0');
}

static bool has_messages(const struct warc *warc)
{
	return warc->given < warc->messages.len;
}

/* Always false, as a fill that met damage. */
static bool give_message(struct warc *warc, bool *more, struct err *err)
{
	const char *message = warc->messages.data + warc->given;

	err_set(err, (enum err_code)message[0], "%s", message + 1);
	warc->given += strlen(message + 1) + 2;
	*more = warc->has_more || has_messages(warc);
	return false;
}

/* Cuts until the batch is full or something is wrong; then *more is whether it can go on. */
static enum step cut_to_damage(struct filling *filling, bool *more, struct err *err)
{
	const char *why = NULL;
	char cause[WHY_MAX];
	enum step step = cut_some(filling, &why, err);

	if (step == STEP_DAMAGED && !prove(filling, err))
		step = STEP_FAIL;
	if (step == STEP_FAIL) {
		if (!is_damage(filling, err, cause))
			return STEP_FAIL;
		step = STEP_DAMAGED;
		why = cause;
	}
	if (step == STEP_DAMAGED && !recover(filling, why, more, err))
		return STEP_FAIL;
	return step;
}

static bool fill_warc(void *state, struct batch *batch, bool *more, struct err *err)
{
	struct warc *warc = state;
	struct filling filling = {.warc = warc, .batch = batch, .first = batch->count};
	enum step step;

	*more = false;
	if (has_messages(warc))
		return give_message(warc, more, err);
	buf_clear(&warc->messages);
	warc->given = 0;
	if (!begin(&filling))
		return err_no_memory(err);
	do {
		struct err trouble = {0};

		filling.trouble = ERR_IO;
		step = cut_to_damage(&filling, &warc->has_more, &trouble);
		if (step == STEP_FAIL)
			warc->has_more = false;
		if (trouble.code == ERR_MEMORY ||
		    (trouble.code != ERR_NONE && !keep_message(warc, &trouble)))
			return err_no_memory(err);
	} while (step == STEP_DAMAGED && warc->has_more && filling.start < BATCH_BYTES &&
		 warc->messages.len < MESSAGES_MAX);
	if (step != STEP_DAMAGED && step != STEP_FAIL)
		warc->has_more = step != STEP_END;
	if (!finish(&filling))
		return err_no_memory(err);
	if (has_messages(warc))
		return give_message(warc, more, err);
	*more = warc->has_more;
	return true;
}

const struct format format_warc = {open_warc, fill_warc, close_warc};
