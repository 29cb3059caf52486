#include <inttypes.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "io/compress/format.h"
#include "io/lines.h"
#include "record/json.h"

enum {
	READ_BYTES = 256 * 1024,
	LEAD_MAX = 64, /* of the white space before a value in its line */
	KEY_MAX = 64,  /* of the first key */
	LOOK = 2 * LEAD_MAX + KEY_MAX,
	MOST_ITEMS = 16 * 1024,
};

/* How much more than once the input may be scanned: see is_worth_it. */
static const uint64_t SCANS = 4, SCANS_FREE = 1 << 20;

struct values {
	struct reader *reader;
	struct slice source;
	uint64_t max_size;
	struct buf tail;  /* what was read after the last batch's values */
	uint64_t stream;  /* decompressed bytes read so far */
	uint64_t counted; /* bytes of the file that a batch's input_bytes has */
	uint64_t line;    /* of the first byte that is not yet cut */
	uint64_t scanned; /* bytes that the strict scanner went over */
	bool is_array;    /* we are in one */
	bool at_end;

	/* What the first object of all looks like, as the others are likely to. */
	bool has_looks, has_lead;
	char lead[LEAD_MAX], key[KEY_MAX];
	size_t lead_len, key_len;
};

/* How far a value was followed that is too long, or not well formed. */
struct trail {
	size_t at; /* in the batch's bytes */
	uint64_t depth;
	bool in_string, escaped;
};

/* A batch while it is filled: bytes[start ..) is what has not been cut yet. */
struct filling {
	struct values *values;
	struct batch *batch;
	struct span source;
	size_t start;
	size_t first; /* the item that this call began with */
};

enum step { STEP_CUT, STEP_READ, STEP_END, STEP_CUT_OFF, STEP_FAIL };

static void *open_values(struct reader *reader, struct slice source, uint64_t max_size,
			 struct err *err)
{
	struct values *values = calloc(1, sizeof(*values));

	if (!values) {
		err_no_memory(err);
		return NULL;
	}
	*values = (struct values){
		.reader = reader, .source = source, .max_size = max_size, .line = 1};
	return values;
}

static void close_values(void *state)
{
	struct values *values = state;

	buf_free(&values->tail);
	free(values);
}

static struct slice window(const struct filling *filling)
{
	return slice_from(buf_slice(&filling->batch->bytes), filling->start);
}

static size_t space_at(struct slice bytes, size_t at)
{
	while (at < bytes.len && ascii_is_json_space(bytes.data[at]))
		at++;
	return at;
}

static void take(struct filling *filling, size_t n)
{
	struct slice bytes = slice_sub(window(filling), 0, n);

	for (size_t at = 0; (at = slice_find_byte(bytes, at, '\n')) < bytes.len; at++)
		filling->values->line++;
	filling->start += n;
}

/* The end of what may be looked at of a value's beginning: the same, however much was read. */
static size_t looked_at(const struct filling *filling)
{
	size_t left = window(filling).len;

	return filling->start + (left < LOOK ? left : LOOK);
}

/* Notes how the first object begins: what is before it in its line, and its first key. */
static void note_looks(struct filling *filling, size_t from)
{
	struct values *values = filling->values;
	struct slice bytes = slice_sub(buf_slice(&filling->batch->bytes), 0, looked_at(filling));
	size_t lead = filling->start, at = space_at(bytes, filling->start + 1), end;

	values->has_looks = true;
	while (lead > from && (bytes.data[lead - 1] == ' ' || bytes.data[lead - 1] == '\t'))
		lead--;
	values->lead_len = filling->start - lead;
	values->has_lead =
		lead > from && bytes.data[lead - 1] == '\n' && values->lead_len <= LEAD_MAX;
	if (values->has_lead)
		memcpy(values->lead, bytes.data + lead, values->lead_len);
	if (at == bytes.len || bytes.data[at] != '"')
		return;
	end = slice_find_byte(bytes, at + 1, '"');
	if (end < bytes.len && end + 1 - at <= KEY_MAX) {
		values->key_len = end + 1 - at;
		memcpy(values->key, bytes.data + at, values->key_len);
	}
}

/* Whether another object begins after this line end or comma, by all we know of the first one. */
static bool begins_object(const struct values *values, struct slice bytes, size_t from)
{
	struct slice key = slice_make(values->key, values->key_len);
	struct slice rest =
		slice_sub(bytes, from, bytes.len - from < LOOK ? bytes.len : from + LOOK);
	size_t at;

	if (values->has_lead != (rest.data[0] == '\n') || (!values->has_lead && !key.len))
		return false;
	at = space_at(rest, 1);
	if (values->has_lead &&
	    !slice_equal(slice_sub(rest, 1, at), slice_make(values->lead, values->lead_len)))
		return false;
	if (at == rest.len || rest.data[at] != '{')
		return false;
	return slice_starts(slice_from(rest, space_at(rest, at + 1)), key);
}

/*
 * Follows a value that is not well formed to where its brackets say that it ends, or to where the
 * next one seems to begin. True when the end is found: trail->at.
 */
