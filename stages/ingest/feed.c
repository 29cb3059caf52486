#include "feed.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What is read as one: no more than some small files, that are not worth a thread's while alone. */
enum { SMALL_FILE = 64 * 1024, FEED_BYTES = 512 * 1024, FEED_FILES = 64 };

bool feed_add(struct feed *feed, const char *path, unsigned operand, struct err *err)
{
	buf_append(&feed->paths, slice_make((const char *)&operand, sizeof(operand)));
	buf_append(&feed->paths, slice_of(path));
	return buf_push(&feed->paths, '\0') || err_no_memory(err);
}

static bool has_files(const struct feed *feed)
{
	return feed->next < feed->paths.len;
}

static bool open_next(struct feed *feed, struct err *err)
{
	const char *path = feed->paths.data + feed->next + sizeof(feed->operand);

	memcpy(&feed->operand, feed->paths.data + feed->next, sizeof(feed->operand));
	feed->next += sizeof(feed->operand) + strlen(path) + 1;
	return intake_open(&feed->intake, strcmp(path, "-") == 0 ? NULL : path, err);
}

bool feed_is_full(const struct feed *feed, const struct batch *batch)
{
	return batch->count > 0 &&
	       (batch->bytes.len >= BATCH_BYTES || intake_may_wait(&feed->intake));
}

bool feed_fill(struct feed *feed, struct batch *batch, bool *more, struct err *err)
{
	bool good = true, goes_on = true;

	while (good && !feed_is_full(feed, batch)) {
		goes_on = intake_is_open(&feed->intake);
		if (goes_on) {
			size_t from = batch->count;

			good = intake_fill(&feed->intake, batch, &goes_on, err);
			for (size_t i = from; i < batch->count; i++)
				batch->items[i].operand = feed->operand;
		} else if (has_files(feed)) {
			good = open_next(feed, err);
			goes_on = intake_is_open(&feed->intake);
		} else {
			break;
		}
	}
	if (!good && !goes_on)
		intake_close(&feed->intake);
	*more = intake_is_open(&feed->intake) || has_files(feed);
	return good;
}

void feed_clear(struct feed *feed)
{
	intake_close(&feed->intake);
	buf_clear(&feed->paths);
	feed->next = 0;
}

void feed_free(struct feed *feed)
{
	intake_free(&feed->intake);
	buf_free(&feed->paths);
}

/* Feeds for threads. */

static bool next_path(struct feeder *feeder, const char **path, unsigned *operand, struct err *err)
{
	*path = NULL;
	if (feeder->path.len) {
		*path = feeder->path.data;
		*operand = feeder->operand;
		return true;
	}
	if (feeder->trouble.code != ERR_NONE) {
		*err = feeder->trouble;
		feeder->trouble = (struct err){0};
		return false;
	}
	switch (paths_next(feeder->paths, path, err)) {
	case WALK_FILE:
		*operand = paths_operand(feeder->paths);
		return true;
	case WALK_END:
		*path = NULL;
		return true;
	case WALK_TROUBLE:
	case WALK_FAIL:
		break;
	}
	return false;
}

/* How many bytes a small file has; false for a large one, and what is no file. */
static bool is_small(const char *path, size_t *size)
{
	struct stat about;

	*size = 0;
	if (strcmp(path, "-") == 0 || stat(path, &about) != 0 || !S_ISREG(about.st_mode) ||
	    about.st_size > SMALL_FILE)
		return false;
	*size = (size_t)about.st_size;
	return true;
}

/* Adds files until they are enough for one feed. What does not go with them is for the next one. */
static bool collect(struct feeder *feeder, struct feed *feed, size_t *count, struct err *err)
{
	size_t bytes = 0, size;
	const char *path;

	for (*count = 0; *count < FEED_FILES && bytes < FEED_BYTES; ++*count) {
		struct err trouble = {0};
		unsigned operand = 0;
		bool small;

		if (!next_path(feeder, &path, &operand, &trouble)) {
			*(*count ? &feeder->trouble : err) = trouble;
			return *count > 0;
		}
		if (!path)
			return true;
		small = is_small(path, &size);
		bytes += size;
		if (!small && *count) {
			feeder->operand = operand;
			buf_append(&feeder->path, slice_of(path));
			return buf_push(&feeder->path, '\0') || err_no_memory(err);
		}
		if (!feed_add(feed, path, operand, err))
			return false;
		buf_clear(&feeder->path);
		if (!small)
			bytes = FEED_BYTES;
	}
	return true;
}

static void close_feed(void *feed)
{
	feed_free(feed);
	free(feed);
}

static bool next_feed(void *context, void **source, struct err *err)
{
	struct feeder *feeder = context;
	struct feed *feed = calloc(1, sizeof(*feed));
	size_t count;
	bool good;

	if (!feed)
		return err_no_memory(err);
	feed->intake = *feeder->intake;
	good = collect(feeder, feed, &count, err);
	if (good && count)
		*source = feed;
	else
		close_feed(feed);
	return good;
}

static bool fill(void *feed, struct batch *batch, bool *more, struct err *err)
{
	return feed_fill(feed, batch, more, err);
}

const struct ahead_kind feeder_kind = {next_feed, fill, close_feed};

void feeder_free(struct feeder *feeder)
{
	buf_free(&feeder->path);
}
