#include "io/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/compress/compress.h"
#include "io/interrupt.h"

enum { BLOCK = 256 * 1024, LOOK_BACK = BLOCK / 2 };

static const uint64_t RATIO_FREE = 64 << 20; /* bytes that may come out at any ratio */
static const uint64_t AGAIN_FREE = 1 << 20;  /* bytes that may be read again at any position */

struct reader {
	int fd;                  /* -1: it reads from `below`, or by `feed` */
	struct reader *below;    /* else NULL */
	struct reader_feed feed; /* with a NULL `read`: none */
	char *name;
	uint64_t size;
	bool is_file;
	bool at_end; /* the file's end was read */

	/*
	 * As stored: block[at .. len) is not yet consumed; `position` is where `at` is in the file.
	 * What is before `at` was consumed, and is kept for reader_resync.
	 */
	char *block;
	size_t at, len;
	uint64_t position;

	const struct decoder *decoder; /* NULL: plain */
	void *decoding;
	bool known; /* `decoder` has been decided on */
	bool whole; /* the input may end here */
	uint64_t made;
	uint64_t max_ratio;
	uint64_t member; /* where the present member begins in the file */
	uint64_t again;  /* bytes that were gone back over */

	struct buf ahead; /* peeked at; ahead.data[given .. ahead.len) is not yet given out */
	size_t given;
	uint64_t ahead_member;
	bool gives_ahead; /* the last read was from there */

	struct err failure; /* what stopped it; told again and again */
	struct err damage;  /* when it is damage: what the decoder said of it */
};

static struct reader *open_reader(int fd, const char *name, struct err *err)
{
	struct reader *reader = calloc(1, sizeof(*reader));
	struct stat about;

	if (!reader) {
		err_no_memory(err);
		if (fd > STDIN_FILENO)
			close(fd);
		return NULL;
	}
	reader->fd = fd;
	reader->name = strdup(name);
	reader->block = malloc(BLOCK);
	if (!reader->name || !reader->block) {
		err_no_memory(err);
		reader_close(reader);
		return NULL;
	}
	if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode)) {
		reader->is_file = true;
		reader->size = (uint64_t)about.st_size;
	}
	return reader;
}

struct reader *reader_open_fd(int fd, const char *name, uint64_t max_ratio, struct err *err)
{
	struct reader *reader = open_reader(fd, name, err);

	if (reader)
		reader->max_ratio = max_ratio;
	return reader;
}

struct reader *reader_open_raw(int fd, const char *name, struct err *err)
{
	struct reader *reader = open_reader(fd, name, err);

	if (reader)
		reader->known = true;
	return reader;
}

struct reader *reader_open_feed(const struct reader_feed *feed, const char *name, struct err *err)
{
	struct reader *reader = open_reader(-1, name, err);

	if (reader)
		reader->feed = *feed;
	return reader;
}

struct reader *reader_through(struct reader *below, const struct decoder *decoder, struct err *err)
{
	struct reader *reader = open_reader(-1, below->name, err);

	if (!reader)
		return NULL;
	reader->known = true;
	reader->decoding = decoder->open(err);
	if (!reader->decoding) {
		reader_close(reader);
		return NULL;
	}
	reader->decoder = decoder;
	reader->below = below;
	return reader;
}

struct reader *reader_open(const char *path, uint64_t max_ratio, struct err *err)
{
	int fd;

	if (!path || strcmp(path, "-") == 0)
		return reader_open_fd(STDIN_FILENO, "standard input", max_ratio, err);
	do
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	while (fd < 0 && errno == EINTR);
	if (fd < 0) {
		err_errno(err, "cannot open %s", path);
		return NULL;
	}
	return reader_open_fd(fd, path, max_ratio, err);
}

void reader_close(struct reader *reader)
{
	if (!reader)
		return;
	if (reader->decoder)
		reader->decoder->close(reader->decoding);
	if (reader->fd > STDIN_FILENO)
		close(reader->fd);
	reader_close(reader->below);
	buf_free(&reader->ahead);
	free(reader->block);
	free(reader->name);
	free(reader);
}

uint64_t reader_position(const struct reader *reader)
{
	return reader->below ? reader_position(reader->below) : reader->position;
}

uint64_t reader_size(const struct reader *reader)
{
	return reader->below ? reader_size(reader->below) : reader->size;
}

/* The reader of the file that the bytes are from in the end. */
static const struct reader *origin_of(const struct reader *reader)
{
	while (reader->below || reader->feed.read)
		reader = reader->below ? reader->below : reader->feed.origin;
	return reader;
}

bool reader_is_file(const struct reader *reader)
{
	return origin_of(reader)->is_file;
}

bool reader_may_wait(const struct reader *reader)
{
	const struct reader *origin = origin_of(reader);

	return !origin->is_file && origin->at == origin->len && !origin->ahead.len;
}

bool reader_is_given_up(const struct reader *reader)
{
	return origin_of(reader)->failure.code == ERR_LIMIT;
}