static bool follow(const struct filling *filling, struct trail *trail)
{
	const struct values *values = filling->values;
	struct slice bytes = buf_slice(&filling->batch->bytes);

	for (; trail->at < bytes.len; trail->at++) {
		char c = bytes.data[trail->at];

		if (c == '\n' || (c == ',' && !values->has_lead)) {
			if (bytes.len - trail->at < LOOK && !values->at_end)
				return false;
			if (trail->at > filling->start && begins_object(values, bytes, trail->at))
				return true;
		}
		if (trail->in_string) {
			trail->in_string = c != '"' || trail->escaped;
			trail->escaped = c == '\\' && !trail->escaped;
		} else if (c == '"') {
			trail->in_string = true;
		} else if (c == '{' || c == '[') {
			trail->depth++;
		} else if (trail->depth && (c == '}' || c == ']')) {
			trail->depth--;
			if (!trail->depth) {
				trail->at++;
				return true;
			}
		} else if (!trail->depth && trail->at > filling->start &&
			   (c == '}' || c == ']' || c == ',')) {
			return true;
		}
	}
	return values->at_end;
}

/*
 * Leaves off line ends and the indentation after them, which may stand only between what a value
 * is made of; in a string they make it no JSON, and are kept.
 */
static size_t join_lines(char *bytes, size_t len)
{
	size_t to = 0;
	bool in_string = false, escaped = false;

	for (size_t at = 0; at < len; at++) {
		char c = bytes[at];

		if (in_string) {
			in_string = c != '"' || escaped;
			escaped = c == '\\' && !escaped;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '\n' || c == '\r') {
			while (at + 1 < len && ascii_is_json_space(bytes[at + 1]))
				at++;
			continue;
		}
		bytes[to++] = c;
	}
	return to;
}

/* Adds the value that ends at `end`, of which `dropped` bytes are no longer there. */
static enum step add_value(struct filling *filling, size_t end, uint64_t dropped, struct err *err)
{
	struct values *values = filling->values;
	size_t len = end - filling->start;
	struct item item = {.kind = ITEM_LINE,
			    .source = filling->source,
			    .line = values->line,
			    .bytes = {filling->start, len}};

	take(filling, len);
	if (dropped || len > values->max_size) {
		item.kind = ITEM_TOO_LONG;
		item.size = len + dropped;
		if (item.bytes.len > TOO_LONG_KEPT)
			item.bytes.len = TOO_LONG_KEPT;
	} else {
		item.bytes.len = join_lines(filling->batch->bytes.data + item.bytes.at, len);
	}
	if (batch_add(filling->batch, &item))
		return STEP_CUT;
	err_no_memory(err);
	return STEP_FAIL;
}

static bool read_more(struct filling *filling, struct err *err)
{
	struct values *values = filling->values;
	struct buf *bytes = &filling->batch->bytes;
	size_t got;

	if (!buf_reserve(bytes, READ_BYTES))
		return err_no_memory(err);
	if (!reader_read(values->reader, bytes->data + bytes->len, READ_BYTES, &got, err))
		return false;
	values->at_end = got == 0;
	bytes->len += got;
	values->stream += got;
	return true;
}

/* A value that is too long: its end is looked for, but only its beginning kept. */
static enum step pass_over(struct filling *filling, struct trail *trail, struct err *err)
{
	struct buf *bytes = &filling->batch->bytes;
	uint64_t dropped = 0;

	while (!follow(filling, trail)) {
		size_t kept = filling->start + TOO_LONG_KEPT;

		if (trail->at > kept) {
			memmove(bytes->data + kept, bytes->data + trail->at,
				bytes->len - trail->at);
			bytes->len -= trail->at - kept;
			dropped += trail->at - kept;
			trail->at = kept;
		}
		if (!read_more(filling, err))
			return STEP_FAIL;
	}
	return add_value(filling, trail->at, dropped, err);
}

/*
 * Whether the strict scanner is worth trying: it is, unless the input makes it scan the same bytes
 * again and again.
 */
static bool is_worth_it(const struct filling *filling)
{
	const struct values *values = filling->values;

	return values->scanned <= SCANS * (values->stream - window(filling).len) + SCANS_FREE;
}

/* Reads on until the value at `start` is all there, or too long, or shows that it is no value. */
static enum step find_end(struct filling *filling, struct trail *trail, struct err *err)
{
	struct values *values = filling->values;
	size_t wanted = 0, scanned = 0;
	bool is_worth = is_worth_it(filling);

	while (is_worth) {
		struct slice bytes = window(filling);
		bool is_all = bytes.len <= values->max_size, good, needs_more;
		struct json_scan scan;

		/* However much was read, what is scanned is the same. */
		if (!is_all)
			bytes.len = (size_t)values->max_size + 1;
		scan = json_scan_start(bytes);
		good = json_skip_value(&scan, 0);
		needs_more = scan.at == scan.end && !(values->at_end && is_all) &&
			     !(good && (scan.at[-1] == '}' || scan.at[-1] == ']'));
		scanned = (size_t)(scan.at - bytes.data);
		trail->at = filling->start + scanned;
		if (good && !needs_more) {
			values->scanned += scanned;
			return STEP_CUT;
		}
		if (!needs_more || !is_all)
			break;
		for (wanted = 2 * window(filling).len;
		     window(filling).len < wanted && !values->at_end;) {
			if (!read_more(filling, err))
				return STEP_FAIL;
		}
	}
	values->scanned += scanned;
	trail->at = filling->start;
	return STEP_READ;
}

