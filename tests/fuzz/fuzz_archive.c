/*
 * tar and zip: any bytes, as an archive. Reading comes to an end, however it is damaged; members
 * have their places in the file, and what they hold is not more than it can be.
 */
#include <assert.h>
#include <stdint.h>

#include "../lib/reader_over.h"
#include "io/archive/archive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads of all sizes; false when the member is in trouble. */
static bool read_member(const struct archive_format *format, void *state, uint64_t *total)
{
	char bytes[5000];
	size_t got, cap = 1;
	struct err err;

	do {
		if (!format->read(state, bytes, cap, &got, &err)) {
			assert(err.code == ERR_IO || err.code == ERR_LIMIT);
			return false;
		}
		assert(got <= cap);
		*total += got;
		cap = cap * 3 % sizeof(bytes) + 1;
	} while (got);
	return true;
}

static void read_archive(const struct archive_format *format, struct reader *reader, size_t size)
{
	struct err err = {0};
	struct member member;
	enum archive_step step;
	size_t steps = 0;
	uint64_t total = 0;
	void *state = format->open(reader, "fuzz", &err);

	while ((step = format->next(state, &member, &err)) != ARCHIVE_END) {
		/* Each is of another place. */
		assert(steps++ <= 4 * size + 4);
		if (step == ARCHIVE_TROUBLE) {
			assert(err.code == ERR_IO || err.code == ERR_LIMIT);
			if (reader_is_given_up(reader))
				break;
			continue;
		}
		assert(member.place.member <= size);
		/* Of every third member, nothing is read. */
		if (steps % 3 && !read_member(format, state, &total) && reader_is_given_up(reader))
			break;
	}
	if (format == &tar_format && !reader_is_compressed(reader))
		assert(total <= size);
	format->close(state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct archive_format *const formats[] = {&tar_format, &zip_format};

	for (size_t i = 0; i < 2; i++) {
		struct reader *reader = reader_over(slice_make((const char *)data, size), 100);

		read_archive(formats[i], reader, size);
		reader_close(reader);
	}
	archive_format_of(slice_make((const char *)data, size));
	return 0;
}