/* Reads from what is below instead of a file. */
static bool read_below(struct reader *reader, char *data, size_t cap, size_t *got)
{
	bool good;

	if (reader->below)
		good = reader_read(reader->below, data, cap, got, &reader->failure);
	else
		good = reader->feed.read(reader->feed.state, data, cap, got, &reader->failure);
	reader->at_end = good && *got == 0;
	return good;
}

static bool read_file(struct reader *reader, char *data, size_t cap, size_t *got)
{
	ssize_t n;

	*got = 0;
	if (reader->at_end)
		return true;
	if (reader->fd < 0)
		return read_below(reader, data, cap, got);
	do {
		if (!reader->is_file && !interrupt_wait(reader->fd))
			return err_set(&reader->failure, ERR_PIPE, "reading %s was interrupted",
				       reader->name);
		n = read(reader->fd, data, cap);
	} while (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR));
	if (n < 0)
		return err_errno(&reader->failure, "cannot read %s", reader->name);
	reader->at_end = n == 0;
	*got = (size_t)n;
	return true;
}

/* How many of the consumed bytes to keep: from a file they can be had again. */
static size_t worth_keeping(const struct reader *reader)
{
	uint64_t member = reader->position - reader->member;

	if (reader->is_file || !reader->decoder || !reader->decoder->find)
		return 0;
	if (member > LOOK_BACK)
		member = LOOK_BACK;
	return member < reader->at ? (size_t)member : reader->at;
}

/* Reads after what the block still holds. */
static bool fill_block(struct reader *reader)
{
	size_t from = reader->at - worth_keeping(reader), got;

	if (from && (reader->at == reader->len || reader->len == BLOCK)) {
		memmove(reader->block, reader->block + from, reader->len - from);
		reader->at -= from;
		reader->len -= from;
	}
	if (!read_file(reader, reader->block + reader->len, BLOCK - reader->len, &got))
		return false;
	reader->len += got;
	return true;
}

static void consume(struct reader *reader, size_t n)
{
	reader->at += n;
	reader->position += n;
}

/* Reads no further than it takes to tell plain from compressed: at a terminal one byte may do. */
static bool choose_decoder(struct reader *reader)
{
	bool enough = false;

	while (!enough) {
		reader->decoder = decoder_for(slice_make(reader->block, reader->len), &enough);
		if (reader->at_end)
			break;
		if (!enough && !fill_block(reader))
			return false;
	}
	if (reader->decoder) {
		reader->decoding = reader->decoder->open(&reader->failure);
		if (!reader->decoding) {
			reader->decoder = NULL;
			return false;
		}
	}
	reader->known = true;
	return true;
}

static bool read_plain(struct reader *reader, char *data, size_t cap, size_t *got)
{
	if (reader->at == reader->len) {
		if (!read_file(reader, data, cap, got))
			return false;
		reader->position += *got;
		return true;
	}
	*got = reader->len - reader->at < cap ? reader->len - reader->at : cap;
	memcpy(data, reader->block + reader->at, *got);
	consume(reader, *got);
	return true;
}

static void describe_damage(struct reader *reader)
{
	struct err cause = reader->failure;

	if (cause.code != ERR_MEMORY)
		reader->damage = cause;
	if (cause.code == ERR_LIMIT || cause.code == ERR_MEMORY)
		err_prefix(&reader->failure, "%s: ", reader->name);
	if (cause.code == ERR_IO)
		err_set(&reader->failure, ERR_IO,
			"%s: damaged at byte %" PRIu64
			" (%.200s). The records before it were read.",
			reader->name, reader_position(reader), cause.message);
}

bool reader_count_made(struct reader *reader, uint64_t made, struct err *err)
{
	while (reader->feed.read)
		reader = reader->feed.origin;
	reader->made += made;
	if (!reader->max_ratio || reader->made <= RATIO_FREE ||
	    reader->made / reader->max_ratio <= reader->position + reader->again)
		return true;
	err_set(&reader->failure, ERR_LIMIT,
		"%s: %" PRIu64 " bytes came out of %" PRIu64 ", more than %" PRIu64
		" to 1. If it is no bomb, raise --max-ratio.",
		reader->name, reader->made, reader->position, reader->max_ratio);
	*err = reader->failure;
	return false;
}

/* One step of the decoder. What it made counts even when it failed: *got, then the failure. */
static bool decode(struct reader *reader, char *data, size_t cap, size_t *got)
{
	struct flow flow = {slice_make(reader->block + reader->at, reader->len - reader->at), data,
			    cap};
	bool good;

	if (reader->whole && flow.in.len)
		reader->member = reader->position;
	good = reader->decoder->step(reader->decoding, &flow, &reader->whole, &reader->failure);
	consume(reader, reader->len - reader->at - flow.in.len);
	*got = cap - flow.out_len;
	if (good)
		reader_count_made(reader, *got, &reader->failure);
	else
		describe_damage(reader);
	return *got > 0 || good;
}

static bool read_compressed(struct reader *reader, char *data, size_t cap, size_t *got)
{
	for (;;) {
		if (!decode(reader, data, cap, got))
			return false;
		if (*got)
			return true;
		if (reader->at < reader->len)
			continue;
		if (!reader->at_end && !fill_block(reader))
			return false;
		if (reader->at_end && reader->at == reader->len)
			break;
	}
	if (reader->whole)
		return true;
	err_set(&reader->failure, ERR_IO, "unexpected end");
	describe_damage(reader);
	return false;
}