static enum step cut_value(struct filling *filling, size_t space_from, struct err *err)
{
	struct values *values = filling->values;
	struct trail trail = {.at = filling->start};
	enum step step;

	while (!values->has_looks && window(filling).len < LOOK && !values->at_end) {
		if (!read_more(filling, err))
			return STEP_FAIL;
	}
	if (!values->has_looks && window(filling).data[0] == '{')
		note_looks(filling, space_from);
	step = find_end(filling, &trail, err);
	if (step == STEP_FAIL)
		return step;
	if (step == STEP_CUT)
		return add_value(filling, trail.at, 0, err);
	while (window(filling).len <= values->max_size && !follow(filling, &trail)) {
		if (!read_more(filling, err))
			return STEP_FAIL;
	}
	return window(filling).len > values->max_size ? pass_over(filling, &trail, err)
						      : add_value(filling, trail.at, 0, err);
}

/* How many bytes between values are at `start`. */
static size_t between(const struct filling *filling)
{
	const struct values *values = filling->values;
	struct slice bytes = window(filling);
	size_t at = 0;

	if (values->stream == bytes.len && slice_starts(bytes, SLICE("\xEF\xBB\xBF")))
		at = 3;
	at = space_at(bytes, at);
	while (values->is_array && at < bytes.len && bytes.data[at] == ',')
		at = space_at(bytes, at + 1);
	return at;
}

/* Cuts what comes next: a value, or what is between values. */
static enum step cut(struct filling *filling, struct err *err)
{
	struct values *values = filling->values;
	size_t from = filling->start, at = between(filling);
	char c;

	if (values->stream == window(filling).len && values->stream < 3 && !values->at_end)
		return STEP_READ;
	if (at == window(filling).len) {
		/* What is before a value in its line may be of use. */
		if (at > LOOK)
			take(filling, at - LOOK);
		if (!values->at_end)
			return STEP_READ;
		return values->is_array ? STEP_CUT_OFF : STEP_END;
	}
	take(filling, at);
	c = window(filling).data[0];
	if (values->is_array ? c == ']' : c == '[') {
		values->is_array = !values->is_array;
		take(filling, 1);
		return STEP_CUT;
	}
	return cut_value(filling, from, err);
}

static bool begin(struct filling *filling)
{
	struct values *values = filling->values;
	struct buf *bytes = &filling->batch->bytes;

	filling->source = (struct span){bytes->len, values->source.len};
	buf_append(bytes, values->source);
	filling->start = bytes->len;
	buf_append(bytes, buf_slice(&values->tail));
	buf_clear(&values->tail);
	return !buf_failed(bytes);
}

/* Leaves what was not cut for the next batch. */
static bool finish(struct filling *filling)
{
	struct values *values = filling->values;
	uint64_t position = reader_position(values->reader);

	filling->batch->input_bytes += position - values->counted;
	values->counted = position;
	buf_append(&values->tail, window(filling));
	filling->batch->bytes.len = filling->start;
	return !buf_failed(&values->tail);
}

static bool is_full(const struct filling *filling, enum step step)
{
	const struct batch *batch = filling->batch;

	return batch->count > filling->first &&
	       (batch->count - filling->first >= MOST_ITEMS || filling->start >= BATCH_BYTES ||
		(step == STEP_READ && !reader_is_file(filling->values->reader)));
}

static enum step cut_some(struct filling *filling, struct err *err)
{
	enum step step;

	do {
		step = cut(filling, err);
		if (is_full(filling, step))
			break;
		if (step == STEP_READ && !read_more(filling, err))
			step = STEP_FAIL;
	} while (step == STEP_CUT || step == STEP_READ);
	return step;
}

static bool fill_values(void *state, struct batch *batch, bool *more, struct err *err)
{
	struct values *values = state;
	struct filling filling = {.values = values, .batch = batch, .first = batch->count};
	struct slice name = values->source.len ? values->source : SLICE("standard input");
	enum step step;

	*more = false;
	if (!begin(&filling))
		return err_no_memory(err);
	step = cut_some(&filling, err);
	if (step == STEP_FAIL)
		return false;
	if (!finish(&filling))
		return err_no_memory(err);
	*more = step == STEP_CUT || step == STEP_READ;
	if (step != STEP_CUT_OFF)
		return true;
	return err_set(err, ERR_IO,
		       "%.*s: damaged: unexpected end after %" PRIu64
		       " bytes%s, as its array is not closed. What stands before that was read.",
		       (int)name.len, name.data, values->stream,
		       reader_is_compressed(values->reader) ? " (decompressed)" : "");
}

const struct format format_values = {open_values, fill_values, close_values};