static bool read_some(struct reader *reader, char *data, size_t cap, size_t *got, struct err *err)
{
	*got = 0;
	if (reader->failure.code == ERR_NONE && (reader->known || choose_decoder(reader)) &&
	    (reader->decoder ? read_compressed : read_plain)(reader, data, cap, got))
		return true;
	*err = reader->failure;
	return false;
}

bool reader_read(struct reader *reader, char *data, size_t cap, size_t *got, struct err *err)
{
	size_t left = reader->ahead.len - reader->given;

	reader->gives_ahead = left > 0;
	if (!left)
		return read_some(reader, data, cap, got, err);
	*got = left < cap ? left : cap;
	memcpy(data, reader->ahead.data + reader->given, *got);
	reader->given += *got;
	if (*got == left) {
		buf_free(&reader->ahead);
		reader->given = 0;
	}
	return true;
}

bool reader_peek(struct reader *reader, struct slice *ahead, struct err *err)
{
	size_t got;

	if (!buf_reserve(&reader->ahead, BLOCK)) {
		reader->ahead.failed = false;
		return err_no_memory(err);
	}
	if (!read_some(reader, reader->ahead.data + reader->ahead.len, BLOCK, &got, err))
		return false;
	if (!reader->ahead.len)
		reader->ahead_member = reader->member;
	reader->ahead.len += got;
	*ahead = slice_from(buf_slice(&reader->ahead), reader->given);
	return true;
}

uint64_t reader_member(const struct reader *reader)
{
	return reader->gives_ahead ? reader->ahead_member : reader->member;
}

bool reader_is_compressed(const struct reader *reader)
{
	return reader->decoder != NULL;
}

bool reader_is_proved(const struct reader *reader)
{
	return !reader->decoder ||
	       (reader->whole && reader->failure.code == ERR_NONE && !reader->ahead.len);
}

const char *reader_damage(const struct reader *reader)
{
	return reader->damage.message;
}

/*
 * Goes back to `position`, or as near to it as can be: what the block has, or the file. Who makes
 * us go back again and again, by false beginnings, must not have us read everything many times.
 */
static bool go_back(struct reader *reader, uint64_t position)
{
	uint64_t back = reader->position - position;
	off_t ahead = (off_t)(reader->len - reader->at);

	if (reader->again + back > reader->position + AGAIN_FREE)
		return true;
	if (back > reader->at && reader->is_file) {
		if (lseek(reader->fd, -(off_t)back - ahead, SEEK_CUR) < 0)
			return err_errno(&reader->failure, "cannot read %s", reader->name);
		reader->at = reader->len = 0;
		reader->at_end = false;
	} else {
		if (back > reader->at)
			back = reader->at;
		reader->at -= (size_t)back;
	}
	reader->position -= back;
	reader->again += back;
	return true;
}

/* Consumes all before the next place where a member may begin. *found is false at the end. */
static bool find_member(struct reader *reader, bool *found)
{
	for (;;) {
		struct slice rest =
			slice_make(reader->block + reader->at, reader->len - reader->at);

		consume(reader, reader->decoder->find(rest));
		*found = reader->len - reader->at >= HEAD_BYTES;
		if (*found || reader->at_end)
			return true;
		reader->member = reader->position;
		if (!fill_block(reader))
			return false;
	}
}

bool reader_resync(struct reader *reader, struct err *err)
{
	bool found = false;
	uint64_t from = reader->member + 1;

	if (reader->damage.code == ERR_NONE || !reader->decoder->find) {
		*err = reader->failure;
		return false;
	}
	reader->failure = reader->damage = (struct err){0};
	if (from > reader->position && (reader->at < reader->len || fill_block(reader)) &&
	    reader->at < reader->len)
		consume(reader, 1);
	if (reader->failure.code == ERR_NONE &&
	    (from > reader->position || go_back(reader, from)) && find_member(reader, &found) &&
	    found) {
		reader->decoder->restart(reader->decoding);
		reader->member = reader->position;
		reader->whole = false;
		return true;
	}
	if (reader->failure.code == ERR_NONE)
		err_set(&reader->failure, ERR_IO, "%s: nothing more was found behind the damage",
			reader->name);
	*err = reader->failure;
	return false;
}

bool read_whole_file(const char *path, size_t limit, struct buf *content, struct err *err)
{
	enum { PIECE = 64 * 1024 };
	struct reader *reader = reader_open(path, 0, err);
	size_t before = content->len, got = 0;
	bool ok = reader != NULL;

	do {
		ok = ok && (buf_reserve(content, PIECE) || err_no_memory(err)) &&
		     reader_read(reader, content->data + content->len, PIECE, &got, err);
		content->len += ok ? got : 0;
	} while (ok && got && content->len - before <= limit);
	reader_close(reader);
	if (ok && content->len - before > limit)
		return err_set(err, ERR_LIMIT, "%s has more than %zu bytes", path, limit);
	return ok;
}
